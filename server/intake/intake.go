package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// Log is the durable log of facts.
type Log interface {
	Append(ctx context.Context, subject string, body []byte) (uint64, error)
}

// Objects reads the calls or the chats of a platform; ccaip.CallsService and ccaip.ChatsService do.
type Objects interface {
	Get(ctx context.Context, id string) (ccaip.Session, error)
	UpdatedSince(ctx context.Context, from time.Time) ([]ccaip.Session, error)
}

// Marks keeps until when everything was heard; an engine bucket.
type Marks interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
}

// Tenant is what intake needs to know of a tenant.
type Tenant struct {
	ID string
	// User is what the platform's events come with, and Passwords those that are taken just now; none:
	// everything is refused.
	User      string
	Passwords []string
	// WebhookTokens are those that what Kustomer tells by itself may be signed with; none: it is refused.
	WebhookTokens []string
	// Calls and Chats are read by whoever works for the tenant; nil: the platform is not connected yet,
	// and events are only kept.
	Calls, Chats Objects
	// PatientCalls and PatientChats read the same for what nobody waits for: after all others at the
	// platform's rate (W5, W6); nil: Calls and Chats.
	PatientCalls, PatientChats Objects
	// Reconcile is how often a session without an end is read again; zero: a minute.
	Reconcile time.Duration
	// Storage is where the platform exports files into; nil: nowhere. Poll is how often it is listed
	// for what is new; zero: a minute.
	Storage Storage
	Poll    time.Duration
}

// Config makes an Intake.
type Config struct {
	// Tenant finds a tenant as it is now; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	Facts  Log
	// Unended names the sessions of a tenant that have begun and whose object does not tell an end;
	// nil: none.
	Unended func(tenant string) []string
	// Marks lets what changed while we were away be asked for; nil: it is not.
	Marks Marks
	// Stale marks a session as changed at the server that works for the tenant; nil: at this one. It
	// must not block.
	Stale func(ctx context.Context, tenant, session string, live bool)
	// Known tells whether a tenant's session has been heard of; nil: all are. Files of others are left
	// alone.
	Known func(ctx context.Context, tenant, session string) bool
	// Notices hears what an admin should know; nil: nobody does.
	Notices Notices
	// Tracer shows the way of an event; nil: nobody looks.
	Tracer Tracer
	Logger *slog.Logger
}

// Intake receives events and reads objects. It is safe for concurrent use.
type Intake struct {
	cfg    Config
	log    *slog.Logger
	traces traces

	mu   sync.RWMutex     // guards desk
	desk map[string]*desk // of tenants that are worked for here
}

// desk is what reads for one tenant, for as long as that one is worked for here.
type desk struct {
	tenant Tenant
	reader *reader
	bucket *bucket // nil: the tenant has no storage
}

// New makes an Intake.
func New(cfg Config) *Intake {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Intake{cfg: cfg, log: cfg.Logger, traces: traces{cfg.Tracer}, desk: map[string]*desk{}}
}

// Run works for one tenant until ctx ends: it reads objects, fills gaps and watches the storage. Of a
// tenant whose platform is not connected yet there is nothing to read.
func (in *Intake) Run(ctx, _ context.Context, tenant string, ready func()) error {
	t, ok := in.cfg.Tenant(tenant)
	if !ok {
		return fmt.Errorf("intake: no tenant %s", tenant)
	}
	if t.Calls == nil {
		ready()
		<-ctx.Done()
		return nil
	}
	d := in.sit(t.withDefaults())
	defer in.rise(tenant, d)
	var work sync.WaitGroup
	for _, liveOnly := range []bool{true, true, false} {
		work.Go(func() { d.reader.run(ctx, liveOnly) })
	}
	work.Go(func() { in.byPages(ctx, d.tenant, d.reader) })
	work.Go(func() { in.reconcile(ctx, d.tenant, d.reader) })
	if b := d.bucket; b != nil {
		work.Go(func() { b.watch(ctx) })
		work.Go(func() { b.lookAfterEnds(ctx) })
	}
	ready()
	work.Wait()
	return nil
}

// withDefaults fills in what nobody said.
func (t Tenant) withDefaults() Tenant {
	t.Reconcile, t.Poll = cmp.Or(t.Reconcile, time.Minute), cmp.Or(t.Poll, time.Minute)
	if t.PatientCalls == nil {
		t.PatientCalls, t.PatientChats = t.Calls, t.Chats
	}
	return t
}

// sit begins to read for a tenant with nothing remembered: another server may have told more meanwhile.
func (in *Intake) sit(t Tenant) *desk {
	d := &desk{tenant: t, reader: newReader(t, in.keep, in.cfg.Tracer, in.log.With("tenant", t.ID))}
	if t.Storage != nil {
		d.bucket = newBucket(in, t)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.desk[t.ID] = d
	return d
}

func (in *Intake) rise(tenant string, d *desk) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.desk[tenant] == d {
		delete(in.desk, tenant)
	}
}

// at is what reads for a tenant here; nil: nothing does.
func (in *Intake) at(tenant string) *desk {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return in.desk[tenant]
}

// Stale marks a session ("call-418") as changed at the platform: its object is read soon. Live ones
// go first. It never blocks.
func (in *Intake) Stale(ctx context.Context, tenant, session string, live bool) {
	if d := in.at(tenant); d != nil {
		d.reader.stale(ctx, session, live)
	}
}

// keep appends a fact and returns once it is on disk.
func (in *Intake) keep(ctx context.Context, tenant string, f rules.Fact) error {
	f.Trace = in.traces.of(ctx)
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("intake: a fact of %s cannot be written: %w", f.Session, err)
	}
	if _, err := in.cfg.Facts.Append(ctx, tenant+"."+f.Session, body); err != nil {
		return fmt.Errorf("intake: a fact of %s is not on disk: %w", f.Session, err)
	}
	if d := in.at(tenant); d != nil && d.bucket != nil && tellsEnd(f) {
		d.bucket.ended(f.Session)
	}
	return nil
}
