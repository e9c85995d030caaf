package tenants_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/tenants"
)

func TestSettingsAreHeardAtOtherServers(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	books := make([]*tenants.Book, 2)
	moved := make(chan string, 9)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for i := range books {
		books[i] = tenants.NewBook(managed(t))
		require.NoError(t, books[i].Remember(ctx, enginetest.Log(t, enginetest.Connect(t, s), "settings")))
	}
	_, err := books[0].Save(ctx, "acme", 0, chosen{"retainDays": json.RawMessage("60")}, "ana")
	require.NoError(t, err)
	_, err = books[1].Save(ctx, "acme", 0, chosen{"retainDays": json.RawMessage("90")}, "ben")
	var stale *tenants.StaleError
	require.ErrorAs(t, err, &stale, "ben's server has not heard of it, and ben must look again all the same")
	require.Equal(t, 1, stale.Now)

	go books[1].Follow(ctx, func(tenant string) { moved <- tenant }, func(err error) { t.Log(err) })
	require.Equal(t, "acme", <-moved)
	version, set, _ := books[1].Settings("acme")
	require.Equal(t, 1, version)
	require.Equal(t, 60, set.RetainDays)
	_, err = books[1].Save(ctx, "acme", 1, chosen{"retainDays": json.RawMessage("90")}, "ben")
	require.NoError(t, err)
	require.Equal(t, "acme", <-moved)
	require.Len(t, books[1].History("acme"), 2, "what was saved here is not taken twice")
}

func TestTheMomentOfCreateIsHeardAtOtherServers(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	kept := enginetest.Bucket(t, enginetest.Connect(t, s), "fields", nats.BucketOptions{})
	here, err := tenants.NewFields(t.Context(), kept)
	require.NoError(t, err)
	there := enginetest.Bucket(t, enginetest.Connect(t, s), "fields", nats.BucketOptions{})
	other, err := tenants.NewFields(t.Context(), there)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go here.Follow(ctx, kept, func(err error) { t.Log(err) })
	require.NoError(t, other.MarkCreated(ctx, "acme"))
	require.Eventually(t, func() bool { _, known := here.Created(ctx, "acme"); return known }, time.Minute, time.Millisecond)
}
