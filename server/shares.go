package main

import (
	"context"
	"log/slog"
	"sync"

	"agentadapter/ccaip"
	"agentadapter/rules"
	"agentadapter/server/desk"
	"agentadapter/server/engine"
	"agentadapter/server/inherit"
	"agentadapter/server/lease"
	"agentadapter/server/owner"
	"agentadapter/server/relay"
)

// What a tenant's owner does, and what keeps a server from acting that is not the owner any more.

// worker does its part of a tenant's work until ctx ends; hard cuts what is at hand. It calls ready
// once questions may be asked.
type worker interface {
	Run(ctx, hard context.Context, tenant string, ready func()) error
}

// together has workers do a tenant's work, each begun once the one before is ready. One that fails
// ends them all; the owner begins anew.
func together(tenant string, log *slog.Logger, workers ...worker) owner.Work {
	return func(ctx, hard context.Context, ready func()) error {
		ctx, end := context.WithCancel(ctx)
		defer end()
		failed := make(chan error, len(workers))
		var all sync.WaitGroup
		for _, w := range workers {
			up := make(chan struct{})
			all.Go(func() {
				defer end()
				if err := w.Run(ctx, hard, tenant, sync.OnceFunc(func() { close(up) })); err != nil {
					failed <- err
				}
			})
			select {
			case <-up:
			case <-ctx.Done():
			}
		}
		if ctx.Err() == nil {
			log.Debug("a tenant's work is at hand", "tenant", tenant)
			ready()
		}
		all.Wait()
		close(failed)
		return <-failed // nil if there is none
	}
}

// seated tells those who have just begun to work for a tenant who has pages.
type seated struct {
	leases *lease.Leases
	kept   lease.Lister
}

func (s seated) Run(ctx, _ context.Context, tenant string, ready func()) error {
	if err := s.leases.Retell(ctx, s.kept, tenant); err != nil {
		return err
	}
	ready()
	<-ctx.Done()
	return nil
}

// may tells whether this server may act for a tenant at this very moment.
type may func(tenant string) error

// Leases checks both the term and the ownership, at the moment of acting.
type ownedLeases struct {
	*lease.Leases
	may may
}

func (l ownedLeases) Check(ctx context.Context, tenant, agent string, term uint64) error {
	if err := l.Leases.Check(ctx, tenant, agent, term); err != nil {
		return err
	}
	return l.may(tenant)
}

type ownedCalls struct {
	desk.Calls
	may func() error
}

func (c ownedCalls) Start(ctx context.Context, d ccaip.Dial) (ccaip.Started, error) {
	if err := c.may(); err != nil {
		return ccaip.Started{}, err
	}
	return c.Calls.Start(ctx, d)
}

type ownedStatuses struct {
	desk.Statuses
	may func() error
}

func (s ownedStatuses) SetStatus(ctx context.Context, agent, status string) (ccaip.StatusAnswer, error) {
	if err := s.may(); err != nil {
		return ccaip.StatusAnswer{}, err
	}
	return s.Statuses.SetStatus(ctx, agent, status)
}

type ownedCRM struct {
	relay.CRM
	may func() error
}

func (c ownedCRM) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	if err := c.may(); err != nil {
		return rules.Outcome{}, err
	}
	return c.CRM.Apply(ctx, w)
}

// ownedBucket takes agents' statuses from the owner alone.
type ownedBucket struct {
	inherit.Bucket
	may may
}

func (b ownedBucket) Put(ctx context.Context, key string, body []byte) (uint64, error) {
	if err := b.may(tenantOf(key)); err != nil {
		return 0, err
	}
	return b.Bucket.Put(ctx, key, body)
}

// ownDesk is the desk of tenants whose acts are the owner's.
func (m may) desk(find func(id string) (desk.Tenant, bool)) func(id string) (desk.Tenant, bool) {
	return func(id string) (desk.Tenant, bool) {
		t, ok := find(id)
		if ok {
			check := func() error { return m(id) }
			t.Calls, t.Statuses = ownedCalls{t.Calls, check}, ownedStatuses{t.Statuses, check}
		}
		return t, ok
	}
}

// relay has tenants' records written by the owner alone.
func (m may) relay(find func(id string) (relay.Tenant, bool)) func(id string) (relay.Tenant, bool) {
	return func(id string) (relay.Tenant, bool) {
		t, ok := find(id)
		if ok {
			check := func() error { return m(id) }
			t.CRM = ownedCRM{t.CRM, check}
			if t.Patient != nil {
				t.Patient = ownedCRM{t.Patient, check}
			}
		}
		return t, ok
	}
}

// crossing are the errors that keep their identity on the way from the owner to who asked.
var crossing = map[string]error{
	"not-found": engine.ErrNotFound, "unavailable": engine.ErrUnavailable,
	"unknown": relay.ErrUnknown, "linked": relay.ErrLinked, "no-customer": relay.ErrNoCustomer,
	"not-now": relay.ErrNotNow, "no-choice": relay.ErrNoChoice,
}
