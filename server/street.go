package main

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
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
	lines    []*lineTo      // what both are reached by
}

// meet makes a tenant's clients. was are those of an earlier connection: what Kustomer's budget has
// learned goes on where the org is the same.
func meet(t tenants.Tenant, was neighbours, seen *traffic, log *slog.Logger) neighbours {
	log = log.With("tenant", t.ID)
	toCRM, toPlatform := seen.line(t.ID, "kustomer"), seen.line(t.ID, "ccaip")
	cfg := kustomer.Config{BaseURL: t.Kustomer.BaseURL, Key: t.Kustomer.Key.Reveal(), HTTP: toCRM.client(), Logger: log.With("neighbour", "kustomer")}
	if was.crm != nil && was.tenant.Kustomer.BaseURL == t.Kustomer.BaseURL {
		cfg.Budget = was.crm.Budget()
	}
	crm := kustomer.New(cfg)
	platform := ccaip.New(ccaip.Config{
		BaseURL: t.Platform.BaseURL, Subdomain: t.Platform.Subdomain, Token: t.Platform.Token.Reveal(),
		Rate: t.Platform.Rate, HTTP: toPlatform.client(), Logger: log.With("neighbour", "ccaip")})
	return neighbours{
		tenant: t, crm: crm, patient: crm.BackFill(), platform: platform, later: platform.BackFill(), storage: openStorage(t, log),
		lines: []*lineTo{toCRM, toPlatform},
	}
}

// part gives the connections back once their last requests have ended.
func (n neighbours) part() {
	for _, l := range n.lines {
		l.hangUp()
	}
}

// street is every tenant's neighbours, by the tenant's id ("" is the environment's). It is safe for
// concurrent use: tenants come, change and go while the server runs.
type street struct {
	book *tenants.Book
	seen *traffic
	log  *slog.Logger

	mu   sync.RWMutex // guards byID
	byID map[string]neighbours
}

func newStreet(book *tenants.Book, tracer *telemetry.Tracer, log *slog.Logger) *street {
	return &street{book: book, seen: newTraffic(tracer), log: log, byID: map[string]neighbours{}}
}

// enter has a tenant's neighbours met; moved tells whether they are others than before.
func (s *street) enter(t tenants.Tenant) (moved bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was, known := s.byID[t.ID]
	if known && was.tenant.SameNeighbours(t) {
		return false
	}
	s.byID[t.ID] = meet(t, was, s.seen, s.log)
	was.part()
	return true
}

// leave parts with a tenant's neighbours, and counts them no more.
func (s *street) leave(id string) {
	s.mu.Lock()
	was := s.byID[id]
	delete(s.byID, id)
	s.mu.Unlock()
	was.part()
	s.seen.forget(id)
}

func (s *street) get(id string) (neighbours, bool) {
	t, ok := s.book.Get(id)
	if !ok {
		return neighbours{}, false
	}
	s.mu.RLock()
	n, ok := s.byID[t.ID]
	s.mu.RUnlock()
	n.tenant = t // with the settings as they are now
	return n, ok
}

// ids are all tenants' that are served.
func (s *street) ids() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.byID))
}

// has tells whether a tenant is served.
func (s *street) has(id string) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, ok := s.byID[id]
	return ok
}

// settings answers a tenant's settings as they are now. Until both sides are connected, what comes is
// kept and not written, as in a pause.
func (s *street) settings(id string) rules.Settings {
	_, set, _ := s.book.Settings(id)
	if t, ok := s.book.Known(id); ok && !t.Complete() {
		set.Paused = true
	}
	return set
}

// The methods below give each room what it needs to know of a tenant, and no more.

func (s *street) people(id string) (people.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return people.Tenant{}, false
	}
	links := make([]people.Link, 0, len(n.tenant.Settings.AgentLinks))
	for _, l := range n.tenant.Settings.AgentLinks {
		links = append(links, people.Link{Kustomer: l.Kustomer, Platform: l.Platform})
	}
	t := people.Tenant{Users: n.crm.Users, Links: links}
	if n.tenant.Complete() {
		t.Agents = n.platform.Agents
	}
	return t, true
}

func (s *street) signin(id string) (signin.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return signin.Tenant{}, false
	}
	return signin.Tenant{ID: n.tenant.ID, BindSecrets: n.tenant.Taken(tenants.Bind, time.Now()), Auth: n.crm.Auth}, true
}

func (s *street) desk(id string) (desk.Tenant, bool) {
	n, ok := s.get(id)
	if !ok {
		return desk.Tenant{}, false
	}
	set := n.tenant.Settings
	key := func(ctx context.Context) error {
		_, err := n.crm.Auth.Current(ctx)
		return err
	}
	return desk.Tenant{Kustomer: key, Calls: n.platform.Calls, Statuses: n.platform.Statuses,
		Unconnected: !n.tenant.Complete(), Poll: n.tenant.Platform.StatusPoll, DefaultCountry: set.DefaultCountry,
		OutboundNumbers: set.OutboundNumbers, Languages: set.Languages,
		QuietHours: set.QuietHours, DoNotCall: set.DoNotCall}, true
}

func (s *street) place(id string) (hub.Place, bool) {
	n, ok := s.get(id)
	if !ok {
		return hub.Place{}, false
	}
	set, softphone := n.tenant.Settings, ""
	if n.tenant.Platform.BaseURL != "" {
		softphone = n.tenant.Platform.BaseURL + "/agent/"
	}
	return hub.Place{
		Dialing:   protocol.Dialing{Country: set.DefaultCountry, Numbers: set.OutboundNumbers, Languages: set.Languages},
		Softphone: softphone,
		Records:   tenants.Origin(n.tenant.Kustomer.AppURL),
		Build:     web.Build(),
	}, true
}

func (s *street) intake(id string) (intake.Tenant, bool) {
	n, ok := s.get(id)
	if !ok || id == "" {
		return intake.Tenant{}, false
	}
	p, now := n.tenant.Platform, time.Now()
	t := intake.Tenant{ID: id, User: p.EventsUser, Passwords: n.tenant.Taken(tenants.Events, now),
		WebhookTokens: n.tenant.Taken(tenants.Webhook, now), Reconcile: p.Reconcile, Poll: p.StoragePoll}
	if n.tenant.Complete() {
		t.Calls, t.Chats, t.PatientCalls, t.PatientChats = n.platform.Calls, n.platform.Chats, n.later.Calls, n.later.Chats
	}
	if n.storage != nil {
		t.Storage = n.storage
	}
	return t, true
}

// relay gives each tenant's sessions a CRM to be written to.
func (s *street) relay(fields *tenants.Fields, spool *files.Spool, log *slog.Logger) func(id string) (relay.Tenant, bool) {
	return func(id string) (relay.Tenant, bool) {
		n, ok := s.get(id)
		if !ok || id == "" {
			return relay.Tenant{}, false
		}
		records := crm.New(crm.Config{Client: n.crm, Logger: log.With("tenant", id)})
		return relay.Tenant{
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
		}, true
	}
}
