package ccaip

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"agentadapter/sandbox/knobs"
)

// guard lets only the subdomain with its token in, at most as often as the
// knob rateLimit allows (limit 0: as often as they like).
type guard struct {
	user, token [sha256.Size]byte
	knobs       *knobs.Knobs

	mu    sync.Mutex // guards all below
	since time.Time  // start of the current window
	count int        // requests in it
}

func newGuard(cfg Config, k *knobs.Knobs) *guard {
	return &guard{user: sha256.Sum256([]byte(cfg.Subdomain)), token: sha256.Sum256([]byte(cfg.Token)), knobs: k}
}

// wrap stands in front of the APIs.
func (g *guard) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.knows(r) {
			w.Header().Set("WWW-Authenticate", `Basic realm="CCAI Platform"`)
			writeJSON(w, http.StatusUnauthorized, map[string]string{"message": "Invalid credentials: the user is the subdomain, the password an API token."})
			return
		}
		if wait := g.spend(time.Now()); wait > 0 {
			w.Header().Set("Retry-After", itoa(int((wait+time.Second-1)/time.Second)))
			writeJSON(w, http.StatusTooManyRequests, map[string]string{"message": "Rate limit exceeded, try again later."})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// knows compares the credentials in constant time.
func (g *guard) knows(r *http.Request) bool {
	user, token, ok := r.BasicAuth()
	u, t := sha256.Sum256([]byte(user)), sha256.Sum256([]byte(token))
	same := subtle.ConstantTimeCompare(u[:], g.user[:]) & subtle.ConstantTimeCompare(t[:], g.token[:])
	return ok && same == 1
}

// spend takes one request from the window's budget; above zero is how long to
// wait for the next window.
func (g *guard) spend(now time.Time) time.Duration {
	set := g.knobs.Get().RateLimit
	limit, window := set.Limit, time.Duration(set.Window)
	if limit <= 0 || window <= 0 {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Sub(g.since) >= window {
		g.since, g.count = now, 0
	}
	if g.count >= limit {
		return g.since.Add(window).Sub(now)
	}
	g.count++
	return 0
}
