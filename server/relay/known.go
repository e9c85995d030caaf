package relay

import (
	"context"

	"agentadapter/rules"
)

// Known answers all that was told about a session so far; ErrUnknown where nothing was heard of it.
func (r *Relay) Known(ctx context.Context, tenant, session string) (rules.Session, error) {
	l, ok := r.line(tenant)
	if !ok {
		return rules.Session{}, ErrUnknown
	}
	d, ok := l.document(ctx, session)
	if !ok {
		return rules.Session{}, ErrUnknown
	}
	return d.Session, nil
}
