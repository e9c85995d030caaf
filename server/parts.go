package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/admin"
	"agentadapter/server/crm"
	"agentadapter/server/desk"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/files"
	"agentadapter/server/hub"
	"agentadapter/server/inherit"
	"agentadapter/server/intake"
	"agentadapter/server/lease"
	"agentadapter/server/people"
	"agentadapter/server/relay"
	"agentadapter/server/signin"
	"agentadapter/server/tenants"
	"agentadapter/web"
)

// parts are the rooms of a running server, introduced to one another. running is in the order of
// starting; stopping goes backwards, so that what feeds others starts last and stops first.
type parts struct {
	cfg     Config
	log     *slog.Logger
	doors   doors
	hub     *hub.Hub
	running []part
}

// stores are what the engine keeps for the rooms.
type stores struct {
	facts, audit, settings                    *nats.Log
	ledger, checkpoint, leases, nonces, token *nats.Bucket
	people, status, fields                    *nats.Bucket
}

// auditLife is how long the log of what was done about agents' statuses is kept.
const auditLife = 90 * 24 * time.Hour

func openStores(ctx context.Context, e *nats.Engine) (s stores, err error) {
	keep := func(into **nats.Bucket, name string, o nats.BucketOptions) {
		if err == nil {
			*into, err = e.Bucket(ctx, name, o)
		}
	}
	s.facts, err = e.Log(ctx, "facts", nats.LogOptions{})
	if err == nil {
		s.audit, err = e.Log(ctx, "audit", nats.LogOptions{MaxAge: auditLife})
	}
	if err == nil {
		s.settings, err = e.Log(ctx, "settings", nats.LogOptions{})
	}
	keep(&s.fields, "fields", nats.BucketOptions{})
	keep(&s.ledger, "ledger", nats.BucketOptions{})
	keep(&s.checkpoint, "checkpoint", nats.BucketOptions{})
	keep(&s.leases, "lease", nats.BucketOptions{})
	keep(&s.nonces, "nonce", nats.BucketOptions{TTL: signin.NonceLife, Memory: true})
	keep(&s.token, "token", nats.BucketOptions{TTL: signin.TokenLife})
	keep(&s.people, "people", nats.BucketOptions{TTL: time.Hour})
	keep(&s.status, "status", nats.BucketOptions{})
	return s, err
}

// knows tells whether a session has been heard of. When nobody can tell it counts as known.
func (s stores) knows(ctx context.Context, tenant, session string) bool {
	_, err := s.ledger.Get(ctx, tenant+"."+session)
	return !errors.Is(err, engine.ErrNotFound)
}

// neighbours are the clients of one tenant's two sides.
type neighbours struct {
	tenant   tenants.Tenant
	crm      *kustomer.Client
	patient  *kustomer.Client // the same, for what nobody waits for
	platform *ccaip.Client
	storage  *ccaip.Storage // nil: the platform exports no files
}

func meet(t tenants.Tenant, log *slog.Logger) neighbours {
	log = log.With("tenant", t.ID)
	crm := kustomer.New(kustomer.Config{
		BaseURL: t.Kustomer.BaseURL, Key: t.Kustomer.Key.Reveal(), Logger: log.With("neighbour", "kustomer")})
	return neighbours{
		tenant: t, crm: crm, patient: crm.BackFill(), storage: openStorage(t, log),
		platform: ccaip.New(ccaip.Config{
			BaseURL: t.Platform.BaseURL, Subdomain: t.Platform.Subdomain, Token: t.Platform.Token.Reveal(),
			Rate: t.Platform.Rate, Logger: log.With("neighbour", "ccaip")}),
	}
}

// openStorage opens where the platform exports files into. Its values were checked when they were
// given, so what is wrong with them here is worth a line and not the server.
func openStorage(t tenants.Tenant, log *slog.Logger) *ccaip.Storage {
	if t.Platform.StorageURL == "" {
		return nil
	}
	s, err := ccaip.OpenStorage(ccaip.StorageConfig{
		URL: t.Platform.StorageURL, Key: t.Platform.StorageKey.Reveal(), Secret: t.Platform.StorageSecret.Reveal()})
	if err != nil {
		log.Error("the platform's storage is left alone", "err", err)
		return nil
	}
	return s
}

// street is every tenant's neighbours, by the tenant's id ("" is the environment's).
type street struct {
	book *tenants.Book
	byID map[string]neighbours
}

