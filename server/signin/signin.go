package signin

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/server/engine"
)

const (
	// NonceLife is how long a nonce lasts, from when it was made.
	NonceLife = time.Minute
	// TokenLife is how long a session token lasts. Each welcome gives a fresh one.
	TokenLife = 12 * time.Hour
	// orgLife is how long the id of an org is believed before the key is asked again.
	orgLife = time.Hour
)

// ErrUnknown says that a nonce or token does not lead to a person: unknown, spent, not bound, of
// another page, or too old. It wraps engine.ErrNotFound, which is what other rooms look for.
var ErrUnknown = fmt.Errorf("signin: unknown, spent or too old: %w", engine.ErrNotFound)

// Bucket is what signin needs of the engine's buckets.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error)
	Delete(ctx context.Context, key string, rev uint64) error
}

// Auth tells what the tenant's Kustomer key is, and so the id of its org.
type Auth interface {
	Current(ctx context.Context) (kustomer.Token, error)
}

// Tenant is what signin needs to know of a tenant.
type Tenant struct {
	// ID as it stands in keys; a request that names no tenant learns it from here.
	ID string
	// BindSecrets are what Kustomer's servers may prove themselves with just now; none: nobody gets in.
	BindSecrets []string
	Auth        Auth
}

// Config makes a SignIn.
type Config struct {
	// Nonces is the bucket "nonce" (memory, 60 s), Tokens the bucket "token" (file, 12 h).
	Nonces, Tokens Bucket
	// Tenant finds a tenant by its id, "" being the environment's; false: nobody is served so.
	Tenant func(id string) (Tenant, bool)
	// ClientAddr tells where a request comes from, proxies considered; nil: the peer itself.
	ClientAddr func(*http.Request) string
	// NoncesPerSecond and NonceBurst bound what one address may ask for; 0: 50 and 500, since a
	// whole contact centre may sit behind one address.
	NoncesPerSecond float64
	NonceBurst      int
	Logger          *slog.Logger
}

// SignIn makes, binds and redeems nonces, and keeps session tokens. It is safe for concurrent use.
type SignIn struct {
	cfg    Config
	log    *slog.Logger
	gates  *gates // by address
	crowds *gates // by tenant

	mu   sync.Mutex // guards orgs
	orgs map[string]org
}

// org is an org's id and when it was learned.
type org struct {
	id string
	at time.Time
}

// New makes a SignIn.
func New(cfg Config) *SignIn {
	if cfg.NoncesPerSecond == 0 {
		cfg.NoncesPerSecond = 50
	}
	if cfg.NonceBurst == 0 {
		cfg.NonceBurst = 500
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &SignIn{
		cfg:    cfg,
		log:    cfg.Logger,
		gates:  newGates(cfg.NoncesPerSecond, cfg.NonceBurst),
		crowds: newGates(tenantsNonces, tenantsBurst),
		orgs:   map[string]org{},
	}
}

// Forget drops what was learned about a tenant; call it when the tenant's connection changes.
func (s *SignIn) Forget(tenant string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.orgs, tenant)
}

// orgID tells the id of a tenant's org, asking Kustomer at most once an hour.
func (s *SignIn) orgID(ctx context.Context, t Tenant) (string, error) {
	s.mu.Lock()
	known, ok := s.orgs[t.ID]
	s.mu.Unlock()
	if ok && time.Since(known.at) < orgLife {
		return known.id, nil
	}
	token, err := t.Auth.Current(ctx)
	if err == nil && token.Org == "" {
		err = errors.New("signin: Kustomer did not tell the id of the org")
	}
	if err != nil && ok {
		return known.id, nil // an org never changes its id: a late answer must not lock agents out
	}
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.orgs[t.ID] = org{token.Org, time.Now()}
	return token.Org, nil
}

// secret makes a random word of so many bytes, in hex.
func secret(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails: the runtime stops the program instead
	return hex.EncodeToString(b)
}
