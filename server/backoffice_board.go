package main

import (
	"context"
	"sync"
	"time"

	"agentadapter/rules"
	"agentadapter/server/admin"
	"agentadapter/server/intake"
	"agentadapter/server/owner"
	"agentadapter/server/relay"
)

// farBoard is what the board and the simulator ask of the replica that works for the tenant.
type farBoard struct {
	known   asked[string, rules.Session]
	figures asked[nothing, admin.Figures]
}

func newFarBoard(o *owner.Owner, records *relay.Relay, meter *gauge) farBoard {
	return farBoard{
		known: asking(o, "relay.known", records.Known),
		figures: asking(o, "board.figures", func(_ context.Context, tenant string, _ nothing) (admin.Figures, error) {
			return meter.figures(tenant), nil
		}),
	}
}

// Figures are a tenant's, empty while nobody can tell.
func (f farBoard) Figures(tenant string) admin.Figures {
	return f.figures.now(pushedWithin, tenant, nothing{})
}

// past is what was, as the simulator asks for it.
type past struct{ farBoard }

// Known answers what was told about a session.
func (p past) Known(ctx context.Context, tenant, session string) (rules.Session, error) {
	known, err := p.known.of(ctx, tenant, session)
	return known, orderFault(err)
}

// Read makes facts of what was pasted; nothing is kept.
func (past) Read(body []byte, now time.Time) ([]rules.Fact, error) { return intake.Read(body, now) }

// gauge draws the board's figures, and looks again and again how many sessions wait.
type gauge struct {
	street  *street
	records *relay.Relay

	mu   sync.Mutex // guards stop
	stop func()     // nil: not running
}

// gaugeEvery is how often it looks.
const gaugeEvery = 5 * time.Second

// Start begins to look.
func (g *gauge) Start(context.Context) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	var work sync.WaitGroup
	work.Go(func() { g.watch(ctx) })
	g.stop = func() { cancel(); work.Wait() }
	return nil
}

// Stop ends it.
func (g *gauge) Stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.stop != nil {
		g.stop()
		g.stop = nil
	}
}

func (g *gauge) watch(ctx context.Context) {
	every := time.NewTicker(gaugeEvery)
	defer every.Stop()
	for {
		g.look()
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func (g *gauge) look() {
	for _, id := range g.street.ids() {
		counts := g.records.Counts(id)
		g.street.seen.pulse.waiting(id, counts[string(rules.Saving)]+counts["parked"])
	}
}

// figures are a tenant's, as admin asks for them.
func (g *gauge) figures(tenant string) admin.Figures {
	n, ok := g.street.get(tenant)
	if !ok {
		return admin.Figures{}
	}
	now, budget := time.Now(), n.crm.Budget().Usage()
	f := admin.Figures{States: g.records.Counts(tenant)}
	f.Kustomer = admin.Neighbour{Minutes: g.minutes(tenant, "kustomer", now), Limit: budget.Limit, Left: max(budget.Left, 0)}
	f.Platform = admin.Neighbour{Minutes: g.minutes(tenant, "ccaip", now), Limit: int(60 * n.tenant.Platform.Rate)}
	last := f.Platform.Minutes[len(f.Platform.Minutes)-1]
	f.Platform.Left = max(0, f.Platform.Limit-last.Reads-last.Writes-last.Waits)
	return f
}

func (g *gauge) minutes(tenant, neighbour string, now time.Time) []admin.Minute {
	var all []admin.Minute
	for _, m := range g.street.seen.pulse.recent(tenant, neighbour, now) {
		all = append(all, admin.Minute{At: time.Unix(m.at*60, 0).UTC(), Reads: m.reads, Writes: m.writes, Waits: m.waits, Waiting: m.waiting})
	}
	return all
}
