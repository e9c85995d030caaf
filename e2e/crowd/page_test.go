package crowd

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// page is a widget without a browser: ten thousand of them fit into one process. It speaks RFC 6455
// by itself, which keeps it small and makes it a third library beside the two that ship.
type page struct {
	id       int // which agent
	instance string

	conn  net.Conn
	in    *bufio.Reader
	token string
	live  bool
	term  uint64
	n     uint64
	over  chan struct{} // closed when nobody attends it any more
}

// errClosed says with which code the server ended it.
type errClosed struct {
	code   int
	reason string
}

func (e *errClosed) Error() string { return fmt.Sprintf("closed with %d: %s", e.code, e.reason) }

// frame is a message of the server's, as far as these pages look.
type frame struct {
	Type string `json:"type"`
	Ref  string `json:"ref"`
	N    uint64 `json:"n"`
	Body struct {
		Session string `json:"session"`
		Number  string `json:"number"`
		Live    bool   `json:"live"`
		Term    uint64 `json:"term"`
		Lease   struct {
			Live bool   `json:"live"`
			Term uint64 `json:"term"`
		} `json:"lease"`
		N uint64 `json:"n"`
	} `json:"body"`
}

// dial opens the connection and upgrades it. Sources are spread over loopback addresses: one has
// fewer ports than two crowds need.
func (p *page) dial(address, origin string) error {
	dialer := net.Dialer{Timeout: 20 * time.Second, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+p.id/4000))}}
	conn, err := dialer.Dial("tcp", address)
	if err != nil {
		return err
	}
	p.conn, p.in = conn, bufio.NewReaderSize(conn, 512)
	_ = conn.SetDeadline(time.Now().Add(40 * time.Second))
	request := "GET /socket HTTP/1.1\r\nHost: " + address + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: " + origin + "\r\n\r\n"
	if _, err = io.WriteString(conn, request); err == nil {
		err = p.upgraded()
	}
	if err != nil {
		_ = conn.Close()
	}
	return err
}

func (p *page) upgraded() error {
	status, err := p.in.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.Contains(status, " 101 ") {
		return fmt.Errorf("not upgraded: %s", strings.TrimSpace(status))
	}
	for line := status; strings.TrimSpace(line) != ""; {
		if line, err = p.in.ReadString('\n'); err != nil {
			return err
		}
	}
	return nil
}

// say sends a text message, masked by zeros.
func (p *page) say(text string) error {
	out := make([]byte, 0, len(text)+8)
	out = append(out, 0x81)
	if len(text) < 126 {
		out = append(out, 0x80|byte(len(text)))
	} else {
		out = append(out, 0x80|126)
		out = binary.BigEndian.AppendUint16(out, uint16(len(text)))
	}
	out = append(out, 0, 0, 0, 0)
	_, err := p.conn.Write(append(out, text...))
	return err
}

// next reads a text message; the server's close is an *errClosed.
func (p *page) next() ([]byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(p.in, head[:]); err != nil {
		return nil, err
	}
	size := uint64(head[1])
	var err error
	switch size {
	case 126:
		var long uint16
		err = binary.Read(p.in, binary.BigEndian, &long)
		size = uint64(long)
	case 127:
		err = binary.Read(p.in, binary.BigEndian, &size)
	}
	if err != nil {
		return nil, err
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(p.in, data); err != nil {
		return nil, err
	}
	if head[0]&0x0f == 8 && size >= 2 {
		return nil, &errClosed{int(binary.BigEndian.Uint16(data)), string(data[2:])}
	}
	return data, nil
}

const (
	ping = `{"v":1,"type":"ping"}`
	pong = `{"v":1,"type":"pong"}`
)

// hello signs in by the token of the last welcome or by a bound nonce, and takes the welcome.
func (p *page) hello(nonce string) error {
	body := map[string]any{"instance": p.instance, "device": "Linux", "browser": "Chrome 156", "since": p.n, "shown": 1}
	if p.token != "" {
		body["session"] = p.token
	} else {
		body["nonce"] = nonce
	}
	raw, err := json.Marshal(map[string]any{"v": 1, "type": "hello", "body": body})
	if err != nil {
		return err
	}
	if err := p.say(string(raw)); err != nil {
		return err
	}
	data, err := p.next()
	for ; err == nil && string(data) == ping; data, err = p.next() {
		if err := p.say(pong); err != nil { // it stands in line
			return err
		}
	}
	if err != nil {
		return err
	}
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if f.Type != "welcome" {
		return fmt.Errorf("%s came before the welcome", f.Type)
	}
	p.token, p.live, p.term, p.n = f.Body.Session, f.Body.Lease.Live, f.Body.Lease.Term, f.Body.N
	return p.conn.SetDeadline(time.Time{})
}

// named says the page's name, which is all that the bare server wants to know.
func (p *page) named() error {
	if err := p.say("name " + p.instance); err != nil {
		return err
	}
	if _, err := p.next(); err != nil {
		return err
	}
	return p.conn.SetDeadline(time.Time{})
}

// attend answers heartbeats until the connection ends, and hands on what else is said.
func (p *page) attend(hear func(data []byte)) error {
	for {
		data, err := p.next()
		if err != nil {
			return err
		}
		if string(data) == ping {
			if err := p.say(pong); err != nil {
				return err
			}
			continue
		}
		if hear != nil {
			hear(data)
		}
	}
}

func (p *page) close() {
	if p.conn != nil {
		_ = p.conn.Close()
	}
}

// closedWith is the code of a close, zero for a cut line.
func closedWith(err error) int {
	var closed *errClosed
	if errors.As(err, &closed) {
		return closed.code
	}
	return 0
}
