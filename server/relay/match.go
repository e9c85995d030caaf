package relay

import (
	"context"
	"sync"
	"time"

	"agentadapter/rules"
)

// matchWithin bounds the look-up while it rings: a name that comes later helps nobody.
const matchWithin = 4 * time.Second

// caller is the customer who has a ringing number. It is shown to the agent and decides nothing: the
// record finds its customer by the rules, when it is made.
type caller struct {
	// Customer is Kustomer's id, empty for nobody.
	Customer string `json:"customer,omitempty"`
	Name     string `json:"name,omitempty"`
}

// matchAfter spares the look-up of calls that are answered at once, such as those caught up with.
const matchAfter = 150 * time.Millisecond

// match looks a ringing caller up, once a session, so that the agent knows before the answer who it is.
// It holds no card up: the card goes out without the name and again with it.
func (l *line) match(ctx context.Context, d *document) {
	if l.matchNumber(d) == "" || !l.matching.begin(d.Session.Name) {
		return
	}
	go func() {
		defer l.matching.end(d.Session.Name)
		select {
		case <-ctx.Done():
			return
		case <-time.After(matchAfter):
		}
		now, ok := l.document(ctx, d.Session.Name)
		number := l.matchNumber(&now)
		if !ok || number == "" || !l.gate.open() {
			return
		}
		who, err := l.callerOf(ctx, number)
		if err != nil {
			l.log.Debug("who rings is not known", "session", d.Session.Name, "err", err)
		}
		l.keepCaller(d.Session.Name, who) // nobody, if nobody could tell: it rings for seconds only
	}()
}

// matchNumber is the number whose owner is still to be found for a card that rings, "" for none.
func (l *line) matchNumber(d *document) string {
	if d.Rang != nil || d.Settled.Customer != "" || d.Session.Phase() != rules.Ringing || d.Session.Outbound() {
		return ""
	}
	return d.Session.Number(l.country())
}

func (l *line) keepCaller(session string, who caller) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.seats[session]; s != nil {
		s.doc.Rang = &who
		s.dirty = true
		l.tell.push(session, true)
	}
}

func (l *line) callerOf(ctx context.Context, number string) (caller, error) {
	ctx, cancel := context.WithTimeout(ctx, matchWithin)
	defer cancel()
	found, err := l.tenant.CRM.Find(ctx, rules.Lookup{By: rules.ByPhone, Value: number})
	return caller{found.ID, found.Name}, err
}

// asked are the sessions whose caller is being looked up. The zero value is ready.
type asked struct {
	mu   sync.Mutex
	busy map[string]bool
}

// begin answers false if that look-up is under way.
func (a *asked) begin(session string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.busy[session] {
		return false
	}
	if a.busy == nil {
		a.busy = map[string]bool{}
	}
	a.busy[session] = true
	return true
}

func (a *asked) end(session string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.busy, session)
}
