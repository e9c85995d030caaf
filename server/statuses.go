package main

import (
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/desk"
	"agentadapter/server/hub"
	"agentadapter/server/inherit"
	"agentadapter/server/lease"
)

// watchers hear of leases one after the other: pages are told first.
type watchers []lease.Watcher

// LeaseMoved passes it on.
func (all watchers) LeaseMoved(tenant, agent string, l protocol.Lease) {
	for _, w := range all {
		w.LeaseMoved(tenant, agent, l)
	}
}

// inherit gives status inheritance a tenant's settings, and its agents' work sessions as back-fill:
// nobody waits for them.
func (s *street) inherit(id string) (inherit.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return inherit.Tenant{Settings: rules.DefaultSettings()}, false
	}
	return inherit.Tenant{Settings: n.tenant.Settings, Shifts: n.patient.Routing}, true
}

// voice carries what relay tells to the agent's pages. A session that moved also moves the agent's
// platform status, so the desk looks at once instead of at its next round.
type voice struct {
	hub  *hub.Hub
	desk *desk.Desk
}

func (v *voice) Tell(tenant, agent string, d protocol.Down) {
	v.hub.Tell(tenant, agent, d)
	if _, moved := d.(protocol.Session); moved {
		v.desk.Nudge(tenant)
	}
}
