package nats_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

func TestWhatIsPurgedIsGoneAfterReopening(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := enginetest.OpenIn(t, dir)
	l := enginetest.Log(t, e, "facts")
	for _, line := range []string{"acme.call-1 a", "acme.call-10 b", "acme.call-1 c", "other.call-1 d", "acme.call-1 e"} {
		subject, body, _ := bytes.Cut([]byte(line), []byte(" "))
		_, err := l.Append(t.Context(), string(subject), body)
		require.NoError(t, err)
	}
	require.NoError(t, l.Purge(t.Context(), "acme.call-1", 3), "what came later stays")
	require.NoError(t, l.Purge(t.Context(), "acme.call-1", 3), "again")
	require.NoError(t, l.Purge(t.Context(), "acme.call-99", 0), "nothing there")
	left := func(l *nats.Log, n int) (all string) {
		for _, e := range collect(t, l, ">", 0, n) {
			all += string(e.Body)
		}
		return all
	}
	require.Equal(t, "bde", left(l, 3))
	require.NoError(t, l.Purge(t.Context(), "acme.call-1", 0))
	e.Close()

	l = enginetest.Log(t, enginetest.OpenIn(t, dir), "facts")
	require.Equal(t, "bd", left(l, 2))
	seq, err := l.Append(t.Context(), "acme.call-1", []byte("late"))
	require.NoError(t, err)
	require.Equal(t, uint64(6), seq, "sequences go on")
	require.Equal(t, []uint64{2, 4, 6}, sequences(collect(t, l, ">", 0, 3)))
}

func sequences(all []engine.Entry) (seqs []uint64) {
	for _, e := range all {
		seqs = append(seqs, e.Seq)
	}
	return seqs
}

func TestWhatIsForgottenLeavesNoMark(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := enginetest.OpenIn(t, dir)
	b := enginetest.Bucket(t, e, "ledger", nats.BucketOptions{})
	first, err := b.Create(t.Context(), "acme.call-1", []byte("+14155550123"))
	require.NoError(t, err)
	rev, err := b.Update(t.Context(), "acme.call-1", []byte("+14155550123 again"), first)
	require.NoError(t, err)
	_, err = b.Create(t.Context(), "acme.call-2", []byte("stays"))
	require.NoError(t, err)
	require.ErrorIs(t, b.Forget(t.Context(), "acme.call-1", first), engine.ErrConflict, "the fence")
	require.NoError(t, b.Forget(t.Context(), "acme.call-1", rev))
	require.ErrorIs(t, b.Forget(t.Context(), "acme.call-1", rev), engine.ErrConflict)
	e.Close()

	b = enginetest.Bucket(t, enginetest.OpenIn(t, dir), "ledger", nats.BucketOptions{})
	_, err = b.Get(t.Context(), "acme.call-1")
	require.ErrorIs(t, err, engine.ErrNotFound)
	var keys []string
	require.NoError(t, b.Each(context.Background(), "acme", func(v engine.Value) error {
		keys = append(keys, v.Key)
		return nil
	}))
	require.Equal(t, []string{"acme.call-2"}, keys)
	next, err := b.Create(t.Context(), "acme.call-1", []byte("anew"))
	require.NoError(t, err)
	require.Greater(t, next, rev, "revisions only grow")
}

func TestAClusterForgets(t *testing.T) {
	t.Parallel()
	s := enginetest.Cluster(t)
	one, two := enginetest.Connect(t, s), enginetest.Connect(t, s)
	facts, other := enginetest.Log(t, one, "facts"), enginetest.Log(t, two, "facts")
	ledger := enginetest.Bucket(t, one, "ledger", nats.BucketOptions{})
	_, err := facts.Append(t.Context(), "acme.call-1", []byte("a"))
	require.NoError(t, err)
	_, err = facts.Append(t.Context(), "acme.call-2", []byte("b"))
	require.NoError(t, err)
	rev, err := ledger.Create(t.Context(), "acme.call-1", []byte("a"))
	require.NoError(t, err)
	require.NoError(t, facts.Purge(t.Context(), "acme.call-1", 2))
	require.ErrorIs(t, ledger.Forget(t.Context(), "acme.call-1", rev+1), engine.ErrConflict)
	require.NoError(t, ledger.Forget(t.Context(), "acme.call-1", rev))
	require.Equal(t, []uint64{2}, sequences(collect(t, other, ">", 0, 1)))
	_, err = enginetest.Bucket(t, two, "ledger", nats.BucketOptions{}).Get(t.Context(), "acme.call-1")
	require.ErrorIs(t, err, engine.ErrNotFound)
}
