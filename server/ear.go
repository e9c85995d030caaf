package main

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

// noteEvery is how often the moment of the last event is written down: a restart may forget so much.
const noteEvery = time.Minute

// ear stands between intake and the log of facts, and remembers when each tenant's platform last sent
// an event: a silent platform is an alert.
type ear struct {
	facts factLog
	kept  marks
	many  bool // other servers hear too

	mu    sync.Mutex // guards both
	last  map[string]time.Time
	noted map[string]time.Time
}

type factLog interface {
	Append(ctx context.Context, subject string, body []byte) (uint64, error)
}

type marks interface {
	Get(ctx context.Context, key string) (engine.Value, error)
	Put(ctx context.Context, key string, body []byte) (uint64, error)
}

func lastKey(tenant string) string { return tenant + ".event" }

func newEar(facts factLog, kept marks, many bool) *ear {
	return &ear{facts: facts, kept: kept, many: many, last: map[string]time.Time{}, noted: map[string]time.Time{}}
}

// forget drops what is known of a tenant that is gone.
func (e *ear) forget(tenant string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.last, tenant)
	delete(e.noted, tenant)
}

// read takes in what was written down, here or by another server.
func (e *ear) read(ctx context.Context, tenant string) error {
	v, err := e.kept.Get(ctx, lastKey(tenant))
	if errors.Is(err, engine.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339Nano, string(v.Body))
	if err != nil {
		return nil // unreadable: as if it were not there
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if at.After(e.last[tenant]) {
		e.last[tenant] = at
	}
	return nil
}

// Append passes a fact on and, once it is on disk, hears it.
func (e *ear) Append(ctx context.Context, subject string, body []byte) (uint64, error) {
	seq, err := e.facts.Append(ctx, subject, body)
	if err != nil {
		return seq, err
	}
	var f struct {
		Source rules.Source `json:"source"`
	}
	if json.Unmarshal(body, &f) == nil && f.Source == rules.FromEvent {
		tenant, _, _ := strings.Cut(subject, ".")
		e.heard(ctx, tenant, time.Now())
	}
	return seq, nil
}

func (e *ear) heard(ctx context.Context, tenant string, now time.Time) {
	e.mu.Lock()
	e.last[tenant] = now
	due := now.Sub(e.noted[tenant]) > noteEvery
	if due {
		e.noted[tenant] = now
	}
	e.mu.Unlock()
	if due {
		// The event is on disk; that this note is not costs a wrong time after a restart.
		_, _ = e.kept.Put(ctx, lastKey(tenant), []byte(now.UTC().Format(time.RFC3339Nano)))
	}
}

// Last is when the tenant's platform last sent an event, zero: never. What other servers heard is
// known a minute later.
func (e *ear) Last(tenant string) time.Time {
	if e.many {
		ctx, cancel := context.WithTimeout(context.Background(), tellWithin)
		defer cancel()
		_ = e.read(ctx, tenant) // what is known here stands
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last[tenant]
}
