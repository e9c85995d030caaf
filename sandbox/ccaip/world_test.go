package ccaip

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// world is a stand-in with somebody who takes its events. Everything runs in
// memory, so that a test may put it into a bubble of its own time.
type world struct {
	t    *testing.T
	srv  *Server
	sink *sink
}

// newWorld opens one without a rate limit; Close is the test's end.
func newWorld(t *testing.T, cfg Config) *world {
	t.Helper()
	to := &sink{}
	cfg.Transport, cfg.Adapter = to, "http://adapter.example"
	srv, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	w := &world{t, srv, to}
	w.knob(`{"rateLimit":{"limit":0}}`)
	return w
}

// knob turns a knob.
func (w *world) knob(body string) {
	w.t.Helper()
	if code, got := w.send("PATCH", "/_knobs", body); code != 200 {
		w.t.Fatalf("knob %s: %d %s", body, code, got)
	}
}

// send makes one request with the right credentials.
func (w *world) send(method, path, body string) (int, string) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.SetBasicAuth("acme", "token")
	rec := httptest.NewRecorder()
	w.srv.Handler().ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

// get asks for JSON and wants it.
func (w *world) get(path string) any {
	w.t.Helper()
	return w.want(200, "GET", path, "")
}

// want makes a request, checks the status and decodes the body.
func (w *world) want(status int, method, path, body string) any {
	w.t.Helper()
	code, got := w.send(method, path, body)
	if code != status {
		w.t.Fatalf("%s %s: %d %s, want %d", method, path, code, got, status)
	}
	var v any
	if err := json.Unmarshal([]byte(got), &v); err != nil {
		w.t.Fatalf("%s %s: %v in %s", method, path, err, got)
	}
	return v
}

// play starts a story and answers its first session.
func (w *world) play(name, script string) ref {
	w.t.Helper()
	got := w.want(200, "POST", "/_stories/"+name, script)
	first := dig(got, "sessions", 0)
	return ref{dig(first, "kind").(string), int(dig(first, "id").(float64))}
}

// call reads a call by the Manager API.
func (w *world) call(id int) any { w.t.Helper(); return w.get("/manager/api/v1/calls/" + itoa(id)) }

// status is an agent's status by the Manager API.
func (w *world) status(email string) string {
	w.t.Helper()
	return dig(w.get("/manager/api/v1/agents?email="+email), 0, "status", "name").(string)
}

// dig digs into decoded JSON by keys and indexes; nil where there is nothing.
func dig(v any, path ...any) any {
	for _, step := range path {
		switch key := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[key]
		case int:
			l, _ := v.([]any)
			if key < 0 || key >= len(l) {
				return nil
			}
			v = l[key]
		}
	}
	return v
}

// equal fails the test when two values differ as JSON.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(want)
	if !bytes.Equal(g, w) {
		t.Errorf("%s: %s, want %s", what, g, w)
	}
}

// sink is the adapter: it takes events as an http.RoundTripper.
type sink struct {
	mu     sync.Mutex
	posts  []*http.Request
	events []map[string]any
	answer func(n int) int // status of the n-th post from 1; nil: 200
}

func (s *sink) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = append(s.posts, r)
	code := 200
	if s.answer != nil {
		code = s.answer(len(s.posts))
	}
	if code == 200 {
		var batch struct {
			Count  int
			Events []map[string]any
		}
		if err := json.Unmarshal(body, &batch); err != nil || batch.Count != len(batch.Events) {
			code = 400
		}
		s.events = append(s.events, batch.Events...)
	}
	return &http.Response{StatusCode: code, Status: http.StatusText(code), Body: http.NoBody, Request: r}, nil
}

// states lists the events as "item state/agent's state" in their order.
func (s *sink) states() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, e := range s.events {
		line := dig(e, "item", "state").(string)
		for _, p := range dig(e, "item", "participants").([]any) {
			if dig(p, "type") == "agent" {
				line += "/" + dig(p, "state").(string)
			}
		}
		out = append(out, line)
	}
	return out
}

// bubble runs a test in time of its own.
func bubble(t *testing.T, cfg Config, test func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, newWorld(t, cfg)) })
}

// pass lets time go by and everything that is due happen.
func pass(d time.Duration) {
	time.Sleep(d) // inside a bubble: costs nothing
	synctest.Wait()
}
