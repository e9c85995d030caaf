package hub

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"agentadapter/protocol"
)

const (
	// maxFrames and maxBytes bound what waits for a page. An honest one is never near.
	maxFrames = 512
	maxBytes  = 1 << 20
	// maxWork bounds the questions of one page that wait for an answer.
	maxWork = 16
	// maxReason is what a close frame has room for.
	maxReason = 120
)

// socket is one page's connection.
type socket struct {
	hub *Hub
	ws  *websocket.Conn

	// Known once the page is let in, constant then.
	tenant, id string
	who        *agent
	hello      protocol.Hello
	token      string // for the next reconnect
	resume     string // names the seat that the lease gave
	from       uint64 // number of the last frame before its seat

	mu      sync.Mutex // guards all below
	open    bool       // the welcome is on its way: frames may follow
	held    [][]byte   // frames that came before the welcome
	queue   [][]byte
	size    int // bytes in queue and held
	writing bool
	heard   time.Time // when the page last said anything
	asked   time.Time // when it was last pinged
	onCall  bool
	work    []func()
	working bool
	ending  bool
	code    protocol.CloseCode
	reason  string
	told    chan struct{} // closed once the close frame is written or cannot be
}

func newSocket(h *Hub, ws *websocket.Conn) *socket {
	return &socket{hub: h, ws: ws, heard: time.Now(), told: make(chan struct{})}
}

// run reads until the socket ends.
func (s *socket) run() {
	defer s.leave()
	s.ws.SetReadLimit(4 * protocol.MaxUp) // a hard stop; read answers politely before it
	_ = s.ws.SetReadDeadline(time.Now().Add(helloWait))
	for {
		data, err := s.read()
		if s.isEnding() {
			if err != nil && !errors.Is(err, errFrame) {
				return
			}
			continue // what comes after our close is not heard, only drained
		}
		if err != nil && !errors.Is(err, errFrame) {
			return
		}
		var f protocol.UpFrame
		if err == nil {
			f, err = protocol.DecodeUp(data)
		}
		if err != nil {
			s.refuse(err)
			continue
		}
		s.hear(f)
	}
}

// errFrame is for messages that are no frames before they are even decoded.
var errFrame = errors.New("not a frame")

func (s *socket) read() ([]byte, error) {
	kind, r, err := s.ws.NextReader()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	n, err := b.ReadFrom(io.LimitReader(r, protocol.MaxUp+1))
	switch {
	case err != nil:
		return nil, err
	case kind != websocket.TextMessage:
		return nil, fmt.Errorf("%w: it is binary", errFrame)
	case n > protocol.MaxUp:
		return nil, fmt.Errorf("%w: it is larger than %d bytes", errFrame, protocol.MaxUp)
	}
	return b.Bytes(), nil
}

// refuse ends the talk because of a frame that this build does not understand.
func (s *socket) refuse(err error) {
	if errors.Is(err, protocol.ErrVersion) {
		s.end(protocol.CloseReload, "this page is older or newer than the server: reload it")
		return
	}
	s.hub.log.Warn("a page said what is no frame", "agent", s.name(), "err", err)
	s.end(protocol.CloseBadFrame, err.Error())
}

// hear takes one frame: the first lets the page in, the others are acted on.
func (s *socket) hear(f protocol.UpFrame) {
	if s.who == nil {
		hello, ok := f.Body.(protocol.Hello)
		if !ok {
			s.refuse(fmt.Errorf("%s came before hello", f.Type))
			return
		}
		s.letIn(hello)
		return
	}
	s.mu.Lock()
	s.heard = time.Now()
	s.mu.Unlock()
	s.take(f)
}

// do runs what a frame sets off beside the reader, one after the other; false: too much waits.
func (s *socket) do(task func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.work) >= maxWork {
		return false
	}
	s.work = append(s.work, task)
	if !s.working {
		s.working = true
		go s.labour()
	}
	return true
}

func (s *socket) labour() {
	for {
		s.mu.Lock()
		if len(s.work) == 0 {
			s.work, s.working = nil, false
			s.mu.Unlock()
			return
		}
		task := s.work[0]
		s.work = s.work[1:]
		s.mu.Unlock()
		task()
	}
}

// name is how logs call the agent.
func (s *socket) name() string {
	if s.who == nil {
		return "not known yet"
	}
	return s.tenant + "." + s.id
}

// clip cuts a reason to what fits, at a whole character.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && text[limit]&0xC0 == 0x80 {
		limit--
	}
	return text[:limit]
}
