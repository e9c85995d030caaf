package nats_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

// kept opens what the tests keep.
func kept(t *testing.T, e *nats.Engine) (*nats.Log, *nats.Bucket, *nats.Bucket) {
	t.Helper()
	enginetest.Bucket(t, e, "nonce", nats.BucketOptions{Memory: true})
	return enginetest.Log(t, e, "facts"), enginetest.Bucket(t, e, "ledger", nats.BucketOptions{}), enginetest.Bucket(t, e, "checkpoint", nats.BucketOptions{})
}

func backedUp(t *testing.T) (archive []byte, entries []engine.Entry) {
	t.Helper()
	e := enginetest.Open(t)
	facts, ledger, marks := kept(t, e)
	for i := range 300 {
		_, err := facts.Append(t.Context(), fmt.Sprintf("acme.call-%d", i%7), bytes.Repeat([]byte{byte(i)}, i))
		require.NoError(t, err)
	}
	for i := range 40 {
		_, err := ledger.Put(t.Context(), fmt.Sprintf("acme.call-%d", i), fmt.Append(nil, i))
		require.NoError(t, err)
	}
	require.NoError(t, ledger.Delete(t.Context(), "acme.call-3", 0))
	_, err := marks.Put(t.Context(), "acme", []byte("250"))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, e.Backup(t.Context(), &b))
	return b.Bytes(), collect(t, facts, ">", 0, 300)
}

func TestABackupComesBackOnACluster(t *testing.T) {
	t.Parallel()
	archive, before := backedUp(t)
	to := enginetest.Connect(t, enginetest.Cluster(t))
	facts, ledger, marks := kept(t, to)
	require.NoError(t, to.Restore(t.Context(), bytes.NewReader(archive)))
	after := collect(t, facts, ">", 0, 300)
	for i, e := range after {
		require.Equal(t, before[i].Seq, e.Seq)
		require.Equal(t, before[i].Subject, e.Subject)
		require.Equal(t, before[i].Body, e.Body)
		require.Equal(t, before[i].At.UnixMilli(), e.At.UnixMilli())
	}
	n := 0
	require.NoError(t, ledger.Each(t.Context(), "", func(v engine.Value) error {
		n++
		require.Equal(t, "acme.call-"+string(v.Body), v.Key)
		return nil
	}))
	require.Equal(t, 39, n)
	v, err := marks.Get(t.Context(), "acme")
	require.NoError(t, err)
	require.Equal(t, "250", string(v.Body))

	var again bytes.Buffer
	require.NoError(t, to.Backup(t.Context(), &again), "what came back can go again")
	require.ErrorIs(t, to.Restore(t.Context(), bytes.NewReader(archive)), engine.ErrNotEmpty)
}

func TestALogThatForgotItsBeginningKeepsItsSequences(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t)
	l, err := e.Log(t.Context(), "facts", nats.LogOptions{PerSubject: 2})
	require.NoError(t, err)
	for i := range 9 {
		_, err := l.Append(t.Context(), "acme.call-1", []byte{byte(i)})
		require.NoError(t, err)
	}
	var b bytes.Buffer
	require.NoError(t, e.Backup(t.Context(), &b))
	to := enginetest.Open(t)
	back := enginetest.Log(t, to, "facts")
	require.NoError(t, to.Restore(t.Context(), &b))
	got := collect(t, back, ">", 0, 2)
	require.Equal(t, []uint64{8, 9}, []uint64{got[0].Seq, got[1].Seq})
	seq, err := back.Append(t.Context(), "acme.call-1", nil)
	require.NoError(t, err)
	require.Equal(t, uint64(10), seq)
}

func TestWhatIsNoWholeBackupIsRefused(t *testing.T) {
	t.Parallel()
	archive, _ := backedUp(t)
	for name, raw := range map[string][]byte{
		"nothing": nil, "something else": []byte("GIF89a"), "half": archive[:len(archive)/2], "no end": archive[:len(archive)-3*1024],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := enginetest.Open(t)
			kept(t, e)
			require.ErrorIs(t, e.Restore(t.Context(), bytes.NewReader(raw)), engine.ErrArchive)
		})
	}
	unknown := enginetest.Open(t)
	enginetest.Log(t, unknown, "facts")
	require.ErrorContains(t, unknown.Restore(t.Context(), bytes.NewReader(archive)), "KV_checkpoint")
}
