package tenants

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"agentadapter/server/engine"
)

// Store is the bucket that keeps tenants' connections, one value for each tenant's id.
type Store interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error)
	Forget(ctx context.Context, key string, rev uint64) error
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
	Watch(ctx context.Context, fn func(engine.Value) error) error
}

const (
	// tries bounds how often a change begins anew because somebody else wrote in between.
	tries = 16
	// lookEvery is how often it is looked for tenants that went while nobody listened: what is
	// forgotten leaves no mark.
	lookEvery = time.Minute
)

// ErrEnvironment: the tenant is declared by the environment, and is changed and removed there alone.
var ErrEnvironment = errors.New("tenants: this tenant is declared by the environment")

// stored are the tenants that the store keeps, as this server knows them.
type stored struct {
	store Store
	keys  Keys
	// moved is told whenever a tenant came, changed or went.
	moved func(id string)
}

// Open reads all stored tenants; from then on the book adds, changes and removes them there. What an
// older key sealed is sealed anew. Its error is a *KeyError if the key file is not the right one:
// nothing was changed then.
func (b *Book) Open(ctx context.Context, store Store, keys Keys) error {
	b.stored.store, b.stored.keys = store, keys
	var old []string
	err := store.Each(ctx, "", func(v engine.Value) error {
		t, aged, err := keys.openRecord(v.Key, v.Body)
		if err != nil {
			return err
		}
		if aged {
			old = append(old, t.ID)
		}
		b.take(t, v.Rev)
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := b.reseal(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// reseal seals a tenant's secrets by the first key.
func (b *Book) reseal(ctx context.Context, id string) error {
	_, err := b.change(ctx, id, func(*Tenant) error { return nil })
	if errors.Is(err, engine.ErrNotFound) {
		return nil // removed meanwhile
	}
	return err
}

// OnMove says who hears of every tenant that comes, changes or goes, also by this server's own hand,
// before the call that did it returns. Call it before Watch.
func (b *Book) OnMove(moved func(id string)) { b.stored.moved = moved }

// Add keeps a new tenant; engine.ErrExists: there is one of that id.
func (b *Book) Add(ctx context.Context, t Tenant, author string) (Tenant, error) {
	if t.ID == b.env {
		return Tenant{}, engine.ErrExists
	}
	now := time.Now()
	t.Version, t.Since, t.Changed, t.Author = 1, now, now, author
	t.WithDefaults()
	body, err := json.Marshal(b.stored.keys.close(t))
	if err != nil {
		return Tenant{}, err
	}
	rev, err := b.stored.store.Create(ctx, t.ID, body)
	if err != nil {
		return Tenant{}, fmt.Errorf("tenants: %s is not kept: %w", t.ID, err)
	}
	b.took(t, rev)
	return t, nil
}

// Change lets fn change a tenant's connection and keeps the result. fn may be called several times.
// engine.ErrNotFound: there is no such tenant; ErrEnvironment: it is not ours to change.
func (b *Book) Change(ctx context.Context, id, author string, fn func(*Tenant) error) (Tenant, error) {
	return b.change(ctx, id, func(t *Tenant) error {
		if t.Leaving {
			return engine.ErrNotFound
		}
		t.Version, t.Changed, t.Author = t.Version+1, time.Now(), author
		t.endGrace(t.Changed)
		return fn(t)
	})
}

// Leave begins a tenant's removal: nobody is served under its id any more, and its secrets are gone.
// To repeat it changes nothing.
func (b *Book) Leave(ctx context.Context, id, author string) (Tenant, error) {
	return b.change(ctx, id, func(t *Tenant) error {
		if t.Leaving {
			return nil
		}
		*t = Tenant{ID: t.ID, Version: t.Version + 1, Since: t.Since, Changed: time.Now(), Author: author, Leaving: true}
		return nil
	})
}

// Gone ends a removal, once everything else of the tenant is gone.
func (b *Book) Gone(ctx context.Context, id string) error {
	v, err := b.stored.store.Get(ctx, id)
	if err == nil {
		err = b.stored.store.Forget(ctx, id, v.Rev)
	}
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return fmt.Errorf("tenants: %s is not forgotten: %w", id, err)
	}
	b.dropped(id, v.Rev)
	return nil
}

// change reads, changes and writes on top of what was read.
func (b *Book) change(ctx context.Context, id string, fn func(*Tenant) error) (Tenant, error) {
	if id == b.env {
		return Tenant{}, ErrEnvironment
	}
	for range tries {
		v, err := b.stored.store.Get(ctx, id)
		if err != nil {
			return Tenant{}, fmt.Errorf("tenants: %s: %w", id, err)
		}
		t, _, err := b.stored.keys.openRecord(id, v.Body)
		if err != nil {
			return Tenant{}, err
		}
		if err := fn(&t); err != nil {
			return Tenant{}, err
		}
		body, err := json.Marshal(b.stored.keys.close(t))
		if err != nil {
			return Tenant{}, err
		}
		rev, err := b.stored.store.Update(ctx, id, body, v.Rev)
		if errors.Is(err, engine.ErrConflict) {
			continue
		}
		if err != nil {
			return Tenant{}, fmt.Errorf("tenants: %s is not kept: %w", id, err)
		}
		b.took(t, rev)
		return t, nil
	}
	return Tenant{}, fmt.Errorf("tenants: %s is changed by others all the time: %w", id, engine.ErrUnavailable)
}

// endGrace drops the replaced secrets that nobody takes any more.
func (t *Tenant) endGrace(now time.Time) {
	var kept []Former
	for _, f := range t.Former {
		if now.Before(f.Until) {
			kept = append(kept, f)
		}
	}
	t.Former = kept
}
