// Package enginetest opens the real engine for other rooms' tests: on disk, in a folder of the
// test's own. There is no fake of it on purpose; what it does at a restart is what matters.
package enginetest

import (
	"context"
	"testing"
	"time"

	"agentadapter/server/engine/nats"
)

// Open opens an engine in a folder of the test's own and closes it at the test's end.
func Open(t testing.TB) *nats.Engine {
	t.Helper()
	return OpenIn(t, t.TempDir())
}

// OpenIn opens an engine in dir, so that a test can close it and open the same data again.
func OpenIn(t testing.TB, dir string) *nats.Engine {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	e, err := nats.Open(ctx, nats.Config{Dir: dir})
	if err != nil {
		t.Fatalf("open the engine in %s: %v", dir, err)
	}
	t.Cleanup(e.Close)
	return e
}

// Bucket opens a bucket or fails the test.
func Bucket(t testing.TB, e *nats.Engine, name string, o nats.BucketOptions) *nats.Bucket {
	t.Helper()
	b, err := e.Bucket(t.Context(), name, o)
	if err != nil {
		t.Fatalf("open bucket %s: %v", name, err)
	}
	return b
}

// Log opens a log or fails the test.
func Log(t testing.TB, e *nats.Engine, name string) *nats.Log {
	t.Helper()
	l, err := e.Log(t.Context(), name, nats.LogOptions{})
	if err != nil {
		t.Fatalf("open log %s: %v", name, err)
	}
	return l
}
