package main

import (
	"context"
	"errors"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/desk"
	"agentadapter/server/inherit"
	"agentadapter/server/owner"
	"agentadapter/server/people"
)

// What pages want of the rooms that work at the owner: desk, inherit and people.

// act is something that an agent wants under a term.
type act[T any] struct {
	Agent string `json:"agent"`
	Term  uint64 `json:"term"`
	What  T      `json:"what"`
}

// farDesk is the desk as hub and admin ask for it, wherever the tenant is worked for.
type farDesk struct {
	*desk.Desk
	dial     asked[act[protocol.Dial], protocol.Dialed]
	check    asked[nothing, protocol.Check]
	status   asked[string, protocol.Status]
	problems asked[string, []protocol.Problem]
	trouble  asked[act[protocol.Problem], nothing]
}

func newFarDesk(o *owner.Owner, d *desk.Desk) farDesk {
	return farDesk{
		Desk: d,
		dial: asking(o, "desk.dial", func(ctx context.Context, tenant string, q act[protocol.Dial]) (protocol.Dialed, error) {
			return d.Dial(ctx, tenant, q.Agent, q.Term, q.What), nil
		}),
		check: asking(o, "desk.check", func(ctx context.Context, tenant string, _ nothing) (protocol.Check, error) {
			return d.Check(ctx, tenant), nil
		}),
		status: asking(o, "desk.status", func(_ context.Context, tenant, agent string) (protocol.Status, error) {
			return d.Status(tenant, agent), nil
		}),
		problems: asking(o, "desk.problems", func(_ context.Context, tenant, agent string) ([]protocol.Problem, error) {
			return d.Problems(tenant, agent), nil
		}),
		trouble: asking(o, "desk.trouble", func(_ context.Context, tenant string, q act[protocol.Problem]) (nothing, error) {
			d.Trouble(tenant, q.Agent, q.What)
			return nothing{}, nil
		}),
	}
}

// Dial asks the owner once; an owner that does not answer may have dialled.
func (d farDesk) Dial(ctx context.Context, tenant, agent string, term uint64, dial protocol.Dial) protocol.Dialed {
	answer, err := d.dial.of(ctx, tenant, act[protocol.Dial]{agent, term, dial})
	if err != nil {
		p := unanswered(err, "problem.owner-silent.call: The call may have been placed all the same. Look at the softphone before you press Call again.")
		return protocol.Dialed{Result: protocol.DialRefused, Number: dial.Number, Problem: &p}
	}
	return answer
}

// Check asks the neighbours for a self-test; without neighbours nobody could ask.
func (d farDesk) Check(ctx context.Context, tenant string) protocol.Check {
	answer, err := d.check.of(ctx, tenant, nothing{})
	if err != nil {
		p := unanswered(err, "problem.store-unavailable.fix: Wait a moment and try again; if it goes on, tell an admin.")
		answer = protocol.Check{Now: time.Now().UnixMilli(), Neighbours: []protocol.Neighbour{{Name: "server", Problem: &p}}}
	}
	return answer
}

// Status answers what is known of an agent's statuses.
func (d farDesk) Status(tenant, agent string) protocol.Status {
	return d.status.now(pushedWithin, tenant, agent)
}

// Problems answers what is wrong for an agent.
func (d farDesk) Problems(tenant, agent string) []protocol.Problem {
	return d.problems.now(pushedWithin, tenant, agent)
}

// Here passes on what is not right with an agent who came; who is here the leases tell.
func (d farDesk) Here(tenant, agent string, p *protocol.Problem) {
	if p != nil {
		d.trouble.now(pushedWithin, tenant, act[protocol.Problem]{Agent: agent, What: *p})
	}
}

// Left is told by the leases.
func (d farDesk) Left(string, string) {}

// unanswered words that the owner did not answer. If it was asked, maybe says what it may have done, as
// "code: English".
func unanswered(err error, maybe string) protocol.Problem {
	if told, ok := errors.AsType[interface {
		error
		Problem() protocol.Problem
	}](err); ok {
		return told.Problem()
	}
	return protocol.Fault("store-unavailable", "problem.owner-silent: The adapter's server that works for you did not answer.", maybe)
}

// farInherit is status inheritance as hub asks for it.
type farInherit struct {
	*inherit.Inherit
	kustomer  asked[act[protocol.KustomerStatus], nothing]
	set       asked[act[protocol.SetStatus], protocol.StatusSet]
	clear     asked[act[nothing], protocol.StatusSet]
	reconcile asked[act[nothing], protocol.StatusSet]
	unmapped  asked[nothing, []string]
}

