package signin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// token is a session token as the bucket holds it, under the SHA-256 of its word.
type token struct {
	Tenant   string `json:"tenant"`
	Agent    string `json:"agent"`
	Instance string `json:"instance"`
	// Made is in milliseconds since 1970.
	Made int64 `json:"made"`
}

// Issue gives a page its token for the next reconnect, instead of the earlier one ("" for none).
// An earlier token that somebody else has replaced meanwhile is ErrUnknown: only one page is let
// in with one token.
func (s *SignIn) Issue(ctx context.Context, tenant, agent, instance, earlier string) (string, error) {
	if earlier != "" {
		_, rev, err := s.token(ctx, earlier)
		if err != nil {
			return "", err
		}
		if err := gone("replace token", s.cfg.Tokens.Delete(ctx, key(earlier), rev)); err != nil {
			return "", err
		}
	}
	body, err := json.Marshal(token{tenant, agent, instance, time.Now().UnixMilli()})
	if err != nil {
		return "", err
	}
	word := secret(32)
	if _, err := s.cfg.Tokens.Create(ctx, key(word), body); err != nil {
		return "", fmt.Errorf("signin: issue token: %w", err)
	}
	return word, nil
}

// Token tells whose a session token is, if this instance was given it. It is not spent by that:
// Issue replaces it.
func (s *SignIn) Token(ctx context.Context, word, instance string) (tenant, agent string, err error) {
	t, _, err := s.token(ctx, word)
	if err != nil {
		return "", "", err
	}
	if t.Instance != instance {
		return "", "", ErrUnknown
	}
	return t.Tenant, t.Agent, nil
}

// Revoke ends a token; one that has ended already is no fault.
func (s *SignIn) Revoke(ctx context.Context, word string) error {
	_, rev, err := s.token(ctx, word)
	if err == nil {
		err = gone("revoke token", s.cfg.Tokens.Delete(ctx, key(word), rev))
	}
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	return err
}

func (s *SignIn) token(ctx context.Context, word string) (token, uint64, error) {
	var t token
	if word == "" || len(word) > 128 {
		return t, 0, ErrUnknown
	}
	v, err := s.cfg.Tokens.Get(ctx, key(word))
	if err != nil {
		return t, 0, gone("read token", err)
	}
	if err := json.Unmarshal(v.Body, &t); err != nil {
		return t, 0, fmt.Errorf("signin: read token: %w", err)
	}
	if time.Since(time.UnixMilli(t.Made)) > TokenLife {
		return t, 0, ErrUnknown
	}
	return t, v.Rev, nil
}

// key is where a token lies: its hash, so that the disk does not hold what opens the door.
func key(word string) string {
	sum := sha256.Sum256([]byte(word))
	return hex.EncodeToString(sum[:])
}
