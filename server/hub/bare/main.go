// Command bare is the least a tuned gorilla server can be: sockets, heartbeats and passing a message
// on, without agents, leases, sign-in or anything kept. The benchmarks run it beside the real server,
// so that their figures say what our rooms cost and not what the machine is.
//
// A page says "name NAME" first, which is answered by the same. "to NAME …" reaches the page of that name as it is.
package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	pingEvery = 1500 * time.Millisecond
	writeWait = 5 * time.Second
)

// server knows every socket by its page's name.
type server struct {
	upgrader websocket.Upgrader

	mu    sync.Mutex // guards socks
	socks map[string]*socket
}

type socket struct {
	mu sync.Mutex // one writer at a time
	ws *websocket.Conn
}

func main() {
	s := &server{socks: map[string]*socket{}, upgrader: websocket.Upgrader{
		ReadBufferSize: 512, WriteBufferSize: 1024, WriteBufferPool: &sync.Pool{},
		CheckOrigin: func(*http.Request) bool { return true },
	}}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	go s.beat()
	fmt.Printf("ready http://%s\n", listener.Addr())
	fmt.Fprintln(os.Stderr, http.Serve(listener, s))
	os.Exit(1)
}

// ServeHTTP returns at once: net/http keeps nothing for this socket.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	go s.read(&socket{ws: ws})
}

func (s *server) read(k *socket) {
	defer k.ws.Close()
	for {
		_, data, err := k.ws.ReadMessage()
		if err != nil {
			return
		}
		words := bytes.SplitN(data, []byte(" "), 3)
		switch string(words[0]) {
		case "name":
			s.mu.Lock()
			s.socks[string(words[1])] = k
			s.mu.Unlock()
			k.write(data)
		case "to":
			s.mu.Lock()
			to := s.socks[string(words[1])]
			s.mu.Unlock()
			if to != nil {
				to.write(data)
			}
		}
	}
}

func (k *socket) write(data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.ws.SetWriteDeadline(time.Now().Add(writeWait))
	_ = k.ws.WriteMessage(websocket.TextMessage, data) // the reader notices a dead one
}

// beat asks all pages, as the real server does.
func (s *server) beat() {
	for range time.Tick(pingEvery) {
		s.mu.Lock()
		all := make([]*socket, 0, len(s.socks))
		for _, k := range s.socks {
			all = append(all, k)
		}
		s.mu.Unlock()
		for _, k := range all {
			k.write([]byte(`{"v":1,"type":"ping"}`))
		}
	}
}
