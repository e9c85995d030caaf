package kustomer

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// world is a running stand-in and the key that calls are made with.
type world struct {
	t     *testing.T
	s     *Server
	url   string
	key   string
	clock *clock
}

// clock is a time that tests move on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(by)
}

// newWorld starts a stand-in at a fixed time.
func newWorld(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	at := &clock{at: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	cfg := Config{Now: at.now}
	for _, f := range change {
		f(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)
	return &world{t, s, server.URL, s.Keys().Normal, at}
}

// as is the same world seen with another key.
func (w *world) as(key string) *world { return &world{w.t, w.s, w.url, key, w.clock} }

// answer is what came back.
type answer struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	text   string
	body   map[string]any
}

// do makes one call.
func (w *world) do(method, path, body string, headers ...string) answer {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if w.key != "" {
		request.Header.Set("Authorization", "Bearer "+w.key)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer got.Body.Close()
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	a := answer{w.t, method + " " + path + " " + body, got.StatusCode, got.Header, string(raw), nil}
	_ = json.Unmarshal(raw, &a.body)
	return a
}

// ok insists on a status.
func (a answer) ok(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: %d, want %d: %s", a.what, a.status, status, a.text)
	}
	return a
}

// at follows a path of names and positions through the body.
func (a answer) at(path string) any {
	var value any = a.body
	for _, step := range strings.Split(path, ".") {
		switch in := value.(type) {
		case map[string]any:
			value = in[step]
		case []any:
			var i int
			if _, err := fmt.Sscan(step, &i); err != nil || i >= len(in) {
				return nil
			}
			value = in[i]
		default:
			return nil
		}
	}
	return value
}

// has insists on values at paths of the body, written as JSON or text.
func (a answer) has(wants ...string) answer {
	a.t.Helper()
	for i := 0; i < len(wants); i += 2 {
		got, want := a.at(wants[i]), wants[i+1]
		raw, _ := json.Marshal(got)
		if text, ok := got.(string); ok && text == want || string(raw) == want {
			continue
		}
		a.t.Errorf("%s: %s is %s, want %s\n%s", a.what, wants[i], raw, want, a.text)
	}
	return a
}

// id is the id of the answered record.
func (a answer) id() string {
	a.t.Helper()
	id, _ := a.at("data.id").(string)
	if !isID(id) {
		a.t.Fatalf("%s: no id: %s", a.what, a.text)
	}
	return id
}

// refused insists on an error in the recorded shape.
func (a answer) refused(status int, code, parameter, title string) {
	a.t.Helper()
	a.ok(status).has("errors.0.status", fmt.Sprint(status), "errors.0.code", code)
	if parameter != "" {
		a.has("errors.0.source.parameter", parameter)
	}
	if got, _ := a.at("errors.0.title").(string); !strings.Contains(got, title) {
		a.t.Errorf("%s: title %q, want %q", a.what, got, title)
	}
}

// knobs turns knobs.
func (w *world) knobs(body string) {
	w.t.Helper()
	w.do("PATCH", "/_knobs", body).ok(200)
}

// customer makes a customer, conversation a conversation of it.
func (w *world) customer(body string) string {
	w.t.Helper()
	return w.do("POST", "/v1/customers", body).ok(201).id()
}

func (w *world) conversation(customer, more string) string {
	w.t.Helper()
	return w.do("POST", "/v1/conversations", `{"customer":"`+customer+`"`+more+`}`).ok(201).id()
}
