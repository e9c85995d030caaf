package desk

import (
	"errors"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// Problems tells what is wrong for an agent just now.
func (d *Desk) Problems(tenant, agent string) []protocol.Problem {
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []protocol.Problem
	if w := d.watches[tenant]; w != nil {
		if w.problem != nil {
			all = append(all, *w.problem)
		}
		if m := w.agents[agent]; m != nil && m.problem != nil {
			all = append(all, *m.problem)
		}
	}
	return all
}

// halfLocked notes an agent's platform id, or tells who is missing where.
func (d *Desk) halfLocked(w *watch, agent string, m *member, id string, err error) {
	if err == nil {
		m.id = id
		if m.problem != nil {
			d.tell(w.tenant, agent, protocol.Problem{Code: m.problem.Code, Cleared: true})
			m.problem = nil
		}
		return
	}
	p := problemOf(err)
	if p.Code == cannotTell.Code || p.Code == codeUnreachable || p.Code == codeUnconnected || m.problem != nil && m.problem.Same(p) {
		return // nothing to say, said by the round, or said already
	}
	if m.problem != nil && m.problem.Code != p.Code {
		d.tell(w.tenant, agent, protocol.Problem{Code: m.problem.Code, Cleared: true})
	}
	m.problem = &p
	d.tell(w.tenant, agent, p)
}

// failedLocked counts a failed round and tells agents at the second one in a row.
func (d *Desk) failedLocked(w *watch, err error) time.Duration {
	w.faults++
	d.log.Warn("statuses cannot be read", "tenant", w.tenant, "faults", w.faults, "err", err)
	p, wait := unreachable, min(retryGap<<min(w.faults-1, 6), time.Minute)
	if e, ok := errors.AsType[*ccaip.Error](err); ok {
		switch e.Kind {
		case ccaip.KeyAtFault, ccaip.RoleMissing:
			p, wait = keyRefused, time.Minute
			d.raiseLocked(w, p)
			return wait
		case ccaip.Limited:
			return max(time.Until(e.RetryAt), retryGap) // it answers: nothing is wrong with it
		}
	}
	if w.faults >= 2 {
		d.raiseLocked(w, p)
	}
	return wait
}

func (d *Desk) raiseLocked(w *watch, p protocol.Problem) {
	if w.problem != nil && w.problem.Same(p) {
		return
	}
	d.takeBackLocked(w)
	w.problem = &p
	for _, agent := range w.present() {
		d.tell(w.tenant, agent, p)
	}
}

// clearLocked notes that the platform answered.
func (d *Desk) clearLocked(w *watch) {
	w.faults = 0
	d.takeBackLocked(w)
}

func (d *Desk) takeBackLocked(w *watch) {
	if w.problem == nil {
		return
	}
	cleared := protocol.Problem{Code: w.problem.Code, Cleared: true}
	w.problem = nil
	for _, agent := range w.present() {
		d.tell(w.tenant, agent, cleared)
	}
}
