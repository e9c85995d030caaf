package lease

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

const (
	// patience bounds a change that nobody waits for.
	patience = 10 * time.Second
	// tryAgain is the wait before a change that must not be lost is tried anew.
	tryAgain = time.Second
	// maxTries bounds how often a change begins anew because somebody wrote in between.
	maxTries = 256
	// longestGiveWay bounds the wait before it does.
	longestGiveWay = 64 * time.Millisecond
)

// Bucket is what lease needs of the engine's bucket "lease". It must lie in a file: terms would
// begin again otherwise.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error)
}

// Follower tells of changes that other servers made, as of all others; the engine's bucket is one.
type Follower interface {
	Watch(ctx context.Context, fn func(engine.Value) error) error
}

// Watcher is told of every change of an agent's lease, in order. It must not call back into this
// package and must not block. In l, Live says that the holder is here.
type Watcher interface {
	LeaseMoved(tenant, agent string, l protocol.Lease)
}

// StaleError says that something was said under a term that is over.
type StaleError struct {
	// Said is the term it was said under, Now the present one.
	Said, Now uint64
}

// Error tells both terms.
func (e *StaleError) Error() string {
	return fmt.Sprintf("lease: said under term %d, the present one is %d", e.Said, e.Now)
}

// Problem tells it to the agent.
func (e *StaleError) Problem() protocol.Problem {
	return protocol.Fault("not-live",
		"problem.not-live: Another window speaks for you now.",
		`problem.not-live.fix: Press "Use this one" to go on here.`)
}

// Config makes a Leases.
type Config struct {
	Bucket  Bucket
	Watcher Watcher
	// Others is the same bucket where several servers share it; nil: this one is alone.
	Others Follower
	// Server is this run's name; empty: one is made. Alive tells whether another run lives and, if not,
	// when it was last heard; nil: none does.
	Server string
	Alive  func(server string) (alive bool, heard time.Time)
	// Present is told how many pages an agent has, wherever they are; nil: nobody is. It must not call
	// back and must not block.
	Present func(tenant, agent string, pages int)
	// Serves tells whether a tenant is served; nil: all are. Nothing is kept of the others: pages that
	// go with a tenant's removal must not bring it back.
	Serves func(tenant string) bool
	Logger *slog.Logger
}

// Leases keeps the leases of all agents of this server. It is safe for concurrent use.
type Leases struct {
	cfg    Config
	log    *slog.Logger
	server string // this run's name

	mu      sync.Mutex // guards all below
	ready   time.Time
	stopped bool
	agents  map[string]*agent
	watched uint64 // revision of the newest change that the watch told
	cancel  context.CancelFunc
	follows sync.WaitGroup
}

// agent is what this run holds of one agent's lease: the order of its changes, and its timer.
type agent struct {
	name   string // "{tenant}.{agent}"
	tenant string
	id     string
	users  int // guarded by Leases.mu: changes under way

	mu sync.Mutex // held over a change, so that changes are told in order
	// rev is what was told last; gone and seen are since when this run knows the holder to be gone.
	rev   uint64
	gone  int64
	seen  time.Time
	timer *time.Timer // for the next promotion
}

// New makes a Leases; it works at once, and Start sets the moment that waiting counts from.
func New(cfg Config) *Leases {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Server == "" {
		cfg.Server = word()
	}
	return &Leases{cfg: cfg, log: cfg.Logger, server: cfg.Server, ready: time.Now(), agents: map[string]*agent{}}
}

// Watch says who is told of changes; for those who need each other. Call it before anything else.
func (l *Leases) Watch(w Watcher) { l.cfg.Watcher = w }

// Count says who is told how many pages agents have; for those who need each other. Call it before
// anything else.
func (l *Leases) Count(present func(tenant, agent string, pages int)) { l.cfg.Present = present }

// Start notes that the server is ready: from now on pages can come back. It begins to hear what other
// servers change.
func (l *Leases) Start(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ready = time.Now()
	if l.cfg.Others != nil && l.cancel == nil && !l.stopped {
		ctx, cancel := context.WithCancel(context.Background())
		l.cancel = cancel
		l.follows.Go(func() { l.follow(ctx) })
	}
	return nil
}

