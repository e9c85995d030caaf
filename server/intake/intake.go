package intake

import (
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
	// User and Password are what the platform's events come with.
	User, Password string
	// WebhookToken signs what Kustomer tells by itself; empty: it is refused.
	WebhookToken string
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
	Tenants []Tenant
	Facts   Log
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
	cfg     Config
	log     *slog.Logger
	traces  traces
	tenants map[string]Tenant
	readers map[string]*reader
	buckets map[string]*bucket // of tenants that have a storage

	mu     sync.Mutex
	cancel context.CancelFunc // nil: not running
	work   sync.WaitGroup
}

// New makes an Intake; Start sets its readers to work.
func New(cfg Config) *Intake {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	in := &Intake{cfg: cfg, log: cfg.Logger, traces: traces{cfg.Tracer}, tenants: map[string]Tenant{}, readers: map[string]*reader{}, buckets: map[string]*bucket{}}
	for _, t := range cfg.Tenants {
		if t.Reconcile <= 0 {
			t.Reconcile = time.Minute
		}
		if t.PatientCalls == nil {
			t.PatientCalls, t.PatientChats = t.Calls, t.Chats
		}
		if t.Poll <= 0 {
			t.Poll = time.Minute
		}
		in.tenants[t.ID] = t
		if t.Storage != nil {
			in.buckets[t.ID] = newBucket(in, t)
		}
		in.readers[t.ID] = newReader(t, in.keep, cfg.Tracer, in.log.With("tenant", t.ID))
	}
	return in
}

// Run works for one tenant until ctx ends: it reads objects, fills gaps and watches the storage.
func (in *Intake) Run(ctx, _ context.Context, tenant string, ready func()) error {
	r, ok := in.readers[tenant]
	if !ok {
		return fmt.Errorf("intake: no tenant %s", tenant)
	}
	r.forget() // another server may have told more meanwhile
	var work sync.WaitGroup
	for _, liveOnly := range []bool{true, true, false} {
		work.Go(func() { r.run(ctx, liveOnly) })
	}
	work.Go(func() { in.byPages(ctx, in.tenants[tenant], r) })
	work.Go(func() { in.reconcile(ctx, in.tenants[tenant]) })
	if b, ok := in.buckets[tenant]; ok {
		b.works.Store(true)
		defer b.works.Store(false)
		work.Go(func() { b.watch(ctx) })
		work.Go(func() { b.lookAfterEnds(ctx) })
	}
	ready()
	work.Wait()
	return nil
}

// Start works for all tenants until Stop, for who is alone. It returns at once.
func (in *Intake) Start(context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	in.cancel = cancel
	for id := range in.readers {
		up := make(chan struct{})
		in.work.Go(func() { _ = in.Run(ctx, ctx, id, func() { close(up) }) }) // it knows the tenant
		<-up
	}
	return nil
}

// Stop ends what Start began and waits for the read at hand. It may be called twice.
func (in *Intake) Stop() {
	in.mu.Lock()
	cancel := in.cancel
	in.cancel = nil
	in.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	in.work.Wait()
}

// Stale marks a session ("call-418") as changed at the platform: its object is read soon. Live ones
// go first. It never blocks.
func (in *Intake) Stale(ctx context.Context, tenant, session string, live bool) {
	if r, ok := in.readers[tenant]; ok {
		r.stale(ctx, session, live)
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
	if b, ok := in.buckets[tenant]; ok && b.works.Load() && tellsEnd(f) {
		b.ended(f.Session)
	}
	return nil
}
