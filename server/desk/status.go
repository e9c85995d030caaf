package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// system lists the statuses that the platform alone sets (facts: agent statuses). They are shown
// but not offered.
var system = []string{
	"In-call", "In-chat", "In-email", "Wrap-up", "Wrap-up Exceeded",
	"Missed Call", "Missed Chat", "Unresponsive", "Offline", "Idle",
}

func isSystem(name string) bool {
	return slices.ContainsFunc(system, func(s string) bool { return strings.EqualFold(s, name) })
}

// Status is both statuses of an agent as far as they are known.
func (d *Desk) Status(tenant, agent string) protocol.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	w, ok := d.watches[tenant]
	if !ok || w.agents[agent] == nil {
		return protocol.Status{}
	}
	return w.status(w.agents[agent])
}

// SetStatus sets the platform status that an agent chose under a term.
func (d *Desk) SetStatus(ctx context.Context, tenant, agent string, term uint64, set protocol.SetStatus) protocol.StatusSet {
	no := func(p protocol.Problem) protocol.StatusSet {
		return protocol.StatusSet{Status: d.Status(tenant, agent).Platform, Problem: &p}
	}
	t, ok := d.cfg.Tenant(tenant)
	switch {
	case !ok:
		return no(notServed)
	case set.Status == "" || len(set.Status) > 200:
		return no(protocol.Problem{Code: codeStatus, Text: "No status was chosen.", Fix: "Choose one from the list."})
	case isSystem(set.Status):
		return no(protocol.Problem{
			Code: codeStatus,
			Text: "CCAI Platform alone sets the status " + set.Status + ".",
			Fix:  "Choose another status.",
		})
	}
	id, _, err := d.cfg.People.Platform(ctx, tenant, agent)
	if err != nil {
		return no(problemOf(err))
	}
	if err := d.cfg.Leases.Check(ctx, tenant, agent, term); err != nil {
		return no(problemOf(err))
	}
	said, err := t.Statuses.SetStatus(ctx, id, set.Status)
	if said.Current != "" {
		d.saw(tenant, agent, ccaip.AgentStatus{AgentID: id, Status: said.Current})
	}
	d.Nudge(tenant)
	if err != nil {
		d.log.Info("status refused", "tenant", tenant, "agent", agent, "err", err)
		return no(refusal(codeStatus, err, unreachable))
	}
	return protocol.StatusSet{Status: said.Current}
}

// KustomerStatus notes what Kustomer told the live page.
func (d *Desk) KustomerStatus(ctx context.Context, tenant, agent string, term uint64, k protocol.KustomerStatus) {
	if err := d.cfg.Leases.Check(ctx, tenant, agent, term); err != nil {
		d.log.Info("a Kustomer status is not noted", "tenant", tenant, "agent", agent, "err", err)
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.watches[tenant]; w != nil && w.agents[agent] != nil && w.agents[agent].kustomer != k.Name {
		w.agents[agent].kustomer = k.Name
		d.pushLocked(w, agent)
	}
}

// saw notes one agent's platform status outside the round.
func (d *Desk) saw(tenant, agent string, s ccaip.AgentStatus) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.watches[tenant]; w != nil && w.agents[agent] != nil && w.agents[agent].saw(s) {
		d.pushLocked(w, agent)
	}
}

func (d *Desk) pushLocked(w *watch, agent string) {
	d.tell(w.tenant, agent, w.status(w.agents[agent]))
}

// saw takes a platform status; true: the agent has to be told.
func (m *member) saw(s ccaip.AgentStatus) bool {
	since := int64(0)
	if !s.UpdatedAt.IsZero() {
		since = s.UpdatedAt.UnixMilli()
	}
	switch {
	case s.Status != m.platform && since == 0 && m.platform != "":
		since = time.Now().UnixMilli() // the platform does not say; we saw it change
	case s.Status == m.platform && (since == 0 || since == m.since):
		return false
	}
	m.platform, m.since = s.Status, since
	return true
}

// status puts together what an agent is told.
func (w *watch) status(m *member) protocol.Status {
	return protocol.Status{
		Platform: m.platform,
		Color:    w.colors[strings.ToLower(m.platform)],
		Since:    m.since,
		Options:  w.options,
		Kustomer: m.kustomer,
	}
}
