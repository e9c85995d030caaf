package people

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// Users is the part of Kustomer's client that finds users; kustomer.UsersService is one.
type Users interface {
	Get(ctx context.Context, id string) (kustomer.User, error)
	ByEmail(ctx context.Context, email string) (kustomer.User, error)
}

// Bucket keeps users over a restart; an engine bucket with a life of one hour.
type Bucket interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
}

// Link joins a Kustomer user to a platform agent whose e-mail differs (setting agentLinks).
type Link struct {
	// Kustomer is the user's id, Platform the agent's.
	Kustomer string
	Platform int64
}

// Tenant is what people needs to know of a tenant.
type Tenant struct {
	Users Users
	// Agents is nil while the platform is not connected.
	Agents Agents
	Links  []Link
}

// Config makes a People.
type Config struct {
	// Tenant finds a tenant as it is now; false: nobody is served under that name.
	Tenant func(id string) (Tenant, bool)
	// Kept is the bucket "people" (file or memory, 1 h); nil: memory of this process alone.
	Kept   Bucket
	Logger *slog.Logger
}

// People finds both halves of an agent. It is safe for concurrent use.
type People struct {
	cfg Config
	log *slog.Logger

	users       shelf[user]        // by tenant and Kustomer id
	usersByMail shelf[user]        // by tenant and e-mail
	agents      shelf[ccaip.Agent] // by tenant and platform id
	agentByMail shelf[ccaip.Agent] // by tenant and e-mail
}

// user is a Kustomer user as we keep it.
type user struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	// At is in milliseconds since 1970: a bucket's own expiry is not trusted to the second.
	At int64 `json:"at"`
}

// New makes a People.
func New(cfg Config) *People {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &People{cfg: cfg, log: cfg.Logger}
}

// Forget drops all that was learned about a tenant in this process; call it when the tenant's
// connections change.
func (p *People) Forget(tenant string) {
	ours := func(key string) bool { return strings.HasPrefix(key, tenant+"/") }
	p.users.forget(ours)
	p.usersByMail.forget(ours)
	p.agents.forget(ours)
	p.agentByMail.forget(ours)
}

// User tells who a Kustomer user id is: id, name and e-mail, without the platform's half.
func (p *People) User(ctx context.Context, tenant, id string) (protocol.Agent, error) {
	u, err := p.user(ctx, tenant, id)
	if err != nil {
		return protocol.Agent{ID: id}, err
	}
	return protocol.Agent{ID: u.ID, Name: u.Name, Email: u.Email}, nil
}

// Platform tells an agent's half in CCAI Platform: the id there, and the e-mail that the platform
// knows (it differs from Kustomer's where a link joins them).
func (p *People) Platform(ctx context.Context, tenant, id string) (agent, email string, err error) {
	t, err := p.tenant(tenant)
	if err != nil {
		return "", "", err
	}
	if t.Agents == nil {
		return "", "", &UnconnectedError{}
	}
	if linked, ok := platformOf(t.Links, id); ok {
		m, err := p.agent(ctx, tenant, t, linked)
		return m.ID, m.Email, err
	}
	u, err := p.user(ctx, tenant, id)
	if err != nil {
		return "", "", err
	}
	if u.Email == "" {
		return "", "", &MissingError{Where: InKustomer, ID: id}
	}
	m, err := p.agentByMail.get(ctx, tenant+"/"+strings.ToLower(u.Email), func(ctx context.Context) (ccaip.Agent, error) {
		a, err := t.Agents.ByEmail(ctx, u.Email)
		return a, fromPlatform(err, MissingError{Email: u.Email})
	})
	return m.ID, m.Email, err
}

// UserOf tells the Kustomer user id of a platform agent, for records (V11).
func (p *People) UserOf(ctx context.Context, tenant, agent string) (string, error) {
	t, err := p.tenant(tenant)
	if err != nil {
		return "", err
	}
	if linked, ok := kustomerOf(t.Links, agent); ok {
		return linked, nil
	}
	if t.Agents == nil {
		return "", &UnconnectedError{}
	}
	m, err := p.agent(ctx, tenant, t, agent)
	if err != nil {
		return "", err
	}
	if m.Email == "" {
		return "", &MissingError{Where: InPlatform, ID: agent}
	}
	return p.UserByEmail(ctx, tenant, m.Email)
}

// UserByEmail tells the Kustomer user id that goes with an e-mail, letter case aside.
func (p *People) UserByEmail(ctx context.Context, tenant, email string) (string, error) {
	t, err := p.tenant(tenant)
	if err != nil {
		return "", err
	}
	u, err := p.usersByMail.get(ctx, tenant+"/"+strings.ToLower(email), func(ctx context.Context) (user, error) {
		u, err := t.Users.ByEmail(ctx, email)
		return asUser(u, err, MissingError{Email: email})
	})
	return u.ID, err
}

func (p *People) user(ctx context.Context, tenant, id string) (user, error) {
	t, err := p.tenant(tenant)
	if err != nil {
		return user{}, err
	}
	return p.users.get(ctx, tenant+"/"+id, func(ctx context.Context) (user, error) {
		if u, ok := p.keptUser(ctx, tenant, id); ok {
			return u, nil
		}
		found, err := t.Users.Get(ctx, id)
		u, err := asUser(found, err, MissingError{ID: id})
		if err == nil {
			p.keepUser(ctx, tenant, u)
		}
		return u, err
	})
}

func asUser(u kustomer.User, err error, missing MissingError) (user, error) {
	if err != nil {
		return user{}, fromKustomer(err, missing)
	}
	if !u.DeletedAt.IsZero() {
		missing.Where = InKustomer
		return user{}, &missing
	}
	name := u.Name
	if name == "" {
		name = u.DisplayName
	}
	return user{ID: u.ID, Name: name, Email: u.Email, At: time.Now().UnixMilli()}, nil
}

// keptUser looks into the engine. A fault there costs a request at Kustomer, nothing more.
func (p *People) keptUser(ctx context.Context, tenant, id string) (user, bool) {
	var u user
	if p.cfg.Kept == nil {
		return u, false
	}
	v, err := p.cfg.Kept.Get(ctx, tenant+"."+engine.Word(id))
	if err != nil || json.Unmarshal(v.Body, &u) != nil {
		return u, false
	}
	return u, time.Since(time.UnixMilli(u.At)) < foundLife
}

func (p *People) keepUser(ctx context.Context, tenant string, u user) {
	if p.cfg.Kept == nil {
		return
	}
	body, err := json.Marshal(u)
	if err == nil {
		_, err = p.cfg.Kept.Put(ctx, tenant+"."+engine.Word(u.ID), body)
	}
	if err != nil {
		p.log.Warn("a user is not kept over a restart", "tenant", tenant, "agent", u.ID, "err", err)
	}
}

func (p *People) tenant(id string) (Tenant, error) {
	t, ok := p.cfg.Tenant(id)
	if !ok {
		return t, &MissingError{Where: "the adapter", ID: "tenant " + id}
	}
	return t, nil
}

func platformOf(links []Link, user string) (string, bool) {
	for _, l := range links {
		if l.Kustomer == user {
			return strconv.FormatInt(l.Platform, 10), true
		}
	}
	return "", false
}

func kustomerOf(links []Link, agent string) (string, bool) {
	for _, l := range links {
		if strconv.FormatInt(l.Platform, 10) == agent {
			return l.Kustomer, true
		}
	}
	return "", false
}
