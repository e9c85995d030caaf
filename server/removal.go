package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"agentadapter/server/engine"
	"agentadapter/server/owner"
	"agentadapter/server/tenants"
)

// settle is how long what is under way at any server's doors may still write of a tenant that is being
// removed: the last look comes after it.
const settle = 2 * time.Second

// forgetful is a bucket that forgets all of a tenant, purged a log that does, and searched one whose keys
// do not say whose they are; the engine's are.
type forgetful interface {
	ForgetAll(ctx context.Context, prefix string) error
}

type purged interface {
	Purge(ctx context.Context, subject string, upTo uint64) error
}

type searched interface {
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
	Forget(ctx context.Context, key string, rev uint64) error
}

// removal takes everything that is kept of a tenant out of the engine. It is the tenant's work at its
// owner from when the book says that the tenant leaves, so a server that dies over it is followed by
// another, or by itself after a restart, until nothing is left.
type removal struct {
	book  *tenants.Book
	kept  stores
	owned forgetful // who owns which tenant; nil: this server is alone
	log   *slog.Logger
}

// of is the removal of one tenant.
func (r removal) of(id string) owner.Work {
	return func(ctx, _ context.Context, ready func()) error {
		ready()
		for range 2 {
			if err := r.sweep(ctx, id); err != nil {
				return fmt.Errorf("a tenant's data is not all gone: %w", err)
			}
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(settle):
			}
		}
		if err := r.sweep(ctx, id); err != nil {
			return err
		}
		r.log.Info("a tenant is gone, with all that was kept of it", "tenant", id)
		// From here on nobody works for it, so this work's own context ends.
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), tellWithin)
		defer cancel()
		err := r.book.Gone(end, id)
		if r.owned != nil {
			err = errors.Join(err, r.owned.ForgetAll(end, id))
		}
		return err
	}
}

// sweep forgets all that is kept under the tenant's name.
func (r removal) sweep(ctx context.Context, id string) error {
	k := r.kept
	var all error
	for _, log := range []purged{k.facts, k.audit} {
		all = errors.Join(all, log.Purge(ctx, id+".>", 0))
	}
	all = errors.Join(all, k.settings.Purge(ctx, id, 0))
	if k.framesLog != nil {
		all = errors.Join(all, k.framesLog.Purge(ctx, id+".>", 0))
	}
	for _, b := range []forgetful{k.fields, k.ledger, k.checkpoint, k.leases, k.people, k.status, k.trail} {
		all = errors.Join(all, b.ForgetAll(ctx, id))
	}
	for _, b := range []searched{k.token, k.nonces} {
		all = errors.Join(all, forgetOf(ctx, b, id))
	}
	return all
}

// forgetOf forgets the values that name a tenant under keys that do not.
func forgetOf(ctx context.Context, b searched, id string) error {
	var theirs []engine.Value
	err := b.Each(ctx, "", func(v engine.Value) error {
		var of struct {
			Tenant string `json:"tenant"`
		}
		if json.Unmarshal(v.Body, &of) == nil && of.Tenant == id {
			theirs = append(theirs, v)
		}
		return nil
	})
	for _, v := range theirs {
		if gone := b.Forget(ctx, v.Key, v.Rev); !errors.Is(gone, engine.ErrConflict) {
			err = errors.Join(err, gone)
		}
	}
	return err
}
