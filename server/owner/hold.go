package owner

import (
	"context"
	"fmt"
	"time"

	"agentadapter/server/engine"
)

// holdKey says which replica holds all work up.
const holdKey = "hold.all"

// heldError says why the work is not held up.
type heldError struct{ by string }

func (e *heldError) Error() string {
	return fmt.Sprintf("owner: server %s does not give its tenants back in time", e.by)
}

func (e *heldError) Unwrap() error { return engine.ErrUnavailable }

// Hold has all replicas end their work and waits until they have; nobody begins again before resume,
// or before this replica is gone. What they know of the engine they read anew then.
func (o *Owner) Hold(ctx context.Context) (resume func(), err error) {
	if !o.alone() {
		if _, err := o.cfg.Bucket.Put(ctx, holdKey, encode(record{Replica: o.name})); err != nil {
			return nil, err
		}
	}
	o.mu.Lock()
	o.held = o.name
	o.stirLocked()
	o.mu.Unlock()
	resume = func() {
		o.mu.Lock()
		o.held = ""
		o.stirLocked()
		o.mu.Unlock()
		if !o.alone() {
			ctx, cancel := context.WithTimeout(context.Background(), saying)
			defer cancel()
			if err := o.cfg.Bucket.Delete(ctx, holdKey, 0); err != nil {
				o.log.Error("the other servers stay idle until this one is gone", "err", err)
			}
		}
	}
	for {
		o.mu.Lock()
		changed, by := o.changed, o.busyLocked()
		o.mu.Unlock()
		if by == "" {
			return resume, nil
		}
		select {
		case <-ctx.Done():
			resume()
			return nil, &heldError{by}
		case <-changed:
		case <-time.After(o.cfg.Renew / tickPart):
		}
	}
}

// heldLocked tells whether a replica that is there holds all work up.
func (o *Owner) heldLocked() bool {
	_, alive := o.peers[o.held]
	return o.held != "" && (alive || o.held == o.name)
}

// busyLocked names a replica that still works; empty: none does.
func (o *Owner) busyLocked() string {
	for tenant, j := range o.jobs {
		if j.running {
			return o.name
		}
		if by := o.records[tenant].Replica; o.peers[by] != nil {
			return by
		}
	}
	return ""
}

// yield ends this replica's work while it is held up, and gives the tenants back.
func (o *Owner) yield() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.heldLocked() {
		return
	}
	for tenant, j := range o.jobs {
		if j.running && !j.ending {
			r := o.endJobLocked(j, false)
			o.loops.Go(func() {
				<-r.done
				o.release(tenant)
			})
		}
	}
}
