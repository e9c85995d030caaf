package tenants_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/tenants"
)

func TestTheFirstCreateCounts(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := enginetest.OpenIn(t, dir)
	fields, err := tenants.NewFields(ctx, enginetest.Bucket(t, e, "fields", nats.BucketOptions{}))
	require.NoError(t, err)
	_, ok := fields.Created(ctx, "acme")
	require.False(t, ok)

	before := time.Now().Add(-time.Second)
	require.NoError(t, fields.MarkCreated(ctx, "acme"))
	first, ok := fields.Created(ctx, "acme")
	require.True(t, ok)
	require.True(t, first.After(before))
	require.NoError(t, fields.MarkCreated(ctx, "acme"))
	again, _ := fields.Created(ctx, "acme")
	require.Equal(t, first, again)
	_, ok = fields.Created(ctx, "other")
	require.False(t, ok)

	e.Close()
	fields, err = tenants.NewFields(ctx, enginetest.Bucket(t, enginetest.OpenIn(t, dir), "fields", nats.BucketOptions{}))
	require.NoError(t, err)
	kept, ok := fields.Created(ctx, "acme")
	require.True(t, ok)
	require.True(t, kept.Equal(first))
}

func TestAnotherReplicasCreateCounts(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := enginetest.Bucket(t, enginetest.Open(t), "fields", nats.BucketOptions{})
	one, err := tenants.NewFields(ctx, b)
	require.NoError(t, err)
	two, err := tenants.NewFields(ctx, b)
	require.NoError(t, err)
	require.NoError(t, one.MarkCreated(ctx, "acme"))
	require.NoError(t, two.MarkCreated(ctx, "acme"))
	first, _ := one.Created(ctx, "acme")
	second, ok := two.Created(ctx, "acme")
	require.True(t, ok)
	require.True(t, first.Equal(second))
}

func TestANewerMomentIsNotGuessedAt(t *testing.T) {
	t.Parallel()
	b := enginetest.Bucket(t, enginetest.Open(t), "fields", nats.BucketOptions{})
	_, err := b.Create(t.Context(), "acme", []byte(`{"v":99}`))
	require.NoError(t, err)
	_, err = tenants.NewFields(t.Context(), b)
	require.ErrorContains(t, err, "version 99, newer")
}
