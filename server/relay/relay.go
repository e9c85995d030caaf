package relay

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// Log is the durable log of facts.
type Log interface {
	Append(ctx context.Context, subject string, body []byte) (uint64, error)
	Follow(ctx context.Context, filter string, from uint64, fn func(engine.Entry) error) error
	// Purge forgets a subject's entries up to a sequence.
	Purge(ctx context.Context, subject string, upTo uint64) error
}

// Bucket holds documents by key.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	// Update and Create are the fence: a server that does not own the tenant any more cannot write over
	// what its successor wrote.
	Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
	// Forget is fenced too: it takes that revision away and no other, and leaves no mark.
	Forget(ctx context.Context, key string, rev uint64) error
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
}

// CRM answers questions and makes writes. Its errors are *kustomer.Error.
type CRM interface {
	// Find answers a customer's id and name, no id for nobody.
	Find(ctx context.Context, look rules.Lookup) (rules.Candidate, error)
	Conversations(ctx context.Context, customer string) ([]rules.Conversation, error)
	// Shared finds the customers who share a number; each was read again by its id (C4).
	Shared(ctx context.Context, number string) ([]rules.Candidate, error)
	// Customer reads one customer.
	Customer(ctx context.Context, id string) (rules.Candidate, error)
	// Fields tells whether the standard data may be written (S1).
	Fields(ctx context.Context) (bool, error)
	Apply(ctx context.Context, w rules.Write) (rules.Outcome, error)
	// Probe asks whether the key works.
	Probe(ctx context.Context) error
}

// People knows who a platform agent is in Kustomer. engine.ErrNotFound: nobody; any other error:
// nobody can tell now.
type People interface {
	UserOf(ctx context.Context, tenant, agent string) (string, error)
	UserByEmail(ctx context.Context, tenant, email string) (string, error)
	// User reads a Kustomer user, for the e-mail (W9).
	User(ctx context.Context, tenant, id string) (protocol.Agent, error)
}

// Teller says a frame to an agent's pages, a Pop to the live one alone. It never blocks.
type Teller interface {
	Tell(tenant, agent string, d protocol.Down)
}

// Tenant is one tenant whose sessions are relayed.
type Tenant struct {
	ID  string
	CRM CRM
	// Patient is the same CRM for sessions that nobody is in any more: its requests leave room for
	// those of live ones (W5); nil: CRM.
	Patient CRM
	// Files brings files; nil: they are left alone. Fields registers mapped ones; nil: nobody does.
	Files  Porter
	Fields Registrar
	// Timeline shows what others recorded (W10); nil: nobody looks.
	Timeline Timeline
	// FieldsSince answers when the admin created the account and record fields, zero: never (S3);
	// nil: never.
	FieldsSince func() time.Time
	// Settings answers the tenant's settings as they are now; nil: the defaults.
	Settings func() rules.Settings
}

// Config makes a Relay.
type Config struct {
	// Tenant finds a tenant as it is now; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	Facts  Log
	// Ledger keeps a document per session, Checkpoints how far each tenant's facts are in them.
	Ledger, Checkpoints Bucket
	People              People
	Teller              Teller
	// Tracer shows the way of a session's facts; nil: nobody looks.
	Tracer Tracer
	// Pause is the first pause after a failed attempt, growing from there; zero: a second.
	Pause time.Duration
	// LongestPause bounds the growing pause; zero: five minutes.
	LongestPause time.Duration
	Logger       *slog.Logger
}

// Workers of a tenant, side by side. Sessions that somebody is in have writers of their own, so that
// none of them waits while back-fill waits for its place in the budget; those of back-fill suffice for
// 333 requests a second, each answered in 50 ms.
const (
	liveWriters      = 8
	patientWriters   = 24
	tellersPerTenant = 2
)

// grace is how long the writes at hand may take once a stop was asked for.
const grace = 3 * time.Second

// Relay runs a line for each tenant that is worked for here. It is safe for concurrent use.
type Relay struct {
	cfg Config

	mu    sync.Mutex       // guards lines
	lines map[string]*line // by tenant
}

// New makes a Relay; Run opens it for a tenant.
func New(cfg Config) *Relay {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Pause <= 0 {
		cfg.Pause = time.Second
	}
	if cfg.LongestPause <= 0 {
		cfg.LongestPause = longestPause
	}
	return &Relay{cfg: cfg, lines: map[string]*line{}}
}

// line is a tenant's, while it works here.
func (r *Relay) line(tenant string) (*line, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	l, ok := r.lines[tenant]
	return l, ok
}

// Run works for one tenant until ctx ends and then lets the writes at hand end, unless hard cuts them.
// It begins with what the ledger left unfinished, and calls ready once that is read, so that agents
// who come back find their sessions.
func (r *Relay) Run(ctx, hard context.Context, tenant string, ready func()) error {
	t, ok := r.cfg.Tenant(tenant)
	if !ok {
		return ErrUnknown
	}
	if t.Settings == nil {
		t.Settings = rules.DefaultSettings
	}
	l := newLine(&r.cfg, t)
	if err := l.load(ctx); err != nil {
		return fmt.Errorf("relay: the ledger of %s cannot be read: %w", tenant, err)
	}
	r.put(tenant, l)
	defer r.take(tenant, l) // another server goes on: what is known here grows old
	asked, ask := context.WithCancel(ctx)
	defer ask()
	atHand, cut := context.WithCancel(hard)
	defer cut()
	defer context.AfterFunc(asked, func() { time.AfterFunc(grace, cut) })()
	var work sync.WaitGroup
	l.run(asked, atHand, &work)
	ready()
	select {
	case <-ctx.Done():
	case <-l.fenced:
		ask()
	}
	work.Wait()
	return l.fence()
}

func (r *Relay) put(tenant string, l *line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lines[tenant] = l
}

func (r *Relay) take(tenant string, l *line) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lines[tenant] == l {
		delete(r.lines, tenant)
	}
}

// Sessions answers an agent's live and recent sessions, the latest first, at most 20.
func (r *Relay) Sessions(tenant, agent string) []protocol.Session {
	if l, ok := r.line(tenant); ok {
		all := l.shelf.of(agent)
		return all[:min(len(all), toldAtOnce)]
	}
	return nil
}

// Unended names the tenant's sessions whose object has not told an end yet.
func (r *Relay) Unended(tenant string) []string {
	if l, ok := r.line(tenant); ok {
		return l.unended(time.Now())
	}
	return nil
}
