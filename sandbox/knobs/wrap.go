package knobs

import (
	"net/http"
	"time"
)

// The two moments at which a connection can be cut.
const (
	cutBefore = "before"
	cutAfter  = "after"
)

// Path is where the knobs are served.
const Path = "/_knobs"

// Wrap serves /_knobs itself and passes everything else to next, spoiled by
// whatever fault matches.
func (k *Knobs) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Path {
			k.serve(w, r)
			return
		}
		fault, ok := k.take(r)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		k.spoil(fault, next, w, r)
	})
}

// spoil does what the fault says.
func (k *Knobs) spoil(fault Fault, next http.Handler, w http.ResponseWriter, r *http.Request) {
	if !pause(r, time.Duration(fault.Delay)) {
		return
	}
	switch {
	case fault.Cut == cutBefore:
		panic(http.ErrAbortHandler)
	case fault.Cut == cutAfter:
		next.ServeHTTP(&swallowed{header: http.Header{}}, r)
		panic(http.ErrAbortHandler)
	case fault.Status != 0:
		k.refuse(w, r, fault.Status)
	default:
		next.ServeHTTP(w, r)
	}
}

// pause waits unless the caller goes away first.
func pause(r *http.Request, span time.Duration) bool {
	if span == 0 {
		return true
	}
	timer := time.NewTimer(span)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// refusePlainly is the answer of a stand-in that has no shape of its own.
func refusePlainly(w http.ResponseWriter, _ *http.Request, status int) {
	writeJSON(w, status, map[string]string{"error": http.StatusText(status)})
}

// swallowed takes an answer that nobody will ever see.
type swallowed struct{ header http.Header }

func (s *swallowed) Header() http.Header         { return s.header }
func (s *swallowed) Write(b []byte) (int, error) { return len(b), nil }
func (s *swallowed) WriteHeader(int)             {}