func newFarInherit(o *owner.Owner, in *inherit.Inherit) farInherit {
	return farInherit{
		Inherit: in,
		kustomer: asking(o, "inherit.kustomer", func(ctx context.Context, tenant string, q act[protocol.KustomerStatus]) (nothing, error) {
			in.KustomerStatus(ctx, tenant, q.Agent, q.Term, q.What)
			return nothing{}, nil
		}),
		set: asking(o, "inherit.set", func(ctx context.Context, tenant string, q act[protocol.SetStatus]) (protocol.StatusSet, error) {
			return in.SetStatus(ctx, tenant, q.Agent, q.Term, q.What), nil
		}),
		clear: asking(o, "inherit.clear", func(ctx context.Context, tenant string, q act[nothing]) (protocol.StatusSet, error) {
			return in.ClearNext(ctx, tenant, q.Agent, q.Term), nil
		}),
		reconcile: asking(o, "inherit.reconcile", func(ctx context.Context, tenant string, q act[nothing]) (protocol.StatusSet, error) {
			return in.Reconcile(ctx, tenant, q.Agent, q.Term), nil
		}),
		unmapped: asking(o, "inherit.unmapped", func(_ context.Context, tenant string, _ nothing) ([]string, error) {
			return in.Unmapped(tenant), nil
		}),
	}
}

// KustomerStatus passes on what Kustomer's page told.
func (i farInherit) KustomerStatus(ctx context.Context, tenant, agent string, term uint64, s protocol.KustomerStatus) {
	_, _ = i.kustomer.of(ctx, tenant, act[protocol.KustomerStatus]{agent, term, s}) // the owner logs; the work session tells it again
}

// SetStatus is the agent's own choice.
func (i farInherit) SetStatus(ctx context.Context, tenant, agent string, term uint64, s protocol.SetStatus) protocol.StatusSet {
	return setOr(i.set.of(ctx, tenant, act[protocol.SetStatus]{agent, term, s}))
}

// ClearNext takes the pending status back.
func (i farInherit) ClearNext(ctx context.Context, tenant, agent string, term uint64) protocol.StatusSet {
	return setOr(i.clear.of(ctx, tenant, act[nothing]{Agent: agent, Term: term}))
}

// Reconcile follows Kustomer though nothing changed there.
func (i farInherit) Reconcile(ctx context.Context, tenant, agent string, term uint64) protocol.StatusSet {
	return setOr(i.reconcile.of(ctx, tenant, act[nothing]{Agent: agent, Term: term}))
}

// Unmapped lists the Kustomer statuses without a mapping.
func (i farInherit) Unmapped(tenant string) []string {
	return i.unmapped.now(pushedWithin, tenant, nothing{})
}

func setOr(s protocol.StatusSet, err error) protocol.StatusSet {
	if err != nil {
		p := unanswered(err, "problem.owner-silent.status: The status may have been set all the same. Look at it in a moment.")
		return protocol.StatusSet{Problem: &p}
	}
	return s
}

// farPeople has the owner ask the neighbours who an agent is: it alone keeps the tenant's budget. A page
// that comes while there is none is known from what all servers keep, or asked for from here.
type farPeople struct {
	here     *people.People
	user     asked[string, protocol.Agent]
	platform asked[string, half]
}

// half is an agent's half in the platform.
type half struct {
	Agent string `json:"agent"`
	Email string `json:"email"`
}

func newFarPeople(o *owner.Owner, p *people.People) farPeople {
	return farPeople{
		here: p,
		user: asking(o, "people.user", p.User),
		platform: asking(o, "people.platform", func(ctx context.Context, tenant, id string) (h half, err error) {
			h.Agent, h.Email, err = p.Platform(ctx, tenant, id)
			return h, err
		}),
	}
}

// User tells who a Kustomer user is.
func (p farPeople) User(ctx context.Context, tenant, id string) (protocol.Agent, error) {
	who, err := p.user.soon(ctx, pushedWithin, tenant, id)
	if _, none := errors.AsType[*owner.NoOwnerError](err); none {
		return p.here.User(ctx, tenant, id)
	}
	return who, err
}

// Platform tells an agent's half in CCAI Platform.
func (p farPeople) Platform(ctx context.Context, tenant, id string) (agent, email string, err error) {
	h, err := p.platform.soon(ctx, pushedWithin, tenant, id)
	if _, none := errors.AsType[*owner.NoOwnerError](err); none {
		return p.here.Platform(ctx, tenant, id)
	}
	return h.Agent, h.Email, err
}
