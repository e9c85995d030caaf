package signin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"time"

	"agentadapter/server/engine"
)

// nonceShape is what we make: 128 random bits in hex. Anything else never reaches the store.
var nonceShape = regexp.MustCompile(`^[0-9a-f]{32}$`)

// nonce is a nonce as the bucket holds it.
type nonce struct {
	Tenant string `json:"tenant"`
	// Made is in milliseconds since 1970. The bucket's own expiry counts from the last write,
	// which binding would put off.
	Made int64 `json:"made"`
	// User is the agent it was bound to; empty until then.
	User string `json:"user,omitempty"`
}

func (n nonce) old() bool { return time.Since(time.UnixMilli(n.Made)) > NonceLife }

// NewNonce makes a nonce for a tenant.
func (s *SignIn) NewNonce(ctx context.Context, tenant string) (string, error) {
	word := secret(16)
	body, err := json.Marshal(nonce{Tenant: tenant, Made: time.Now().UnixMilli()})
	if err != nil {
		return "", err
	}
	if _, err := s.cfg.Nonces.Create(ctx, word, body); err != nil {
		return "", fmt.Errorf("signin: new nonce: %w", err)
	}
	return word, nil
}

// Bind gives a nonce to an agent. The caller has made sure that it is Kustomer who says so.
// A nonce that is unknown, too old or bound already is ErrUnknown.
func (s *SignIn) Bind(ctx context.Context, word, user string) error {
	n, rev, err := s.nonce(ctx, word)
	if err != nil {
		return err
	}
	if n.User != "" {
		return ErrUnknown
	}
	n.User = user
	body, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = s.cfg.Nonces.Update(ctx, word, body, rev)
	return gone("bind nonce", err)
}

// Redeem spends a bound nonce and tells whose it is. ErrUnknown: bind a fresh one.
func (s *SignIn) Redeem(ctx context.Context, word string) (tenant, agent string, err error) {
	n, rev, err := s.nonce(ctx, word)
	if err != nil {
		return "", "", err
	}
	if n.User == "" {
		return "", "", ErrUnknown
	}
	if err := gone("spend nonce", s.cfg.Nonces.Delete(ctx, word, rev)); err != nil {
		return "", "", err
	}
	return n.Tenant, n.User, nil
}

// nonce reads a nonce that is young enough.
func (s *SignIn) nonce(ctx context.Context, word string) (nonce, uint64, error) {
	var n nonce
	if !nonceShape.MatchString(word) {
		return n, 0, ErrUnknown
	}
	v, err := s.cfg.Nonces.Get(ctx, word)
	if err != nil {
		return n, 0, gone("read nonce", err)
	}
	if err := json.Unmarshal(v.Body, &n); err != nil {
		return n, 0, fmt.Errorf("signin: read nonce: %w", err)
	}
	if n.old() {
		return n, 0, ErrUnknown
	}
	return n, v.Rev, nil
}

// gone makes ErrUnknown of "not there" and of "somebody was faster"; other faults keep their cause.
func gone(doing string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, engine.ErrNotFound), errors.Is(err, engine.ErrConflict):
		return ErrUnknown
	}
	return fmt.Errorf("signin: %s: %w", doing, err)
}
