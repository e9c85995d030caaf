package cluster

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// act is something that a replica had CCAI Platform do: a dial or a status.
type act struct {
	at      time.Time
	replica string
	path    string
	body    string
}

// witness stands at CCAI Platform's doors, one for each replica, and writes down what comes.
type witness struct {
	target *url.URL

	mu   sync.Mutex
	acts []act
}

func newWitness(t testing.TB, target string) *witness {
	to, err := url.Parse(target)
	require.NoError(t, err)
	return &witness{target: to}
}

// door is a replica's own address of CCAI Platform.
func (w *witness) door(t testing.TB, replica string) string {
	forward := httputil.NewSingleHostReverseProxy(w.target)
	forward.ErrorHandler = func(rw http.ResponseWriter, _ *http.Request, _ error) { rw.WriteHeader(http.StatusBadGateway) }
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, "/apps/api/") {
			raw, err := io.ReadAll(r.Body)
			if err == nil {
				w.note(act{time.Now(), replica, r.URL.Path, string(raw)})
			}
			r.Body = io.NopCloser(strings.NewReader(string(raw)))
		}
		forward.ServeHTTP(rw, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func (w *witness) note(a act) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.acts = append(w.acts, a)
}

// seen are the acts since then whose body holds a word.
func (w *witness) seen(since time.Time, word string) (found []act) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.acts {
		if a.at.After(since) && strings.Contains(a.body, word) {
			found = append(found, a)
		}
	}
	return found
}
