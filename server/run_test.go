package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/web"
)

// started is a server that runs inside the test.
type started struct {
	url    string
	stop   context.CancelFunc
	status chan int
	log    *lines
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// begin runs serve and waits for its ready line; url is empty if it ended without one.
func begin(t *testing.T, env said, args ...string) started {
	t.Helper()
	if _, err := web.Bundle(); err != nil {
		t.Skipf("serving needs the bundle: %v", err)
	}
	out, write := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(stop)
	s := started{stop: stop, status: make(chan int, 1), log: &lines{}}
	go func() {
		s.status <- command(outside{ctx, write, s.log, env.get}, args)
		write.Close()
	}()
	line, _ := bufio.NewReader(out).ReadString('\n')
	s.url, _ = strings.CutPrefix(strings.TrimSpace(line), "ready ")
	return s
}

func (s started) end(t *testing.T) int {
	t.Helper()
	s.stop()
	select {
	case status := <-s.status:
		return status
	case <-time.After(time.Minute):
		t.Fatal("the server does not stop")
		return -1
	}
}

func (s started) get(t *testing.T, path string) (int, string) {
	t.Helper()
	r, err := http.Get(s.url + path)
	require.NoError(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	return r.StatusCode, string(body)
}

// acmeArgs declare a tenant whose neighbours do not answer.
func acmeArgs(dir string) []string {
	return []string{"--listen", "127.0.0.1:0", "--data-dir", dir, "--kustomer-base-url", "http://127.0.0.1:1", "--kustomer-org", "acme",
		"--ccaip-base-url", "http://127.0.0.1:1", "--ccaip-subdomain", "acme", "--ccaip-events-user", "events"}
}

func TestServesWhileItsNeighboursAreAway(t *testing.T) {
	t.Parallel()
	s := begin(t, secrets, acmeArgs(t.TempDir())...)
	require.NotEmpty(t, s.url, s.log)
	for path, want := range map[string]int{"/livez": 200, "/readyz": 200, "/": 200, "/?tenant=other": 404} {
		status, body := s.get(t, path)
		require.Equal(t, want, status, "%s: %s", path, body)
	}
	r, err := http.NewRequest("POST", s.url+"/ccaip/default/events/calls", strings.NewReader(
		`{"count":1,"events":[{"event_id":"e1","timestamp":1767225600000,"item":{"call_id":418,"state":"connected"}}]}`))
	require.NoError(t, err)
	r.SetBasicAuth("events", "pa55")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode, "events are kept whoever is away")
	require.Equal(t, exitOK, s.end(t))
	require.NotRegexp(t, "k3y|b1nd|t0ken|pa55", s.log.String())
}

func TestWhatKeepsAServerFromRunningIsSaid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := begin(t, nil, "--listen", "127.0.0.1:0", "--data-dir", dir)
	require.NotEmpty(t, first.url, first.log)
	address := strings.TrimPrefix(first.url, "http://")

	second := begin(t, nil, "--listen", "127.0.0.1:0", "--data-dir", dir)
	require.Equal(t, exitCannot, <-second.status)
	require.Contains(t, second.log.String(), dir+" is in use by another server")

	third := begin(t, nil, "--listen", address, "--data-dir", t.TempDir())
	require.Equal(t, exitCannot, <-third.status)
	require.Contains(t, third.log.String(), address+" is taken by another program")

	require.Equal(t, exitOK, first.end(t))
	again := begin(t, nil, "--listen", "127.0.0.1:0", "--data-dir", dir)
	require.NotEmpty(t, again.url, "the folder is free again: %s", again.log)
	require.Equal(t, exitOK, again.end(t))
}

func TestAnUnreachableClusterIsAReasonNotToStart(t *testing.T) {
	t.Parallel()
	s := begin(t, nil, "--listen", "127.0.0.1:0", "--nats-url", "nats://127.0.0.1:1")
	require.Equal(t, exitCannot, <-s.status)
	require.Contains(t, s.log.String(), "ADAPTER_NATS_URL does not answer")
}
