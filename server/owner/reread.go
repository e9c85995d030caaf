package owner

import (
	"context"
	"errors"

	"agentadapter/server/engine"
)

// reread takes in a tenant's record as it is: what is forgotten leaves no mark for the watch to show.
func (o *Owner) reread(ctx context.Context, tenant string) {
	v, err := o.cfg.Bucket.Get(ctx, tenant)
	if errors.Is(err, engine.ErrNotFound) {
		o.mu.Lock()
		delete(o.records, tenant)
		o.mu.Unlock()
	} else if err == nil {
		o.saw(v)
	}
}
