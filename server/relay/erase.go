package relay

import (
	"context"
	"slices"
	"strings"
	"time"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

// Person is whose data is to be erased: a phone number, or Kustomer's id of a customer.
type Person struct {
	Number   string `json:"number,omitempty"`
	Customer string `json:"customer,omitempty"`
}

// Erased is what was erased of a person, and what could not be yet.
type Erased struct {
	Sessions int    `json:"sessions"`
	Left     []Kept `json:"left,omitempty"`
}

// Kept is a session that could not be erased yet.
type Kept struct {
	Session string `json:"session"`
	// State is as List has it, or live: it still goes on.
	State string `json:"state"`
}

// stateLive is what Kept says of a session that is not over.
const stateLive = "live"

// Erase forgets all sessions of a person that are over and settled, however young, and the dials to that
// number. It goes on where an attempt that failed ended.
func (r *Relay) Erase(ctx context.Context, tenant string, who Person) (Erased, error) {
	l, ok := r.line(tenant)
	if !ok {
		return Erased{}, ErrUnknown
	}
	return l.erase(ctx, who)
}

func (l *line) erase(ctx context.Context, who Person) (e Erased, err error) {
	who.Number = rules.E164(who.Number, l.country())
	names, err := l.sessionsOf(ctx, who)
	if err != nil {
		return e, err
	}
	now, erased := time.Now(), map[string]bool{}
	for _, name := range names {
		gone, err := l.forget(ctx, name, func(d *document) bool { return !d.doneSince().IsZero() })
		if err != nil {
			return e, err
		}
		if gone {
			e.Sessions++
			erased[name] = true
			continue
		}
		if d, known := l.document(ctx, name); known {
			e.Left = append(e.Left, Kept{name, d.stands()})
		}
	}
	return e, l.forgetDials(ctx, func(d dialed) bool {
		over := now.Sub(time.UnixMilli(d.At)) > dialWaits // of a younger one a call may still come
		return erased[d.Session] || over && who.Number != "" && d.Number == who.Number
	})
}

// stands says how far a session is that cannot be erased yet.
func (d *document) stands() string {
	if !d.Session.Ended() {
		return stateLive
	}
	return string(d.State)
}

// sessionsOf names a person's sessions, on disk and in memory.
func (l *line) sessionsOf(ctx context.Context, who Person) ([]string, error) {
	var names []string
	country := l.country()
	err := l.cfg.Ledger.Each(ctx, l.tenant.ID, func(v engine.Value) error {
		d, err := readDocument(v.Body)
		if err != nil {
			return err
		}
		if d.of(who, country) {
			names = append(names, strings.TrimPrefix(v.Key, l.tenant.ID+"."))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	for name, s := range l.seats {
		if s.doc.of(who, country) {
			names = append(names, name)
		}
	}
	l.mu.Unlock()
	slices.Sort(names)
	return slices.Compact(names), nil
}

// of tells whether a session is a person's: whichever of the numbers told is theirs, or the customer.
func (d *document) of(who Person, country string) bool {
	if who.Customer != "" {
		return d.Settled.Customer == who.Customer || d.Settled.Customer == "" && d.Rang != nil && d.Rang.Customer == who.Customer
	}
	for _, name := range []rules.Name{rules.ExternalPhone, rules.EndUserPhone, rules.Identifier} {
		if told := d.Session.Get(name); who.Number != "" && rules.E164(told, country) == who.Number {
			return true
		}
	}
	return false
}
