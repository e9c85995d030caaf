package relay

import (
	"context"
	"errors"

	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// ownerless is the key under which it is kept that an org knows no owners of customers (C6).
func (l *line) ownerless() string { return l.tenant.ID + ".ownerless" }

// loadOwnerless reads whether the org is known to have no owners.
func (l *line) loadOwnerless(ctx context.Context) error {
	_, err := l.cfg.Checkpoints.Get(ctx, l.ownerless())
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return err
	}
	l.noOwner.Store(err == nil)
	return nil
}

// ownerRefused: an org that answers 400 to an owner is not asked again (C6). It is remembered for the
// tenant and said once.
func (p *pass) ownerRefused(w rules.Write, err error) bool {
	if w.Rule != "C6" || kustomer.KindOf(err) != kustomer.Refused {
		return false
	}
	if !p.noOwner.Swap(true) {
		p.log.WarnContext(p.hard, "this org knows no owners of customers; customers stay without", "err", err)
		if _, err := p.cfg.Checkpoints.Put(p.hard, p.ownerless(), []byte("400")); err != nil {
			p.log.WarnContext(p.hard, "that the org knows no owners is not on disk; it is asked once more after a restart", "err", err)
		}
	}
	p.change(func(d *document) { d.Done[w.Key] = "refused" })
	return true
}
