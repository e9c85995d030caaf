package lease

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// Seats is how an agent's lease stands, for those who look after the agents.
type Seats struct {
	Agent string
	Term  uint64
	// Holder is nil if nobody speaks for the agent; Waiting are the others, in order.
	Holder  *protocol.Holder
	Waiting []protocol.Holder
}

// Lister reads all leases; the engine's bucket is one.
type Lister interface {
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
}

// All answers the tenant's agents with an open window, or whose holder is still waited for, in order
// of id.
func (l *Leases) All(ctx context.Context, from Lister, tenant string) ([]Seats, error) {
	var all []Seats
	w := l.look()
	err := from.Each(ctx, tenant, func(v engine.Value) error {
		var r record
		if err := json.Unmarshal(v.Body, &r); err != nil {
			return fmt.Errorf("lease: read %s: %w", v.Key, err)
		}
		agent, _ := strings.CutPrefix(v.Key, tenant+".")
		if s := w.seats(agent, r); s.Holder != nil || len(s.Waiting) > 0 {
			all = append(all, s)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Seats) int { return strings.Compare(a.Agent, b.Agent) })
	return all, err
}

// seats are those who are here, and a holder who may come back.
func (w run) seats(agent string, r record) Seats {
	s := Seats{Agent: agent, Term: r.Term}
	if r.Holder != nil && !w.open(r) {
		s.Holder = w.view(r).Holder
	}
	for _, seat := range r.Line {
		if w.here(seat) {
			s.Waiting = append(s.Waiting, protocol.Holder{Instance: seat.Instance, Device: seat.Device,
				Browser: seat.Browser, Since: seat.Since, OnCall: seat.OnCall})
		}
	}
	return s
}

// Vacate takes the lease from whoever holds it, as if that window had signed out: the first in line
// gets it. engine.ErrNotFound: nobody held it.
func (l *Leases) Vacate(ctx context.Context, tenant, agent string) error {
	held := false
	_, err := l.change(ctx, tenant, agent, func(w run, r record) record {
		if held = r.Holder != nil; held {
			return w.release(r, r.Holder.Instance)
		}
		return r
	})
	if err == nil && !held {
		err = fmt.Errorf("lease: %s.%s: %w", tenant, agent, engine.ErrNotFound)
	}
	return err
}
