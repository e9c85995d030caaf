package lease

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// change applies a step to an agent's record, tells it, and sets the clock for what comes next.
func (l *Leases) change(ctx context.Context, tenant, id string, step func(run, record) record) (protocol.Lease, error) {
	if l.cfg.Serves != nil && !l.cfg.Serves(tenant) {
		return protocol.Lease{}, fmt.Errorf("lease: nobody is served under the name %s: %w", tenant, engine.ErrNotFound)
	}
	a := l.enter(tenant, id)
	defer l.leave(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	for try := range maxTries {
		if err := l.giveWay(ctx, try); err != nil {
			return protocol.Lease{}, fmt.Errorf("lease: %s: %w", a.name, err)
		}
		before, rev, err := l.read(ctx, a.name)
		if err != nil {
			return protocol.Lease{}, err
		}
		w := l.run(a, before)
		after := step(w, before)
		if !reflect.DeepEqual(before, after) {
			rev, err = l.write(ctx, a.name, after, rev)
		}
		if errors.Is(err, engine.ErrConflict) || errors.Is(err, engine.ErrExists) {
			continue
		}
		if err != nil {
			return protocol.Lease{}, fmt.Errorf("lease: %s: %w", a.name, err)
		}
		l.told(a, l.run(a, after), after, rev)
		return w.view(after), nil
	}
	return protocol.Lease{}, fmt.Errorf("lease: %s: %w", a.name, engine.ErrConflict)
}

// giveWay waits a moment, growing and by chance, before a change begins anew: on a cluster a write that
// is under way keeps others out, and who asks again at once is kept out again.
func (l *Leases) giveWay(ctx context.Context, try int) error {
	if try == 0 {
		return nil
	}
	longest := min(time.Millisecond<<min(try, 10), longestGiveWay)
	wait := time.NewTimer(rand.N(longest)) //#nosec G404 -- it spreads work, and guards nothing
	defer wait.Stop()
	select {
	case <-ctx.Done():
		return errors.Join(engine.ErrConflict, ctx.Err())
	case <-wait.C:
		return nil
	}
}

// told says how the lease stands and sets the timer for the next promotion, unless something newer
// was told already. a.mu is held.
func (l *Leases) told(a *agent, w run, r record, rev uint64) {
	if rev < a.rev {
		return
	}
	a.rev = rev
	if l.cfg.Present != nil {
		l.cfg.Present(a.tenant, a.id, w.pages(r))
	}
	if l.cfg.Watcher != nil {
		l.cfg.Watcher.LeaseMoved(a.tenant, a.id, w.view(r))
	}
	l.disarm(a)
	if at := w.due(r); !at.IsZero() {
		l.arm(a, time.Until(at))
	}
}

// arm sets the timer, which keeps the agent in the map. a.mu is held.
func (l *Leases) arm(a *agent, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.stopped {
		return
	}
	a.users++
	a.timer = time.AfterFunc(wait, func() { l.promote(a) })
}

// disarm ends the wait. a.mu is held.
func (l *Leases) disarm(a *agent) {
	if a.timer != nil && a.timer.Stop() {
		l.leave(a)
	}
	a.timer = nil
}

// promote is the timer's end.
func (l *Leases) promote(a *agent) {
	defer l.leave(a)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_, err := l.change(ctx, a.tenant, a.id, func(w run, r record) record { return w.promote(r) })
	if err == nil || errors.Is(err, engine.ErrNotFound) { // the tenant is gone, and nobody waits any more
		return
	}
	l.log.Warn("the first in line is not promoted yet", "agent", a.name, "err", err)
	a.mu.Lock()
	defer a.mu.Unlock()
	l.disarm(a)
	l.arm(a, tryAgain)
}

// run is how this run sees a record. a.mu is held.
func (l *Leases) run(a *agent, r record) run {
	w := l.look()
	switch {
	case r.Holder == nil || r.Holder.Gone == 0:
		a.gone, a.seen = 0, time.Time{}
	case a.gone != r.Holder.Gone:
		a.gone, a.seen = r.Holder.Gone, w.now
	}
	w.seen = a.seen
	return w
}

// look is run for those who only look.
func (l *Leases) look() run {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	return run{server: l.server, ready: l.ready, now: now, alive: l.cfg.Alive, seen: now}
}

func (l *Leases) enter(tenant, id string) *agent {
	name := tenant + "." + id
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.agents[name]
	if !ok {
		a = &agent{name: name, tenant: tenant, id: id}
		l.agents[name] = a
	}
	a.users++
	return a
}

func (l *Leases) leave(a *agent) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a.users--; a.users == 0 && (l.cfg.Others == nil || a.rev <= l.watched) {
		delete(l.agents, a.name) // otherwise the watch may still tell what is older
	}
}

func (l *Leases) read(ctx context.Context, name string) (record, uint64, error) {
	var r record
	v, err := l.cfg.Bucket.Get(ctx, name)
	if errors.Is(err, engine.ErrNotFound) {
		return r, 0, nil
	}
	if err != nil {
		return r, 0, fmt.Errorf("lease: read %s: %w", name, err)
	}
	if err := json.Unmarshal(v.Body, &r); err != nil {
		return r, 0, fmt.Errorf("lease: read %s: %w", name, err)
	}
	return r, v.Rev, nil
}

func (l *Leases) write(ctx context.Context, name string, r record, rev uint64) (uint64, error) {
	body, err := json.Marshal(r)
	if err != nil {
		return 0, err
	}
	if rev == 0 {
		return l.cfg.Bucket.Create(ctx, name, body)
	}
	return l.cfg.Bucket.Update(ctx, name, body, rev)
}
