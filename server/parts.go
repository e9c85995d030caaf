package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"agentadapter/server/admin"
	"agentadapter/server/desk"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/hub"
	"agentadapter/server/inherit"
	"agentadapter/server/intake"
	"agentadapter/server/lease"
	"agentadapter/server/owner"
	"agentadapter/server/people"
	"agentadapter/server/relay"
	"agentadapter/server/signin"
	"agentadapter/server/tenants"
)

// parts are the rooms of a running server, introduced to one another. running is in the order of
// starting; stopping goes backwards, so that what feeds others starts last and stops first.
type parts struct {
	cfg     Config
	log     *slog.Logger
	doors   doors
	hub     *hub.Hub
	office  *admin.Admin
	running []part
	replicas
}

// stores are what the engine keeps for the rooms.
type stores struct {
	facts, audit, settings                    *nats.Log
	ledger, checkpoint, leases, nonces, token *nats.Bucket
	people, status, fields, tenants, trail    *nats.Bucket
	framesLog                                 *nats.Log
	told                                      *frames // nil, and so is the log: the embedded engine; the hub keeps them itself
}

// auditLife is how long the log of what was done about agents' statuses is kept.
const auditLife = 90 * 24 * time.Hour

// trailLife is how long it is kept who changed what of a tenant.
const trailLife = 400 * 24 * time.Hour

