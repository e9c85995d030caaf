package relay_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// memory is a log and buckets without a disk, for what takes days: time stands still in a bubble while
// the real engine works, since its threads are not the bubble's.
type memory struct {
	mu      sync.Mutex
	entries []engine.Entry
	more    chan struct{}
	purged  []string // subjects
}

func (m *memory) Append(_ context.Context, subject string, body []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	seq := uint64(len(m.entries) + 1)
	m.entries = append(m.entries, engine.Entry{Seq: seq, Subject: subject, At: time.Now(), Body: body})
	close(m.more)
	m.more = make(chan struct{})
	return seq, nil
}

func (m *memory) Follow(ctx context.Context, _ string, from uint64, fn func(engine.Entry) error) error {
	for {
		m.mu.Lock()
		fresh, more := m.entries[from:], m.more
		m.mu.Unlock()
		for _, e := range fresh {
			if err := fn(e); err != nil {
				return err
			}
			from = e.Seq
		}
		if len(fresh) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-more:
		}
	}
}

// Purge only notes the subject: who followed has the entries behind them.
func (m *memory) Purge(_ context.Context, subject string, _ uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.purged = append(m.purged, subject)
	return nil
}

// drawer is a bucket.
type drawer struct {
	mu sync.Mutex
	by map[string][]byte
}

func newDrawer() *drawer { return &drawer{by: map[string][]byte{}} }

func (d *drawer) Get(_ context.Context, key string) (engine.Value, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	body, ok := d.by[key]
	if !ok {
		return engine.Value{}, engine.ErrNotFound
	}
	return engine.Value{Key: key, Body: body}, nil
}

func (d *drawer) Put(_ context.Context, key string, body []byte) (uint64, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.by[key] = body
	return 1, nil
}

func (d *drawer) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	return d.Put(ctx, key, body)
}

func (d *drawer) Update(ctx context.Context, key string, body []byte, _ uint64) (uint64, error) {
	return d.Put(ctx, key, body)
}

func (d *drawer) Forget(_ context.Context, key string, _ uint64) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.by, key)
	return nil
}

func (d *drawer) Each(_ context.Context, prefix string, fn func(engine.Value) error) error {
	d.mu.Lock()
	var all []engine.Value
	for key, body := range d.by {
		if strings.HasPrefix(key, prefix+".") {
			all = append(all, engine.Value{Key: key, Body: body})
		}
	}
	d.mu.Unlock()
	for _, v := range all {
		if err := fn(v); err != nil {
			return err
		}
	}
	return nil
}

// newBubble is a house for a synctest bubble, with the pauses that the server has. Stop its relay
// before the bubble ends.
func newBubble(t *testing.T) *house {
	t.Helper()
	return &house{
		t: t, facts: &memory{more: make(chan struct{})}, ledger: newDrawer(), marks: newDrawer(), books: newBooks(),
		set: rules.DefaultSettings(), first: time.Second, longest: 5 * time.Minute,
		told: &told{pops: map[string][]protocol.Pop{}, cards: map[string][]protocol.Session{}},
	}
}
