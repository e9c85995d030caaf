package inherit

import (
	"context"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// offlineGap is how long an agent must be Offline in the platform for the next status to lapse.
	offlineGap = 60 * time.Second
	// goneFor is how long a live window must be away before that is written down: reloads are not.
	goneFor = 5 * time.Second
)

// LeaseMoved hears who is live. It never blocks.
func (i *Inherit) LeaseMoved(tenant, id string, l protocol.Lease) {
	a := i.find(tenant, id)
	here := l.Live && l.Holder != nil
	a.mu.Lock()
	a.term = l.Term
	moved := a.here != here
	a.here = here
	switch {
	case moved && here:
		a.came = true
	case moved:
		a.goneAt, a.driftAt, a.drift = time.Now(), time.Time{}, ""
	}
	a.mu.Unlock()
	if moved && here {
		i.poke(a)
	}
}

// Saw hears the platform status of an agent who has a page open. It never blocks.
func (i *Inherit) Saw(tenant, id, platform string) {
	a := i.find(tenant, id)
	set := i.settings(tenant)
	now := time.Now()
	a.mu.Lock()
	if a.platform != platform {
		if rules.OfflineStatus(a.platform) && now.Sub(a.since) >= offlineGap && a.rec.Next != nil {
			a.rec.NextAt = 0 // lapsed; settle says so
		}
		a.platform, a.since = platform, now
	}
	due := a.dueLocked(set, now)
	a.mu.Unlock()
	if due {
		i.poke(a)
	}
}

// dueLocked tells whether the pending status's time has come.
func (a *agent) dueLocked(set rules.Settings, now time.Time) bool {
	if !a.here || a.rec.Next == nil || now.Before(a.retryAt) {
		return false
	}
	return a.lapsedLocked(now) || rules.Release(a.stateLocked(), set).Next == nil
}

// lapsedLocked tells whether the pending status is too old to be meant any more.
func (a *agent) lapsedLocked(now time.Time) bool {
	return a.rec.Next != nil && now.Sub(time.UnixMilli(a.rec.NextAt)) > forgetAfter
}

// Dress adds to an agent's status what is known here. It never blocks.
func (i *Inherit) Dress(tenant, id string, s protocol.Status) protocol.Status {
	a := i.find(tenant, id)
	a.mu.Lock()
	defer a.mu.Unlock()
	r := a.rec
	s.Busy = rules.BusyStatus(s.Platform)
	if r.Next != nil {
		s.Next = r.Next.Status
	}
	s.Kustomer, s.KustomerType = firstOf(r.Shown.Name, r.Shown.ID), r.Shown.Type
	s.Why, s.WhySaid, s.WhyAt = r.Why, r.Said, r.WhyAt
	s.Drift, s.DriftSaid = a.drift, a.driftSaid
	if r.WhyFor != "" && s.Platform != "" && !sameName(r.WhyFor, s.Platform) {
		s.Why, s.WhySaid = elsewhere(s.Platform)
		s.WhyAt = s.Since
	}
	return s
}

// elsewhere is why a platform status is there that nobody set from here.
func elsewhere(platform string) (string, protocol.Said) {
	if rules.SystemStatus(platform) {
		return protocol.Say("why.by-platform: {status} because CCAI Platform sets it by itself", "status", platform)
	}
	return protocol.Say("why.in-platform: {status} because it was set in CCAI Platform", "status", platform)
}

// poke has an agent looked after soon, once however often it is asked for.
func (i *Inherit) poke(a *agent) {
	a.mu.Lock()
	poked := a.poked
	a.poked = true
	a.mu.Unlock()
	if !poked {
		a.home.begin(func() { i.visit(a) })
	}
}

// visit does all that is due for an agent.
func (i *Inherit) visit(a *agent) {
	i.working <- struct{}{}
	defer func() { <-i.working }()
	ctx, cancel := context.WithTimeout(a.home.ctx, acting)
	defer cancel()
	give, err := i.take(ctx, a)
	a.mu.Lock()
	a.poked = false
	a.mu.Unlock()
	if err != nil {
		if a.home.ctx.Err() == nil {
			i.log.Warn("an agent's status waits", "tenant", a.tenant, "agent", a.id, "err", err)
		}
		return // the next round or sweep tries again
	}
	defer give()
	i.arrive(ctx, a)
	i.depart(ctx, a)
	i.settle(ctx, a)
	i.lookAtShift(ctx, a)
}

// arrive notes a live window that has just come, and whether that is a log-in.
func (i *Inherit) arrive(ctx context.Context, a *agent) {
	now := time.Now()
	a.mu.Lock()
	came := a.came && a.here
	a.came = false
	login := came && a.lastHereLocked(a.home.started).Before(now.Add(-loginGap))
	if came {
		a.lookAt = now.Add(firstLook(a.id))
	}
	if login {
		a.heard, a.login = false, true
	}
	a.mu.Unlock()
	if !came {
		return
	}
	set := i.settings(a.tenant)
	i.change(ctx, a, remembers(set), func(r *record) {
		r.Here, r.Gone = remembers(set), 0
		if login {
			r.Kustomer, r.Shown, r.Shift, r.Taken, r.Own = rules.KustomerStatus{}, rules.KustomerStatus{}, "", false, false
		}
	})
	i.cfg.Desk.Show(a.tenant, a.id)
}

// lastHereLocked is when the agent had a live window last, zero for never.
func (a *agent) lastHereLocked(started time.Time) time.Time {
	switch {
	case !a.goneAt.IsZero():
		return a.goneAt
	case a.rec.Gone != 0:
		return time.UnixMilli(a.rec.Gone)
	case a.rec.Here:
		return started
	}
	return time.Time{}
}

// remembers tells whether it is worth a write who is here.
func remembers(set rules.Settings) bool {
	return set.StatusInheritance || len(set.VanishedAgent) > 0
}

// depart writes down that a live window went, once that is no reload.
func (i *Inherit) depart(ctx context.Context, a *agent) {
	a.mu.Lock()
	due, gone := a.departedLocked(time.Now()), a.goneAt
	a.mu.Unlock()
	if due {
		i.change(ctx, a, true, func(r *record) { r.Gone = millis(gone) })
	}
}

func (a *agent) departedLocked(now time.Time) bool {
	return !a.here && a.loaded && a.rec.Here && a.rec.Gone == 0 && !a.goneAt.IsZero() && now.Sub(a.goneAt) >= goneFor
}

// settle sets the pending status if the agent is free, by the live window's term.
func (i *Inherit) settle(ctx context.Context, a *agent) {
	set := i.settings(a.tenant)
	now := time.Now()
	a.mu.Lock()
	due, lapsed, term, s := a.dueLocked(set, now), a.lapsedLocked(now), a.term, a.stateLocked()
	a.mu.Unlock()
	if !due {
		return
	}
	step := rules.Release(s, set)
	if lapsed {
		step = rules.StatusStep{Do: rules.Ignore, Rule: "T6", Status: s.Next.Status}
		step.Why, step.Said = protocol.Say(
			"why.lapsed: {status} is not your next status any more because you were away too long", "status", s.Next.Status)
	}
	c := rules.StatusChange{From: s.Next.From, Kustomer: s.Next.Kustomer, Platform: s.Next.Status}
	i.carryOut(ctx, a, decision{change: c, step: step, release: true}, i.underTerm(a, term))
}
