package relay

import (
	"context"
	"errors"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// ask answers a plan's questions. A wait means that another session of the customer has the turn.
func (p *pass) ask(questions []rules.Question, set rules.Settings) (wait time.Duration, err error) {
	for _, q := range questions {
		switch {
		case q.Agent != "":
			p.answers.Users[rules.AgentKey(q.Agent)] = p.askAgent(q.Agent, len(set.PilotAgents) > 0)
		case q.Email != "":
			id, err := p.cfg.People.UserByEmail(p.hard, p.tenant.ID, q.Email)
			p.answers.Users[q.Email] = p.userFound(id, err)
		case q.Shared != "":
			if err := p.askShared(q.Shared); err != nil {
				return 0, err
			}
		case q.Conversations != "":
			if wait, err = p.askConversations(q.Conversations, set); wait > 0 || err != nil {
				return wait, err
			}
		default:
			if err := p.askCustomer(q.Customer); err != nil {
				return 0, err
			}
		}
	}
	return 0, nil
}

// askAgent finds the platform's agent in Kustomer, with the e-mail only where a pilot's agents are
// told apart by it.
func (p *pass) askAgent(agent string, email bool) rules.User {
	id, err := p.user(p.hard, p.seat.name, agent)
	found := p.userFound(id, err)
	if email && found.ID != "" {
		who, err := p.cfg.People.User(p.hard, p.tenant.ID, found.ID)
		found.Email, found.Unreachable = who.Email, p.userFound("", err).Unreachable
	}
	return found
}

// userFound is what came of looking for a user. Who cannot be asked for is asked for again, but not for
// ever: a week after the session's end its conversation stays unassigned (W4).
func (p *pass) userFound(id string, err error) rules.User {
	away := err != nil && !errors.Is(err, engine.ErrNotFound)
	return rules.User{ID: id, Unreachable: away && p.seat.doc.over(time.Now()) < tryFor}
}

// askCustomer looks a customer up. A look-up that is refused (no such number can exist there) finds
// nobody; what stands in its way shows when the customer is made.
func (p *pass) askCustomer(look rules.Lookup) error {
	ctx, cancel := context.WithTimeout(p.hard, callWithin)
	defer cancel()
	p.at("look up a customer by " + look.By)
	found, err := p.crm().Find(ctx, look)
	if kustomer.KindOf(err) == kustomer.Refused {
		p.log.WarnContext(p.hard, "a look-up was refused and counts as nobody", "session", p.seat.name, "by", look.By, "err", err)
		err = nil
	}
	if err != nil {
		return err
	}
	p.went()
	p.answers.Customers[look] = found.ID
	p.names[found.ID] = found.Name
	return nil
}

// askShared finds who shares a number. What was found before is kept while the agent thinks: searches
// are few.
func (p *pass) askShared(number string) error {
	if c := p.seat.doc.Choice; c != nil {
		p.shared(number, c.Candidates)
		return nil
	}
	ctx, cancel := context.WithTimeout(p.hard, callWithin)
	defer cancel()
	p.at("search who shares a number")
	found, err := p.crm().Shared(ctx, number)
	if kustomer.KindOf(err) == kustomer.Refused {
		p.log.WarnContext(p.hard, "a search was refused and counts as nobody", "session", p.seat.name, "err", err)
		err = nil
	}
	if err != nil {
		return err
	}
	p.went()
	p.shared(number, found)
	return nil
}

func (p *pass) shared(number string, found []rules.Candidate) {
	p.answers.Shared[number] = found
	for _, c := range found {
		p.names[c.ID] = c.Name
	}
}

// askConversations lists the customer's conversations, once it is this session's turn to settle.
func (p *pass) askConversations(customer string, set rules.Settings) (wait time.Duration, err error) {
	wait, holder := p.turns.take(customer, p.seat.name, time.Now())
	if wait > 0 {
		if p.urgent() {
			p.hurry(holder)
		}
		return wait, nil
	}
	ctx, cancel := context.WithTimeout(p.hard, callWithin)
	defer cancel()
	if err := p.askFields(ctx); err != nil {
		return 0, err
	}
	p.at("list conversations")
	list, err := p.crm().Conversations(ctx, customer)
	if kustomer.KindOf(err) == kustomer.NotFound {
		// Merged or deleted since it was found: look the customer up anew.
		p.change(func(d *document) { d.Settled.Customer, d.Settled.CustomerMade = "", false })
		p.turns.release(customer, p.seat.name)
		clear(p.answers.Customers)
		return 0, &kustomer.Error{Kind: kustomer.Unreachable, Op: "list conversations", Detail: "the customer is gone"}
	}
	if err != nil {
		return 0, err
	}
	p.went()
	for i := range list {
		p.remember(ctx, &list[i], set.ExternalIDPrefix)
	}
	p.answers.Listed, p.answers.Conversations = true, list
	return 0, nil
}

// askFields learns whether the standard data may be written.
func (p *pass) askFields(ctx context.Context) error {
	p.at("register fields")
	may, err := p.crm().Fields(ctx)
	p.answers.NoFields = !may
	return err
}

// remember fills in what a conversation of ours lacks where its fields could not be written: our own
// ledger knows the session that made it (S1).
func (p *pass) remember(ctx context.Context, c *rules.Conversation, prefix string) {
	session := rules.SessionOf(prefix, c.ExternalID)
	if c.Channel != "" || session == "" || session == p.seat.name {
		return
	}
	d, ok := p.document(ctx, session)
	if ok && d.Settled.Conversation == c.ID && d.Settled.Make {
		c.Channel, c.Menu = d.Session.Channel(), d.Session.Menu()
	}
}
