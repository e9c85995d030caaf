package tenants

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"agentadapter/server/engine"
)

// followAgain is the wait before what broke off is followed again.
const followAgain = time.Second

// take reads a version from the log.
func (c *choices) take(e engine.Entry) error {
	var next Choice
	if err := json.Unmarshal(e.Body, &next); err != nil {
		return fmt.Errorf("tenants: settings of %s cannot be read: %w", e.Subject, err)
	}
	if next.V > choiceVersion {
		return newerError{"a version of the settings of " + e.Subject, next.V, choiceVersion}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.addLocked(e.Subject, next, e.Seq)
	return nil
}

// addLocked adds a version, unless it is there.
func (c *choices) addLocked(tenant string, next Choice, seq uint64) {
	c.read = max(c.read, seq)
	if seq > c.seq[tenant] {
		c.past[tenant], c.seq[tenant] = append(c.past[tenant], next), seq
	}
}

// drop forgets a tenant's settings: it was removed. What comes under its id later is another's.
func (c *choices) drop(tenant string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.past, tenant)
	delete(c.seq, tenant)
}

// Follow takes in what admins save at other servers, until ctx ends, and tells moved whose settings
// changed. failed hears why it broke off; it goes on by itself.
func (b *Book) Follow(ctx context.Context, moved func(tenant string), failed func(error)) {
	for ctx.Err() == nil {
		b.chosen.mu.RLock()
		log, from := b.chosen.log, b.chosen.read
		b.chosen.mu.RUnlock()
		err := log.Follow(ctx, ">", from, func(e engine.Entry) error {
			if err := b.chosen.take(e); err != nil {
				failed(err) // the settings before it stay in force
				return nil
			}
			moved(e.Subject)
			return nil
		})
		if ctx.Err() != nil {
			return
		}
		failed(err)
		rest(ctx)
	}
}

// Watcher tells what a bucket holds and every change of it.
type Watcher interface {
	Watch(ctx context.Context, fn func(engine.Value) error) error
}

// Follow takes in the moments of Create that other servers note, until ctx ends.
func (f *Fields) Follow(ctx context.Context, from Watcher, failed func(error)) {
	for ctx.Err() == nil {
		err := from.Watch(ctx, func(v engine.Value) error {
			if v.Body == nil {
				return nil
			}
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.read(v)
		})
		if ctx.Err() != nil {
			return
		}
		failed(err)
		rest(ctx)
	}
}

func rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(followAgain):
	}
}
