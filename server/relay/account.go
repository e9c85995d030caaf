package relay

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// ErrUnknown: no tenant or no session of that name.
var ErrUnknown = errors.New("relay: no such session")

// Line is one session as an admin lists it.
type Line struct {
	Session string `json:"session"`
	// State is waiting, saving, saved, buried, parked, unlinked, discarded or skipped; Reason a
	// sentence where the state does not speak for itself.
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"`
	// Said is by what Reason is translated, if it has a code.
	Said protocol.Said `json:"said,omitempty"`
	// At is when it came into that state.
	At time.Time `json:"at"`

	conversation string // Kustomer's id
	rule         string // behind Reason
	// done is since when nothing is left to be done for it, by our clock; zero: something is.
	done time.Time
}

// Account is what was written for one session, and why (W7).
type Account struct {
	Session string `json:"session"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
	// Said is by what Reason is translated, if it has a code.
	Said protocol.Said `json:"said,omitempty"`
	// Customer, Conversation and Message are Kustomer's ids, empty while not written.
	Customer     string    `json:"customer"`
	Conversation string    `json:"conversation"`
	Message      string    `json:"message"`
	Writes       []Written `json:"writes"`
}

// Written is one line of the audit trail, the oldest first.
type Written struct {
	At time.Time `json:"at"`
	// Rule is the number, What was done ("create note"), Target the kind of record, ID its id.
	Rule   string   `json:"rule"`
	What   string   `json:"what"`
	Target string   `json:"target"`
	ID     string   `json:"id"`
	Reason string   `json:"reason"`
	Facts  []string `json:"facts"`
	// Outcome is done, was there, or why not.
	Outcome string `json:"outcome"`
	// Request is the body that Kustomer refused, of a write that was given up (W4).
	Request string `json:"request,omitempty"`
}

// maxLines bounds one answer of List.
const maxLines = 500

// List answers a tenant's sessions, the latest change first: those in a state, or all for "". The
// list goes on after what an earlier answer gave as next; next is empty at the end. A limit of zero
// or less is a hundred.
func (r *Relay) List(tenant, state, after string, limit int) (lines []Line, next string) {
	l, ok := r.line(tenant)
	if !ok {
		return nil, ""
	}
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, maxLines)
	for _, line := range l.index.sorted(state) {
		if after != "" && !line.comesAfter(after) {
			continue
		}
		if len(lines) == limit {
			return lines, lines[limit-1].cursor()
		}
		lines = append(lines, line)
	}
	return lines, ""
}

// Show answers one session's account; ErrUnknown where nothing was heard of it.
func (r *Relay) Show(ctx context.Context, tenant, session string) (Account, error) {
	l, ok := r.line(tenant)
	if !ok {
		return Account{}, ErrUnknown
	}
	d, ok := l.document(ctx, session)
	if !ok {
		return Account{}, ErrUnknown
	}
	return d.account(l.tenant.ID), nil
}

func (d *document) account(tenant string) Account {
	a := Account{
		Session: d.Session.Name, State: string(d.State), Reason: d.Reason, Said: d.reasonSaid(),
		Customer: d.Settled.Customer, Writes: make([]Written, 0, len(d.Trail)),
	}
	if d.exists() {
		a.Conversation = d.Settled.Conversation
	}
	if _, made := d.Done["message"]; made {
		a.Message = rules.MessageID(tenant, d.Session.Name, d.Settled.N)
	}
	for _, t := range d.Trail {
		a.Writes = append(a.Writes, Written{
			At: time.UnixMilli(t.At).UTC(), Rule: t.Rule, What: t.Verb + " " + t.Target, Target: t.Target, ID: t.ID,
			Reason: t.Reason, Facts: append([]string{}, t.Facts...), Outcome: t.Outcome, Request: t.Request,
		})
	}
	return a
}

// index is how each session of a tenant stands, those that left memory too.
type index struct {
	mu sync.Mutex
	by map[string]Line
}

func newIndex() *index { return &index{by: map[string]Line{}} }

func (x *index) set(d *document) {
	at := cmp.Or(d.StateAt, d.Changed)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.by[d.Session.Name] = Line{Session: d.Session.Name, State: string(d.State), Reason: d.Reason, Said: d.reasonSaid(),
		At: time.UnixMilli(at).UTC(), conversation: d.Settled.Conversation, rule: d.Rule, done: d.doneSince()}
}

// in names the sessions that are written into a conversation.
func (x *index) in(conversation string) []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var names []string
	for name, line := range x.by {
		if conversation != "" && line.conversation == conversation {
			names = append(names, name)
		}
	}
	return names
}

// sorted are the lines in a state ("": all), the latest first.
func (x *index) sorted(state string) []Line {
	x.mu.Lock()
	lines := make([]Line, 0, len(x.by))
	for _, line := range x.by {
		if state == "" || line.State == state {
			lines = append(lines, line)
		}
	}
	x.mu.Unlock()
	slices.SortFunc(lines, Line.compare)
	return lines
}

func (a Line) compare(b Line) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.Session, a.Session))
}

// cursor names a line's place in the list, whatever becomes of it meanwhile.
func (a Line) cursor() string { return fmt.Sprintf("%d.%s", a.At.UnixMilli(), a.Session) }

// comesAfter: behind the place that a cursor names. One that cannot be read is the list's end.
func (a Line) comesAfter(cursor string) bool {
	at, session, _ := strings.Cut(cursor, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return false
	}
	return a.compare(Line{Session: session, At: time.UnixMilli(ms).UTC()}) > 0
}

// seatFor finds a session's seat for somebody who wants it changed; the line's mutex is held.
func (l *line) seatFor(ctx context.Context, session string) (*seat, error) {
	l.awaitLeftLocked(session)
	if _, ok := l.seats[session]; !ok {
		if _, err := l.cfg.Ledger.Get(ctx, l.tenant.ID+"."+session); errors.Is(err, engine.ErrNotFound) {
			return nil, ErrUnknown
		}
	}
	s, err := l.seatLocked(ctx, session)
	if err == nil && s == nil {
		err = fmt.Errorf("relay: the document of %s cannot be read", session)
	}
	return s, err
}
