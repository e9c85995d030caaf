package relay

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// ErrNoChoice: the agent is not asked about that session, or not about that customer.
var ErrNoChoice = errors.New("relay: nothing to choose there")

// choices are what agents are asked now, by agent and session (C4).
type choices struct {
	mu sync.Mutex
	by map[string]map[string]protocol.Choose
}

func newChoices() *choices { return &choices{by: map[string]map[string]protocol.Choose{}} }

// set keeps that an agent is asked, and tells whether that is news.
func (c *choices) set(agent string, asked protocol.Choose) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.by[agent][asked.Session]; known {
		return false
	}
	if c.by[agent] == nil {
		c.by[agent] = map[string]protocol.Choose{}
	}
	c.by[agent][asked.Session] = asked
	return true
}

// drop forgets a session's question for all but one agent, and answers who was asked.
func (c *choices) drop(session, but string) (asked []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for agent, all := range c.by {
		if _, is := all[session]; is && agent != but {
			delete(all, session)
			asked = append(asked, agent)
		}
	}
	return asked
}

func (c *choices) of(agent string) []protocol.Choose {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []protocol.Choose
	for _, asked := range c.by[agent] {
		all = append(all, asked)
	}
	slices.SortFunc(all, func(a, b protocol.Choose) int { return strings.Compare(a.Session, b.Session) })
	return all
}

// offer keeps what the plan asks of the session's agent, or that nothing is asked any more.
func (p *pass) offer(plan rules.Plan) {
	if plan.Choose == nil && p.seat.doc.Choice == nil || plan.Choose != nil && p.seat.doc.Choice != nil {
		return
	}
	p.change(func(d *document) { d.Choice = plan.Choose })
}

// tellChoice asks the session's agent which customer it is, or takes the question back.
func (l *line) tellChoice(ctx context.Context, d *document) {
	session, user := d.Session.Name, ""
	if agent := d.Session.AgentNow(); d.Choice != nil && d.Settled.Customer == "" && agent != "" {
		found, err := l.user(ctx, session, agent)
		if err != nil && ctx.Err() == nil {
			l.tell.pushAfter(ctx, session, askAgentAgain)
		}
		user = found
	}
	for _, asked := range l.choices.drop(session, user) {
		l.cfg.Teller.Tell(l.tenant.ID, asked, protocol.Choose{Session: session})
	}
	if user == "" {
		return
	}
	if asked := chooseOf(d, l.country()); l.choices.set(user, asked) {
		l.cfg.Teller.Tell(l.tenant.ID, user, asked)
	}
}

func chooseOf(d *document, country string) protocol.Choose {
	asked := protocol.Choose{
		Session: d.Session.Name, Number: d.Session.Number(country), Proposed: d.Choice.Proposed, Why: d.Choice.Why, WhySaid: d.Choice.Said,
	}
	for _, c := range d.Choice.Candidates {
		asked.Matches = append(asked.Matches, protocol.Match{Customer: c.ID, Name: c.Name, Last: c.LastTitle, LastAt: millis(c.LastAt)})
	}
	return asked
}

// Choices are what an agent is asked now: which customer a session belongs to (C4).
func (r *Relay) Choices(tenant, agent string) []protocol.Choose {
	if l, ok := r.line(tenant); ok {
		return l.choices.of(agent)
	}
	return nil
}

// Choose takes an agent's choice. ErrNoChoice: the agent is not asked that (any more).
func (r *Relay) Choose(ctx context.Context, tenant, agent string, c protocol.Choice) error {
	for _, asked := range r.Choices(tenant, agent) {
		at := slices.IndexFunc(asked.Matches, func(m protocol.Match) bool { return m.Customer == c.Customer })
		if asked.Session != c.Session || at < 0 {
			continue
		}
		err := r.command(ctx, tenant, c.Session, func(d *document) error {
			if d.Settled.Customer != "" {
				return ErrLinked
			}
			d.Settled.Customer, d.Settled.CustomerRule, d.Settled.Linked, d.Choice = c.Customer, "C4", agent, nil
			d.Caller = asked.Matches[at].Name
			d.ordered("link", c.Customer, "picked by the agent among customers who share the number", time.Now())
			return nil
		})
		if errors.Is(err, ErrLinked) {
			return ErrNoChoice
		}
		return err
	}
	return ErrNoChoice
}
