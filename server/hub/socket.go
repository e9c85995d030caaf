package hub

import (
	"errors"
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

// socket is one page's connection. Ten thousand of them idle: it holds what it must and no more.
type socket struct {
	hub *Hub
	ws  *websocket.Conn

	// Known once the page is let in, constant then.
	who      *agent
	instance string
	device   string
	browser  string
	token    string // for the next reconnect
	resume   string // names the seat that the lease gave
	old      bool   // it is of another release than the server

	// What the page has had. Guarded by agent.mu.
	from    uint64  // all that tells how something stands, up to this number
	given   uint64  // all that is for the live page alone, up to this number
	seated  bool    // it has its welcome
	holding bool    // frames wait until the page has what comes before them
	kept    []Frame // those

	mu      sync.Mutex // guards all below
	waiting bool       // it has said hello and stands in line
	in      bool       // the welcome is on its way: the heartbeat watches
	writing bool
	working bool
	ending  bool
	onCall  bool
	queue   [][]byte
	size    int           // bytes in queue
	heard   time.Duration // when the page last said anything, on the hub's clock
	asked   time.Duration // when it was last pinged

	answered time.Duration // the ping that it answered last
	trip     time.Duration // how long that took
	work     []func()
	code     protocol.CloseCode
	reason   string
	told     chan struct{} // made when ending; closed once the close frame is written or cannot be
}

func newSocket(h *Hub, ws *websocket.Conn) *socket {
	return &socket{hub: h, ws: ws, heard: h.clock()}
}

// run lets the page in. Its stack is deep by then, so that the reading goes on on a fresh one.
func (s *socket) run() {
	s.ws.SetReadLimit(4 * protocol.MaxUp) // a hard stop; read answers politely before it
	_ = s.ws.SetReadDeadline(time.Now().Add(helloWait))
	for s.who == nil {
		if kind, r, err := s.ws.NextReader(); !s.took(kind, r, err) {
			s.leave()
			return
		}
	}
	go s.listen()
}

// listen reads until the socket ends. It waits for the network with as little on its stack as can
// be: with some hundred bytes more each of ten thousand stacks would be twice as large.
func (s *socket) listen() {
	for {
		if kind, r, err := s.ws.NextReader(); !s.took(kind, r, err) {
			break
		}
	}
	s.leave()
}

// aside does something on a stack of its own and waits for it: the reader's, which lasts as long as
// the socket, stays small.
func (s *socket) aside(task func()) {
	if s.who == nil {
		task() // the reader that lets a page in ends afterwards
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		task()
	}()
	<-done
}

func (s *socket) understand(data []byte, err error) {
	var f protocol.UpFrame
	if err == nil {
		f, err = protocol.DecodeUp(data)
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.hear(f)
}

// refuse ends the talk because of a frame that this build does not understand.
func (s *socket) refuse(err error) {
	if errors.Is(err, protocol.ErrVersion) {
		s.end(protocol.CloseReload, "this page is older or newer than the server: reload it")
		return
	}
	s.hub.log.Warn("a page said what is no frame", "agent", s.name(), "err", clip(err.Error(), maxReason))
	s.end(protocol.CloseBadFrame, err.Error())
}

// hear takes one frame: the first lets the page in, the others are acted on.
func (s *socket) hear(f protocol.UpFrame) {
	if s.who == nil {
		hello, ok := f.Body.(protocol.Hello)
		if !ok {
			s.refuse(errors.New(f.Type + " came before hello"))
			return
		}
		s.letIn(hello)
		return
	}
	s.mu.Lock()
	s.heard = s.hub.clock()
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
	return s.who.tenant + "." + s.who.agent
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
