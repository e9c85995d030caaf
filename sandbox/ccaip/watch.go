package ccaip

import (
	"encoding/json"
	"net/http"
	"sync"
)

// watchers are those who want to know that the floor changed: open pages.
// They get a nudge, never a queue, and look for themselves.
type watchers struct {
	mu     sync.Mutex // guards all below
	all    map[chan struct{}]struct{}
	closed chan struct{}
	over   bool
}

func newWatchers() *watchers {
	return &watchers{all: map[chan struct{}]struct{}{}, closed: make(chan struct{})}
}

// add begins a watch; call leave when done.
func (w *watchers) add() (nudge <-chan struct{}, leave func()) {
	c := make(chan struct{}, 1)
	c <- struct{}{} // the first look is free
	w.mu.Lock()
	w.all[c] = struct{}{}
	w.mu.Unlock()
	return c, func() {
		w.mu.Lock()
		delete(w.all, c)
		w.mu.Unlock()
	}
}

// wake nudges everybody who has no nudge waiting.
func (w *watchers) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.all {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// close lets open pages go.
func (w *watchers) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over {
		w.over = true
		close(w.closed)
	}
}

// stream writes server-sent events.
type stream struct {
	w     http.ResponseWriter
	flush *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	return &stream{w, http.NewResponseController(w)}
}

// send writes one event; an error means that the page is gone.
func (s *stream) send(name string, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	if _, err := s.w.Write([]byte("event: " + name + "\ndata: " + string(body) + "\n\n")); err != nil {
		return err
	}
	return s.flush.Flush()
}
