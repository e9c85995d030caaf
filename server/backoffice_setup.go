package main

import (
	"net/url"

	"agentadapter/protocol"
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

// Places that values are pasted into, as admins find them: "code: English".
const (
	placeEvents   = "value.events: CCAI Platform › Settings › Developer Settings › External session events"
	placeDomains  = "value.domains: CCAI Platform › Settings › Developer Settings › Agent adapter › allowed domains"
	placeMetadata = "value.bridge: Your storage bridge, if sessions are exported"
	placeApp      = "value.app: Kustomer › Settings › Apps › CCAI Platform Agent Adapter"
	placeWebhook  = "value.webhook: Kustomer › Settings › Apps › Outbound webhooks (optional)"
)

// values are what an admin pastes elsewhere.
func values(public string, t tenants.Tenant) []admin.Value {
	events := public + "/ccaip/" + t.ID
	all := []admin.Value{
		{Name: "eventsCalls", Where: placeEvents, Label: "value.label.calls: Address for calls", Value: events + "/events/calls"},
		{Name: "eventsChats", Where: placeEvents, Label: "value.label.chats: Address for chats", Value: events + "/events/chats"},
		{Name: "eventsUser", Where: placeEvents, Label: "value.label.user: User", Value: t.Platform.EventsUser},
		{Name: "eventsPassword", Where: placeEvents, Label: "value.label.password: Password", Value: t.Platform.EventsPassword.Reveal(), Secret: true},
		{Name: "domainKustomer", Where: placeDomains, Label: "value.label.domain-kustomer: Kustomer's domain", Value: host(t.Kustomer.AppURL)},
		{Name: "domainAdapter", Where: placeDomains, Label: "value.label.domain-adapter: The adapter's domain", Value: host(public)},
		{Name: "adapterHost", Where: placeApp, Label: "value.label.host: Adapter host", Value: host(public)},
		{Name: "tenant", Where: placeApp, Label: "value.label.tenant: Tenant", Value: t.ID},
		{Name: "bindSecret", Where: placeApp, Label: "value.label.secret: Bind secret", Value: t.Kustomer.BindSecret.Reveal(), Secret: true},
		{Name: "metadata", Where: placeMetadata, Label: "value.label.metadata: Address for session metadata (same user and password as events)", Value: events + "/metadata"},
		{Name: "webhook", Where: placeWebhook, Label: "value.label.address: Address", Value: public + "/kustomer/" + t.ID + "/events"},
	}
	for i, v := range all {
		all[i].Where, all[i].WhereSaid = protocol.Say(v.Where)
		all[i].Label, all[i].LabelSaid = protocol.Say(v.Label)
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
