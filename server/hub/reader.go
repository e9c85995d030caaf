package hub

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/gorilla/websocket"

	"agentadapter/protocol"
)

// errFrame is for messages that are no frames before they are even decoded.
var errFrame = errors.New("not a frame")

// plainPong is what a page without a call says to a heartbeat. Nearly all that is ever read is this,
// so it is known by its bytes.
var plainPong = func() []byte {
	data, err := protocol.EncodeUp(protocol.Head{}, protocol.Pong{})
	if err != nil {
		panic(err) // a constant: seen by the first test if ever
	}
	return data
}()

// took reads a message that has begun and acts on it; false: there will be no more.
//
//go:noinline
func (s *socket) took(kind int, r io.Reader, err error) bool {
	var data []byte
	if err == nil {
		data, err = read(kind, r)
	}
	if s.isEnding() {
		return err == nil || errors.Is(err, errFrame) // what comes after our close is only drained
	}
	switch {
	case err != nil && !errors.Is(err, errFrame):
		return false
	case err == nil && data == nil:
		s.heartbeat()
	default:
		s.aside(func() { s.understand(data, err) })
	}
	return true
}

// starts are what the first bytes of a message are read into: most have no more.
var starts = sync.Pool{New: func() any { return new([64]byte) }}

// read reads the message; nil without an error is a plain pong.
func read(kind int, r io.Reader) ([]byte, error) {
	start := starts.Get().(*[64]byte)
	defer starts.Put(start)
	n, err := io.ReadFull(r, start[:])
	switch {
	case err == nil:
		return rest(kind, start[:n], r)
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, err
	case kind == websocket.TextMessage && bytes.Equal(start[:n], plainPong):
		return nil, nil
	}
	return rest(kind, start[:n], nil)
}

// rest reads what does not fit into the start, if there is more.
func rest(kind int, start []byte, r io.Reader) ([]byte, error) {
	b := bytes.NewBuffer(bytes.Clone(start))
	if r != nil {
		if _, err := b.ReadFrom(io.LimitReader(r, protocol.MaxUp+1)); err != nil {
			return nil, err
		}
	}
	switch {
	case kind != websocket.TextMessage:
		return nil, fmt.Errorf("%w: it is binary", errFrame)
	case b.Len() > protocol.MaxUp:
		return nil, fmt.Errorf("%w: it is larger than %d bytes", errFrame, protocol.MaxUp)
	}
	return b.Bytes(), nil
}

// heartbeat takes a plain pong.
func (s *socket) heartbeat() {
	s.mu.Lock()
	s.heard = s.hub.clock()
	s.tripped(s.heard)
	onCall, in := s.onCall, s.who != nil
	s.mu.Unlock()
	switch {
	case !in:
		s.refuse(errors.New("pong came before hello"))
	case onCall:
		s.aside(func() { s.pong(protocol.Pong{}) })
	}
}
