package lease_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
)

func TestWhoIsLiveIsListedAndMayBeReleased(t *testing.T) {
	t.Parallel()
	bucket := enginetest.Bucket(t, enginetest.Open(t), "lease", nats.BucketOptions{})
	b := setup(t, bucket)
	all, err := b.All(t.Context(), bucket, "acme")
	require.NoError(t, err)
	require.Empty(t, all)
	b.join("i1")
	b.join("i2")
	tenant, agent := firstKey(t, bucket)

	all, err = b.All(t.Context(), bucket, tenant)
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.Equal(t, agent, all[0].Agent)
	require.Equal(t, "i1", all[0].Holder.Instance)
	require.Equal(t, "Chrome", all[0].Holder.Browser)
	require.Len(t, all[0].Waiting, 1)

	require.NoError(t, b.Vacate(t.Context(), tenant, agent))
	all, err = b.All(t.Context(), bucket, tenant)
	require.NoError(t, err)
	require.Equal(t, "i2", all[0].Holder.Instance, "the first in line gets it")
	require.Equal(t, uint64(2), all[0].Term)
	require.NoError(t, b.Vacate(t.Context(), tenant, agent))
	require.ErrorIs(t, b.Vacate(t.Context(), tenant, agent), engine.ErrNotFound)
	require.ErrorIs(t, b.Vacate(t.Context(), tenant, "nobody"), engine.ErrNotFound)
}

func firstKey(t *testing.T, b *nats.Bucket) (tenant, agent string) {
	t.Helper()
	require.NoError(t, b.Each(t.Context(), "", func(v engine.Value) error {
		tenant, agent, _ = strings.Cut(v.Key, ".")
		return nil
	}))
	return tenant, agent
}
