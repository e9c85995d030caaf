package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"agentadapter/server/owner"
)

const (
	// tellWithin bounds the answer to a question that somebody asks in passing.
	tellWithin = 3 * time.Second
	// pushedWithin is how long an owner is waited for whose answer is pushed later anyway.
	pushedWithin = 500 * time.Millisecond
	// ownerWithin is how long one is waited for otherwise: an owner that died is replaced by then.
	ownerWithin = 12 * time.Second
)

// nothing is the answer of what is only to be done.
type nothing struct{}

// asked is one thing that a tenant's owner is asked: here by a plain call, elsewhere over the line.
type asked[Q, A any] struct {
	owner *owner.Owner
	verb  string
	do    func(ctx context.Context, tenant string, q Q) (A, error)
}

// asking makes one, and has this server answer it for the tenants that it owns.
func asking[Q, A any](o *owner.Owner, verb string, do func(ctx context.Context, tenant string, q Q) (A, error)) asked[Q, A] {
	o.Serve(verb, func(ctx context.Context, tenant string, body []byte) ([]byte, error) {
		var q Q
		if err := json.Unmarshal(body, &q); err != nil {
			return nil, fmt.Errorf("%s: the question cannot be read: %w", verb, err)
		}
		a, err := do(ctx, tenant, q)
		if err != nil {
			return faultsOf(err), err
		}
		return json.Marshal(a)
	})
	return asked[Q, A]{o, verb, do}
}

// of asks about a tenant.
func (a asked[Q, A]) of(ctx context.Context, tenant string, q Q) (answer A, err error) {
	return a.soon(ctx, ownerWithin, tenant, q)
}

// soon asks, and waits for an owner for so long at most.
func (a asked[Q, A]) soon(ctx context.Context, wait time.Duration, tenant string, q Q) (answer A, err error) {
	if mine, done, ok := a.owner.Here(ctx, tenant); ok {
		defer done()
		return a.do(mine, tenant, q)
	}
	body, err := json.Marshal(q)
	if err != nil {
		return answer, err
	}
	got, err := a.owner.AskSoon(ctx, wait, tenant, a.verb, body)
	if err != nil {
		return answer, heard(err, got)
	}
	return answer, json.Unmarshal(got, &answer)
}

// now asks in passing: without an owner, or without its answer, there is none.
func (a asked[Q, A]) now(wait time.Duration, tenant string, q Q) A {
	return a.under(context.Background(), wait, tenant, q)
}

// under is now as a part of what ctx stands for.
func (a asked[Q, A]) under(ctx context.Context, wait time.Duration, tenant string, q Q) A {
	ctx, cancel := context.WithTimeout(ctx, wait+tellWithin)
	defer cancel()
	answer, err := a.soon(ctx, wait, tenant, q)
	if err != nil {
		var none A
		return none
	}
	return answer
}

// tenantOf is whose key of the engine it is.
func tenantOf(key string) string {
	tenant, _, _ := strings.Cut(key, ".")
	return tenant
}
