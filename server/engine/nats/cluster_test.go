package nats_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

func TestAClusterLosesNothingWithItsLeader(t *testing.T) {
	t.Parallel()
	s := enginetest.Cluster(t)
	one, two := enginetest.Connect(t, s), enginetest.Connect(t, s)
	facts, other := enginetest.Log(t, one, "facts"), enginetest.Log(t, two, "facts")
	kept := enginetest.Bucket(t, one, "lease", nats.BucketOptions{})
	rev, err := kept.Create(t.Context(), "acme.ana", []byte("1"))
	require.NoError(t, err)

	for i := range 60 {
		if i == 20 {
			leader := leaderOf(t, s, "log-facts")
			s.All[leader].Shutdown()
		}
		require.Eventually(t, func() bool {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := facts.Append(ctx, "acme.call-1", fmt.Append(nil, i))
			if err != nil {
				require.ErrorIs(t, err, engine.ErrUnavailable, "a leader that is missing is told as that")
			}
			return err == nil
		}, time.Minute, 50*time.Millisecond)
	}
	heard := map[string]bool{}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	err = other.Follow(ctx, ">", 0, func(e engine.Entry) error {
		heard[string(e.Body)] = true
		if len(heard) == 60 {
			return errEnough
		}
		return nil
	})
	require.ErrorIs(t, err, errEnough)
	require.Eventually(t, func() bool {
		_, err = kept.Update(t.Context(), "acme.ana", []byte("2"), rev)
		return err == nil
	}, time.Minute, 100*time.Millisecond, "%v", err)
	_, err = kept.Update(t.Context(), "acme.ana", []byte("3"), rev)
	require.ErrorIs(t, err, engine.ErrConflict)
	_, err = kept.Create(t.Context(), "acme.ana", []byte("3"))
	require.ErrorIs(t, err, engine.ErrExists)
}

func leaderOf(t *testing.T, s enginetest.Servers, stream string) int {
	t.Helper()
	found := -1
	require.Eventually(t, func() bool {
		for i, srv := range s.All {
			if srv.JetStreamIsStreamLeader("$G", stream) {
				found = i
			}
		}
		return found >= 0
	}, time.Minute, 10*time.Millisecond)
	return found
}

func TestWatchTellsEveryChangeInOrder(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	mine := enginetest.Bucket(t, enginetest.Connect(t, s), "lease", nats.BucketOptions{})
	other := enginetest.Bucket(t, enginetest.Connect(t, s), "lease", nats.BucketOptions{})
	_, err := mine.Put(t.Context(), "acme.ana", []byte("was"))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard := make(chan string, 9)
	ended := make(chan error, 1)
	go func() {
		ended <- other.Watch(ctx, func(v engine.Value) error {
			heard <- fmt.Sprintf("%s=%s %t", v.Key, v.Body, v.Body == nil)
			return nil
		})
	}()
	require.Equal(t, "acme.ana=was false", <-heard)
	_, err = mine.Put(t.Context(), "acme.bea", []byte("new"))
	require.NoError(t, err)
	require.Equal(t, "acme.bea=new false", <-heard)
	require.NoError(t, mine.Delete(t.Context(), "acme.ana", 0))
	require.Equal(t, "acme.ana= true", <-heard)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestAppendAfterSeesWhoWasFaster(t *testing.T) {
	t.Parallel()
	l := enginetest.Log(t, enginetest.Open(t), "settings")
	first, err := l.AppendAfter(t.Context(), "acme", []byte("1"), 0)
	require.NoError(t, err)
	_, err = l.AppendAfter(t.Context(), "acme", []byte("2"), 0)
	require.ErrorIs(t, err, engine.ErrConflict)
	_, err = l.Append(t.Context(), "other", nil)
	require.NoError(t, err)
	_, err = l.AppendAfter(t.Context(), "acme", []byte("2"), first)
	require.NoError(t, err, "another tenant's entry is none of its business")
}

func TestALineCarriesQuestions(t *testing.T) {
	t.Parallel()
	alone := enginetest.Alone(t)
	for name, ends := range map[string][2]*nats.Line{
		"embedded": func() [2]*nats.Line { e := enginetest.Open(t); return [2]*nats.Line{e.Line(), e.Line()} }(),
		"external": {enginetest.Connect(t, alone).Line(), enginetest.Connect(t, alone).Line()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ends[1].Ask(t.Context(), "owner.a", []byte("there?"))
			require.ErrorIs(t, err, engine.ErrNobody)
			stop, err := ends[0].Serve("owner.a", func(ctx context.Context, body []byte) []byte {
				end, set := ctx.Deadline()
				if !set || time.Until(end) > 2*time.Second {
					return []byte("no end")
				}
				return append([]byte("yes: "), body...)
			})
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() {
					answer, err := ends[1].Ask(ctx, "owner.a", []byte{byte('a' + i)})
					if err != nil || string(answer) != "yes: "+string(rune('a'+i)) {
						t.Errorf("%s %v", answer, err)
					}
				})
			}
			all.Wait()
			stop()
			_, err = ends[1].Ask(t.Context(), "owner.a", nil)
			require.ErrorIs(t, err, engine.ErrNobody)
		})
	}
}
