package inherit

import (
	"context"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// sweepEvery is how exact all waits of this room are.
	sweepEvery = time.Second
	// absentEvery is the number of sweeps between two looks for absent agents, so that many who
	// leave at once cost one request at the platform.
	absentEvery = 5
	// driftAfter is how long both sides must differ before it is shown (T15).
	driftAfter = 30 * time.Second
)

// sweep looks at a home's agents once a second.
func (i *Inherit) sweep(ctx context.Context, h *home) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			i.sweepOnce(h, now, n%absentEvery == 0)
		}
	}
}

func (i *Inherit) sweepOnce(h *home, now time.Time, absent bool) {
	i.mu.Lock()
	all := make([]*agent, 0, len(i.agents))
	for _, a := range i.agents {
		if a.home == h {
			all = append(all, a)
		}
	}
	i.mu.Unlock()
	settings := map[string]rules.Settings{}
	vanished := map[string][]*agent{}
	for _, a := range all {
		set, known := settings[a.tenant]
		if !known {
			set = i.settings(a.tenant)
			settings[a.tenant] = set
		}
		i.sweepAgent(a, set, now)
		if absent && a.mayHaveVanished(set, now) {
			vanished[a.tenant] = append(vanished[a.tenant], a)
		}
	}
	for tenant, agents := range vanished {
		h.begin(func() { i.vanish(h, tenant, agents) })
	}
}

// sweepAgent finds what is due for one agent.
func (i *Inherit) sweepAgent(a *agent, set rules.Settings, now time.Time) {
	a.mu.Lock()
	due := a.came || a.departedLocked(now) || a.lookDueLocked(set, now)
	turned := a.here && a.driftLocked(set, now)
	old := !a.here && !a.poked && now.Sub(a.goneAt) > forgetAfter && now.Sub(a.since) > forgetAfter
	a.mu.Unlock()
	switch {
	case old:
		i.forget(a)
	case due:
		i.poke(a)
	}
	if turned {
		a.home.begin(func() { i.tellDrift(a) })
	}
}

// driftLocked keeps time over a drift; true: what is shown has changed.
func (a *agent) driftLocked(set rules.Settings, now time.Time) bool {
	s := a.stateLocked()
	want, drifts := rules.Drift(s, set)
	var text string
	var said protocol.Said
	switch {
	case !drifts:
		a.driftAt = time.Time{}
	case a.driftAt.IsZero():
		a.driftAt = now
	case now.Sub(a.driftAt) >= driftAfter:
		text, said = rules.DriftText(s, want)
	}
	changed := text != a.drift
	a.drift, a.driftSaid = text, said
	return changed
}

func (i *Inherit) tellDrift(a *agent) {
	ctx, cancel := context.WithTimeout(a.home.ctx, acting)
	defer cancel()
	a.mu.Lock()
	text := a.drift
	a.mu.Unlock()
	i.drifted(ctx, a, text)
	i.cfg.Desk.Show(a.tenant, a.id)
}

// forget drops an agent, unless somebody acts for it.
func (i *Inherit) forget(a *agent) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	default:
		return
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	delete(i.agents, a.tenant+"."+a.id)
}
