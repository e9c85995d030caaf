package security

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lines is how many slow ones come at a time.
const lines = 100

// TestSlowLines: who takes for ever is let go, one after the other by its own limit, and an agent beside
// them notices nothing. The limits are run.go's: headers 10 s, a request 30 s, an answer 60 s.
func TestSlowLines(t *testing.T) {
	onlyFull(t)
	s := besiege(t)
	s.works(t)
	before, files := s.memory(t), s.figure(t, "process_open_fds")
	bundle := "GET " + bundleOf(t, s) + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n"
	for range lines { // what they do not read is longer than what the system holds between us
		conn := s.hold(t)
		go func() { _, _ = io.WriteString(conn, strings.Repeat(bundle, 20)) }()
	}
	t.Run("lines", func(t *testing.T) {
		for name, c := range map[string]struct {
			begins string
			drips  string // "" reads nothing instead
			within time.Duration
		}{
			"headers":          {"GET / HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n", 10 * time.Second},
			"a body":           {s.post("Content-Length: 100000"), "x", 30 * time.Second},
			"a body in chunks": {s.post("Transfer-Encoding: chunked"), "1\r\nx\r\n", 30 * time.Second},
			"nothing at all":   {"", "", 10 * time.Second},
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				for range lines {
					t.Cleanup(s.slow(t, c.begins, c.drips, c.within))
				}
			})
		}
	})
	require.Less(t, s.memory(t), before+128<<20, "bytes: %d lines that read nothing", lines)
	require.Eventually(t, func() bool { return s.figure(t, "process_open_fds") < files+50 }, time.Minute+slack, 200*time.Millisecond,
		"all are gone, also who does not read the bundle")
	s.works(t)
}

// hold opens a connection that takes next to nothing at a time.
func (s *siege) hold(t testing.TB) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Server.URL, "http://"))
	require.NoError(t, err)
	require.NoError(t, conn.(*net.TCPConn).SetReadBuffer(2<<10))
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func (s *siege) post(header string) string {
	return "POST /ccaip/default/events/calls HTTP/1.1\r\nHost: x\r\nAuthorization: " + basic(s.Told.EventsUser, s.Told.EventsPassword) + "\r\n" + header + "\r\n\r\n"
}

// bundleOf is the address of the agents' WebAssembly.
func bundleOf(t testing.TB, s *siege) string {
	t.Helper()
	return regexp.MustCompile(`/static/[0-9a-f]{16}/app\.wasm`).FindString(s.ask(t, "GET", "/", "").body)
}

// slow begins a slow line; the answered function waits until the server has ended it. What it waits for
// is an end, never a time: a line that still takes what drips is not over.
func (s *siege) slow(t *testing.T, begins, drips string, within time.Duration) (over func()) {
	t.Helper()
	conn := s.hold(t)
	end := time.Now().Add(within + 2*slack)
	_ = conn.SetWriteDeadline(end)
	ended := make(chan error, 1)
	go func() { ended <- drip(conn, begins, drips, end) }()
	return func() { require.NoError(t, <-ended) }
}

// drip says a little now and then until the server has had enough.
func drip(conn net.Conn, begins, drips string, end time.Time) error {
	_, err := io.WriteString(conn, begins)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for err == nil && time.Now().Before(end) {
		<-tick.C
		if drips == "" { // reading tells whether the line is still there
			_ = conn.SetReadDeadline(time.Now().Add(time.Millisecond))
			var one [1]byte
			if _, err = conn.Read(one[:]); isLate(err) {
				err = nil
			}
			continue
		}
		_, err = io.WriteString(conn, drips)
	}
	if err == nil || isLate(err) {
		return fmt.Errorf("the server still waits after %q", begins[:min(len(begins), 40)])
	}
	return nil
}

func isLate(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// TestSlowSockets: a signed-in page that asks and never reads, and one whose message never ends, are let
// go; the agent beside them is answered all the while.
func TestSlowSockets(t *testing.T) {
	onlyFull(t)
	s := besiege(t)
	slowest := s.beside(t)
	before := s.memory(t)
	for name, sent := range map[string][]byte{
		"asks and never reads":    said(text, `{"v":1,"type":"history","ref":"h","body":{}}`),
		"a message without end":   said(endless0, ""),
		"pings and never reads":   said(ping, strings.Repeat("x", 100)),
		"answers what none asked": said(text, `{"v":1,"type":"pong","ref":"p","body":{}}`),
	} {
		w, err := s.tap(0)
		require.NoError(t, err)
		require.NoError(t, w.conn.(*net.TCPConn).SetReadBuffer(2<<10))
		_, err = w.conn.Write(said(text, hello(withNonce(s.bound(t, s.ben)), "window-slow-one")))
		require.NoError(t, err)
		if sent[0] == endless0 {
			_, err = w.conn.Write(said(unfinished, `{"v":1,`))
		}
		require.NoError(t, err)
		require.Eventually(t, func() bool { return s.figure(t, pages) == 2 }, patience, 20*time.Millisecond, "it is signed in")
		began := time.Now()
		go flood(w.conn, sent)
		require.Eventually(t, func() bool { return s.figure(t, pages) == 1 }, 4*patience, 100*time.Millisecond, "who %s stays", name)
		t.Logf("who %s is gone after %s", name, time.Since(began).Round(time.Millisecond))
		_ = w.conn.Close()
	}
	require.Less(t, s.memory(t), before+64<<20, "bytes")
	t.Logf("the agent beside them waited %s at most", slowest().Round(time.Millisecond))
	s.works(t)
}

// pages is how many pages the server counts; of one that it has let go the network may hear late.
const pages = `agentadapter_sockets{tenant="default"}`

// flood says the same until nobody takes it any more.
func flood(conn net.Conn, sent []byte) {
	many := bytes.Repeat(sent, 100)
	for {
		if _, err := conn.Write(many); err != nil {
			return
		}
	}
}

// beside has an agent ask all the while; the answered function ends it and tells how long one answer took.
func (s *siege) beside(t *testing.T) (slowest func() time.Duration) {
	t.Helper()
	l, _ := s.signed(t, s.admin, "window-beside")
	stop, told := make(chan struct{}), make(chan time.Duration, 1)
	go func() {
		longest, pause := time.Duration(0), time.NewTicker(200*time.Millisecond)
		defer pause.Stop()
		for {
			began := time.Now()
			l.say(`{"v":1,"type":"history","ref":"h","body":{}}`)
			if _, err := l.hear("history"); err != nil {
				t.Errorf("the agent beside them is not answered: %v", err)
				told <- longest
				return
			}
			longest = max(longest, time.Since(began))
			select {
			case <-stop:
				told <- longest
				return
			case <-pause.C:
			}
		}
	}()
	return func() time.Duration { close(stop); return <-told }
}
