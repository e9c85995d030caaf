package relay

import (
	"context"
	"time"
)

// ForgetAt has a tenant's line go the round that it would go at a moment.
func (r *Relay) ForgetAt(ctx context.Context, tenant string, now time.Time) (int, error) {
	l, _ := r.line(tenant)
	n, _, err := l.forgetOld(ctx, now)
	return n, err
}
