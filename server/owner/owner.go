package owner

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// Shares of Renew. With the usual two seconds: trusted for 5, dead after 7, claimed by others 1 later.
const (
	renewEvery = 2 * time.Second
	trustHalf  = 5  // halves of Renew
	deadHalf   = 7  // halves of Renew
	graceHalf  = 1  // halves of Renew
	steadyHalf = 30 // halves of Renew: how long who is to be handed to must have been here
	tickPart   = 8  // looks per Renew
	// saying bounds what a stop still writes.
	saying = time.Second
	// answering bounds the wait for questions at hand before a tenant is handed over.
	answering = time.Second
)

// Bucket is what owner needs of the engine's bucket "owner". It must lie in a file: its revisions are
// the fence.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
	Delete(ctx context.Context, key string, rev uint64) error
	Watch(ctx context.Context, fn func(engine.Value) error) error
}

// Line carries questions between replicas.
type Line interface {
	Ask(ctx context.Context, subject string, body []byte) ([]byte, error)
	Serve(subject string, fn func(ctx context.Context, body []byte) []byte) (stop func(), err error)
}

// Config makes an Owner.
type Config struct {
	// Bucket and Line connect the replicas; without a bucket this one is alone.
	Bucket Bucket
	Line   Line
	// Renew is how often a replica says that it lives; zero: two seconds. All replicas must agree.
	Renew time.Duration
	// Errors that keep their identity on the way from the owner to who asked, each by a name.
	Errors map[string]error
	// Moved is told of each other replica that comes or goes. It must not block.
	Moved func(replica string)
	// Trusted is told when this replica may act and when it may not any more. It must not block.
	Trusted func(can bool)
	// Tracer lets what the owner is asked go on in the trace of who asks; nil: nobody looks.
	Tracer Tracer
	Logger *slog.Logger
}

// Tracer carries a span from one replica to another.
type Tracer interface {
	// Of is ctx's span in words, "" for none. Begin begins one whose parent is the first of causes; end
	// takes what came of it.
	Of(ctx context.Context) string
	Begin(ctx context.Context, what, tenant, session string, causes []string) (_ context.Context, end func(error))
}

// NoOwnerError says that nobody works for a tenant just now. It is engine.ErrUnavailable.
type NoOwnerError struct{ Tenant string }

// Error says so.
func (e *NoOwnerError) Error() string {
	return fmt.Sprintf("owner: no server works for tenant %s just now", e.Tenant)
}

// Unwrap makes it engine.ErrUnavailable: ask again later.
func (e *NoOwnerError) Unwrap() error { return engine.ErrUnavailable }

// Problem tells it to people.
func (e *NoOwnerError) Problem() protocol.Problem {
	return protocol.Fault("store-unavailable",
		"problem.changing-over: The adapter's servers are changing over just now.",
		"problem.changing-over.fix: Try again in a few seconds; if it goes on, tell an admin.")
}

// Owner is this replica's share in the work. It is safe for concurrent use.
type Owner struct {
	cfg  Config
	log  *slog.Logger
	name string

	ctx    context.Context // ends with Stop
	cancel context.CancelFunc
	loops  sync.WaitGroup
	hurry  chan struct{} // renew now; room for one

	mu       sync.Mutex // guards all below
	started  bool
	stopping bool
	handlers map[string]Handler
	jobs     map[string]*job // by tenant
	live     liveness
	peers    map[string]*peer
	gone     map[string]time.Time // replicas that died, and when their keys moved last
	records  map[string]record    // who has which tenant
	held     string               // which replica holds all work up; empty: none
	changed  chan struct{}        // closed when anything above may have changed
	unserve  func()
}

// Handler answers a question about a tenant that this replica works for. ctx ends when it may not act
// for it any more.
type Handler func(ctx context.Context, tenant string, body []byte) ([]byte, error)

// New makes an Owner; Run and Serve say what it is to do, Start begins.
func New(cfg Config) *Owner {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Renew <= 0 {
		cfg.Renew = renewEvery
	}
	o := &Owner{
		cfg: cfg, log: cfg.Logger, name: word(), handlers: map[string]Handler{}, jobs: map[string]*job{},
		peers: map[string]*peer{}, gone: map[string]time.Time{}, records: map[string]record{}, changed: make(chan struct{}), hurry: make(chan struct{}, 1),
	}
	o.ctx, o.cancel = context.WithCancel(context.Background())
	return o
}

// Name is this replica's: new at each start of the process.
func (o *Owner) Name() string { return o.name }

// Start begins to claim. Alone, it returns once all work is ready.
func (o *Owner) Start(ctx context.Context) error {
	o.mu.Lock()
	again := o.started || o.stopping
	o.started = true
	o.mu.Unlock()
	if again {
		return nil
	}
	if o.alone() {
		return o.startAlone(ctx)
	}
	if err := o.beginLife(ctx); err != nil {
		return err
	}
	unserve, err := o.cfg.Line.Serve(subject(o.name), o.answer)
	if err != nil {
		return fmt.Errorf("owner: nobody could ask this server: %w", err)
	}
	o.mu.Lock()
	o.unserve = unserve
	o.mu.Unlock()
	o.loops.Go(o.watch)
	o.loops.Go(o.renew)
	o.loops.Go(o.look)
	return nil
}

// Stop ends all work, hands the tenants over and says goodbye. It may be called twice.
func (o *Owner) Stop() {
	o.mu.Lock()
	o.stopping = true
	runs := o.endLocked(false)
	o.mu.Unlock()
	var all sync.WaitGroup
	for tenant, r := range runs {
		all.Go(func() {
			<-r.done
			o.release(tenant)
		})
	}
	all.Wait()
	o.cancel()
	o.loops.Wait()
	o.mu.Lock()
	unserve := o.unserve
	o.unserve = nil
	o.mu.Unlock()
	if unserve != nil {
		unserve()
		o.endLife()
	}
}

func (o *Owner) alone() bool { return o.cfg.Bucket == nil }

func (o *Owner) halves(n int) time.Duration { return time.Duration(n) * o.cfg.Renew / 2 }

func (o *Owner) stir() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.stirLocked()
}

// stirLocked wakes everybody who waits for a change.
func (o *Owner) stirLocked() {
	close(o.changed)
	o.changed = make(chan struct{})
}

// word makes a random name.
func word() string {
	b := make([]byte, 8)
	rand.Read(b) // never fails: the runtime stops the program instead
	return hex.EncodeToString(b)
}
