package relay

import (
	"sync"
	"time"
)

// turnLasts is how long a session may keep its customer to itself while it cannot go on. It is long
// enough for a hiccup of the CRM and short enough that one refused session does not hold up others.
const turnLasts = time.Minute

// turns lets sessions of one customer settle one after the other.
type turns struct {
	mu sync.Mutex
	by map[string]*turn // by customer
}

type turn struct {
	holder  string
	since   time.Time
	waiting []string
}

func newTurns() *turns { return &turns{by: map[string]*turn{}} }

// take gives the customer's turn to a session. If another one has it, the session is noted as waiting
// and told for whom and how long at most; it may ask again earlier. Zero: it has the turn.
func (t *turns) take(customer, session string, now time.Time) (wait time.Duration, holder string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	is, held := t.by[customer]
	switch {
	case !held:
		t.by[customer] = &turn{holder: session, since: now}
		return 0, session
	case is.holder == session:
		return 0, session
	}
	if left := turnLasts - now.Sub(is.since); left > 0 {
		is.waiting = append(without(is.waiting, session), session)
		return left, is.holder
	}
	is.waiting = without(is.waiting, session)
	is.holder, is.since = session, now
	return 0, session
}

// release gives the turn back if the session has it, and answers who waits for it.
func (t *turns) release(customer, session string) (next []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	is, held := t.by[customer]
	if !held || is.holder != session {
		return nil
	}
	delete(t.by, customer)
	return is.waiting
}

func without(list []string, name string) []string {
	var rest []string
	for _, s := range list {
		if s != name {
			rest = append(rest, s)
		}
	}
	return rest
}

// endTurn gives the customer's turn back, unless the conversation is still to be made.
func (p *pass) endTurn() {
	d := &p.seat.doc
	if d.Settled.Customer == "" || d.making() {
		return
	}
	p.mu.Lock()
	p.seat.hurried = false
	p.mu.Unlock()
	for _, name := range p.turns.release(d.Settled.Customer, p.seat.name) {
		p.wake(name)
	}
}
