package crm

import (
	"context"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Find answers the id of the customer that a look-up finds, "" for nobody.
func (c *CRM) Find(ctx context.Context, look rules.Lookup) (string, error) {
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
		return "", nil
	case err != nil:
		return "", err
	}
	return found.ID, nil
}

// Customer reads one customer as agents tell them apart; kustomer.NotFound for nobody.
func (c *CRM) Customer(ctx context.Context, id string) (rules.Candidate, error) {
	found, err := c.k.Customers.Get(ctx, id)
	if err == nil && found.Deleted {
		err = &kustomer.Error{Kind: kustomer.NotFound, Op: "get customer", Detail: "deleted"}
	}
	return rules.Candidate{ID: found.ID, Name: named(found), Created: found.CreatedAt}, err
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
