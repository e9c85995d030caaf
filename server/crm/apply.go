package crm

import (
	"context"
	"fmt"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Apply makes one write. What stands there already is an outcome, not an error.
func (c *CRM) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	switch w.Verb + " " + w.Target {
	case rules.Create + " " + rules.OnCustomer:
		return c.createCustomer(ctx, w)
	case rules.Create + " " + rules.OnConversation:
		return c.createConversation(ctx, w)
	case rules.Create + " " + rules.OnMessage:
		return c.createMessage(ctx, w)
	case rules.Create + " " + rules.OnNote:
		body, err := into[kustomer.NoteCreate](w)
		if err == nil {
			_, err = c.k.Notes.Create(ctx, w.Parent, body)
		}
		return made(w, err)
	case rules.Change + " " + rules.OnConversation:
		return c.changeConversation(ctx, w)
	case rules.Change + " " + rules.OnCustomer:
		return c.changeCustomer(ctx, w)
	case rules.Change + " " + rules.OnNote:
		body, err := into[kustomer.NoteUpdate](w)
		if err == nil {
			_, err = c.k.Notes.Update(ctx, w.ID, body)
		}
		return rules.Outcome{ID: w.ID}, err
	case rules.Change + " " + rules.OnMessage:
		body, err := into[kustomer.MessageUpdate](w)
		if err == nil {
			_, err = c.k.Messages.Update(ctx, w.ID, body)
		}
		return rules.Outcome{ID: w.ID}, err
	}
	return rules.Outcome{}, &kustomer.Error{
		Kind: kustomer.Refused, Op: "write", Detail: fmt.Sprintf("nobody knows how to %s a %s", w.Verb, w.Target),
	}
}

// made turns "taken" into an outcome: the id was ours to choose, so the record is our own (W2).
func made(w rules.Write, err error) (rules.Outcome, error) {
	if kustomer.KindOf(err) == kustomer.Taken {
		return rules.Outcome{ID: w.ID, Taken: true}, nil
	}
	return rules.Outcome{ID: w.ID}, err
}

// createMessage makes the session's message. Taken means that it is there already, or that another app
// has used its externalId (W10): then ours goes without one, since its id alone makes it ours.
func (c *CRM) createMessage(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	body, err := into[kustomer.MessageCreate](w)
	if err != nil {
		return rules.Outcome{}, err
	}
	_, err = c.k.Messages.Create(ctx, w.Parent, body)
	out, err := made(w, err)
	if err != nil || !out.Taken {
		return out, err
	}
	if _, err = c.k.Messages.Get(ctx, w.ID); kustomer.KindOf(err) != kustomer.NotFound {
		return out, err
	}
	body.ExternalID = ""
	_, err = c.k.Messages.Create(ctx, w.Parent, body)
	return made(w, err)
}

// createConversation makes the conversation. Taken may mean its id or its externalId: then the one
// that is there is used.
func (c *CRM) createConversation(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	body, err := into[kustomer.ConversationCreate](w)
	if err != nil {
		return rules.Outcome{}, err
	}
	_, err = c.k.Conversations.Create(ctx, body)
	out, err := made(w, err)
	if err != nil || !out.Taken {
		return out, err
	}
	if _, err = c.k.Conversations.Get(ctx, w.ID); kustomer.KindOf(err) != kustomer.NotFound {
		return out, err
	}
	there, err := c.k.Conversations.ByExternalID(ctx, body.ExternalID)
	return rules.Outcome{ID: there.ID, Taken: true}, vanished(err)
}

// createCustomer makes a customer, or finds the one who has what was to be the new one's (C8).
func (c *CRM) createCustomer(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	body, err := into[kustomer.CustomerCreate](w)
	if err != nil {
		return rules.Outcome{}, err
	}
	fresh, err := c.k.Customers.Create(ctx, body)
	if kustomer.KindOf(err) != kustomer.Taken {
		return rules.Outcome{ID: fresh.ID, Name: named(fresh)}, err
	}
	taken := err
	for _, look := range lookups(body) {
		has, err := c.Find(ctx, look)
		if err != nil {
			return rules.Outcome{}, err
		}
		if has.ID != "" {
			return rules.Outcome{ID: has.ID, Name: has.Name, Taken: true, Ours: look.By == rules.ByExternalID}, nil
		}
	}
	return rules.Outcome{}, vanished(taken)
}

// lookups are the ways to find who has what a new customer was to have.
func lookups(body kustomer.CustomerCreate) []rules.Lookup {
	var ways []rules.Lookup
	if body.ExternalID != "" {
		ways = append(ways, rules.Lookup{By: rules.ByExternalID, Value: body.ExternalID})
	}
	for _, p := range body.Phones {
		ways = append(ways, rules.Lookup{By: rules.ByPhone, Value: p.Phone})
	}
	for _, e := range body.Emails {
		ways = append(ways, rules.Lookup{By: rules.ByEmail, Value: e.Email})
	}
	return ways
}

// vanished: refused because taken, yet nobody has it. A look-up may lag behind a write, so it is
// worth another attempt.
func vanished(err error) error {
	switch kustomer.KindOf(err) {
	case kustomer.Taken, kustomer.NotFound:
		return &kustomer.Error{Kind: kustomer.Unreachable, Op: "find who has it", Detail: "refused because taken, but nobody is found who has it"}
	}
	return err
}
