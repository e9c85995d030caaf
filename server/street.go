package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/crm"
	"agentadapter/server/desk"
	"agentadapter/server/files"
	"agentadapter/server/hub"
	"agentadapter/server/intake"
	"agentadapter/server/people"
	"agentadapter/server/relay"
	"agentadapter/server/signin"
	"agentadapter/server/telemetry"
	"agentadapter/server/tenants"
	"agentadapter/web"
)

// neighbours are the clients of one tenant's two sides.
type neighbours struct {
	tenant   tenants.Tenant
	crm      *kustomer.Client
	patient  *kustomer.Client // the same, for what nobody waits for
	platform *ccaip.Client
	later    *ccaip.Client  // the same, for what nobody waits for
	storage  *ccaip.Storage // nil: the platform exports no files
}

func meet(t tenants.Tenant, seen *traffic, log *slog.Logger) neighbours {
	log = log.With("tenant", t.ID)
	crm := kustomer.New(kustomer.Config{
		BaseURL: t.Kustomer.BaseURL, Key: t.Kustomer.Key.Reveal(),
		HTTP: seen.client(t.ID, "kustomer"), Logger: log.With("neighbour", "kustomer")})
	platform := ccaip.New(ccaip.Config{
		BaseURL: t.Platform.BaseURL, Subdomain: t.Platform.Subdomain, Token: t.Platform.Token.Reveal(),
		Rate: t.Platform.Rate, HTTP: seen.client(t.ID, "ccaip"), Logger: log.With("neighbour", "ccaip")})
	return neighbours{
		tenant: t, crm: crm, patient: crm.BackFill(), platform: platform, later: platform.BackFill(), storage: openStorage(t, log),
	}
}

// street is every tenant's neighbours, by the tenant's id ("" is the environment's).
type street struct {
	book *tenants.Book
	byID map[string]neighbours
	seen *traffic
}

func newStreet(book *tenants.Book, tracer *telemetry.Tracer, log *slog.Logger) street {
	s := street{book, map[string]neighbours{}, newTraffic(tracer)}
	for _, t := range book.All() {
		s.byID[t.ID] = meet(t, s.seen, log)
	}
	return s
}

func (s street) get(id string) (neighbours, bool) {
	t, ok := s.book.Get(id)
	if !ok {
		return neighbours{}, false
	}
	n, ok := s.byID[t.ID]
	n.tenant = t // with the settings as they are now
	return n, ok
}

// ids are all tenants'.
func (s street) ids() []string { return slices.Sorted(maps.Keys(s.byID)) }

// settings answers a tenant's settings as they are now.
func (s street) settings(id string) rules.Settings {
	_, set, _ := s.book.Settings(id)
	return set
}

// The methods below give each room what it needs to know of a tenant, and no more.

func (s street) people(id string) (people.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return people.Tenant{}, false
	}
	links := make([]people.Link, 0, len(n.tenant.Settings.AgentLinks))
	for _, l := range n.tenant.Settings.AgentLinks {
		links = append(links, people.Link{Kustomer: l.Kustomer, Platform: l.Platform})
	}
	return people.Tenant{Users: n.crm.Users, Agents: n.platform.Agents, Links: links}, true
}

func (s street) signin(id string) (signin.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return signin.Tenant{}, false
	}
	return signin.Tenant{ID: n.tenant.ID, BindSecret: n.tenant.Kustomer.BindSecret.Reveal(), Auth: n.crm.Auth}, true
}

func (s street) desk(id string) (desk.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return desk.Tenant{}, false
	}
	set := n.tenant.Settings
	key := func(ctx context.Context) error {
		_, err := n.crm.Auth.Current(ctx)
		return err
	}
	return desk.Tenant{Kustomer: key, Calls: n.platform.Calls, Statuses: n.platform.Statuses, DefaultCountry: set.DefaultCountry,
		OutboundNumbers: set.OutboundNumbers, Languages: set.Languages,
		QuietHours: set.QuietHours, DoNotCall: set.DoNotCall}, true
}

func (s street) place(id string) (hub.Place, bool) {
	n, ok := s.get(id)
	if !ok {
		return hub.Place{}, false
	}
	set := n.tenant.Settings
	return hub.Place{
		Dialing:   protocol.Dialing{Country: set.DefaultCountry, Numbers: set.OutboundNumbers, Languages: set.Languages},
		Softphone: n.tenant.Platform.BaseURL + "/agent/",
		Records:   tenants.Origin(n.tenant.Kustomer.AppURL),
		Build:     web.Build(),
	}, true
}

func (s street) intake() []intake.Tenant {
	var all []intake.Tenant
	for _, n := range s.byID {
		p := n.tenant.Platform
		t := intake.Tenant{ID: n.tenant.ID, User: p.EventsUser, Password: p.EventsPassword.Reveal(),
			WebhookToken: n.tenant.Kustomer.WebhookToken.Reveal(),
			Calls:        n.platform.Calls, Chats: n.platform.Chats,
			PatientCalls: n.later.Calls, PatientChats: n.later.Chats, Reconcile: p.Reconcile, Poll: p.StoragePoll}
		if n.storage != nil {
			t.Storage = n.storage
		}
		all = append(all, t)
	}
	return all
}

// relay gives each tenant's sessions a CRM to be written to.
func (s street) relay(fields *tenants.Fields, spool *files.Spool, log *slog.Logger) []relay.Tenant {
	var all []relay.Tenant
	for id, n := range s.byID {
		records := crm.New(crm.Config{Client: n.crm, Logger: log.With("tenant", id)})
		all = append(all, relay.Tenant{
			ID:       id,
			CRM:      records,
			Patient:  records.BackFill(),
			Files:    n.porter(spool, log),
			Fields:   records,
			Timeline: n.patient.Messages,
			Settings: func() rules.Settings { return s.settings(id) },
			FieldsSince: func() time.Time {
				at, _ := fields.Created(context.Background(), id) // it answers from memory
				return at
			},
		})
	}
	return all
}
