package relay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// orderWithin bounds how long a person waits for an order to be carried out.
const orderWithin = 20 * time.Second

var (
	// ErrLinked: the session has its customer already.
	ErrLinked = errors.New("relay: the session has a customer already")
	// ErrNoCustomer: Kustomer knows no customer with that id.
	ErrNoCustomer = errors.New("relay: no such customer")
	// ErrNotNow: nobody carries orders out at the moment; ask again.
	ErrNotNow = errors.New("relay: not carried out in time, ask again")
)

// order is something that a person wants done to a session. The session's writer carries it out,
// since the document's maps are the writer's alone.
type order struct {
	do   func(d *document) error
	done chan error
}

// Replay tries again what was given up or parked, and takes a discarded session up again. It answers
// once that is on disk; the writes follow.
func (r *Relay) Replay(ctx context.Context, tenant, session string) error {
	return r.command(ctx, tenant, session, func(d *document) error {
		d.Discarded = nil
		clear(d.Buried)
		d.Help, d.HelpSaid, d.FailingSince = "", nil, 0
		d.ordered("replay", "", "an admin had it tried again", time.Now())
		return nil
	})
}

// Discard has nothing more written for a session; by is who wants it so.
func (r *Relay) Discard(ctx context.Context, tenant, session string, by string) error {
	return r.command(ctx, tenant, session, func(d *document) error {
		now := time.Now()
		d.Discarded = &discard{By: by, At: now.UnixMilli()}
		d.State, d.Reason, d.Rule, d.StateAt = discarded, d.Discarded.reason(), "W4", now.UnixMilli()
		d.ordered("discard", "", "discarded by "+by, now)
		return nil
	})
}

// Link gives a session without a customer the one with this id: an unlinked one (C7), or one that
// waits for a choice among several (C4). ErrLinked and ErrNoCustomer say why not.
func (r *Relay) Link(ctx context.Context, tenant, session, customer, by string) error {
	l, ok := r.line(tenant)
	if !ok {
		return ErrUnknown
	}
	at, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	found, err := l.tenant.CRM.Customer(at, customer)
	switch {
	case kustomer.KindOf(err) == kustomer.NotFound, kustomer.KindOf(err) == kustomer.Refused:
		return ErrNoCustomer
	case err != nil:
		return err
	}
	return r.command(ctx, tenant, session, func(d *document) error {
		if d.Settled.Customer != "" {
			return ErrLinked
		}
		rule := "C7"
		if d.Rule == "C4" {
			rule = "C4"
		}
		d.Discarded = nil
		delete(d.Buried, "customer")
		d.Settled.Customer, d.Settled.CustomerRule, d.Settled.Linked, d.Caller = found.ID, rule, by, found.Name
		d.ordered("link", found.ID, "linked by "+by, time.Now())
		return nil
	})
}

// command hands an order to the session's writer and waits until it is carried out and on disk.
func (r *Relay) command(ctx context.Context, tenant, session string, do func(*document) error) error {
	l, ok := r.line(tenant)
	if !ok {
		return ErrUnknown
	}
	ctx, cancel := context.WithTimeout(ctx, orderWithin)
	defer cancel()
	o := order{do: do, done: make(chan error, 1)}
	l.mu.Lock()
	s, err := l.seatFor(ctx, session)
	if err != nil {
		l.mu.Unlock()
		return err
	}
	s.orders = append(s.orders, o)
	l.mu.Unlock()
	l.write.push(session, true)
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotNow, ctx.Err())
	}
}

// obey carries out what people ordered, and answers them once it is on disk.
func (p *pass) obey() {
	p.mu.Lock()
	orders := p.seat.orders
	p.seat.orders = nil
	p.mu.Unlock()
	for _, o := range orders {
		var err error
		p.change(func(d *document) {
			if err = o.do(d); err == nil {
				d.Finished = false
			}
		})
		if err == nil {
			clear(p.seat.parked)
			p.calm()
			err = p.save(p.hard, p.seat)
		}
		o.done <- err
	}
}

// ordered adds what a person did to the trail.
func (d *document) ordered(verb, id, why string, at time.Time) {
	w := rules.Write{Key: verb, Rule: "W4", Reason: why, Verb: verb, Target: "session"}
	if verb == "link" {
		w.Rule = d.Settled.CustomerRule
	}
	d.noted(w, id, "done", at)
}
