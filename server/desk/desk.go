package desk

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
	"agentadapter/rules"
)

// Calls is the part of the platform's client that dials; ccaip.CallsService is one.
type Calls interface {
	Start(ctx context.Context, d ccaip.Dial) (ccaip.Started, error)
}

// Statuses is the part of the platform's client that knows statuses; ccaip.StatusesService is one.
type Statuses interface {
	UserStatuses(ctx context.Context) ([]ccaip.UserStatus, error)
	CurrentStatuses(ctx context.Context) ([]ccaip.AgentStatus, error)
	SetStatus(ctx context.Context, agentID, status string) (ccaip.StatusAnswer, error)
}

// People knows an agent's half in the platform. Its errors may have a method Problem.
type People interface {
	Platform(ctx context.Context, tenant, id string) (agent, email string, err error)
}

// Follower hears every agent's platform status at each round, and knows what else belongs to an
// agent's status: the pending one, Kustomer's, and why. It is called under the desk's lock, so it
// must neither block nor call back.
type Follower interface {
	Saw(tenant, agent, platform string)
	Dress(tenant, agent string, s protocol.Status) protocol.Status
}

// Leases checks a term at the moment of acting. Its errors may have a method Problem.
type Leases interface {
	Check(ctx context.Context, tenant, agent string, term uint64) error
}

// Teller says a frame to an agent's pages and never blocks.
type Teller interface {
	Tell(tenant, agent string, d protocol.Down)
}

// Ledger is told where an agent dials from, so that the record finds the conversation where the number
// was clicked, or the call that is called back (V4, V5).
type Ledger interface {
	// Dialing notes it, on disk, before the platform is asked. Agent is the platform's id.
	Dialing(ctx context.Context, tenant, agent, number string, from protocol.Dial) (dial string, err error)
	// Dialed notes which call came of that dial.
	Dialed(ctx context.Context, tenant, dial, session string) error
}

// Tenant is what desk needs to know of a tenant.
type Tenant struct {
	Calls    Calls
	Statuses Statuses
	// Unconnected: an admin has not given the platform's connection yet. Nothing is asked of it.
	Unconnected bool
	// Poll is how often statuses are read while anybody is here; 0: Config.Poll.
	Poll time.Duration
	// Kustomer asks whether the CRM's key works; nil: nobody asks.
	Kustomer func(context.Context) error
	// DefaultCountry ("US") is that of numbers typed without prefix.
	DefaultCountry string
	// OutboundNumbers and Languages are what an agent may choose of; empty: the softphone asks.
	OutboundNumbers, Languages []string
	// QuietHours and DoNotCall warn before a call.
	QuietHours *rules.QuietHours
	DoNotCall  []string
}

// Config makes a Desk.
type Config struct {
	// Tenant finds a tenant as it is now; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	People People
	Leases Leases
	Teller Teller   // see Desk.TellBy
	Ledger Ledger   // see Desk.NoteBy; nil: where a number was clicked is not noted
	Follow Follower // see Desk.FollowBy; nil: nobody follows
	// Poll is how often statuses are read while anybody is here (CCAIP_STATUS_POLL); 0: 5 s.
	Poll   time.Duration
	Logger *slog.Logger
}

// Desk serves the agents of all tenants. It is safe for concurrent use.
type Desk struct {
	cfg   Config
	log   *slog.Logger
	ctx   context.Context // ends with Stop
	stop  context.CancelFunc
	dials dials
	// checks are the newest self-tests' answers.
	checks checks

	mu      sync.Mutex // guards both, and what they hold
	watches map[string]*watch
	open    map[string]bool // tenants that Run works for
	running sync.WaitGroup
}

// New makes a Desk.
func New(cfg Config) *Desk {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Poll <= 0 {
		cfg.Poll = 5 * time.Second
	}
	d := &Desk{cfg: cfg, log: cfg.Logger, watches: map[string]*watch{}, open: map[string]bool{}}
	d.ctx, d.stop = context.WithCancel(context.Background())
	return d
}

// TellBy says who carries frames to agents; for those who need each other. Call it before Start.
func (d *Desk) TellBy(t Teller) { d.cfg.Teller = t }

// NoteBy says who keeps where agents dial from; for those who need each other. Call it before Start.
func (d *Desk) NoteBy(l Ledger) { d.cfg.Ledger = l }

// FollowBy says who hears platform statuses; for those who need each other. Call it before Start.
func (d *Desk) FollowBy(f Follower) { d.cfg.Follow = f }

// Start does nothing yet: a tenant is watched from when its first agent comes.
func (d *Desk) Start(context.Context) error { return nil }

// Stop ends all watching and waits for it. It may be called twice.
func (d *Desk) Stop() {
	d.mu.Lock()
	d.stop()
	d.mu.Unlock()
	d.running.Wait()
}

func (d *Desk) tell(tenant, agent string, f protocol.Down) {
	if d.cfg.Teller != nil {
		d.cfg.Teller.Tell(tenant, agent, f)
	}
}
