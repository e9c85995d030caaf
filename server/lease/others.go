package lease

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"agentadapter/server/engine"
)

// follow hears every change of every lease, whoever made it, until ctx ends.
func (l *Leases) follow(ctx context.Context) {
	for ctx.Err() == nil {
		err := l.cfg.Others.Watch(ctx, func(v engine.Value) error {
			l.heard(v)
			return nil
		})
		if ctx.Err() != nil {
			return
		}
		l.log.Warn("the other servers' leases are not heard just now; trying again", "err", err)
		select {
		case <-ctx.Done():
		case <-time.After(tryAgain):
		}
	}
}

// heard tells a change that may be another server's. What this one changed was told already.
func (l *Leases) heard(v engine.Value) {
	tenant, id, _ := strings.Cut(v.Key, ".")
	a := l.enter(tenant, id)
	a.mu.Lock()
	var r record
	switch err := json.Unmarshal(v.Body, &r); {
	case v.Body != nil && err != nil:
		l.log.Error("a lease cannot be read", "agent", v.Key, "err", err)
	case v.Rev > a.rev:
		l.told(a, l.run(a, r), r, v.Rev)
	}
	a.mu.Unlock()
	l.mu.Lock()
	l.watched = max(l.watched, v.Rev)
	l.mu.Unlock()
	l.leave(a)
}

// Moved says that another server came or went: whoever sits there is here or gone by that.
func (l *Leases) Moved(ctx context.Context, from Lister, server string) error {
	return l.retell(ctx, from, "", func(r record) bool {
		there := func(s seat) bool { return s.Server == server }
		return r.Holder != nil && there(*r.Holder) || slices.ContainsFunc(r.Line, there)
	})
}

// Retell tells the leases of a tenant anew, to those who have just begun to listen.
func (l *Leases) Retell(ctx context.Context, from Lister, tenant string) error {
	return l.retell(ctx, from, tenant, func(record) bool { return true })
}

func (l *Leases) retell(ctx context.Context, from Lister, tenant string, which func(record) bool) error {
	var keys []string
	err := from.Each(ctx, tenant, func(v engine.Value) error {
		var r record
		if json.Unmarshal(v.Body, &r) == nil && which(r) {
			keys = append(keys, v.Key)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("lease: read who is here: %w", err)
	}
	for _, key := range keys {
		tenant, id, _ := strings.Cut(key, ".")
		if err := l.tellAgain(ctx, l.enter(tenant, id)); err != nil {
			return err
		}
	}
	return nil
}

func (l *Leases) tellAgain(ctx context.Context, a *agent) error {
	defer l.leave(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	r, rev, err := l.read(ctx, a.name)
	if err == nil {
		l.told(a, l.run(a, r), r, rev)
	}
	return err
}
