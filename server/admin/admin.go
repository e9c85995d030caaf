package admin

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// maxBody bounds a request.
	maxBody = 256 << 10
	// acting bounds what a request sets off.
	acting = 30 * time.Second
)

// SignIn redeems a bound nonce; an error that is engine.ErrNotFound: it leads to nobody.
type SignIn interface {
	Redeem(ctx context.Context, nonce string) (tenant, agent string, err error)
}

// Users reads a Kustomer user with the roles; kustomer.UsersService is one.
type Users interface {
	Get(ctx context.Context, id string) (kustomer.User, error)
}

// Metadata registers custom attributes; kustomer.MetadataService is one.
type Metadata interface {
	Get(ctx context.Context, resource string) (kustomer.Metadata, error)
	Register(ctx context.Context, resource string, displayNames map[string]string) (kustomer.Metadata, error)
}

// Fields remembers the moment of Create.
type Fields interface {
	Created(ctx context.Context, tenant string) (time.Time, bool)
	MarkCreated(ctx context.Context, tenant string) error
}

// Settings are the tenants' settings with their versions.
type Settings interface {
	Read(tenant string) (version int, set rules.Settings, managed []string)
	// Save answers a *Stale or Faults where the admin has to look again.
	Save(ctx context.Context, tenant string, seen int, set map[string]json.RawMessage, author string) error
	History(tenant string) []Version
}

// Version is one saved state of the settings.
type Version struct {
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	Author  string    `json:"author"`
	// Settings are those that were chosen by then, by name.
	Settings map[string]json.RawMessage `json:"settings"`
}

// Stale says that somebody else saved meanwhile; Now is the version in force.
type Stale struct{ Now int }

// Error says so.
func (e *Stale) Error() string { return "the settings have changed meanwhile" }

// Faults say what is wrong with settings, each with its name.
type Faults struct{ Text string }

// Error tells them.
func (e *Faults) Error() string { return e.Text }

// Tenant is what admin needs to know of a tenant.
type Tenant struct {
	ID       string
	Users    Users
	Metadata Metadata
	// Routing and Statuses are what statuses there are on both sides.
	Routing  Routing
	Statuses PlatformStatuses
	// Auth, People, Teams, Agents and Apps are asked by the set-up check.
	Auth   Auth
	People People
	Teams  Teams
	Agents PlatformAgents
	Apps   AppsAPI
	// Store is where apps are registered and installed.
	Store AppStore
	// KustomerClock and PlatformClock tell by how much the neighbour's clock was ahead of ours at its
	// last answer; false: none came yet.
	KustomerClock, PlatformClock func() (ahead time.Duration, known bool)
	// Org is the name of the tenant's Kustomer org, OrgID its id as it was learned; empty: not yet.
	// Complete: CCAI Platform is connected, too.
	Org, OrgID string
	Complete   bool
	// Storage lists what the platform exports; nil: it exports nothing.
	Storage func(ctx context.Context) error
	// Public is our own address, Values what goes into other places.
	Public string
	Values []Value
}

// Config makes an Admin.
type Config struct {
	// Tokens are the operator's; each of them is taken.
	Tokens []string
	// Secrets are shared by all replicas: a session that one of them opened is known to the others. The
	// first one signs.
	Secrets []string
	// Tenant finds a tenant; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	// Tenants adds, changes and removes them, Trail keeps who did what; nil: nobody does.
	Tenants  Tenants
	Trail    Trail
	SignIn   SignIn
	Fields   Fields
	Settings Settings
	Sessions Sessions
	Agents   Agents
	Past     Past
	// Figures are what the board draws of a tenant.
	Figures func(tenant string) Figures
	// LastEvent is when the tenant's platform last sent an event, zero: never.
	LastEvent func(tenant string) time.Time
	// Warnings are what an admin should know now.
	Warnings func(tenant string) []protocol.Problem
	// ClientAddr tells where a request comes from, proxies considered; nil: the peer itself.
	ClientAddr func(*http.Request) string
	Logger     *slog.Logger
}

// Admin answers /api/v1. It is safe for concurrent use.
type Admin struct {
	cfg      Config
	log      *slog.Logger
	operator [][sha256.Size]byte
	mux      *http.ServeMux
	gates    *gates
	seal     seal
}

// New makes an Admin.
func New(cfg Config) *Admin {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	a := &Admin{cfg: cfg, log: cfg.Logger, mux: http.NewServeMux(), gates: newGates(), seal: newSeal(cfg.Secrets...)}
	for _, token := range cfg.Tokens {
		a.operator = append(a.operator, sha256.Sum256([]byte(token)))
	}
	paths := map[string]bool{}
	for _, r := range routes {
		a.mux.HandleFunc(r.method+" "+r.path, a.handler(r))
		paths[r.path] = true
	}
	for path := range paths {
		a.mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { a.refuse(w, noMethod) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { a.refuse(w, noAddress) })
	return a
}

// ServeHTTP answers one request.
func (a *Admin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.gates.pass(a.clientAddr(r)) {
		w.Header().Set("Retry-After", "2")
		a.refuse(w, tooMany)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), acting)
	defer cancel()
	a.mux.ServeHTTP(w, r.WithContext(ctx))
}

func (a *Admin) clientAddr(r *http.Request) string {
	if a.cfg.ClientAddr != nil {
		return a.cfg.ClientAddr(r)
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// call is one request, once it is known who asks and about whom.
type call struct {
	*http.Request
	ctx    context.Context
	who    bearer
	tenant Tenant
	body   []byte
	// subject, target and detail are for the audit trail: which tenant if not the address's, what was
	// changed of it, and how.
	subject, target, detail string
}

// handler checks who asks, reads the body, and lets the route answer.
func (a *Admin) handler(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		c := call{Request: req, ctx: req.Context()}
		answer, err := a.answer(w, r, &c)
		if err != nil {
			a.fail(w, req, err)
			return
		}
		write(w, http.StatusOK, answer)
	}
}

func (a *Admin) answer(w http.ResponseWriter, r route, c *call) (any, error) {
	if err := a.admit(r, c); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, c.Body, maxBody))
	if err != nil {
		if refused(err) == nil {
			err = badBody
		}
		return nil, err
	}
	c.body = body
	answer, err := r.do(a, c)
	if err == nil {
		a.note(r, c)
	}
	return answer, err
}

// read takes the body as JSON.
func (c *call) read(into any) error {
	if err := json.Unmarshal(c.body, into); err != nil {
		return badBody
	}
	return nil
}

func (a *Admin) fail(w http.ResponseWriter, r *http.Request, err error) {
	no := refused(err)
	if no == nil || errors.Is(no, noStore) {
		a.log.ErrorContext(r.Context(), "an admin's request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if no == nil {
		no = faulty
	}
	a.refuse(w, no)
}

func (a *Admin) refuse(w http.ResponseWriter, no *refusal) {
	write(w, no.status, map[string]*refusal{"error": no})
}
