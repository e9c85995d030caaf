package hub

import (
	"time"

	"github.com/gorilla/websocket"

	"agentadapter/protocol"
)

// send queues a frame; it never blocks. A page too slow for its queue is let go.
func (s *socket) send(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return
	}
	if len(s.queue) >= maxFrames || s.size+len(data) > maxBytes {
		s.slowLocked()
		return
	}
	s.size += len(data)
	s.queue = append(s.queue, data)
	s.kickLocked()
}

func (s *socket) slowLocked() {
	s.queue = nil
	s.endLocked(protocol.CloseSlow, "the page reads too slowly")
}

// hold keeps a frame until the page has what comes before it. agent.mu is held.
func (s *socket) hold(f Frame) {
	if len(s.kept) < maxFrames {
		s.kept = append(s.kept, f)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slowLocked()
}

// answer sends the answer to a question, or how the lease stands: what has no number.
func (s *socket) answer(ref string, d protocol.Down) {
	data, err := protocol.EncodeDown(protocol.Head{Ref: ref}, d)
	if err != nil {
		s.hub.log.Error("a frame cannot be said", "err", err)
		return
	}
	s.send(data)
}

// welcome sends the welcome; nothing was sent before.
func (s *socket) welcome(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in = true
	s.heard = s.hub.clock()
	s.asked = s.heard
	if s.ending {
		return
	}
	_ = s.ws.SetReadDeadline(time.Time{}) // from here on the heartbeat watches
	s.queue = append(s.queue, data)
	s.size += len(data)
	s.kickLocked()
}

// end says goodbye after what is queued already. The first code wins.
func (s *socket) end(code protocol.CloseCode, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endLocked(code, reason)
}

func (s *socket) endLocked(code protocol.CloseCode, reason string) {
	if s.ending {
		return
	}
	s.ending, s.code, s.reason, s.told = true, code, clip(reason, maxReason), make(chan struct{})
	s.kickLocked()
}

func (s *socket) isEnding() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending
}

func (s *socket) kickLocked() {
	if !s.writing {
		s.writing = true
		go s.write()
	}
}

// write empties the queue, says the close if there is one, and ends.
func (s *socket) write() {
	for {
		data, closing := s.next()
		switch {
		case closing:
			s.sayClose()
			return // writing stays set: nothing follows a close
		case data == nil:
			return
		}
		_ = s.ws.SetWriteDeadline(time.Now().Add(writeWait))
		if err := s.ws.WriteMessage(websocket.TextMessage, data); err != nil {
			s.unwritable()
			return
		}
	}
}

func (s *socket) next() (data []byte, closing bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) > 0 {
		data = s.queue[0]
		s.queue = s.queue[1:]
		s.size -= len(data)
		return data, false
	}
	s.queue = nil // gives the memory of a burst back
	if s.ending {
		return nil, true
	}
	s.writing = false
	return nil, false
}

func (s *socket) sayClose() {
	s.mu.Lock()
	code, reason := s.code, s.reason
	s.mu.Unlock()
	msg := websocket.FormatCloseMessage(int(code), reason)
	_ = s.ws.WriteControl(websocket.CloseMessage, msg, time.Now().Add(writeWait)) // it may be gone already
	if code != protocol.CloseSilent {                                             // nobody waits for an answer of the silent
		_ = s.ws.SetReadDeadline(time.Now().Add(closeWait))
	}
	close(s.told)
}

// beat is the heartbeat's look at this socket. Who has not answered the last ping is not asked again,
// so that nothing piles up before a page that does not read. With judge the silent go.
func (s *socket) beat(now time.Duration, judge bool) {
	s.mu.Lock()
	silent := judge && s.in && !s.ending && now-s.heard >= silentAfter
	due := (s.in && s.heard >= s.asked || s.waiting && !s.in) && !s.ending && !silent && now-s.asked >= pingEvery
	if due {
		s.asked = now
	}
	if silent {
		s.queue = nil
		s.endLocked(protocol.CloseSilent, "no answer to heartbeats")
	}
	ping := due && !s.writing // what is being written says as much: it is answered by the next ping
	s.writing = s.writing || ping
	s.mu.Unlock()
	if silent {
		_ = s.ws.SetReadDeadline(time.Now()) // the reader ends at once, so that the lease moves on
	}
	if ping {
		s.ping()
	}
}

// ping writes one by itself: ten thousand goroutines at every round would each leave a stack. It
// does not wait for a page whose line is full.
func (s *socket) ping() {
	_ = s.ws.SetWriteDeadline(time.Now().Add(pingWait))
	if err := s.ws.WriteMessage(websocket.TextMessage, ping0); err != nil {
		s.unwritable()
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) > 0 || s.ending {
		go s.write()
		return
	}
	s.writing = false
}

// unwritable ends a socket that takes nothing more; the reader notices and tidies up.
func (s *socket) unwritable() {
	s.end(protocol.CloseSlow, "a frame could not be written in time")
	_ = s.ws.Close()
	close(s.told)
}

// ping0 is the one ping for everybody.
var ping0 = func() []byte {
	data, err := protocol.EncodeDown(protocol.Head{}, protocol.Ping{})
	if err != nil {
		panic(err) // a constant: seen by the first test if ever
	}
	return data
}()
