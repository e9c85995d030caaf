package intake

import (
	"context"
	"errors"
	"time"

	"agentadapter/ccaip"
)

const (
	// manyStale is from how many waiting sessions on they are read by list pages (W6): a page holds a
	// hundred objects and costs one request, as a single one does.
	manyStale = 50
	// pagesAgain is the least time between two such listings.
	pagesAgain = 5 * time.Second
)

// byPages lists what changed whenever many sessions wait to be read, until the context ends. Single
// reads go on beside it: live sessions do not wait for a listing, and what it does not hold is read
// by them.
func (in *Intake) byPages(ctx context.Context, t Tenant, r *reader) {
	for {
		since, ok := r.many(ctx)
		if !ok {
			return
		}
		began := time.Now()
		err := errors.Join(r.page(ctx, t.PatientCalls, since, began), r.page(ctx, t.PatientChats, since, began))
		if err != nil && ctx.Err() == nil {
			in.log.Warn("many sessions wait and cannot be listed; they are read one by one meanwhile", "tenant", t.ID, "err", err)
		}
		pause := time.NewTimer(pagesAgain)
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		pause.Stop()
	}
}

// many waits until many sessions are stale, and tells since when the oldest of them has been.
func (r *reader) many(ctx context.Context) (since time.Time, ok bool) {
	for ctx.Err() == nil {
		r.mu.Lock()
		for _, m := range r.waiting {
			if since.IsZero() || m.since.Before(since) {
				since = m.since
			}
		}
		n, changed := len(r.waiting), r.changed
		r.mu.Unlock()
		if n >= manyStale {
			return since, true
		}
		since = time.Time{}
		select {
		case <-ctx.Done():
		case <-changed:
		}
	}
	return time.Time{}, false
}

// page keeps what one list tells of the sessions that wait, and of no other.
func (r *reader) page(ctx context.Context, objects Objects, since, began time.Time) error {
	list, err := objects.UpdatedSince(ctx, since.Add(-slack))
	if ccaip.KindOf(err) == ccaip.NotFound {
		return nil // an instance without chats has no list of them
	}
	if err != nil {
		return err
	}
	for _, s := range list {
		f := objectFact(s, time.Now())
		if s.ID == "" || s.UpdatedAt.IsZero() || !r.waits(f.Session) {
			continue
		}
		if err := r.tell(ctx, f, true); err != nil {
			return err
		}
		r.listed(f.Session, began)
	}
	return nil
}

func (r *reader) waits(session string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.waiting[session]
	return ok
}

// listed takes a session out that a listing has told of, unless it became stale after that began.
func (r *reader) listed(session string, began time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if m, ok := r.waiting[session]; ok && m.marked.Before(began) {
		delete(r.waiting, session)
		r.last[session] = began
	}
}
