package tenants

import (
	"context"
	"errors"
	"time"

	"agentadapter/server/engine"
)

// take notes a tenant as the store has it; false: that is known already.
func (b *Book) take(t Tenant, rev uint64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t.ID == b.env || rev <= b.revs[t.ID] {
		return false // the environment's word counts
	}
	b.revs[t.ID] = rev
	b.byID[t.ID] = t
	return true
}

func (b *Book) took(t Tenant, rev uint64) {
	if b.take(t, rev) && b.stored.moved != nil {
		b.stored.moved(t.ID)
	}
}

// dropped notes that the store has a tenant no more. Revisions only grow: what comes under its name
// later is newer.
func (b *Book) dropped(id string, rev uint64) {
	b.mu.Lock()
	_, known := b.byID[id]
	gone := known && id != b.env && rev >= b.revs[id]
	if gone {
		delete(b.byID, id)
		delete(b.revs, id)
	}
	b.mu.Unlock()
	if !gone {
		return
	}
	b.chosen.drop(id)
	if b.stored.moved != nil {
		b.stored.moved(id)
	}
}

// Watch takes in the tenants that other servers add, change and remove, until ctx ends. failed hears
// why it broke off or what could not be read; it goes on by itself, and what was known stays.
func (b *Book) Watch(ctx context.Context, failed func(error)) {
	go b.lookForGone(ctx, failed)
	for ctx.Err() == nil {
		err := b.stored.store.Watch(ctx, func(v engine.Value) error {
			if v.Body == nil {
				b.dropped(v.Key, v.Rev)
				return nil
			}
			t, _, err := b.stored.keys.openRecord(v.Key, v.Body)
			if err != nil {
				failed(err)
				return nil
			}
			b.took(t, v.Rev)
			return nil
		})
		if ctx.Err() != nil {
			return
		}
		failed(err)
		rest(ctx)
	}
}

// lookForGone drops now and then what the store does not have any more.
func (b *Book) lookForGone(ctx context.Context, failed func(error)) {
	every := time.NewTicker(lookEvery)
	defer every.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
		if err := b.dropGone(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

// dropGone compares what is known with what the store has.
func (b *Book) dropGone(ctx context.Context) error {
	there := map[string]bool{}
	err := b.stored.store.Each(ctx, "", func(v engine.Value) error {
		there[v.Key] = true
		return nil
	})
	if err != nil {
		return err
	}
	b.mu.RLock()
	missing := map[string]uint64{}
	for id, rev := range b.revs {
		if !there[id] {
			missing[id] = rev
		}
	}
	b.mu.RUnlock()
	for id, rev := range missing {
		// It may have come between the two looks.
		if _, err := b.stored.store.Get(ctx, id); errors.Is(err, engine.ErrNotFound) {
			b.dropped(id, rev)
		}
	}
	return nil
}
