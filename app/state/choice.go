package state

import (
	"slices"

	"agentadapter/protocol"
)

// Choice is a question which customer a session belongs to.
type Choice struct {
	protocol.Choose
	// Picked is the customer whose radio is on, Ref the answer that is under way.
	Picked string
	Ref    string
}

// MatchID is the id of a match's radio.
func MatchID(session, customer string) string { return "match-" + session + "-" + customer }

// choose takes in a question, or takes it back. What the agent has picked so far stays.
func (c *change) choose(asked protocol.Choose) {
	at := slices.IndexFunc(c.Choices, func(one Choice) bool { return one.Session == asked.Session })
	switch {
	case len(asked.Matches) == 0 && at >= 0:
		c.Choices = slices.Delete(c.Choices, at, at+1)
		c.do(ReturnFocus{})
	case len(asked.Matches) == 0:
	case at >= 0:
		c.Choices[at].Choose = asked
	default:
		c.Choices = append(c.Choices, Choice{Choose: asked, Picked: asked.Proposed})
		c.do(Focus{ID: MatchID(asked.Session, asked.Proposed), Politely: true})
	}
}

// welcomeChoices takes in all that is still asked.
func (c *change) welcomeChoices(asked []protocol.Choose) {
	c.Choices = slices.DeleteFunc(c.Choices, func(one Choice) bool {
		return !slices.ContainsFunc(asked, func(a protocol.Choose) bool { return a.Session == one.Session })
	})
	for _, a := range asked {
		c.choose(a)
	}
	c.unansweredChoices("")
}

// pick does what the agent does in the card.
func (c *change) pick(m Msg) {
	switch m := m.(type) {
	case PickedCustomer:
		for i := range c.Choices {
			if c.Choices[i].Session == m.Session && c.Choices[i].Ref == "" {
				c.Choices[i].Picked = m.Customer
			}
		}
	case PressedUseCustomer:
		for i := range c.Choices {
			if one := c.Choices[i]; one.Session == m.Session && one.Ref == "" && one.Picked != "" && c.Working() {
				c.Choices[i].Ref = c.ask(protocol.Choice{Session: one.Session, Customer: one.Picked})
			}
		}
	}
}

// unansweredChoices lets the agent press again: the answer with this reference did not come, or none
// will ("").
func (c *change) unansweredChoices(ref string) {
	for i := range c.Choices {
		if ref == "" || c.Choices[i].Ref == ref {
			c.Choices[i].Ref = ""
		}
	}
}
