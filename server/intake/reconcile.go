package intake

import (
	"context"
	"time"
)

// reconcile marks the sessions without an end stale: at once (events may have been lost while we
// were away), then at every round.
func (in *Intake) reconcile(ctx context.Context, t Tenant) {
	if in.cfg.Unended == nil {
		return
	}
	round := time.NewTicker(t.Reconcile)
	defer round.Stop()
	for {
		for _, session := range in.cfg.Unended(t.ID) {
			in.Stale(t.ID, session, false)
		}
		select {
		case <-ctx.Done():
			return
		case <-round.C:
		}
	}
}
