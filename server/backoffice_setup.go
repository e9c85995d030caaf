package main

import (
	"net/url"

	"agentadapter/server/admin"
	"agentadapter/server/tenants"
)

// adminOf gives /api/v1 what it needs to know of a tenant; public is our own address.
func (s *street) adminOf(public string) func(id string) (admin.Tenant, bool) {
	return func(id string) (admin.Tenant, bool) {
		n, ok := s.get(id)
		if !ok || id == "" {
			return admin.Tenant{}, false
		}
		t := n.forAdmin(public)
		t.KustomerClock, t.PlatformClock = s.seen.pulse.clock(id, "kustomer"), s.seen.pulse.clock(id, "ccaip")
		return t, true
	}
}

// forAdmin is what admin knows of a tenant by its clients.
func (n neighbours) forAdmin(public string) admin.Tenant {
	return admin.Tenant{
		ID: n.tenant.ID, Users: n.crm.Users, Metadata: n.crm.Metadata, Routing: n.crm.Routing, Statuses: n.platform.Statuses,
		Auth: n.crm.Auth, People: n.crm.Users, Teams: n.crm.Teams, Agents: n.platform.Agents, Apps: n.platform.Statuses, Store: n.crm.Apps,
		Org: n.tenant.Kustomer.Org, OrgID: n.tenant.Kustomer.OrgID, Complete: n.tenant.Complete(), Storage: lister(n.storage),
		Public: public, Values: values(public, n.tenant),
	}
}

// Places that values are pasted into, as admins find them.
const (
	placeEvents   = "CCAI Platform › Settings › Developer Settings › External session events"
	placeDomains  = "CCAI Platform › Settings › Developer Settings › Agent adapter › allowed domains"
	placeMetadata = "Your storage bridge, if sessions are exported"
	placeApp      = "Kustomer › Settings › Apps › CCAI Platform Agent Adapter"
	placeWebhook  = "Kustomer › Settings › Apps › Outbound webhooks (optional)"
)

// values are what an admin pastes elsewhere.
func values(public string, t tenants.Tenant) []admin.Value {
	events := public + "/ccaip/" + t.ID
	all := []admin.Value{
		{Name: "eventsCalls", Where: placeEvents, Label: "Address for calls", Value: events + "/events/calls"},
		{Name: "eventsChats", Where: placeEvents, Label: "Address for chats", Value: events + "/events/chats"},
		{Name: "eventsUser", Where: placeEvents, Label: "User", Value: t.Platform.EventsUser},
		{Name: "eventsPassword", Where: placeEvents, Label: "Password", Value: t.Platform.EventsPassword.Reveal(), Secret: true},
		{Name: "domainKustomer", Where: placeDomains, Label: "Kustomer's domain", Value: host(t.Kustomer.AppURL)},
		{Name: "domainAdapter", Where: placeDomains, Label: "The adapter's domain", Value: host(public)},
		{Name: "adapterHost", Where: placeApp, Label: "Adapter host", Value: host(public)},
		{Name: "tenant", Where: placeApp, Label: "Tenant", Value: t.ID},
		{Name: "bindSecret", Where: placeApp, Label: "Bind secret", Value: t.Kustomer.BindSecret.Reveal(), Secret: true},
		{Name: "metadata", Where: placeMetadata, Label: "Address for session metadata (same user and password as events)", Value: events + "/metadata"},
		{Name: "webhook", Where: placeWebhook, Label: "Address", Value: public + "/kustomer/" + t.ID + "/events"},
	}
	return all
}

// host is an address without its scheme; the port stays.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Host
}
