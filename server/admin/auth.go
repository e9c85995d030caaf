package admin

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"agentadapter/kustomer"
	"agentadapter/server/engine"
)

// operatorName is the author of what the operator's token changes.
const operatorName = "operator"

// bearer is who asks: the operator (of every tenant), or one tenant's admin.
type bearer struct {
	operator bool
	tenant   string
	// name is told as the author of changes.
	name string
}

// admit finds out who asks and about which tenant, or refuses.
func (a *Admin) admit(r route, c *call) error {
	if r.who == anybody {
		return nil
	}
	who, ok := a.bearer(c.Header.Get("Authorization"))
	if !ok {
		return noBearer
	}
	c.who = who
	id := c.PathValue("tenant")
	switch {
	case who.operator && r.who == operators:
		return nil
	case !who.operator && id != "" && who.tenant != id:
		return otherOne
	case r.who == operators:
		return operatorsOnly
	}
	c.tenant, ok = a.cfg.Tenant(id)
	if is, known := a.known(id); !ok && !(r.path == ofTenant && r.method == "GET" && known && is.Leaving) {
		return noTenant
	}
	return nil
}

// known is a tenant that is served or is being removed.
func (a *Admin) known(id string) (Connection, bool) {
	if a.cfg.Tenants == nil {
		return Connection{}, false
	}
	return a.cfg.Tenants.Show(id)
}

// bearer compares hashes, so that the time tells nothing about the token.
func (a *Admin) bearer(header string) (bearer, bool) {
	scheme, word, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || word == "" {
		return bearer{}, false
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(word)))
	right := 0
	for _, known := range a.operator {
		right |= subtle.ConstantTimeCompare(sum[:], known[:])
	}
	if right == 1 {
		return bearer{operator: true, name: operatorName}, true
	}
	return a.seal.open(strings.TrimSpace(word), time.Now())
}

// Operator tells whether a header carries the operator's token.
func (a *Admin) Operator(header string) bool {
	who, ok := a.bearer(header)
	return ok && who.operator
}

// signIn answers POST /api/v1/session.
func (a *Admin) signIn(c *call) (any, error) {
	var in nonceBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	tenant, agent, err := a.cfg.SignIn.Redeem(c.ctx, in.Nonce)
	if errors.Is(err, engine.ErrNotFound) {
		return nil, badNonce
	}
	if err != nil {
		return nil, err
	}
	t, ok := a.cfg.Tenant(tenant)
	if !ok {
		return nil, noTenant
	}
	user, err := t.Users.Get(c.ctx, agent)
	if err != nil {
		return nil, err
	}
	if admin := (kustomer.Token{Roles: user.Roles}).Admin(); !admin || !user.DeletedAt.IsZero() {
		a.log.InfoContext(c.ctx, "no admin: the session is refused", "tenant", t.ID, "agent", agent)
		return nil, notAdmin
	}
	name := user.Email
	if name == "" {
		name = agent
	}
	return tokenBody{a.seal.session(bearer{tenant: t.ID, name: name}, time.Now())}, nil
}
