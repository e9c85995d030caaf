package nats_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

// shared is a log that many follow, with followers that go quiet soon.
func shared(t *testing.T, quiet time.Duration) *nats.Log {
	l, err := enginetest.Open(t).Log(t.Context(), "facts", nats.LogOptions{Many: true})
	require.NoError(t, err)
	l.QuietFor(quiet)
	return l
}

func appendTo(t *testing.T, s *nats.Log, subject string) uint64 {
	t.Helper()
	seq, err := s.Append(t.Context(), subject, []byte(subject))
	require.NoError(t, err)
	return seq
}

func consumersSoon(t *testing.T, s *nats.Log, want int) {
	t.Helper()
	require.Eventually(t, func() bool {
		n, err := s.Consumers(t.Context())
		return err == nil && n == want
	}, 20*time.Second, 5*time.Millisecond, "%d are wanted", want)
}

func TestManyWhoHearNothingShareOneConsumer(t *testing.T) {
	t.Parallel()
	s := shared(t, 30*time.Millisecond)
	appendTo(t, s, "acme-0.call-1")
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	heard := make(chan engine.Entry, 100)
	for i := range 20 {
		all.Go(func() {
			err := s.Follow(ctx, fmt.Sprintf("acme-%d.>", i), 0, func(e engine.Entry) error {
				heard <- e
				return nil
			})
			require.ErrorIs(t, err, context.Canceled)
		})
	}
	require.Equal(t, "acme-0.call-1", (<-heard).Subject, "what was there")
	consumersSoon(t, s, 1)
	for round := range 3 {
		seq := appendTo(t, s, "acme-7.call-1")
		require.Equal(t, seq, (<-heard).Seq, "round %d", round)
		consumersSoon(t, s, 1)
	}
	cancel()
	all.Wait()
	consumersSoon(t, s, 0)
	require.Empty(t, heard, "nobody heard what is another's, or anything twice")
}

// Entries come just when a follower gives its consumer back, or has just done so.
func TestWhoGoesQuietMissesNothing(t *testing.T) {
	t.Parallel()
	const entries = 300
	s := shared(t, 2*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var got []uint64
	done := make(chan error, 1)
	go func() {
		done <- s.Follow(ctx, "acme.>", 0, func(e engine.Entry) error {
			if got = append(got, e.Seq); len(got) == entries {
				return errEnough
			}
			return nil
		})
	}()
	var want []uint64
	for len(want) < entries {
		want = append(want, appendTo(t, s, "acme.call-1"))
		for range rand.N(3) {
			appendTo(t, s, "other.call-1")
		}
		if len(want)%3 == 0 && len(want) < entries {
			consumersSoon(t, s, 1)
		}
	}
	select {
	case err := <-done:
		require.ErrorIs(t, err, errEnough)
	case <-time.After(20 * time.Second):
		cancel()
		<-done
		t.Fatalf("%d of %d came", len(got), entries)
	}
	require.Equal(t, want, got)
}

func TestAFollowerGoesOnBehindWhatItKnowsAndEndsWithItsError(t *testing.T) {
	t.Parallel()
	s := shared(t, time.Hour)
	appendTo(t, s, "acme.call-1")
	second := appendTo(t, s, "acme.call-2")
	broken := errors.New("broken")
	err := s.Follow(t.Context(), "acme.>", second-1, func(e engine.Entry) error {
		require.Equal(t, second, e.Seq)
		return broken
	})
	require.ErrorIs(t, err, broken)
}

// What was purged before it could be read rings, and is not waited for.
func TestAFollowerDoesNotWaitForWhatWasPurged(t *testing.T) {
	t.Parallel()
	s := shared(t, 20*time.Millisecond)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := make(chan uint64, 10)
	go func() {
		_ = s.Follow(ctx, "acme.>", 0, func(e engine.Entry) error {
			heard <- e.Seq
			return nil
		})
	}()
	consumersSoon(t, s, 1)
	for range 20 {
		appendTo(t, s, "acme.call-1")
		require.NoError(t, s.Purge(t.Context(), "acme.call-1", 0))
	}
	consumersSoon(t, s, 1)
	last := appendTo(t, s, "acme.call-2")
	for seq := range heard {
		if seq == last {
			return
		}
	}
}