// Stop ends all waiting; nobody is promoted any more. Leases stay as they are for the next run.
func (l *Leases) Stop() {
	l.mu.Lock()
	l.stopped = true
	if l.cancel != nil {
		l.cancel()
	}
	agents := make([]*agent, 0, len(l.agents))
	for _, a := range l.agents {
		agents = append(agents, a)
	}
	l.mu.Unlock()
	for _, a := range agents {
		a.mu.Lock()
		l.disarm(a)
		a.mu.Unlock()
	}
	l.follows.Wait()
}

// Join seats the instance that said h. The resume word goes into its welcome. The Watcher has
// been told before Join answers.
func (l *Leases) Join(ctx context.Context, tenant, agent string, h protocol.Hello) (resume string, err error) {
	resume = word()
	s := seatOf(h)
	s.Resume = hash(resume)
	said := ""
	if h.Resume != "" {
		said = hash(h.Resume)
	}
	_, err = l.change(ctx, tenant, agent, func(w run, r record) record { return w.join(r, s, said) })
	return resume, err
}

// TakeOver makes the instance that once said h the holder, because a person wants it; h.Resume is
// the word that Join gave it. It answers how the lease stands then: a holder on a call keeps it
// unless duringCall confirms.
func (l *Leases) TakeOver(ctx context.Context, tenant, agent string, h protocol.Hello, duringCall bool) (protocol.Lease, error) {
	s := seatOf(h)
	s.Resume = hash(h.Resume)
	s.OnCall = false // a waiting page has no softphone
	return l.change(ctx, tenant, agent, func(w run, r record) record { return w.takeOver(r, s, duringCall) })
}

// Gone notes that the socket ended whose Join gave the resume word; if the instance has joined
// again meanwhile, nothing happens. It keeps trying until ctx ends: a holder that is
// not noted as gone would be waited for until a person takes over.
func (l *Leases) Gone(ctx context.Context, tenant, agent, instance, resume string) error {
	for {
		_, err := l.change(ctx, tenant, agent, func(w run, r record) record { return w.gone(r, instance, hash(resume)) })
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(tryAgain):
		}
	}
}

// Release gives up the instance's place at once.
func (l *Leases) Release(ctx context.Context, tenant, agent, instance string) error {
	_, err := l.change(ctx, tenant, agent, func(w run, r record) record { return w.release(r, instance) })
	return err
}

// OnCall notes whether a call is live in the holder's softphone.
func (l *Leases) OnCall(ctx context.Context, tenant, agent, instance string, on bool) error {
	_, err := l.change(ctx, tenant, agent, func(w run, r record) record { return w.onCall(r, instance, on) })
	return err
}

// Check tells whether the term is the present one, by the record itself. A *StaleError: it is
// over. Any other error: nobody can tell, so do not act.
func (l *Leases) Check(ctx context.Context, tenant, agent string, term uint64) error {
	name := tenant + "." + agent
	for try := range maxTries {
		if err := l.giveWay(ctx, try); err != nil {
			return fmt.Errorf("lease: %s: %w", name, err)
		}
		r, rev, err := l.read(ctx, name)
		if err != nil {
			return err
		}
		if r.Holder == nil || r.Term != term {
			return &StaleError{Said: term, Now: r.Term}
		}
		if l.cfg.Others == nil {
			return nil
		}
		// What was read may be older than what another server wrote; that it can be written again on
		// top of it proves that it is not.
		if _, err := l.write(ctx, name, r, rev); !errors.Is(err, engine.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("lease: %s: %w", name, engine.ErrConflict)
}

func seatOf(h protocol.Hello) seat {
	return seat{Instance: h.Instance, Device: h.Device, Browser: h.Browser, OnCall: h.OnCall}
}

// word makes a random word of 128 bits.
func word() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails: the runtime stops the program instead
	return hex.EncodeToString(b)
}

func hash(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}
