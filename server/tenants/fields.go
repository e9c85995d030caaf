package tenants

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"agentadapter/server/engine"
)

// fieldsVersion is the form in which the moment of Create is stored today.
const fieldsVersion = 1

// Bucket is what the moments of Create are kept in; the engine's bucket "fields".
type Bucket interface {
	Create(ctx context.Context, key string, body []byte) (uint64, error)
	Each(ctx context.Context, prefix string, fn func(engine.Value) error) error
}

// Fields remembers when an admin first pressed Create for a tenant: sessions that began later carry
// record fields, earlier ones never do (S3). Our own record counts, not what others registered in
// Kustomer. It is safe for concurrent use.
type Fields struct {
	bucket Bucket

	mu sync.RWMutex // guards at
	at map[string]time.Time
}

// created is the moment as the bucket holds it.
type created struct {
	V int `json:"v"`
	// At is in milliseconds since 1970.
	At int64 `json:"at"`
}

// NewFields reads what the bucket holds of all tenants.
func NewFields(ctx context.Context, b Bucket) (*Fields, error) {
	f := &Fields{bucket: b, at: map[string]time.Time{}}
	err := b.Each(ctx, "", func(v engine.Value) error { return f.read(v) })
	if err != nil {
		return nil, fmt.Errorf("tenants: when fields were created cannot be read: %w", err)
	}
	return f, nil
}

func (f *Fields) read(v engine.Value) error {
	var c created
	if err := json.Unmarshal(v.Body, &c); err != nil {
		return err
	}
	if c.V > fieldsVersion {
		return newerError{"the moment of Create of " + v.Key, c.V, fieldsVersion}
	}
	f.at[v.Key] = time.UnixMilli(c.At)
	return nil
}

// Created tells when the tenant's fields were created; false: never. It costs nothing to ask.
func (f *Fields) Created(_ context.Context, tenant string) (time.Time, bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	at, ok := f.at[tenant]
	return at, ok
}

// MarkCreated notes that the tenant's fields exist from now on. The first time counts; to repeat it
// changes nothing.
func (f *Fields) MarkCreated(ctx context.Context, tenant string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.at[tenant]; ok {
		return nil
	}
	at := time.Now().Truncate(time.Millisecond)
	body, err := json.Marshal(created{fieldsVersion, at.UnixMilli()})
	if err != nil {
		return err
	}
	_, err = f.bucket.Create(ctx, tenant, body)
	if errors.Is(err, engine.ErrExists) {
		// Another replica was faster: its moment is the one that counts.
		return f.bucket.Each(ctx, "", func(v engine.Value) error { return f.read(v) })
	}
	if err != nil {
		return fmt.Errorf("tenants: when fields were created is not kept: %w", err)
	}
	f.at[tenant] = at
	return nil
}

// Drop forgets what is known of a tenant that was removed.
func (f *Fields) Drop(tenant string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.at, tenant)
}

// newerError says that a newer server wrote what this one cannot read.
type newerError struct {
	what      string
	has, ours int
}

func (e newerError) Error() string {
	return fmt.Sprintf("tenants: %s has version %d, newer than this server's %d", e.what, e.has, e.ours)
}
