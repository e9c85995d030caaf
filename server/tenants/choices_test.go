package tenants_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/tenants"
)

type chosen = map[string]json.RawMessage

func managed(t *testing.T) *tenants.Tenant {
	t.Helper()
	set, faults := rules.ParseSettings([]byte(`{"recordWhen":"queued","languages":["en"]}`))
	require.Empty(t, faults)
	return &tenants.Tenant{ID: "acme", Settings: set, Managed: chosen{"recordWhen": json.RawMessage(`"queued"`), "languages": json.RawMessage(`["en"]`)}}
}

func TestSettingsAreKeptWithTheirHistory(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), t.TempDir()
	e := enginetest.OpenIn(t, dir)
	b := tenants.NewBook(managed(t))
	require.NoError(t, b.Remember(ctx, enginetest.Log(t, e, "settings")))
	version, set, ok := b.Settings("acme")
	require.True(t, ok)
	require.Zero(t, version)
	require.Equal(t, "queued", set.RecordWhen)

	version, err := b.Save(ctx, "acme", 0, chosen{"paused": json.RawMessage(`true`)}, "ana@acme.com")
	require.NoError(t, err)
	require.Equal(t, 1, version)
	_, err = b.Save(ctx, "acme", 1, chosen{"phoneNote": json.RawMessage(`false`), "recordWhen": json.RawMessage(`"queued"`)}, "operator")
	require.NoError(t, err)
	e.Close()

	b = tenants.NewBook(managed(t))
	require.NoError(t, b.Remember(ctx, enginetest.Log(t, enginetest.OpenIn(t, dir), "settings")))
	got, ok := b.Get("acme")
	require.True(t, ok)
	require.True(t, got.Settings.Paused, "a name left out stays as it was")
	require.False(t, got.Settings.PhoneNote)
	require.Equal(t, "queued", got.Settings.RecordWhen)
	past := b.History("acme")
	require.Len(t, past, 2)
	require.Equal(t, "ana@acme.com", past[0].Author)
	require.NotZero(t, past[0].At)
	require.True(t, b.All()[0].Settings.Paused)
}

func TestWhatCannotBeSavedIsNamed(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	b := tenants.NewBook(managed(t))
	require.NoError(t, b.Remember(ctx, enginetest.Log(t, enginetest.Open(t), "settings")))
	for name, c := range map[string]struct {
		set  string
		want string
	}{
		"unknown":        {`{"colour":"red"}`, "colour"},
		"bad":            {`{"retainDays":0}`, "retainDays"},
		"managed":        {`{"recordWhen":"assigned"}`, "recordWhen: it is managed"},
		"a system state": {`{"statusMapping":[{"kustomer":"Busy","platform":"In-call"}]}`, "statusMapping"},
	} {
		var set chosen
		require.NoError(t, json.Unmarshal([]byte(c.set), &set))
		_, err := b.Save(ctx, "acme", 0, set, "operator")
		require.ErrorAs(t, err, new(tenants.FaultsError), name)
		require.ErrorContains(t, err, c.want, name)
	}
	_, err := b.Save(ctx, "acme", 3, nil, "operator")
	var stale *tenants.StaleError
	require.ErrorAs(t, err, &stale)
	require.Equal(t, tenants.StaleError{Sent: 3, Now: 0}, *stale)
	_, err = b.Save(ctx, "other", 0, nil, "operator")
	require.ErrorIs(t, err, engine.ErrNotFound)
	require.Empty(t, b.History("acme"))
}
