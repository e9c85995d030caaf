package world

import (
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Line is the network between the pages and the server. Cut, it swallows what is sent without a word,
// as a network does that is gone; the connections of before stay dead when it is mended.
type Line struct {
	// URL is where the server is found through the line.
	URL string

	listener net.Listener
	target   string

	mu   sync.Mutex // guards all below
	cut  bool
	dead chan struct{} // closed at each cut
	all  []net.Conn
}

// StartOverLine starts the server so that pages reach it by a line that can be cut. The platform has
// a line of its own.
func (w *World) StartOverLine(t testing.TB) *Line {
	t.Helper()
	return w.startOverLine(t, "127.0.0.1")
}

// StartOnAnotherSite starts the server so that pages find it on another site than Kustomer's page, as
// they do in life: a browser keeps the two apart, cookies and storage too.
func (w *World) StartOnAnotherSite(t testing.TB) *Line {
	t.Helper()
	return w.startOverLine(t, "localhost")
}

// startOverLine starts the server behind a line of that host name, which leads to this machine.
func (w *World) startOverLine(t testing.TB, host string) *Line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(listener.Addr().String())
	require.NoError(t, err)
	l := &Line{URL: "http://" + net.JoinHostPort(host, port), listener: listener, dead: make(chan struct{})}
	t.Cleanup(l.close)
	w.Server.Env["ADAPTER_PUBLIC_URL"] = l.URL
	w.Server.Start(t)
	at, err := url.Parse(w.Server.URL)
	require.NoError(t, err)
	l.target = at.Host
	w.Kustomer.Knob(t, map[string]any{"adapter": l.URL})
	w.front = l.URL
	go l.accept()
	return l
}

// Cut lets nothing through any more.
func (l *Line) Cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.cut {
		l.cut = true
		close(l.dead)
	}
}

// Mend lets new connections through.
func (l *Line) Mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.dead = false, make(chan struct{})
}

func (l *Line) accept() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.mu.Lock()
		l.all = append(l.all, near)
		cut, dead := l.cut, l.dead
		l.mu.Unlock()
		if cut {
			continue // nobody answers
		}
		go l.join(near, dead)
	}
}

// join carries both ways until an end closes, or for ever nowhere once the line is cut.
func (l *Line) join(near net.Conn, dead <-chan struct{}) {
	far, err := net.Dial("tcp", l.target)
	if err != nil {
		near.Close()
		return
	}
	l.mu.Lock()
	l.all = append(l.all, far)
	l.mu.Unlock()
	pump := func(to, from net.Conn) {
		buf := make([]byte, 32<<10)
		for {
			n, err := from.Read(buf)
			select {
			case <-dead:
				return
			default:
			}
			if err != nil {
				to.Close()
				return
			}
			if _, err := to.Write(buf[:n]); err != nil {
				from.Close()
				return
			}
		}
	}
	go pump(far, near)
	pump(near, far)
}

func (l *Line) close() {
	l.listener.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.all {
		c.Close()
	}
}
