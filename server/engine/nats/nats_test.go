package nats_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

var errEnough = errors.New("enough")

// collect follows until n entries came.
func collect(t *testing.T, l *nats.Log, filter string, from uint64, n int) []engine.Entry {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var got []engine.Entry
	err := l.Follow(ctx, filter, from, func(e engine.Entry) error {
		got = append(got, e)
		if len(got) == n {
			return errEnough
		}
		return nil
	})
	require.ErrorIs(t, err, errEnough, "after %d entries", len(got))
	return got
}

func TestLogKeepsOrderAndSubjects(t *testing.T) {
	t.Parallel()
	l := enginetest.Log(t, enginetest.Open(t), "facts")
	for i := range 20 {
		seq, err := l.Append(t.Context(), fmt.Sprintf("acme.call-%d", i%4), []byte{byte(i)})
		require.NoError(t, err)
		require.Equal(t, uint64(i+1), seq)
	}
	all := collect(t, l, ">", 0, 20)
	for i, e := range all {
		require.Equal(t, uint64(i+1), e.Seq)
		require.Equal(t, fmt.Sprintf("acme.call-%d", i%4), e.Subject)
		require.Equal(t, []byte{byte(i)}, e.Body)
		require.WithinDuration(t, time.Now(), e.At, time.Minute)
	}
	one := collect(t, l, "acme.call-2", 7, 3)
	require.Equal(t, []uint64{11, 15, 19}, []uint64{one[0].Seq, one[1].Seq, one[2].Seq})
	last, err := l.Last(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(20), last)
}

func TestFollowHearsWhatComesLaterAndEndsWithItsContext(t *testing.T) {
	t.Parallel()
	l := enginetest.Log(t, enginetest.Open(t), "facts")
	ctx, cancel := context.WithCancel(t.Context())
	heard, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- l.Follow(ctx, "acme.>", 0, func(e engine.Entry) error {
			heard <- string(e.Body)
			return nil
		})
	}()
	_, err := l.Append(t.Context(), "acme.call-1", []byte("rings"))
	require.NoError(t, err)
	require.Equal(t, "rings", <-heard)
	cancel()
	require.ErrorIs(t, <-ended, context.Canceled)
}

func TestEverythingAnsweredSurvivesAReopen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := enginetest.OpenIn(t, dir)
	l, b := enginetest.Log(t, e, "facts"), enginetest.Bucket(t, e, "ledger", nats.BucketOptions{})
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			_, err := l.Append(context.Background(), "acme.call-1", []byte{byte(i)})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	rev, err := b.Create(t.Context(), "acme.call-1", []byte("settled"))
	require.NoError(t, err)
	e.Close()

	e = enginetest.OpenIn(t, dir)
	l, b = enginetest.Log(t, e, "facts"), enginetest.Bucket(t, e, "ledger", nats.BucketOptions{})
	require.Len(t, collect(t, l, ">", 0, 50), 50)
	v, err := b.Get(t.Context(), "acme.call-1")
	require.NoError(t, err)
	require.Equal(t, engine.Value{Key: "acme.call-1", Rev: rev, Body: []byte("settled")}, v)
}

func TestASecondServerOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	enginetest.OpenIn(t, dir)
	_, err := nats.Open(t.Context(), nats.Config{Dir: dir})
	require.ErrorIs(t, err, engine.ErrInUse)
	require.ErrorContains(t, err, dir)
}

func TestAnUnreachableClusterIsNamed(t *testing.T) {
	t.Parallel()
	_, err := nats.Open(t.Context(), nats.Config{URL: "nats://127.0.0.1:1"})
	require.ErrorIs(t, err, engine.ErrUnavailable)
}

func TestBucketComparesRevisions(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]nats.BucketOptions{"file": {}, "memory": {Memory: true, TTL: time.Minute}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, b := t.Context(), enginetest.Bucket(t, enginetest.Open(t), "lease", o)
			_, err := b.Get(ctx, "acme.ana")
			require.ErrorIs(t, err, engine.ErrNotFound)
			first, err := b.Create(ctx, "acme.ana", []byte("1"))
			require.NoError(t, err)
			_, err = b.Create(ctx, "acme.ana", []byte("2"))
			require.ErrorIs(t, err, engine.ErrExists)
			second, err := b.Update(ctx, "acme.ana", []byte("2"), first)
			require.NoError(t, err)
			require.Greater(t, second, first)
			_, err = b.Update(ctx, "acme.ana", []byte("3"), first)
			require.ErrorIs(t, err, engine.ErrConflict)
			require.ErrorIs(t, b.Delete(ctx, "acme.ana", first), engine.ErrConflict)
			require.NoError(t, b.Delete(ctx, "acme.ana", second))
			_, err = b.Get(ctx, "acme.ana")
			require.ErrorIs(t, err, engine.ErrNotFound)
			again, err := b.Create(ctx, "acme.ana", []byte("4"))
			require.NoError(t, err)
			require.Greater(t, again, second, "revisions never go back")
		})
	}
}

func TestEachGivesWhatIsThereUnderAPrefix(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), enginetest.Bucket(t, enginetest.Open(t), "ledger", nats.BucketOptions{})
	for _, key := range []string{"acme.call-1", "acme.call-2", "acmetwo.call-1", "acme.call-3"} {
		_, err := b.Put(ctx, key, []byte(key))
		require.NoError(t, err)
	}
	require.NoError(t, b.Delete(ctx, "acme.call-2", 0))
	var keys []string
	require.NoError(t, b.Each(ctx, "acme", func(v engine.Value) error {
		keys = append(keys, v.Key)
		require.Equal(t, v.Key, string(v.Body))
		return nil
	}))
	require.ElementsMatch(t, []string{"acme.call-1", "acme.call-3"}, keys)
	require.ErrorIs(t, b.Each(ctx, "", func(engine.Value) error { return errEnough }), errEnough)
}

func TestAClosedEngineSaysSo(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t)
	l := enginetest.Log(t, e, "facts")
	e.Close()
	e.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err := l.Append(ctx, "acme.call-1", nil)
	require.ErrorIs(t, err, engine.ErrUnavailable)
}

func BenchmarkAppend(b *testing.B) {
	l := enginetest.Log(b, enginetest.Open(b), "facts")
	body := make([]byte, 700)
	for b.Loop() {
		if _, err := l.Append(context.Background(), "acme.call-1", body); err != nil {
			b.Fatal(err)
		}
	}
}
