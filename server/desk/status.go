package desk

import (
	"context"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// Status is what an agent is told of the own statuses, as far as it is known.
func (d *Desk) Status(tenant, agent string) protocol.Status {
	d.mu.Lock()
	defer d.mu.Unlock()
	w, ok := d.watches[tenant]
	if !ok || w.agents[agent] == nil {
		return protocol.Status{}
	}
	return d.statusLocked(w, agent)
}

// Set asks the platform once to give an agent a status. may is asked at the moment of acting, after
// all that takes time; its error is told instead. The answer's Status is what the agent has then.
func (d *Desk) Set(ctx context.Context, tenant, agent, status string, may func(context.Context) error) protocol.StatusSet {
	no := func(p protocol.Problem) protocol.StatusSet {
		return protocol.StatusSet{Status: d.Status(tenant, agent).Platform, Problem: &p}
	}
	t, ok := d.cfg.Tenant(tenant)
	if !ok {
		return no(notServed)
	}
	if t.Unconnected {
		return no(unconnected)
	}
	id, _, err := d.cfg.People.Platform(ctx, tenant, agent)
	if err != nil {
		return no(problemOf(err))
	}
	if d.shared(tenant, agent, id) {
		return no(sharedAgent)
	}
	if err := may(ctx); err != nil {
		return no(problemOf(err))
	}
	said, err := t.Statuses.SetStatus(ctx, id, status)
	if said.Current != "" {
		d.saw(tenant, agent, ccaip.AgentStatus{AgentID: id, Status: said.Current})
	}
	d.Nudge(tenant)
	if err != nil {
		d.log.Info("status refused", "tenant", tenant, "agent", agent, "err", err)
		refused := no(refusal(codeStatus, err, unreachable))
		if said.Current != "" {
			refused.Status = said.Current
		}
		return refused
	}
	return protocol.StatusSet{Status: said.Current}
}

// shared tells whether another Kustomer user who is here has the same platform agent: two people
// cannot have one status (T12).
func (d *Desk) shared(tenant, agent, id string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[tenant]
	if w == nil {
		return false
	}
	for other, m := range w.agents {
		if other != agent && m.here > 0 && m.id == id {
			return true
		}
	}
	return false
}

// Look reads the platform statuses of agents now, whether they are here or not. Who has no half in
// the platform is left out.
func (d *Desk) Look(ctx context.Context, tenant string, agents []string) (map[string]string, error) {
	t, ok := d.cfg.Tenant(tenant)
	if !ok {
		return nil, nil
	}
	now, err := t.Statuses.CurrentStatuses(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]string, len(now))
	for _, s := range now {
		byID[s.AgentID] = s.Status
	}
	found := map[string]string{}
	for _, agent := range agents {
		id, _, err := d.cfg.People.Platform(ctx, tenant, agent)
		if err != nil {
			d.log.Info("an absent agent's platform half is not known", "tenant", tenant, "agent", agent, "err", err)
			continue
		}
		if status := byID[id]; status != "" {
			found[agent] = status
		}
	}
	return found, nil
}

// Show tells an agent's pages both statuses as they now are.
func (d *Desk) Show(tenant, agent string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if w := d.watches[tenant]; w != nil && w.agents[agent] != nil {
		d.pushLocked(w, agent)
	}
}

// saw notes one agent's platform status outside the round.
func (d *Desk) saw(tenant, agent string, s ccaip.AgentStatus) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.watches[tenant]
	if w == nil || w.agents[agent] == nil {
		return
	}
	changed := w.agents[agent].saw(s)
	d.followLocked(w, agent)
	if changed {
		d.pushLocked(w, agent)
	}
}

func (d *Desk) pushLocked(w *watch, agent string) {
	d.tell(w.tenant, agent, d.statusLocked(w, agent))
}

// followLocked passes on what the platform said.
func (d *Desk) followLocked(w *watch, agent string) {
	if d.cfg.Follow != nil {
		d.cfg.Follow.Saw(w.tenant, agent, w.agents[agent].platform)
	}
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

// statusLocked puts together what an agent is told.
func (d *Desk) statusLocked(w *watch, agent string) protocol.Status {
	m := w.agents[agent]
	s := protocol.Status{
		Platform: m.platform,
		Color:    w.colors[strings.ToLower(m.platform)],
		Since:    m.since,
		Options:  w.options,
	}
	if d.cfg.Follow == nil {
		return s
	}
	return d.cfg.Follow.Dress(w.tenant, agent, s)
}
