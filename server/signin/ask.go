package signin

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

var (
	unknownTenant = &refusal{http.StatusNotFound, "nobody is served under that tenant: check the app's setting tenant"}
	tooMany       = &refusal{http.StatusTooManyRequests, "too many sign-ins from this address: try again in a moment"}
	tooManyHere   = &refusal{http.StatusTooManyRequests, "too many sign-ins of this tenant: try again in a moment"}
)

// A tenant's nonces come from anywhere, so they have a limit beside that of each address: what waits
// for a minute to be bound is memory of ours. Ten thousand pages that load at once are below it.
const (
	tenantsNonces = 500
	tenantsBurst  = 20_000
)

// NonceHandler answers POST /nonce?tenant=…: {"nonce":"…"}; without tenant it is the
// environment's.
func (s *SignIn) NonceHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		word, err := s.ask(r)
		if err != nil {
			s.refuse(r.Context(), w, "nonce", err)
			return
		}
		writeJSON(w, http.StatusOK, map[string]string{"nonce": word})
	})
}

func (s *SignIn) ask(r *http.Request) (string, error) {
	if !s.gates.pass(s.clientAddr(r), time.Now()) {
		return "", tooMany
	}
	t, ok := s.cfg.Tenant(r.URL.Query().Get("tenant"))
	if !ok {
		return "", unknownTenant
	}
	if !s.crowds.pass(t.ID, time.Now()) {
		return "", tooManyHere
	}
	return s.NewNonce(r.Context(), t.ID)
}

func (s *SignIn) clientAddr(r *http.Request) string {
	if s.cfg.ClientAddr != nil {
		return s.cfg.ClientAddr(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// maxGates bounds how many addresses or tenants are remembered. Beyond that all are forgotten: a moment of
// generosity is better than memory that grows with every visitor.
const maxGates = 10_000

// gates holds one rate limit per client address, or per tenant.
type gates struct {
	perSecond rate.Limit
	burst     int

	mu   sync.Mutex // guards each
	each map[string]*rate.Limiter
}

func newGates(perSecond float64, burst int) *gates {
	return &gates{perSecond: rate.Limit(perSecond), burst: burst, each: map[string]*rate.Limiter{}}
}

func (g *gates) pass(who string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	gate, ok := g.each[who]
	if !ok {
		if len(g.each) >= maxGates {
			clear(g.each)
		}
		gate = rate.NewLimiter(g.perSecond, g.burst)
		g.each[who] = gate
	}
	return gate.AllowN(now, 1)
}
