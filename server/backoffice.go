package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/admin"
	"agentadapter/server/engine"
	"agentadapter/server/hub"
	"agentadapter/server/lease"
	"agentadapter/server/relay"
	"agentadapter/server/tenants"
)

// The types below introduce the rooms to admin, each in admin's words.

// choices are the tenants' settings as admin asks for them. What was saved is in force at once: rooms
// ask for settings as they are now, and the sessions that wait are looked at again.
type choices struct {
	book *tenants.Book
	wake func(tenant string)
}

func (c choices) Read(tenant string) (version int, set rules.Settings, managed []string) {
	version, set, _ = c.book.Settings(tenant)
	t, _ := c.book.Get(tenant)
	return version, set, slices.Sorted(maps.Keys(t.Managed))
}

func (c choices) Save(ctx context.Context, tenant string, seen int, set map[string]json.RawMessage, author string) error {
	_, err := c.book.Save(ctx, tenant, seen, set, author)
	if stale, ok := errors.AsType[*tenants.StaleError](err); ok {
		return &admin.Stale{Now: stale.Now}
	}
	if faults, ok := errors.AsType[tenants.FaultsError](err); ok {
		return &admin.Faults{Text: faults.Error()}
	}
	if err == nil {
		c.wake(tenant)
	}
	return err
}

func (c choices) History(tenant string) []admin.Version {
	var all []admin.Version
	for _, v := range c.book.History(tenant) {
		all = append(all, admin.Version{Version: v.Version, At: time.UnixMilli(v.At).UTC(), Author: v.Author, Settings: v.Settings})
	}
	return all
}

// accounts are the sessions as admin asks for them.
type accounts struct{ farRelay }

func (a accounts) List(ctx context.Context, tenant, state, after string, limit int) (listed []admin.Listed, next string, err error) {
	lines, next, err := a.farRelay.List(ctx, tenant, state, after, limit)
	for _, l := range lines {
		listed = append(listed, admin.Listed{Session: l.Session, State: l.State, Reason: l.Reason, ReasonSaid: l.Said, At: l.At})
	}
	return listed, next, err
}

func (a accounts) Show(ctx context.Context, tenant, session string) (admin.Shown, error) {
	is, err := a.farRelay.Show(ctx, tenant, session)
	shown := admin.Shown{Session: is.Session, State: is.State, Reason: is.Reason, ReasonSaid: is.Said, Customer: is.Customer,
		Conversation: is.Conversation, Message: is.Message}
	for _, w := range is.Writes {
		shown.Writes = append(shown.Writes, admin.Written(w))
	}
	return shown, orderFault(err)
}

func (a accounts) Replay(ctx context.Context, tenant, session string) error {
	return orderFault(a.farRelay.Replay(ctx, tenant, session))
}

func (a accounts) Discard(ctx context.Context, tenant, session, by string) error {
	return orderFault(a.farRelay.Discard(ctx, tenant, session, by))
}

func (a accounts) Link(ctx context.Context, tenant, session, customer, by string) error {
	return orderFault(a.farRelay.Link(ctx, tenant, session, customer, by))
}

func (a accounts) Erase(ctx context.Context, tenant, number, customer string) (erased int, left []admin.Left, err error) {
	e, err := a.farRelay.Erase(ctx, tenant, relay.Person{Number: number, Customer: customer})
	for _, k := range e.Left {
		left = append(left, admin.Left{Session: k.Session, State: k.State})
	}
	return e.Sessions, left, orderFault(err)
}

// orderFault says in admin's words why relay did not do something.
func orderFault(err error) error {
	switch {
	case errors.Is(err, relay.ErrUnknown):
		return fmt.Errorf("%w: %w", engine.ErrNotFound, err)
	case errors.Is(err, relay.ErrLinked):
		return admin.Refuse("linked-already", "refusal.linked: The session has its customer already.", "refusal.linked.fix: Move the conversation in Kustomer, if it is the wrong one.")
	case errors.Is(err, relay.ErrNoCustomer):
		return admin.Refuse("customer-unknown", "refusal.no-customer: Kustomer has no customer with this id.", "refusal.customer.fix: Give the id that stands in the customer's address in Kustomer.")
	case errors.Is(err, relay.ErrNotNow):
		return admin.Refuse("not-now", "refusal.not-now: The session is being written and did not take the order in time.", "refusal.again.fix: Try again in a moment.")
	}
	return err
}

// board is who is live where, as admin asks for it.
type board struct {
	leases *lease.Leases
	kept   lease.Lister
	people farPeople
	desk   farDesk
	hub    *hub.Hub
}

func (b board) Live(ctx context.Context, tenant string) ([]admin.Seated, error) {
	seats, err := b.leases.All(ctx, b.kept, tenant)
	var all []admin.Seated
	for _, s := range seats {
		windows := b.hub.Windows(tenant, s.Agent)
		seated := admin.Seated{Agent: s.Agent, Term: s.Term}
		if s.Holder != nil {
			holder := instance(*s.Holder, windows)
			seated.Holder = &holder
		}
		for _, w := range s.Waiting {
			seated.Waiting = append(seated.Waiting, instance(w, windows))
		}
		all = append(all, seated)
	}
	return all, err
}

func instance(h protocol.Holder, windows map[string]hub.Window) admin.Instance {
	w := windows[h.Instance] // none on this replica: not known
	return admin.Instance{Instance: h.Instance, Device: h.Device, Browser: h.Browser, Since: time.UnixMilli(h.Since).UTC(), OnCall: h.OnCall,
		RoundTrip: int((w.RoundTrip + time.Millisecond - 1) / time.Millisecond), Old: w.Old}
}

func (b board) Release(ctx context.Context, tenant, agent string) error {
	return b.leases.Vacate(ctx, tenant, agent)
}

func (b board) Email(ctx context.Context, tenant, agent string) string {
	who, _ := b.people.User(ctx, tenant, agent) // a board without an e-mail is better than none
	return who.Email
}

func (b board) Status(tenant, agent string) protocol.Status { return b.desk.Status(tenant, agent) }

// warnings gathers what the rooms want an admin to know.
func warnings(said func(tenant string) []relay.Warning, unmapped func(tenant string) []string) func(tenant string) []protocol.Problem {
	return func(tenant string) []protocol.Problem {
		var all []protocol.Problem
		for _, w := range said(tenant) {
			all = append(all, protocol.Problem{Code: w.Code, Text: w.Text, Fix: w.Fix, Said: w.Said, FixSaid: w.FixSaid})
		}
		if names := unmapped(tenant); len(names) > 0 {
			all = append(all, protocol.Fault("status-unmapped",
				"warning.unmapped: Agents had Kustomer statuses that are mapped to nothing: {names}.",
				"warning.unmapped.fix: Map them, or leave it so if nothing is to follow them.", "names", strings.Join(names, ", ")))
		}
		return all
	}
}
