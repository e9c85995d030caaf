package inherit

import (
	"context"
	"errors"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// maxName bounds the names that a page may say.
const maxName = 200

var (
	noStore = protocol.Fault("store-unavailable",
		"problem.store-unavailable: The adapter's server cannot do that just now.",
		"problem.store-unavailable.fix: Wait a moment and try again; if it goes on, tell an admin.")
	notChosen = protocol.Fault("status-refused", "problem.not-chosen: No status was chosen.", "problem.not-chosen.fix: Choose one from the list.")
)

// KustomerStatus takes what Kustomer's page told the agent's live window (T2, T3, T11).
func (i *Inherit) KustomerStatus(ctx context.Context, tenant, id string, term uint64, k protocol.KustomerStatus) {
	status := rules.KustomerStatus{ID: clip(k.ID), Name: clip(k.Name), Type: clip(k.Type)}
	if !status.Known() {
		i.log.Warn("a Kustomer status without id and name is not followed", "tenant", tenant, "agent", id)
		return
	}
	a := i.find(tenant, id)
	give, err := i.enter(ctx, a, term)
	if err != nil {
		i.log.Info("a Kustomer status is not followed", "tenant", tenant, "agent", id, "status", status.Name, "err", err)
		return
	}
	defer give()
	a.mu.Lock()
	a.heard, a.login = true, false
	a.mu.Unlock()
	i.wish(ctx, a, rules.StatusChange{From: rules.FromKustomer, Kustomer: status}, i.underTerm(a, term))
}

// SetStatus is the agent's own choice (T10).
func (i *Inherit) SetStatus(ctx context.Context, tenant, id string, term uint64, set protocol.SetStatus) protocol.StatusSet {
	a := i.find(tenant, id)
	if set.Status == "" || len(set.Status) > maxName {
		return a.no(notChosen)
	}
	give, err := i.enter(ctx, a, term)
	if err != nil {
		return a.no(problemOf(err))
	}
	defer give()
	return i.wish(ctx, a, rules.StatusChange{From: rules.FromAgent, Platform: set.Status}, i.underTerm(a, term))
}

// ClearNext takes the pending status back.
func (i *Inherit) ClearNext(ctx context.Context, tenant, id string, term uint64) protocol.StatusSet {
	a := i.find(tenant, id)
	give, err := i.enter(ctx, a, term)
	if err != nil {
		return a.no(problemOf(err))
	}
	defer give()
	step := rules.Cleared(a.state())
	i.note(ctx, a, decision{change: rules.StatusChange{From: rules.FromAgent}, step: step, cleared: true})
	return protocol.StatusSet{Status: a.state().Platform}
}

// Reconcile follows Kustomer though nothing changed there (T15).
func (i *Inherit) Reconcile(ctx context.Context, tenant, id string, term uint64) protocol.StatusSet {
	a := i.find(tenant, id)
	give, err := i.enter(ctx, a, term)
	if err != nil {
		return a.no(problemOf(err))
	}
	defer give()
	s := a.state()
	if _, drifts := rules.Drift(s, i.settings(tenant)); !drifts {
		return protocol.StatusSet{Status: s.Platform}
	}
	return i.wish(ctx, a, rules.StatusChange{From: rules.FromKustomer, Kustomer: s.Kustomer, Again: true}, i.underTerm(a, term))
}

// enter takes the agent's turn for a page that says its term. Whoever acts checks the term again.
func (i *Inherit) enter(ctx context.Context, a *agent, term uint64) (give func(), err error) {
	if err := i.cfg.Leases.Check(ctx, a.tenant, a.id, term); err != nil {
		return nil, err
	}
	return i.take(ctx, a)
}

// underTerm lets act who still holds the term.
func (i *Inherit) underTerm(a *agent, term uint64) func(context.Context) error {
	return func(ctx context.Context) error { return i.cfg.Leases.Check(ctx, a.tenant, a.id, term) }
}

// wish decides about a change and carries the decision out. Who calls has the agent's turn.
func (i *Inherit) wish(ctx context.Context, a *agent, c rules.StatusChange, may func(context.Context) error) protocol.StatusSet {
	step := rules.Inherit(a.state(), c, i.settings(a.tenant))
	return i.carryOut(ctx, a, decision{change: c, step: step}, may)
}

// settings are the tenant's as they are now.
func (i *Inherit) settings(tenant string) rules.Settings {
	t, _ := i.cfg.Tenant(tenant)
	return t.Settings
}

// no refuses with a Problem, telling what is so.
func (a *agent) no(p protocol.Problem) protocol.StatusSet {
	return protocol.StatusSet{Status: a.state().Platform, Problem: &p}
}

// problemOf is what an error has to say to people.
func problemOf(err error) protocol.Problem {
	if told, ok := errors.AsType[interface {
		error
		Problem() protocol.Problem
	}](err); ok {
		return told.Problem()
	}
	return noStore
}

func clip(s string) string {
	if len(s) > maxName {
		return s[:maxName]
	}
	return s
}

func millis(t time.Time) int64 { return t.UnixMilli() }
