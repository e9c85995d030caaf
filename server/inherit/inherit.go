package inherit

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// acting bounds what the room does of its own accord.
	acting = 30 * time.Second
	// loginGap is how long an agent must have had no live window for the next to be a log-in (T13).
	loginGap = 60 * time.Second
	// forgetAfter is how long anything of an absent agent, and a next status, is kept.
	forgetAfter = 12 * time.Hour
	// maxWorking bounds how many agents are worked for at once of the room's own accord.
	maxWorking = 64
)

// Desk asks the platform and tells agents; package desk is it.
type Desk interface {
	// Set asks once for a status, after may agreed. The answer's Status is what is so then.
	Set(ctx context.Context, tenant, agent, status string, may func(context.Context) error) protocol.StatusSet
	// Show tells an agent's pages both statuses anew.
	Show(tenant, agent string)
	// Look reads the platform statuses of agents who may be absent.
	Look(ctx context.Context, tenant string, agents []string) (map[string]string, error)
}

// Leases checks a term at the moment of acting. Its errors may have a method Problem.
type Leases interface {
	Check(ctx context.Context, tenant, agent string, term uint64) error
}

// Shifts tells what Kustomer knows of agents' statuses; kustomer.RoutingService is one.
type Shifts interface {
	CurrentWorkSession(ctx context.Context, user string) (kustomer.WorkSession, error)
	Statuses(ctx context.Context) ([]kustomer.RoutingStatus, error)
}

// Bucket keeps the agents' records under "{tenant}.{agent}". It must lie in a file.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
}

// Audit is the log of what was done and why, with the subject "{tenant}.{agent}".
type Audit interface {
	Append(ctx context.Context, subject string, body []byte) (uint64, error)
}

// Tenant is what inherit needs to know of a tenant.
type Tenant struct {
	Settings rules.Settings
	Shifts   Shifts
}

// Config makes an Inherit.
type Config struct {
	// Tenant finds a tenant as it is now; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	Desk   Desk
	Leases Leases
	Bucket Bucket
	Audit  Audit
	Logger *slog.Logger
}

// Inherit keeps the statuses of all tenants' agents in step. It is safe for concurrent use.
type Inherit struct {
	cfg      Config
	log      *slog.Logger
	ctx      context.Context // of all that Start began; ends with Stop
	stop     context.CancelFunc
	begun    sync.WaitGroup // what Start began
	working  chan struct{}  // a place for each agent that is worked for
	names    names
	unmapped unmapped

	mu     sync.Mutex // guards both
	agents map[string]*agent
	homes  map[string]*home // of tenants that are worked for; "" stands for all of them
}

// New makes an Inherit.
func New(cfg Config) *Inherit {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	i := &Inherit{cfg: cfg, log: cfg.Logger, agents: map[string]*agent{}, homes: map[string]*home{}, working: make(chan struct{}, maxWorking)}
	i.ctx, i.stop = context.WithCancel(context.Background())
	return i
}

// Start looks after the agents of all tenants, for who is alone.
func (i *Inherit) Start(ctx context.Context) error {
	failed := make(chan error, 1)
	up := make(chan struct{})
	i.begun.Go(func() { failed <- i.Run(i.ctx, i.ctx, "", func() { close(up) }) })
	select {
	case <-up:
		return nil
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Stop ends what Start began. It may be called twice.
func (i *Inherit) Stop() {
	i.stop()
	i.begun.Wait()
}

// agent is what this process holds of one agent.
type agent struct {
	tenant, id string
	home       *home
	turn       chan struct{} // holds a token while somebody acts for the agent

	mu        sync.Mutex // guards all below; nothing outside is called under it
	rec       record     // written by who has the turn
	loaded    bool       // rec is what the engine holds
	platform  string     // as the desk last told
	since     time.Time  // when it was told first
	term      uint64     // of the live window
	here      bool       // there is one
	came      bool       // it has just come
	goneAt    time.Time  // when the last one went
	heard     bool       // a status event came since the log-in
	login     bool       // the work session of this log-in is not read yet
	lookAt    time.Time  // when the work session is read next
	checkAt   time.Time  // when an absent agent is looked after next
	tries     int        // of the pending status without an answer
	retryAt   time.Time
	driftAt   time.Time // since when both sides differ
	drift     string    // as shown, and by code
	driftSaid protocol.Said
	poked     bool // somebody is on the way
}

// take waits for the agent's turn and reads the record; give must be called after it.
func (i *Inherit) take(ctx context.Context, a *agent) (give func(), err error) {
	select {
	case a.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	give = func() { <-a.turn }
	if err := i.load(ctx, a); err != nil {
		give()
		return nil, err
	}
	return give, nil
}

// state is what the rules look at.
func (a *agent) state() rules.AgentStatus {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stateLocked()
}

func (a *agent) stateLocked() rules.AgentStatus {
	return rules.AgentStatus{Platform: a.platform, Kustomer: a.rec.Kustomer, Taken: a.rec.Taken, Own: a.rec.Own, Next: a.rec.Next}
}
