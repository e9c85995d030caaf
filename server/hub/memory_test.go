package hub

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func numbers(frames []Frame) (all []uint64) {
	for _, f := range frames {
		all = append(all, f.N)
	}
	return all
}

// tell appends a frame and fails the test if it cannot.
func tell(t *testing.T, m *Memory, agent, data string) uint64 {
	t.Helper()
	n, err := m.Append(t.Context(), "acme", agent, []byte(data))
	require.NoError(t, err)
	return n
}

func since(t *testing.T, m *Memory, agent string, n uint64) ([]Frame, bool) {
	t.Helper()
	frames, whole, err := m.Since(t.Context(), "acme", agent, n)
	require.NoError(t, err)
	return frames, whole
}

func TestWhatWasSaidSince(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		_, whole := since(t, m, "ana", 17)
		require.False(t, whole, "a number from before the start")
		a, b := tell(t, m, "ana", "1"), tell(t, m, "ana", "2")
		tell(t, m, "ben", "3")
		require.Greater(t, b, a)
		frames, whole := since(t, m, "ana", a)
		require.True(t, whole)
		require.Equal(t, []uint64{b}, numbers(frames))
		frames, whole = since(t, m, "ana", b)
		require.True(t, whole)
		require.Empty(t, frames)

		time.Sleep(keepFor + time.Second)
		frames, whole = since(t, m, "ana", a)
		require.False(t, whole, "too old")
		require.Empty(t, frames)
		_, whole = since(t, m, "ana", b)
		require.True(t, whole, "it was the last one")
		require.Empty(t, m.agents, "who is told nothing costs nothing")
		require.Zero(t, m.size)
		require.Greater(t, tell(t, m, "ana", "4"), b)
	})
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		m.bytes = 3000
		var all []uint64
		for range keepFrames + 10 {
			all = append(all, tell(t, m, "ana", "1234"))
		}
		frames, whole := since(t, m, "ana", all[8])
		require.False(t, whole)
		require.Len(t, frames, keepFrames)
		_, whole = since(t, m, "ana", all[9])
		require.True(t, whole)

		for i := range 10 {
			tell(t, m, fmt.Sprint("other-", i), string(make([]byte, 200)))
		}
		frames, whole = since(t, m, "ana", all[len(all)-2])
		require.False(t, whole, "the quietest was let go")
		require.Empty(t, frames)
		require.LessOrEqual(t, m.size, m.bytes)
	})
}

func TestFollowHearsAllInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory()
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		heard := map[string][]uint64{}
		ended := make(chan error, 1)
		go func() {
			ended <- m.Follow(ctx, func(_, agent string, n uint64, _ []byte) {
				mu.Lock()
				defer mu.Unlock()
				heard[agent] = append(heard[agent], n)
			})
		}()
		synctest.Wait()
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for range 50 {
					_, _ = m.Append(ctx, "acme", fmt.Sprint("agent-", i%2), []byte("{}")) // it never fails
				}
			})
		}
		all.Wait()
		for _, agent := range []string{"agent-0", "agent-1"} {
			frames, _ := since(t, m, agent, 0)
			require.Len(t, frames, 200)
			require.Equal(t, numbers(frames), heard[agent])
		}
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		tell(t, m, "agent-0", "{}")
		require.Len(t, heard["agent-0"], 200)
	})
}
