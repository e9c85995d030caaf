package desk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

const (
	// nudgeGap joins nudges into one round.
	nudgeGap = 500 * time.Millisecond
	// retryGap is the wait after a first failed round, before anybody is alarmed.
	retryGap = time.Second
	// unconnectedGap is the wait between two looks whether a platform is connected by now; its work is
	// begun anew when it is.
	unconnectedGap = time.Minute
	// roundWait bounds one round.
	roundWait = 20 * time.Second
	// optionsLife is how long the list of selectable statuses is believed.
	optionsLife = 10 * time.Minute
	// maxAbsent bounds how many agents are remembered who have no page open.
	maxAbsent = 5000
	// countEvery is how many newcomers it takes to count them again.
	countEvery = 100
	// maxAsking bounds how many agents' platform halves are asked for at once.
	maxAsking = 4
)

// watch is what is known of a tenant's statuses. Desk.mu guards all of it but nudge.
type watch struct {
	tenant string
	nudge  chan struct{}      // room for one
	cancel context.CancelFunc // nil while nobody is here
	agents map[string]*member

	options   []protocol.StatusOption
	colors    map[string]string // by status name in lower case, system ones too if listed
	optionsAt time.Time
	faults    int
	problem   *protocol.Problem
}

// member is what is known of one agent.
type member struct {
	here     int    // open pages
	id       string // in the platform; empty until known
	problem  *protocol.Problem
	platform string
	since    int64 // milliseconds since 1970
}

// Here says that an agent opened a page; call it once per page. p is what is not right with the
// agent, if anything: it stands in Problems until the agent's platform half is found.
func (d *Desk) Here(tenant, agent string, p *protocol.Problem) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w, m := d.memberLocked(tenant, agent)
	m.here++
	if p != nil && p.Code != codeUnreachable { // that one is told by the round
		m.problem = p
	}
	d.tendLocked(w, m)
}

// memberLocked finds an agent of a tenant, making what is not there.
func (d *Desk) memberLocked(tenant, agent string) (*watch, *member) {
	w, ok := d.watches[tenant]
	if !ok {
		w = &watch{tenant: tenant, nudge: make(chan struct{}, 1), agents: map[string]*member{}}
		d.watches[tenant] = w
	}
	m, ok := w.agents[agent]
	if !ok {
		w.makeRoom()
		m = &member{}
		w.agents[agent] = m
	}
	return w, m
}

// tendLocked sees that the tenant is watched, and soon if there is something to learn of an agent.
func (d *Desk) tendLocked(w *watch, m *member) {
	if w.cancel == nil && d.ctx.Err() == nil {
		var ctx context.Context
		ctx, w.cancel = context.WithCancel(d.ctx)
		d.running.Go(func() { d.watch(ctx, w) })
	} else if m.platform == "" || m.problem != nil {
		w.poke()
	}
}

// Left says that one of an agent's pages has gone. What is known of the agent stays for the next.
func (d *Desk) Left(tenant, agent string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[tenant]
	if w == nil || w.agents[agent] == nil {
		return
	}
	w.agents[agent].here--
	w.restLocked()
}

// restLocked ends the watching if nobody is here.
func (w *watch) restLocked() {
	if w.cancel != nil && !w.anybody() {
		w.cancel()
		w.cancel = nil
	}
}

// Nudge has a tenant's statuses read at once: something has changed there.
func (d *Desk) Nudge(tenant string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.watches[tenant]; w != nil {
		w.poke()
	}
}

func (w *watch) poke() {
	select {
	case w.nudge <- struct{}{}:
	default: // one is waiting already
	}
}

// present lists the agents who have a page open.
func (w *watch) present() []string {
	var ids []string
	for id, m := range w.agents {
		if m.here > 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// anybody tells whether present would list somebody. It hardly ever looks at more than one.
func (w *watch) anybody() bool {
	for _, m := range w.agents {
		if m.here > 0 {
			return true
		}
	}
	return false
}

// makeRoom forgets absent agents once there are too many of them. It counts them now and then
// alone: when ten thousand agents come at once, counting them for each would be all that is done.
func (w *watch) makeRoom() {
	if len(w.agents) < maxAbsent || len(w.agents)%countEvery != 0 || len(w.agents)-len(w.present()) < maxAbsent {
		return
	}
	maps.DeleteFunc(w.agents, func(_ string, m *member) bool { return m.here <= 0 })
}

// watch makes rounds while anybody is here.
func (d *Desk) watch(ctx context.Context, w *watch) {
	for ctx.Err() == nil {
		began := time.Now()
		wait := d.round(ctx, w)
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-w.nudge:
			pause(ctx, nudgeGap-time.Since(began))
		}
		timer.Stop()
	}
}

func pause(ctx context.Context, wait time.Duration) {
	if wait <= 0 {
		return
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// round reads everything once and tells how long to wait for the next.
func (d *Desk) round(ctx context.Context, w *watch) time.Duration {
	ctx, cancel := context.WithTimeout(ctx, roundWait)
	defer cancel()
	t, ok := d.cfg.Tenant(w.tenant)
	if !ok {
		return d.cfg.Poll
	}
	if t.Unconnected {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.raiseLocked(w, unconnected)
		return unconnectedGap
	}
	d.findHalves(ctx, w)
	renewed := d.readOptions(ctx, w, t)
	now, err := t.Statuses.CurrentStatuses(ctx)
	if ctx.Err() != nil && errors.Is(context.Cause(ctx), context.Canceled) {
		return 0 // everybody left: the failure is our own
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noteLocked(w, now, renewed)
	if err != nil {
		return d.failedLocked(w, err)
	}
	d.clearLocked(w)
	return cmp.Or(t.Poll, d.cfg.Poll)
}

// noteLocked takes in what a round brought and tells whom it concerns.
func (d *Desk) noteLocked(w *watch, now []ccaip.AgentStatus, renewed bool) {
	byID := make(map[string]ccaip.AgentStatus, len(now))
	for _, s := range now {
		byID[s.AgentID] = s
	}
	for _, agent := range w.present() {
		m := w.agents[agent]
		s, ok := byID[m.id]
		seen := ok && m.id != ""
		changed := seen && m.saw(s)
		if seen {
			d.followLocked(w, agent)
		}
		if changed || renewed {
			d.pushLocked(w, agent)
		}
	}
}

// findHalves learns the platform's ids of agents who came, and looks whether problems are over.
func (d *Desk) findHalves(ctx context.Context, w *watch) {
	d.mu.Lock()
	unknown := slices.DeleteFunc(w.present(), func(a string) bool { return w.agents[a].id != "" && w.agents[a].problem == nil })
	d.mu.Unlock()
	var all sync.WaitGroup
	gate := make(chan struct{}, maxAsking)
	for _, agent := range unknown {
		gate <- struct{}{}
		all.Go(func() {
			defer func() { <-gate }()
			id, _, err := d.cfg.People.Platform(ctx, w.tenant, agent)
			d.mu.Lock()
			defer d.mu.Unlock()
			if m := w.agents[agent]; m != nil {
				d.halfLocked(w, agent, m, id, err)
			}
		})
	}
	all.Wait()
}
