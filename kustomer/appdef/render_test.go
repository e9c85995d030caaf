package appdef_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter"
	"agentadapter/kustomer/appdef"
)

func TestRenderPutsHostAndTenantIn(t *testing.T) {
	t.Parallel()
	out, err := appdef.Render(agentadapter.AppDefinition, "cc.acme.com:8443", "acme-eu")
	require.NoError(t, err)
	require.Empty(t, appdef.Check(out, appdef.Options{}))
	text := string(out)
	require.Contains(t, text, `"url": "https://cc.acme.com:8443/?tenant=acme-eu"`)
	require.Contains(t, text, `"url": "https://cc.acme.com:8443/settings?tenant=acme-eu"`)
	require.Contains(t, text, `"url": "https://cc.acme.com:8443/kustomer/bind"`)
	require.Contains(t, text, `"defaultValue": "cc.acme.com:8443"`)
	require.Contains(t, text, `"defaultValue": "acme-eu"`)
	require.NotContains(t, text, `"https://adapter.example.com`)
	require.Equal(t, strings.Count(string(agentadapter.AppDefinition), "\n"), strings.Count(text, "\n"), "form and order are kept")
}

func TestRenderOfTheExampleChangesNothing(t *testing.T) {
	t.Parallel()
	out, err := appdef.Render(agentadapter.AppDefinition, "adapter.example.com", "")
	require.NoError(t, err)
	require.Equal(t, string(agentadapter.AppDefinition), string(out))
}

func TestRenderForADemo(t *testing.T) {
	t.Parallel()
	out, err := appdef.Render(agentadapter.AppDefinition, "http://127.0.0.1:8080", "demo")
	require.NoError(t, err)
	require.Contains(t, string(out), `"url": "http://127.0.0.1:8080/?tenant=demo"`)
	require.NotEmpty(t, appdef.Check(out, appdef.Options{}), "Kustomer would not take it")
	require.Empty(t, appdef.Check(out, appdef.Options{LoopbackHTTP: true}))
}

func TestRenderRefuses(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct{ host, tenant, says string }{
		"no host":          {"", "acme", "is not a host name"},
		"path":             {"acme.com/adapter", "acme", "is not a host name"},
		"http":             {"http://acme.com", "acme", "is not on https"},
		"credentials":      {"me:pw@acme.com", "acme", "is not a host name"},
		"quotes":           {`acme.com"`, "acme", "is not a host name"},
		"other scheme":     {"ftp://acme.com", "acme", "is not a web host"},
		"tenant to escape": {"acme.com", "a&b", "cannot stand in an address"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := appdef.Render(agentadapter.AppDefinition, each.host, each.tenant)
			require.ErrorContains(t, err, each.says)
		})
	}
	_, err := appdef.Render([]byte("{"), "acme.com", "acme")
	require.ErrorContains(t, err, "is not JSON")
}
