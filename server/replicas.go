package main

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"agentadapter/server/hub"
	"agentadapter/server/lease"
	"agentadapter/server/owner"
	"agentadapter/server/tenants"
)

// replicas is what a server needs besides where others work on the same engine. With the embedded
// engine it is alone, and most of this is empty.
type replicas struct {
	many   bool // others may share the engine
	told   *frames
	cut    atomic.Bool // this server is cut off from the engine
	leases *lease.Leases
	kept   stores
	log    *slog.Logger
}

// owner completes the owner room's configuration.
func (r *replicas) owner(cfg owner.Config, log *slog.Logger) owner.Config {
	cfg.Errors, cfg.Moved, cfg.Trusted, cfg.Logger = crossing, r.moved, r.trusted, log
	return cfg
}

// seats is where the leases are kept, for whom, and who else is known.
func (r *replicas) seats(works *owner.Owner, serves func(tenant string) bool, log *slog.Logger) lease.Config {
	cfg := lease.Config{Bucket: r.kept.leases, Serves: serves, Server: works.Name(), Alive: works.Alive, Logger: log}
	if r.many {
		cfg.Others = r.kept.leases
	}
	return cfg
}

// frames is what carries frames to other servers; nil: there are none.
func (r *replicas) frames() hub.Frames {
	if r.told == nil {
		return nil
	}
	return r.told
}

// trusted hears whether this server is in touch with the engine. Without it pages had better be at
// another server.
func (r *replicas) trusted(can bool) {
	r.cut.Store(!can)
	if r.told != nil {
		r.told.rely(can)
	}
}

// movedWithin bounds the look at all leases.
const movedWithin = 30 * time.Second

// moved has the leases of another server's pages looked at again, once it came or went.
func (r *replicas) moved(server string) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), movedWithin)
		defer cancel()
		if err := r.leases.Moved(ctx, r.kept.leases, server); err != nil {
			r.log.Warn("which pages of another server are here is not known for sure", "server", server, "err", err)
		}
	}()
}

// hearsay takes in what admins change at other servers, and what a restore brings.
type hearsay struct {
	book   *tenants.Book
	fields *tenants.Fields
	from   tenants.Watcher
	wake   func(tenant string)
	log    *slog.Logger

	mu     sync.Mutex
	cancel context.CancelFunc // nil: not running
	work   sync.WaitGroup
}

// Start listens in the background.
func (h *hearsay) Start(context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.cancel != nil {
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel = cancel
	h.work.Go(func() { h.book.Watch(ctx, h.failed) })
	h.work.Go(func() { h.book.Follow(ctx, h.wake, h.failed) })
	h.work.Go(func() { h.fields.Follow(ctx, h.from, h.failed) })
	return nil
}

// Stop stops listening.
func (h *hearsay) Stop() {
	h.mu.Lock()
	cancel := h.cancel
	h.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	h.work.Wait()
}

func (h *hearsay) failed(err error) {
	h.log.Warn("what admins change at other servers is not heard just now; trying again", "err", err)
}
