package relay

import (
	"context"
	"errors"
	"fmt"

	"agentadapter/server/engine"
)

// forgetDials forgets the dials that are due: their facts first, as with sessions. One that changed
// meanwhile is left to the next round.
func (l *line) forgetDials(ctx context.Context, due func(dialed) bool) error {
	revs := map[string]uint64{}
	err := l.eachDial(ctx, func(name string, d dialed, rev uint64) {
		if due(d) {
			revs[name] = rev
		}
	})
	if err != nil {
		return fmt.Errorf("relay: the dials cannot be read: %w", err)
	}
	l.mu.Lock()
	upTo := max(l.received, 1)
	l.mu.Unlock()
	for name, rev := range revs {
		if err := l.cfg.Facts.Purge(ctx, l.dialKey(name), upTo); err != nil {
			return err
		}
		switch err := l.cfg.Checkpoints.Forget(ctx, l.dialKey(name), rev); {
		case errors.Is(err, engine.ErrConflict):
			continue
		case err != nil:
			return err
		}
		l.dials.mu.Lock()
		delete(l.dials.by, name)
		l.dials.mu.Unlock()
	}
	return nil
}
