package cluster

import (
	"net"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// wire is a line to a server that can be cut. What is sent meanwhile is held back.
type wire struct {
	listener net.Listener
	target   string

	mu   sync.Mutex
	open chan struct{} // closed while bytes pass
	all  map[net.Conn]struct{}
	over bool
}

func newWire(t testing.TB, target string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := &wire{listener: l, target: target, open: make(chan struct{}), all: map[net.Conn]struct{}{}}
	close(w.open)
	go w.accept()
	t.Cleanup(w.close)
	return w
}

func (w *wire) address() string { return w.listener.Addr().String() }

func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open = make(chan struct{})
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.open:
	default:
		close(w.open)
	}
}

func (w *wire) close() {
	w.mend()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	_ = w.listener.Close()
	for c := range w.all {
		_ = c.Close()
	}
}

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.join(near)
	}
}

func (w *wire) join(near net.Conn) {
	<-w.passes()
	far, err := net.Dial("tcp", w.target)
	if err != nil {
		_ = near.Close()
		return
	}
	w.keep(near, far)
	go w.carry(near, far)
	w.carry(far, near)
}

func (w *wire) keep(conns ...net.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range conns {
		w.all[c] = struct{}{}
		if w.over {
			_ = c.Close()
		}
	}
}

func (w *wire) passes() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.open
}

// carry passes bytes on, however long they are held.
func (w *wire) carry(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		<-w.passes()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
