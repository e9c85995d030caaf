package relay

import (
	"cmp"
	"context"
	"strings"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// maxSettlements bounds how often one session is settled again: a CRM that keeps losing what it took
// has another trouble.
const maxSettlements = 5

// receiveConversation takes what Kustomer told of a conversation into the documents of the sessions
// that are written there (V9): if it is gone, what is still to be written for them goes elsewhere. Its
// status alone changes nothing that was settled, and is looked at anew whenever a session is settled.
// One that was said to be gone may be there again.
func (l *line) receiveConversation(ctx context.Context, f rules.Fact, seq uint64) error {
	conversation, why := strings.TrimPrefix(f.Session, rules.OfConversation), f.Values[rules.ConversationGone]
	if why == "" && f.Values[rules.ConversationStatus] != rules.Restored {
		return nil
	}
	for _, name := range l.index.in(conversation) {
		if err := l.heardOf(ctx, name, conversation, why, f.At, seq); err != nil {
			return err
		}
	}
	return nil
}

// heardOf notes in one session's document that its conversation is gone, or is there again.
func (l *line) heardOf(ctx context.Context, name, conversation, why string, at int64, seq uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, err := l.seatLocked(ctx, name)
	if err != nil || s == nil {
		return err
	}
	if !s.doc.hear(conversation, why, at) {
		return nil
	}
	l.log.Info("a conversation is gone: heard", "session", name, "conversation", conversation, "why", cmp.Or(why, "it is there again"))
	s.last = seq
	if s.unsaved == 0 {
		s.unsaved = seq
		l.held++
	}
	l.write.push(name, false)
	return nil
}

// hear keeps what was told last of the session's conversation: why it is gone, or "" for there again.
// The order and the repetition of what is told make no difference.
func (d *document) hear(conversation, why string, at int64) (news bool) {
	if d.Settled.Conversation != conversation || cmp.Or(cmp.Compare(at, d.LostAt), cmp.Compare(why, d.Lost)) <= 0 {
		return false // settled elsewhere meanwhile, told earlier than what is known, or told again
	}
	d.Lost, d.LostAt = why, at
	return true
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
	p.log.WarnContext(p.hard, "a conversation is gone: the session is settled again", "session", p.seat.name, "why", why)
	was := p.seat.doc.Settled
	p.change(func(d *document) {
		d.noted(rules.Write{Key: "settle", Rule: "V9", Reason: why, Verb: "settle", Target: "session"}, was.Conversation, "settled again", time.Now())
		d.Settled = rules.Settlement{N: was.N + 1, Customer: was.Customer, CustomerRule: was.CustomerRule, CustomerMade: was.CustomerMade, Linked: was.Linked}
		if customerGone {
			d.Settled, d.Caller = rules.Settlement{N: was.N + 1}, ""
		}
		d.Lost, d.LostAt, d.Tried = "", 0, d.Tried && !customerGone
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
