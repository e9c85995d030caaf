package main

import (
	"context"

	"agentadapter/protocol"
	"agentadapter/server/owner"
	"agentadapter/server/relay"
)

// What pages, admins and the events' door want of the rooms that work at the owner: relay and intake.

// farRelay is relay as hub and admin ask for it, wherever the tenant is worked for.
type farRelay struct {
	*relay.Relay
	sessions asked[string, []protocol.Session]
	history  asked[string, protocol.History]
	choices  asked[string, []protocol.Choose]
	choose   asked[act[protocol.Choice], nothing]
	list     asked[listing, listingPage]
	show     asked[string, relay.Account]
	replay   asked[order, nothing]
	discard  asked[order, nothing]
	link     asked[order, nothing]
	erase    asked[relay.Person, relay.Erased]
	wake     asked[nothing, nothing]
	warnings asked[nothing, []relay.Warning]
}

// listing asks for a page of sessions, listingPage is it.
type listing struct {
	State string `json:"state"`
	After string `json:"after"`
	Limit int    `json:"limit"`
}

type listingPage struct {
	Lines []relay.Line `json:"lines"`
	Next  string       `json:"next"`
}

// order is what a person wants done to a session.
type order struct {
	Session  string `json:"session"`
	Customer string `json:"customer,omitempty"`
	By       string `json:"by,omitempty"`
}

func newFarRelay(o *owner.Owner, r *relay.Relay) farRelay {
	return farRelay{
		Relay: r,
		sessions: asking(o, "relay.sessions", func(_ context.Context, tenant, agent string) ([]protocol.Session, error) {
			return r.Sessions(tenant, agent), nil
		}),
		history: asking(o, "relay.history", func(_ context.Context, tenant, agent string) (protocol.History, error) {
			return r.History(tenant, agent), nil
		}),
		choices: asking(o, "relay.choices", func(_ context.Context, tenant, agent string) ([]protocol.Choose, error) {
			return r.Choices(tenant, agent), nil
		}),
		choose: asking(o, "relay.choose", func(ctx context.Context, tenant string, q act[protocol.Choice]) (nothing, error) {
			return nothing{}, r.Choose(ctx, tenant, q.Agent, q.What)
		}),
		list: asking(o, "relay.list", func(_ context.Context, tenant string, q listing) (p listingPage, err error) {
			p.Lines, p.Next = r.List(tenant, q.State, q.After, q.Limit)
			return p, nil
		}),
		show: asking(o, "relay.show", r.Show),
		replay: asking(o, "relay.replay", func(ctx context.Context, tenant string, q order) (nothing, error) {
			return nothing{}, r.Replay(ctx, tenant, q.Session)
		}),
		discard: asking(o, "relay.discard", func(ctx context.Context, tenant string, q order) (nothing, error) {
			return nothing{}, r.Discard(ctx, tenant, q.Session, q.By)
		}),
		link: asking(o, "relay.link", func(ctx context.Context, tenant string, q order) (nothing, error) {
			return nothing{}, r.Link(ctx, tenant, q.Session, q.Customer, q.By)
		}),
		erase: asking(o, "relay.erase", r.Erase),
		wake: asking(o, "relay.wake", func(_ context.Context, tenant string, _ nothing) (nothing, error) {
			r.Wake(tenant)
			return nothing{}, nil
		}),
		warnings: asking(o, "relay.warnings", func(_ context.Context, tenant string, _ nothing) ([]relay.Warning, error) {
			return r.Warnings(tenant), nil
		}),
	}
}

// History answers an agent's earlier sessions and the voicemails.
func (f farRelay) History(tenant, agent string) protocol.History {
	return f.history.now(pushedWithin, tenant, agent)
}

// Sessions answers an agent's live and recent sessions.
func (f farRelay) Sessions(tenant, agent string) []protocol.Session {
	return f.sessions.now(ownerWithin, tenant, agent)
}

// Choices are what an agent is asked now.
func (f farRelay) Choices(tenant, agent string) []protocol.Choose {
	return f.choices.now(ownerWithin, tenant, agent)
}

// Choose takes an agent's choice.
func (f farRelay) Choose(ctx context.Context, tenant, agent string, c protocol.Choice) error {
	_, err := f.choose.of(ctx, tenant, act[protocol.Choice]{Agent: agent, What: c})
	return err
}

// List answers a page of sessions.
func (f farRelay) List(ctx context.Context, tenant, state, after string, limit int) ([]relay.Line, string, error) {
	p, err := f.list.of(ctx, tenant, listing{state, after, limit})
	return p.Lines, p.Next, err
}

// Show answers one session's account.
func (f farRelay) Show(ctx context.Context, tenant, session string) (relay.Account, error) {
	return f.show.of(ctx, tenant, session)
}

// Replay has a session tried again.
func (f farRelay) Replay(ctx context.Context, tenant, session string) error {
	_, err := f.replay.of(ctx, tenant, order{Session: session})
	return err
}

// Discard has nothing more written for a session.
func (f farRelay) Discard(ctx context.Context, tenant, session, by string) error {
	_, err := f.discard.of(ctx, tenant, order{Session: session, By: by})
	return err
}

// Link gives a session its customer.
func (f farRelay) Link(ctx context.Context, tenant, session, customer, by string) error {
	_, err := f.link.of(ctx, tenant, order{session, customer, by})
	return err
}

// Erase forgets a person's sessions.
func (f farRelay) Erase(ctx context.Context, tenant string, who relay.Person) (relay.Erased, error) {
	return f.erase.of(ctx, tenant, who)
}

// Wake has a tenant's waiting sessions looked at again.
func (f farRelay) Wake(tenant string) { f.wake.now(pushedWithin, tenant, nothing{}) }

// Warnings are what a tenant's admin should know.
func (f farRelay) Warnings(tenant string) []relay.Warning {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	all, err := f.warnings.of(ctx, tenant, nothing{})
	if err != nil {
		return []relay.Warning{relay.Warn("no-owner", "warning.no-owner: No server works for this tenant just now: {words}.",
			"warning.no-owner.fix: It passes within seconds; if it does not, look at the servers and at the NATS cluster.", "words", err.Error())}
	}
	return all
}

// mark is a session whose object has changed at the platform.
type mark struct {
	Session string `json:"session"`
	Live    bool   `json:"live"`
}

// maxMarks bounds the marks on their way to another server. What finds no room is found by the round
// that looks for what changed.
const maxMarks = 256

// staleFunc marks a session as changed at the platform.
type staleFunc func(ctx context.Context, tenant, session string, live bool)

// newFarStale has the owner read a changed session again. It does not block.
func newFarStale(o *owner.Owner, stale staleFunc) staleFunc {
	q := asking(o, "intake.stale", func(ctx context.Context, tenant string, m mark) (nothing, error) {
		stale(ctx, tenant, m.Session, m.Live)
		return nothing{}, nil
	})
	places := make(chan struct{}, maxMarks)
	return func(ctx context.Context, tenant, session string, live bool) {
		if o.Owns(tenant) {
			stale(ctx, tenant, session, live)
			return
		}
		select {
		case places <- struct{}{}:
			go func() {
				defer func() { <-places }()
				q.under(context.WithoutCancel(ctx), pushedWithin, tenant, mark{session, live})
			}()
		default:
		}
	}
}
