package main

import (
	"context"
	"log/slog"
	"sync"

	"agentadapter/server/owner"
	"agentadapter/server/tenants"
)

// residents has every room meet the tenants that come, begin anew with those that moved, and forget
// those that went, while the server runs. It looks at what the book says now, so that it does not
// matter how often or in which order it is told.
type residents struct {
	book   *tenants.Book
	street *street
	works  *owner.Owner
	// work is what a tenant's owner does, remove what it does to take a tenant away.
	work, remove func(id string) owner.Work
	// hear reads what was written down of a tenant who comes.
	hear func(ctx context.Context, id string) error
	// moved have learned something from a tenant's neighbours, left hold something of a tenant.
	moved, left []func(id string)
	log         *slog.Logger

	mu      sync.Mutex // guards leaving, and that one thing happens after the other
	leaving map[string]bool
}

// begin looks at all who are there, and from then on at whoever moves.
func (r *residents) begin() {
	r.book.OnMove(r.look)
	for _, id := range r.book.IDs() {
		r.look(id)
	}
}

// look does what is due for a tenant.
func (r *residents) look(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t, known := r.book.Known(id)
	switch {
	case !known:
		r.leave(id)
		r.works.Drop(id)
		delete(r.leaving, id)
	case t.Leaving:
		if !r.leaving[id] {
			r.leaving[id] = true
			r.leave(id)
			r.works.Run(id, r.remove(id))
		}
	default:
		delete(r.leaving, id)
		r.enter(t)
	}
}

// enter has a tenant worked for, anew if the neighbours are others.
func (r *residents) enter(t tenants.Tenant) {
	known := r.street.has(t.ID)
	if !r.street.enter(t) {
		return
	}
	if known {
		r.log.Info("a tenant's connection changed", "tenant", t.ID, "version", t.Version)
		tell(r.moved, t.ID)
	} else if err := r.heard(t.ID); err != nil {
		r.log.Warn("when a tenant's platform was last heard is not known", "tenant", t.ID, "err", err)
	}
	r.works.Run(t.ID, r.work(t.ID))
}

func (r *residents) heard(id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
	defer cancel()
	return r.hear(ctx, id)
}

// leave has nobody served under a name any more.
func (r *residents) leave(id string) {
	if !r.street.has(id) {
		return
	}
	r.log.Info("a tenant is served no more", "tenant", id)
	r.street.leave(id)
	tell(r.left, id)
}

func tell(all []func(id string), id string) {
	for _, fn := range all {
		fn(id)
	}
}
