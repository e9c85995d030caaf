package intake

import (
	"context"
	"errors"
	"time"

	"agentadapter/ccaip"
	"agentadapter/server/engine"
)

// slack is how far a round reaches back behind the last one: clocks differ, and objects become
// visible late.
const slack = 30 * time.Second

// reconcile goes its rounds: at once (events may have been lost while we were away), then after each
// interval.
func (in *Intake) reconcile(ctx context.Context, t Tenant, r *reader) {
	round := time.NewTicker(t.Reconcile)
	defer round.Stop()
	for {
		in.fillGap(ctx, t, r)
		if in.cfg.Unended != nil {
			for _, session := range in.cfg.Unended(t.ID) {
				r.stale(ctx, session, false)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-round.C:
		}
	}
}

// fillGap asks for what changed since the last round, also over a restart, and keeps it as facts. It
// never reaches behind the first round of the tenant. What fails is asked for again next time.
func (in *Intake) fillGap(ctx context.Context, t Tenant, r *reader) {
	if in.cfg.Marks == nil {
		return
	}
	now := time.Now()
	from, err := in.mark(ctx, t)
	if err == nil && !from.IsZero() {
		err = errors.Join(r.gather(ctx, t.PatientCalls, from), r.gather(ctx, t.PatientChats, from))
	}
	if err == nil {
		_, err = in.cfg.Marks.Put(ctx, markKey(t), []byte(now.UTC().Format(time.RFC3339Nano)))
	}
	if err != nil && ctx.Err() == nil {
		in.log.Warn("what changed at the platform is asked for again next time", "tenant", t.ID, "since", from, "err", err)
	}
}

func markKey(t Tenant) string { return t.ID + ".heard" }

// mark is until when everything was heard; zero: this is the first round.
func (in *Intake) mark(ctx context.Context, t Tenant) (time.Time, error) {
	v, err := in.cfg.Marks.Get(ctx, markKey(t))
	if errors.Is(err, engine.ErrNotFound) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	heard, err := time.Parse(time.RFC3339Nano, string(v.Body))
	if err != nil {
		return time.Time{}, nil // unreadable: as if it were the first
	}
	return heard.Add(-slack), nil
}

// gather keeps what the platform lists as changed.
func (r *reader) gather(ctx context.Context, objects Objects, from time.Time) error {
	list, err := objects.UpdatedSince(ctx, from)
	if ccaip.KindOf(err) == ccaip.NotFound {
		return nil // an instance without chats has no list of them
	}
	if err != nil {
		return err
	}
	for _, s := range list {
		if s.ID == "" || s.UpdatedAt.IsZero() {
			continue
		}
		if err := r.tell(ctx, objectFact(s, time.Now()), true); err != nil {
			return err
		}
	}
	return nil
}
