package inherit

import (
	"context"
	"errors"
	"hash/fnv"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

const (
	// lookEvery is how often an agent's work session is read while no status event was heard.
	lookEvery = 60 * time.Second
	// lookSpread keeps the first looks of many agents apart.
	lookSpread = 3 * time.Second
	// lookWithoutRole is the wait after Kustomer said that the key may not read work sessions.
	lookWithoutRole = time.Hour
	// namesLife is how long Kustomer's list of statuses is believed.
	namesLife = 10 * time.Minute
)

// firstLook is the wait before an agent's first look, the same for the same agent.
func firstLook(id string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return time.Duration(h.Sum32()) % lookSpread
}

// lookDueLocked tells whether the work session is to be read now: for the live window only, and
// only as long as Kustomer's page told nothing.
func (a *agent) lookDueLocked(set rules.Settings, now time.Time) bool {
	return a.here && a.loaded && set.StatusInheritance && !a.heard && !a.lookAt.IsZero() && !now.Before(a.lookAt)
}

// lookAtShift reads the work session if it is time. Who calls has the agent's turn.
func (i *Inherit) lookAtShift(ctx context.Context, a *agent) {
	t, ok := i.cfg.Tenant(a.tenant)
	a.mu.Lock()
	due := ok && t.Shifts != nil && a.lookDueLocked(t.Settings, time.Now())
	a.lookAt = laterOf(a.lookAt, due, time.Now().Add(lookEvery))
	a.mu.Unlock()
	if !due {
		return
	}
	k, working, err := i.shift(ctx, a.tenant, t.Shifts, a.id)
	if err != nil {
		i.lookFailed(a, err)
		return
	}
	a.mu.Lock()
	login := a.login && t.Settings.StatusAtLogin
	first, changed, term := a.rec.Shift == "", a.rec.Shift != k.ID, a.term
	a.login = false
	a.mu.Unlock()
	c := rules.StatusChange{From: rules.FromKustomer, Kustomer: k, Login: login}
	switch {
	case !changed:
		return
	case login && working, !first:
		i.wish(ctx, a, c, i.underTerm(a, term))
	}
	i.change(ctx, a, true, func(r *record) {
		r.Shift, r.Shown = k.ID, k
		if !r.Kustomer.Known() {
			r.Kustomer = k // where later changes begin; nothing was made of it
		}
	})
	i.cfg.Desk.Show(a.tenant, a.id)
}

func laterOf(now time.Time, moves bool, next time.Time) time.Time {
	if moves {
		return next
	}
	return now
}

func (i *Inherit) lookFailed(a *agent, err error) {
	if kustomer.KindOf(err) == kustomer.RoleMissing {
		a.mu.Lock()
		a.lookAt = time.Now().Add(lookWithoutRole)
		a.mu.Unlock()
	}
	i.log.Warn("an agent's work session cannot be read", "tenant", a.tenant, "agent", a.id, "err", err)
}

// shift reads an agent's Kustomer status; working is false for who is offline there.
func (i *Inherit) shift(ctx context.Context, tenant string, from Shifts, user string) (k rules.KustomerStatus, working bool, err error) {
	w, err := from.CurrentWorkSession(ctx, user)
	if err != nil && kustomer.KindOf(err) != kustomer.NotFound {
		return k, false, err
	}
	list, lerr := i.names.of(ctx, tenant, from, w.Status)
	if lerr != nil {
		return k, false, lerr
	}
	if err != nil {
		return offline(list), false, nil
	}
	k = rules.KustomerStatus{ID: w.Status, Type: w.StatusType}
	for _, s := range list {
		if s.ID == w.Status {
			k.Name, k.Type = s.Name, s.StatusType
		}
	}
	if !k.Known() {
		return k, false, errors.New("the work session names no status")
	}
	return k, true, nil
}

// offline is the status of who has no work session.
func offline(list []kustomer.RoutingStatus) rules.KustomerStatus {
	k := rules.KustomerStatus{ID: "offline", Name: "Offline", Type: "offline"}
	for _, s := range list {
		if s.StatusType == "offline" && s.System {
			k.ID, k.Name = s.ID, s.Name
		}
	}
	return k
}

// names keeps each tenant's list of Kustomer statuses. The zero value is ready.
type names struct {
	mu    sync.Mutex // held over a read, so that many who ask cost one request
	lists map[string]named
}

type named struct {
	list []kustomer.RoutingStatus
	at   time.Time
}

// of gives the list; one that lacks the wanted id is read again, at most once a minute.
func (n *names) of(ctx context.Context, tenant string, from Shifts, id string) ([]kustomer.RoutingStatus, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	kept, ok := n.lists[tenant]
	age := time.Since(kept.at)
	if ok && age < namesLife && (id == "" || age < time.Minute || holds(kept.list, id)) {
		return kept.list, nil
	}
	list, err := from.Statuses(ctx)
	if err != nil {
		return nil, err
	}
	if n.lists == nil {
		n.lists = map[string]named{}
	}
	n.lists[tenant] = named{list, time.Now()}
	return list, nil
}

func holds(list []kustomer.RoutingStatus, id string) bool {
	for _, s := range list {
		if s.ID == id {
			return true
		}
	}
	return false
}