func openStores(ctx context.Context, cfg Config, e *nats.Engine) (s stores, err error) {
	keep := func(into **nats.Bucket, name string, o nats.BucketOptions) {
		if err == nil {
			*into, err = e.Bucket(ctx, name, o)
		}
	}
	s.facts, err = e.Log(ctx, "facts", nats.LogOptions{Many: true})
	if err == nil {
		s.audit, err = e.Log(ctx, "audit", nats.LogOptions{MaxAge: auditLife})
	}
	if err == nil {
		s.settings, err = e.Log(ctx, "settings", nats.LogOptions{})
	}
	if err == nil && cfg.NatsURL != "" {
		s.framesLog, err = e.Log(ctx, "frames", nats.LogOptions{MaxAge: framesFor, PerSubject: framesEach})
		s.told = newFrames(s.framesLog)
	}
	keep(&s.tenants, "tenants", nats.BucketOptions{})
	keep(&s.trail, "trail", nats.BucketOptions{TTL: trailLife})
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

// shared gives the owner room its place in the engine. With the embedded engine this server is alone.
func shared(ctx context.Context, cfg Config, e *nats.Engine) (owner.Config, forgetful, error) {
	if cfg.NatsURL == "" {
		return owner.Config{}, nil, nil
	}
	kept, err := e.Bucket(ctx, "owner", nats.BucketOptions{})
	return owner.Config{Bucket: kept, Line: e.Line()}, kept, err
}

// openBook opens the book of tenants with their settings.
func openBook(ctx context.Context, cfg Config, keep stores) (*tenants.Book, error) {
	keys, err := tenants.NewKeys(cfg.Secrets.keys)
	if err != nil {
		return nil, err
	}
	book := tenants.NewBook(cfg.Tenant)
	if err := book.Remember(ctx, keep.settings); err != nil {
		return nil, err
	}
	err = book.Open(ctx, keep.tenants, keys)
	if wrong, ok := errors.AsType[*tenants.KeyError](err); ok {
		return nil, FaultsError{fmt.Sprintf("%s %s is not the key of this data: %v. Put the earlier key back, as the only line or as a further one; nothing was changed",
			named("ADAPTER_SECRET_KEY_FILE"), cfg.SecretKeyFile, wrong)}
	}
	return book, err
}

// assemble makes every room and introduces them.
func assemble(ctx context.Context, cfg Config, e *nats.Engine, log *slog.Logger) (*parts, error) {
	keep, err := openStores(ctx, cfg, e)
	if err != nil {
		return nil, err
	}
	book, err := openBook(ctx, cfg, keep)
	if err != nil {
		return nil, err
	}
	fields, err := tenants.NewFields(ctx, keep.fields)
	if err != nil {
		return nil, err
	}
	all := newStreet(book, cfg.Tracer, log)
	room := func(name string) *slog.Logger { return log.With("room", name) }

	sharing, owned, err := shared(ctx, cfg, e)
	if err != nil {
		return nil, err
	}
	p := &parts{cfg: cfg, log: log}
	p.many, p.kept, p.told = cfg.NatsURL != "", keep, keep.told
	p.replicas.log = room("replicas")
	spans := cfg.spans()
	sharing.Tracer = spans
	works := owner.New(p.owner(sharing, room("owner")))
	may := may(works.Check)

	who := people.New(people.Config{Tenant: all.people, Kept: keep.people, Logger: room("people")})
	in := signin.New(signin.Config{Nonces: keep.nonces, Tokens: keep.token, Tenant: all.signin,
		ClientAddr: clientAddr(cfg.TrustedProxies), Logger: room("signin")})
	leases := lease.New(p.seats(works, all.has, room("lease")))
	terms := ownedLeases{leases, may}
	counter := desk.New(desk.Config{Tenant: may.desk(all.desk), People: who, Leases: terms, Poll: cfg.statusPoll(), Logger: room("desk")})
	say := &voice{desk: counter}
	records := relay.New(relay.Config{Tenant: may.relay(all.relay(fields, spool(cfg, room("files")), room("crm"))), Facts: keep.facts, Ledger: keep.ledger,
		Checkpoints: keep.checkpoint, People: who, Teller: say, Tracer: spans, Logger: room("relay")})
	follower := inherit.New(inherit.Config{Tenant: all.inherit, Desk: counter, Leases: terms, Bucket: ownedBucket{keep.status, may},
		Audit: keep.audit, Logger: room("inherit")})
	meter := &gauge{street: all, records: records}
	far := farRooms{newFarPeople(works, who), newFarDesk(works, counter), newFarInherit(works, follower), newFarRelay(works, records),
		newFarBoard(works, records, meter)}
	h := hub.New(hub.Config{Origin: cfg.origin, Place: all.place, SignIn: in, Leases: leases, People: far.people,
		Desk: far.desk, Inherit: far.inherit, Relay: far.relay, Frames: p.frames(), Logger: room("hub")})
	leases.Watch(watchers{h, follower})
	leases.Count(counter.Present)
	counter.TellBy(h)
	counter.FollowBy(follower)
	counter.NoteBy(records)
	say.hub = h
	heard := newEar(keep.facts, keep.checkpoint, p.many)
	var events *intake.Intake
	stale := newFarStale(works, func(ctx context.Context, tenant, session string, live bool) { events.Stale(ctx, tenant, session, live) })
	events = intake.New(intake.Config{Tenant: all.intake, Facts: heard, Unended: records.Unended, Stale: stale, Marks: keep.checkpoint, Known: keep.knows, Notices: records, Tracer: spans, Logger: room("intake")})

	p.hub, p.leases = h, leases
	p.open(all, book, fields, in, far, heard, events)
	count := p.count(all, records, follower, heard, works.Owns)
	here := &residents{book: book, street: all, works: works, hear: heard.read, log: room("tenants"), leaving: map[string]bool{},
		moved: []func(string){who.Forget, in.Forget}, left: []func(string){h.Leave, who.Forget, in.Forget, heard.forget, fields.Drop, count.forget},
		remove: removal{book, keep, owned, room("tenants")}.of,
		work: func(id string) owner.Work {
			return together(id, room("owner"), follower, counter, seated{leases, keep.leases}, records, events, greeter{all, log, records.Foreign})
		}}
	here.begin()
	p.running = append(p.running, leases, counter, beats{h}, meter, works, &hearsay{book: book, fields: fields, from: keep.fields, wake: records.Wake, log: room("tenants")})
	safe := vault{store: e, hold: works.Hold, operator: p.office.Operator, log: room("backup")}
	p.doors.backup, p.doors.restore = http.HandlerFunc(safe.give), http.HandlerFunc(safe.take)
	return p, nil
}

// farRooms are the rooms that work at a tenant's owner, as others ask for them.
type farRooms struct {
	people  farPeople
	desk    farDesk
	inherit farInherit
	relay   farRelay
	board   farBoard
}

// open gives the rooms that receive their doors.
func (p *parts) open(all *street, book *tenants.Book, fields *tenants.Fields, in *signin.SignIn, far farRooms, heard *ear, events *intake.Intake) {
	room := func(name string) *slog.Logger { return p.log.With("room", name) }
	pages := widget{book, p.cfg.PublicURL, p.cfg.FrameAncestors, room("widget")}
	p.doors = doors{
		widget: pages, settings: http.HandlerFunc(pages.settings), notifications: http.HandlerFunc(pages.notifications),
		socket: p.hub, nonce: in.NonceHandler(), bind: in.BindHandler(), events: events,
		metadata: http.HandlerFunc(events.Metadata), webhooks: http.HandlerFunc(events.Webhook), ready: readiness(), cut: &p.cut,
	}
	office := register{book, func(n neighbours) admin.Tenant { return n.forAdmin(p.cfg.PublicURL) }, !loopback(p.cfg.PublicURL), room("tenants")}
	p.office = admin.New(admin.Config{Tenants: office, Trail: trail{p.kept.trail}, Tokens: revealed(p.cfg.Secrets.tokens), Secrets: revealed(p.cfg.Secrets.keys), Tenant: all.adminOf(p.cfg.PublicURL), SignIn: in, Fields: fields,
		Settings: choices{book, far.relay.Wake}, Sessions: accounts{far.relay}, Agents: board{p.leases, p.kept.leases, far.people, far.desk, p.hub},
		Past: past{far.board}, Figures: far.board.Figures, LastEvent: heard.Last, Warnings: warnings(far.relay.Warnings, far.inherit.Unmapped), ClientAddr: clientAddr(p.cfg.TrustedProxies), Logger: room("admin")})
	p.doors.admin = p.office
}

// count has this server's figures counted at the doors.
func (p *parts) count(all *street, records *relay.Relay, follower *inherit.Inherit, heard *ear, owns func(string) bool) *figures {
	count := newFigures(all, p.hub, records, heard)
	count.warnings, count.drifting, count.dataDir = warnings(records.Warnings, follower.Unmapped), follower.Drifting, p.cfg.DataDir
	count.owns = owns
	d := &p.doors
	d.events, d.metadata = count.counted(count.events, d.events), count.counted(count.events, d.metadata)
	d.webhooks = count.counted(count.webhooks, d.webhooks)
	d.metrics = count.handler(p.office)
	return count
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
