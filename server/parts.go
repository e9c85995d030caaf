package main

import (
	"context"
	"errors"
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

	office := admin.New(admin.Config{Token: cfg.Secrets.token.Reveal(), Tenant: all.adminOf(cfg.PublicURL), SignIn: in, Fields: fields,
		Settings: choices{book, records.Wake}, Sessions: accounts{records}, Agents: board{leases, keep.leases, who, counter},
		LastEvent: heard.Last, Warnings: warnings(records, follower), ClientAddr: clientAddr(cfg.TrustedProxies), Logger: room("admin")})

	count := newFigures(all, h, records, heard)
	count.warnings, count.drifting, count.dataDir = warnings(records, follower), follower.Drifting, cfg.DataDir

	p := &parts{cfg: cfg, log: log, hub: h}
	pages := widget{book, cfg.PublicURL, cfg.FrameAncestors, room("widget")}
	p.doors = doors{
		widget: pages, settings: http.HandlerFunc(pages.settings),
		socket: h, nonce: in.NonceHandler(), bind: in.BindHandler(), events: count.counted(count.events, events),
		metadata: count.counted(count.events, http.HandlerFunc(events.Metadata)), webhooks: count.counted(count.webhooks, http.HandlerFunc(events.Webhook)), admin: office, metrics: count.handler(office), ready: readiness(),
	}
	p.running = []part{leases, follower, counter, records, events, beats{h}, &greeter{street: all, log: log, foreign: records.Foreign}}
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
