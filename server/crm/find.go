package crm

import (
	"context"
	"slices"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Find answers the id and the name of the customer that a look-up finds, no id for nobody.
func (c *CRM) Find(ctx context.Context, look rules.Lookup) (rules.Candidate, error) {
	by := c.k.Customers.ByExternalID
	switch look.By {
	case rules.ByPhone:
		by = c.k.Customers.ByPhone
	case rules.ByEmail:
		by = c.k.Customers.ByEmail
	}
	found, err := by(ctx, look.Value)
	switch {
	case kustomer.KindOf(err) == kustomer.NotFound, err == nil && found.Deleted:
		return rules.Candidate{}, nil
	case err != nil:
		return rules.Candidate{}, err
	}
	return rules.Candidate{ID: found.ID, Name: named(found), Created: found.CreatedAt}, nil
}

// Customer reads one customer as agents tell them apart; kustomer.NotFound for nobody.
func (c *CRM) Customer(ctx context.Context, id string) (rules.Candidate, error) {
	found, err := c.k.Customers.Get(ctx, id)
	if err == nil && found.Deleted {
		err = &kustomer.Error{Kind: kustomer.NotFound, Op: "get customer", Detail: "deleted"}
	}
	return rules.Candidate{ID: found.ID, Name: named(found), Created: found.CreatedAt}, err
}

// maxShared bounds how many of those who share a number are read again.
const maxShared = 20

// Shared finds the customers who share a number. The search may lag, so each hit is read again by its
// id, and one who no longer shares it is left out (C4).
func (c *CRM) Shared(ctx context.Context, number string) ([]rules.Candidate, error) {
	hits, err := c.k.Customers.BySharedPhone(ctx, number)
	if err != nil {
		return nil, err
	}
	var found []rules.Candidate
	for _, hit := range hits[:min(len(hits), maxShared)] {
		now, err := c.k.Customers.Get(ctx, hit.ID)
		switch {
		case kustomer.KindOf(err) == kustomer.NotFound, err == nil && (now.Deleted || !shares(now, number)):
			continue
		case err != nil:
			return nil, err
		}
		found = append(found, rules.Candidate{ID: now.ID, Name: named(now), Created: now.CreatedAt})
	}
	if len(found) < 2 {
		return found, nil
	}
	for i := range found {
		if err := c.lastOpen(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func shares(c kustomer.Customer, number string) bool {
	return slices.ContainsFunc(c.SharedPhones, func(p kustomer.Phone) bool { return p.Phone == number })
}

// lastOpen fills in a candidate's open conversation that moved last.
func (c *CRM) lastOpen(ctx context.Context, who *rules.Candidate) error {
	list, err := c.k.Conversations.ByCustomer(ctx, who.ID)
	if kustomer.KindOf(err) == kustomer.NotFound {
		return nil
	}
	for _, k := range list {
		if k.Status == kustomer.StatusOpen && !k.Deleted && k.UpdatedAt.After(who.LastAt) {
			who.LastTitle, who.LastAt = k.Name, k.UpdatedAt
		}
	}
	return err
}

func named(c kustomer.Customer) string {
	if c.Name != "" {
		return c.Name
	}
	return c.DisplayName
}

// Conversations answers the customer's conversations with what the rules compare. Deleted and merged
// ones are left out.
func (c *CRM) Conversations(ctx context.Context, customer string) ([]rules.Conversation, error) {
	list, err := c.k.Conversations.ByCustomer(ctx, customer)
	if err != nil {
		return nil, err
	}
	var there []rules.Conversation
	for _, k := range list {
		if k.Deleted || k.MergedTarget != "" {
			continue
		}
		there = append(there, rules.Conversation{
			ID: k.ID, ExternalID: k.ExternalID, Status: k.Status, CreatedAt: k.CreatedAt,
			DoneAt:  k.DoneAt(),
			Channel: text(k.Custom, "sessionChannelStr"),
			Menu:    rules.Menu{ID: text(k.Custom, "inboundMenuIdStr"), Path: text(k.Custom, "inboundMenuSelectionStr")},
		})
	}
	return there, nil
}

func text(custom map[string]any, name string) string {
	s, _ := custom[name].(string)
	return s
}
