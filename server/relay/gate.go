package relay

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// probeEvery is how often a refused key is tried again.
const probeEvery = 30 * time.Second

// gate is closed while nobody of the tenant can write: the minute's budget is used up, or the key is
// refused. It opens by itself and then wakes everybody (W4).
type gate struct {
	wake func()
	log  *slog.Logger
	warn *warnings

	mu      sync.Mutex
	until   time.Time // budget; zero: there is room
	refused bool      // key
	closed  chan struct{}
	early   chan struct{} // probe at once
}

func newGate(wake func(), log *slog.Logger, warn *warnings) *gate {
	return &gate{wake: wake, log: log, warn: warn, early: make(chan struct{}, 1), closed: make(chan struct{}, 1)}
}

// open tells whether writing is possible.
func (g *gate) open() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.refused && g.until.IsZero()
}

// limited closes the gate until the budget is new.
func (g *gate) limited(until time.Time) {
	if soonest := time.Now().Add(time.Second); until.Before(soonest) {
		until = soonest
	}
	g.mu.Lock()
	if until.After(g.until) {
		g.until = until
	}
	g.mu.Unlock()
	g.signal()
}

// keyRefused closes the gate until a probe succeeds.
func (g *gate) keyRefused(err error) {
	g.mu.Lock()
	first := !g.refused
	g.refused = true
	g.mu.Unlock()
	if first {
		g.warn.set("", Warn(codeKeyRefused, "warning.key: Kustomer refuses the API key: {words}. Nothing is written until a key works; nothing is lost.",
			"warning.key.fix: Make a new key in Kustomer (Settings, Security, API Keys) and give it to the tenant.", "words", err.Error()))
		g.log.Error("Kustomer refuses the key: writing pauses until it works; check the key in the tenant's settings", "err", err)
	}
	g.signal()
}

// resume closes the gate as it was before a restart; the key is tried at once.
func (g *gate) resume() {
	g.mu.Lock()
	g.refused = true
	g.mu.Unlock()
	g.probeNow()
	g.signal()
}

func (g *gate) signal() {
	select {
	case g.closed <- struct{}{}:
	default:
	}
}

// run opens the gate again when its time has come.
func (g *gate) run(ctx context.Context, probe func(context.Context) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-g.closed:
		}
		for !g.open() && ctx.Err() == nil {
			if g.rest(ctx) {
				g.try(ctx, probe)
			}
		}
		g.wake()
	}
}

// probeNow has the key tried without waiting, after it was changed.
func (g *gate) probeNow() {
	select {
	case g.early <- struct{}{}:
	default:
	}
}

// rest waits for the next try, and tells whether it was left in peace.
func (g *gate) rest(ctx context.Context) bool {
	t := time.NewTimer(g.waits())
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
	case <-g.early:
	}
	return true
}

// waits is how long to wait before the next try.
func (g *gate) waits() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refused {
		return probeEvery
	}
	return max(time.Until(g.until), 0)
}

// try opens what may be opened: the budget by the clock, the key by a probe.
func (g *gate) try(ctx context.Context, probe func(context.Context) error) {
	g.mu.Lock()
	if !time.Now().Before(g.until) {
		g.until = time.Time{}
	}
	refused := g.refused
	g.mu.Unlock()
	if !refused {
		return
	}
	if err := probe(ctx); err != nil {
		g.log.Warn("the key does not work yet", "err", err)
		return
	}
	g.mu.Lock()
	g.refused = false
	g.mu.Unlock()
	g.warn.clear(codeKeyRefused, "")
	g.log.Info("the key works again: writing goes on")
}
