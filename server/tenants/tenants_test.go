package tenants_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/tenants"
)

func TestTheEmptyIDIsTheEnvironmentsTenant(t *testing.T) {
	t.Parallel()
	b := tenants.NewBook(&tenants.Tenant{ID: "acme"})
	for _, id := range []string{"", "acme"} {
		got, ok := b.Get(id)
		require.True(t, ok, id)
		require.Equal(t, "acme", got.ID)
	}
	_, ok := b.Get("other")
	require.False(t, ok)
	require.Len(t, b.All(), 1)

	none := tenants.NewBook(nil)
	_, ok = none.Get("")
	require.False(t, ok)
	require.Empty(t, none.All())
}

func TestValidID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"default": true, "acme-2": true, "0": true,
		"": false, "-acme": false, "Acme": false, "a.b": false, "a/b": false,
		"a234567890123456789012345678901234567890123456789012345678901234": false,
	} {
		require.Equal(t, want, tenants.ValidID(id), id)
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	require.Equal(t, "https://acme.kustomerapp.com", tenants.Origin("https://acme.kustomerapp.com/app?x=1"))
	require.Equal(t, "http://127.0.0.1:8080", tenants.Origin("http://127.0.0.1:8080"))
	require.Empty(t, tenants.Origin("acme"))
	require.Empty(t, tenants.Origin("://"))
	require.Equal(t, "https://[::1]:8080", tenants.Origin("https://[::1]:8080/"))
	for _, trick := range []string{"https://a;script-src", "https://a,b", "https://a'b", "https://a%20b", "https://*"} {
		require.Empty(t, tenants.Origin(trick), "it would write into a page's policy")
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	tenant := tenants.Tenant{Kustomer: tenants.Kustomer{Key: "s3cret"}}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("tenant", "all", tenant, "key", tenant.Kustomer.Key)
	fmt.Fprintf(&out, "%v %+v %#v %s %q", tenant, tenant, tenant, tenant.Kustomer.Key, tenant.Kustomer.Key)
	require.NoError(t, json.NewEncoder(&out).Encode(tenant))
	require.NotContains(t, out.String(), "s3cret")
	require.Equal(t, "s3cret", tenant.Kustomer.Key.Reveal())
}
