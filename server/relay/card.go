package relay

import (
	"context"
	"errors"
	"maps"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// askAgentAgain is how long until an agent who could not be looked up is looked up again.
	askAgentAgain = 5 * time.Second
	// popWithin is how long after a session's end its record is still brought up.
	popWithin = 2 * time.Minute
)

// cards are the session's cards, by the platform's id of each agent who was offered or has had it.
func cards(d *document, country string) map[string]card {
	s := d.Session
	all := map[string]card{}
	for id, part := range s.Agents {
		if part.Offered != 0 || part.Taken != 0 {
			all[id] = card{Session: cardOf(d, id, country), at: time.UnixMilli(d.Changed)}
		}
	}
	if id := s.Get(rules.AgentID); id != "" && (s.Get(rules.Status) == "assigned" || id == s.AgentNow()) {
		all[id] = card{Session: cardOf(d, id, country), at: time.UnixMilli(d.Changed)}
	}
	return all
}

// cardOf is the session as one agent sees it.
func cardOf(d *document, agent, country string) protocol.Session {
	s := d.Session
	c := protocol.Session{
		Session: s.Name, Direction: "in", State: stateFor(s, agent), Number: s.Number(country),
		Name: d.name(country), Queue: s.Queue(),
		Customer:  d.Settled.Customer,
		StartedAt: millis(s.Began()), ConnectedAt: millis(s.Answered()), EndedAt: millis(s.Over()),
	}
	if s.Outbound() {
		c.Direction = "out"
	}
	d.course(&c, agent)
	if d.exists() {
		c.Conversation = d.Settled.Conversation
	}
	switch d.State {
	case rules.Saving:
		c.Saved = protocol.Saving
	case rules.Saved:
		c.Saved = protocol.Saved
	case buried, parked, rules.Unlinked:
		c.Saved, c.Reason, c.ReasonSaid = protocol.NeedsHelp, d.Reason, d.reasonSaid()
	}
	return c
}

// name is the customer's in Kustomer, otherwise what the platform calls the end user. A number that
// stands for a name is none.
func (d *document) name(country string) string {
	if d.Caller != "" && rules.E164(d.Caller, country) == "" {
		return d.Caller
	}
	return d.Session.Get(rules.EndUserName)
}

func stateFor(s rules.Session, agent string) string {
	part, now := s.Agents[agent], s.AgentNow()
	mine := part.Taken != 0 || now == agent
	switch phase := s.Phase(); {
	case phase == rules.VoiceMail:
		return protocol.StateVoicemail
	case phase == rules.Abandoned:
		return protocol.StateAbandoned
	case phase == rules.Failed:
		return protocol.StateFailed
	case !mine && (phase.Terminal() || now != "" && !s.HandedTo(agent) || left(part.State.Value)):
		return protocol.StateMissed
	case phase.Terminal(), mine && (now != agent || left(part.State.Value)):
		return protocol.StateEnded
	case !mine:
		return protocol.StateRinging
	case part.State.Value == "hold" || part.State.Value == "held":
		return protocol.StateHeld
	case phase == rules.InProgress:
		return protocol.StateConnected
	case s.Outbound():
		return protocol.StateConnecting
	}
	// Accepted is shown as a ring too: some platforms export no ringing, and accepted comes first.
	return protocol.StateRinging
}

// left tells whether an agent who was offered the session, or had it, is out of it: it goes on without them.
func left(state string) bool {
	switch state {
	case "disconnected", "declined", "missed", "ignored", "rejected", "failed", "ended", "finished":
		return true
	}
	return false
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// tellSession says the session's card to every agent whom it concerns, where it changed.
func (l *line) tellSession(ctx context.Context, name string) {
	d, ok := l.document(ctx, name)
	if !ok {
		return
	}
	l.tellChoice(ctx, &d)
	l.match(ctx, &d)
	l.mail.put(&d, l.country())
	for agent, c := range cards(&d, l.country()) {
		user, err := d.Users[agent], error(nil)
		if user == "" {
			user, err = l.user(ctx, name, agent)
		}
		if err != nil && ctx.Err() == nil {
			l.log.Warn("an agent cannot be looked up; their card waits", "session", name, "agent", agent, "err", err)
			l.tell.pushAfter(ctx, name, askAgentAgain)
		}
		if user != "" && l.shelf.set(user, c) {
			l.cfg.Teller.Tell(l.tenant.ID, user, c.Session)
		}
	}
}

// document is a copy of the session's document, from its seat or, once it left that, the ledger.
func (l *line) document(ctx context.Context, name string) (document, bool) {
	l.mu.Lock()
	if s, ok := l.seats[name]; ok {
		defer l.mu.Unlock()
		d := s.doc
		d.Done, d.Buried, d.Popped = maps.Clone(d.Done), nil, nil
		return d, true
	}
	l.mu.Unlock()
	v, err := l.cfg.Ledger.Get(ctx, l.tenant.ID+"."+name)
	if err != nil {
		return document{}, false
	}
	d, err := readDocument(v.Body)
	return d, err == nil
}

// user answers a platform agent's id in Kustomer, "" for one that Kustomer does not know.
func (l *line) user(ctx context.Context, session, agent string) (string, error) {
	l.mu.Lock()
	s := l.seats[session]
	if s != nil && s.doc.Users[agent] != "" {
		defer l.mu.Unlock()
		return s.doc.Users[agent], nil
	}
	l.mu.Unlock()
	id, err := l.cfg.People.UserOf(ctx, l.tenant.ID, agent)
	if errors.Is(err, engine.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if s != nil {
		users := maps.Clone(s.doc.Users)
		if users == nil {
			users = map[string]string{}
		}
		users[agent] = id
		l.warnings.clear(codeAgentUnknown, agent)
		s.doc.Users = users
		s.dirty = true
		l.write.push(session, s.urgent(time.Now())) // to be saved, and perhaps a record is to be brought up
	}
	return id, nil
}

// pops are the agents to whom the record is to be brought now: they have taken the session, its
// conversation stands, and it was not brought to them before.
func pops(d *document, now time.Time) map[string]protocol.Pop {
	if !d.exists() || d.EndSeen != 0 && now.Sub(time.UnixMilli(d.EndSeen)) > popWithin {
		return nil
	}
	due := map[string]protocol.Pop{}
	for agent, user := range d.Users {
		taken := d.Session.Agents[agent].Taken != 0 || d.Session.AgentNow() == agent
		if user != "" && taken && !d.Popped[user] {
			due[user] = protocol.Pop{Session: d.Session.Name, Customer: d.Settled.Customer, Conversation: d.Settled.Conversation}
		}
	}
	return due
}

// pop brings the record before the agents who are due. To whom is on disk before it is said, so that no
// crash brings it twice.
func (p *pass) pop() error {
	p.mu.Lock()
	due := pops(&p.seat.doc, time.Now())
	for user := range due {
		p.seat.doc.Popped[user] = true
		p.seat.dirty = true
	}
	p.mu.Unlock()
	if len(due) == 0 {
		return nil
	}
	if err := p.save(p.hard, p.seat); err != nil {
		return err
	}
	for user, pop := range due {
		p.cfg.Teller.Tell(p.tenant.ID, user, pop)
	}
	return nil
}
