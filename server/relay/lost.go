package relay

import (
	"context"
	"strings"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// maxSettlements bounds how often one session is settled again: a CRM that keeps losing what it took
// has another trouble.
const maxSettlements = 5

// Gone tells that a conversation was deleted or merged (V9): what is still to be written for its
// sessions goes elsewhere. Why is a sentence for the trail.
func (r *Relay) Gone(ctx context.Context, tenant, conversation, why string) error {
	l, ok := r.lines[tenant]
	if !ok {
		return ErrUnknown
	}
	for _, session := range l.index.in(conversation) {
		err := r.command(ctx, tenant, session, func(d *document) error {
			if d.Settled.Conversation == conversation {
				d.Lost = why
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lostTarget tells whether an error on a write says that the session's conversation is gone (V9).
func (p *pass) lostTarget(w rules.Write, err error) bool {
	d := &p.seat.doc
	return kustomer.KindOf(err) == kustomer.NotFound && w.Target != rules.OnCustomer &&
		d.Settled.Conversation != "" && d.Settled.N+1 < maxSettlements
}

// resettle has the session settled again under the next number, and notes why. What hangs on the
// customer stays done; a customer who is gone too is looked up anew.
func (p *pass) resettle(why string, customerGone bool) {
	p.log.Warn("a conversation is gone: the session is settled again", "session", p.seat.name, "why", why)
	was := p.seat.doc.Settled
	p.change(func(d *document) {
		d.noted(rules.Write{Key: "settle", Rule: "V9", Reason: why, Verb: "settle", Target: "session"}, was.Conversation, "settled again", time.Now())
		d.Settled = rules.Settlement{N: was.N + 1, Customer: was.Customer, CustomerRule: was.CustomerRule, CustomerMade: was.CustomerMade, Linked: was.Linked}
		if customerGone {
			d.Settled = rules.Settlement{N: was.N + 1}
		}
		d.Lost, d.Tried = "", d.Tried && !customerGone
		for key := range d.Done {
			if customerGone || !ofCustomer(key) {
				delete(d.Done, key)
			}
		}
		for key := range d.Buried {
			if !ofCustomer(key) {
				delete(d.Buried, key)
			}
		}
	})
	p.turns.release(was.Customer, p.seat.name)
	p.answers, p.placed = p.line.answers(p.seat), false
}

// ofCustomer: the write hangs on the customer, not on the conversation.
func ofCustomer(key string) bool {
	return key == "userId" || key == "data:customer" || strings.HasPrefix(key, "owner:")
}
