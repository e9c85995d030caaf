package admin

import (
	"fmt"

	"agentadapter/rules"
)

// Left is a session that could not be erased yet, and what to do about it.
type Left struct {
	Session string `json:"session"`
	// State is as in a list, or live.
	State string `json:"state"`
	Text  string `json:"text"`
	Fix   string `json:"fix"`
}

// personBody is what POST erase takes: one of both.
type personBody struct {
	Number   string `json:"number"`
	Customer string `json:"customer"`
}

// erasedBody is what it answers.
type erasedBody struct {
	Sessions int    `json:"sessions"`
	Left     []Left `json:"left"`
	Text     string `json:"text"`
	Fix      string `json:"fix"`
}

// erase forgets what is kept here of one person. The log tells that it was done, and not whose data it was.
func (a *Admin) erase(c *call) (any, error) {
	who, err := a.person(c)
	if err != nil {
		return nil, err
	}
	erased, left, err := a.cfg.Sessions.Erase(c.ctx, c.tenant.ID, who.Number, who.Customer)
	if err != nil {
		return nil, unknownSession(err)
	}
	by := "number"
	if who.Customer != "" {
		by = "customer"
	}
	a.log.InfoContext(c.ctx, "a person's data was erased", "tenant", c.tenant.ID, "by", by, "sessions", erased, "left", len(left), "author", c.who.name)
	c.detail = fmt.Sprintf("%d sessions of a person named by %s", erased, by)
	body := erasedBody{Sessions: erased, Left: []Left{},
		Text: "What the adapter kept of these sessions is forgotten: events, ledger and audit. Records in Kustomer, recordings there, what CCAI Platform keeps and earlier backups are not touched.",
		Fix:  "Delete the customer in Kustomer and the sessions in CCAI Platform, and the backups that are older than this."}
	for _, l := range left {
		body.Left = append(body.Left, l.explained())
	}
	return body, nil
}

// person is who the body names.
func (a *Admin) person(c *call) (who personBody, err error) {
	if err := c.read(&who); err != nil {
		return who, err
	}
	_, set, _ := a.cfg.Settings.Read(c.tenant.ID)
	number := rules.E164(who.Number, set.DefaultCountry)
	switch {
	case (who.Number == "") == (who.Customer == ""):
		return who, bad("bad-person", "api.bad-person: It is not said whose data is to be erased.", "api.bad-person.fix: Give either number or customer.")
	case who.Number != "" && number == "":
		return who, bad("bad-number", "api.bad-number: number is no phone number.", "api.bad-number.fix: Give it with its country, such as +14155550123.")
	case who.Customer != "" && !customerShape.MatchString(who.Customer):
		return who, bad("bad-customer", "refusal.bad-customer: customer is no id of a customer.", "refusal.customer.fix: Give the id that stands in the customer's address in Kustomer.")
	}
	who.Number = number
	return who, nil
}

// explained says why the session is still there, and what to do.
func (l Left) explained() Left {
	switch l.State {
	case "live", "waiting":
		l.Text, l.Fix = "It is not over yet.", "Erase again once it is over; if it never ends, discard it first."
	case "buried", "parked":
		l.Text, l.Fix = "Something of it could not be written to Kustomer.", "Replay or discard it, then erase again."
	case "unlinked":
		l.Text, l.Fix = "It waits for a customer.", "Link or discard it, then erase again."
	case "saving":
		l.Text, l.Fix = "It is being written to Kustomer.", "Erase again in a few minutes."
	default:
		l.Text, l.Fix = "The platform has not confirmed its end yet, or something came just now.", "Erase again within a day, or discard it first."
	}
	return l
}
