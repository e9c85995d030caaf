package intake

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// shelf notes when a session's files were looked for; fail says what comes of it.
type shelf struct {
	mu    sync.Mutex
	began time.Time
	at    []time.Duration
	fail  error
}

func (s *shelf) List(context.Context, time.Time) ([]ccaip.StoredFile, error) { return nil, nil }

func (s *shelf) Of(context.Context, ccaip.SessionKind, string) ([]ccaip.StoredFile, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Since(s.began))
	return nil, s.fail
}

func (s *shelf) Read(context.Context, string, int64) ([]byte, error) { return nil, nil }

func (s *shelf) looks() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

func looking(t *testing.T, s *shelf) (*bucket, func()) {
	t.Helper()
	in := New(Config{Logger: slog.New(slog.DiscardHandler)})
	b := newBucket(in, Tenant{ID: "acme", Storage: s, Poll: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { b.lookAfterEnds(ctx); close(done) }()
	return b, func() { cancel(); <-done }
}

func TestFilesAreLookedForAtTheEndAndFourTimesLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{began: time.Now()}
		b, stop := looking(t, s)
		b.ended("call-418")
		time.Sleep(20 * time.Minute)
		b.ended("call-418") // told again, and no reason to begin anew
		time.Sleep(40 * time.Minute)
		require.Equal(t, []time.Duration{0, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute}, s.looks())
		time.Sleep(time.Hour)
		stop()
		require.Empty(t, b.looks, "nothing is remembered for ever")
	})
}

func TestALookThatFailsIsMadeAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{began: time.Now(), fail: &ccaip.Error{Kind: ccaip.Unreachable, Op: "list files"}}
		b, stop := looking(t, s)
		b.ended("call-418")
		time.Sleep(25 * time.Second)
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		time.Sleep(10 * time.Second)
		require.Equal(t, []time.Duration{0, 10 * time.Second, 20 * time.Second, 30 * time.Second}, s.looks())
		stop()
	})
}