func newStreet(book *tenants.Book, log *slog.Logger) street {
	s := street{book, map[string]neighbours{}}
	for _, t := range book.All() {
		s.byID[t.ID] = meet(t, log)
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

// assemble makes every room and introduces them.
func assemble(ctx context.Context, cfg Config, e *nats.Engine, log *slog.Logger) (*parts, error) {
	keep, err := openStores(ctx, e)
	if err != nil {
		return nil, err
	}
	book := tenants.NewBook(cfg.Tenant)
	if err := book.Remember(ctx, keep.settings); err != nil {
		return nil, err
	}
	fields, err := tenants.NewFields(ctx, keep.fields)
	if err != nil {
		return nil, err
	}
	all := newStreet(book, log)
	room := func(name string) *slog.Logger { return log.With("room", name) }

	who := people.New(people.Config{Tenant: all.people, Kept: keep.people, Logger: room("people")})
	in := signin.New(signin.Config{Nonces: keep.nonces, Tokens: keep.token, Tenant: all.signin,
		ClientAddr: clientAddr(cfg.TrustedProxies), Logger: room("signin")})
	leases := lease.New(lease.Config{Bucket: keep.leases, Logger: room("lease")})
	counter := desk.New(desk.Config{Tenant: all.desk, People: who, Leases: leases, Poll: cfg.statusPoll(), Logger: room("desk")})
	say := &voice{desk: counter}
	records := relay.New(relay.Config{Tenants: all.relay(fields, spool(cfg, room("files")), room("crm")), Facts: keep.facts, Ledger: keep.ledger,
		Checkpoints: keep.checkpoint, People: who, Teller: say, Logger: room("relay")})
	follower := inherit.New(inherit.Config{Tenant: all.inherit, Desk: counter, Leases: leases, Bucket: keep.status,
		Audit: keep.audit, Logger: room("inherit")})
	h := hub.New(hub.Config{Origin: cfg.origin, Place: all.place, SignIn: in, Leases: leases, People: who,
		Desk: counter, Inherit: follower, Relay: records, Logger: room("hub")})
	leases.Watch(watchers{h, follower})
	counter.TellBy(h)
	counter.FollowBy(follower)
	counter.NoteBy(records)
	say.hub = h
	heard, err := newEar(ctx, keep.facts, keep.checkpoint, all.ids())
	if err != nil {
		return nil, err
	}
	events := intake.New(intake.Config{Tenants: all.intake(), Facts: heard, Unended: records.Unended, Marks: keep.checkpoint, Known: keep.knows, Logger: room("intake")})

	office := admin.New(admin.Config{Token: cfg.Secrets.token.Reveal(), Tenant: all.admin, SignIn: in, Fields: fields,
		Settings: choices{book, records.Wake}, Sessions: accounts{records}, Agents: board{leases, keep.leases, who, counter},
		LastEvent: heard.Last, Warnings: warnings(records, follower), ClientAddr: clientAddr(cfg.TrustedProxies), Logger: room("admin")})

	count := newFigures(all, h, records, heard)

	p := &parts{cfg: cfg, log: log, hub: h}
	p.doors = doors{
		widget: widget{book, cfg.PublicURL, cfg.FrameAncestors, room("widget")},
		socket: h, nonce: in.NonceHandler(), bind: in.BindHandler(), events: count.counted(events),
		metadata: count.counted(http.HandlerFunc(events.Metadata)), admin: office, metrics: count.handler(office), ready: readiness(),
	}
	p.running = []part{leases, follower, counter, records, events, beats{h}, &greeter{street: all, log: log}}
	return p, nil
}

// statusPoll is the environment's tenant's, or the default.
func (c Config) statusPoll() time.Duration {
	if c.Tenant == nil {
		return 5 * time.Second
	}
	return c.Tenant.Platform.StatusPoll
}

// beats is the hub as a part that starts and stops like the others; its real stop, with a
// deadline, has happened by then.
type beats struct{ h *hub.Hub }

func (b beats) Start(ctx context.Context) error { return b.h.Start(ctx) }

func (b beats) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	b.h.Stop(ctx)
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
	return desk.Tenant{Calls: n.platform.Calls, Statuses: n.platform.Statuses, DefaultCountry: n.tenant.Settings.DefaultCountry}, true
}

func (s street) place(id string) (hub.Place, bool) {
	n, ok := s.get(id)
	if !ok {
		return hub.Place{}, false
	}
	return hub.Place{
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
			Calls: n.platform.Calls, Chats: n.platform.Chats, Reconcile: p.Reconcile, Poll: p.StoragePoll}
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
			Files:    n.porter(spool, log),
			Fields:   records,
			Settings: func() rules.Settings { return s.settings(id) },
			FieldsSince: func() time.Time {
				at, _ := fields.Created(context.Background(), id) // it answers from memory
				return at
			},
		})
	}
	return all
}
