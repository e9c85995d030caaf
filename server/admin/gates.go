package admin

import (
	"sync"

	"golang.org/x/time/rate"
)

const (
	// perSecond and burst bound what one address may ask for.
	perSecond = 50
	burst     = 200
	// maxGates bounds how many addresses are remembered; beyond that all are forgotten.
	maxGates = 10_000
)

// gates holds one rate limit per address.
type gates struct {
	mu   sync.Mutex // guards each
	each map[string]*rate.Limiter
}

func newGates() *gates { return &gates{each: map[string]*rate.Limiter{}} }

func (g *gates) pass(addr string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	gate, ok := g.each[addr]
	if !ok {
		if len(g.each) >= maxGates {
			clear(g.each)
		}
		gate = rate.NewLimiter(perSecond, burst)
		g.each[addr] = gate
	}
	return gate.Allow()
}
