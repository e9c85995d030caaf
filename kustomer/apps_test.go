package kustomer_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

const (
	orgID      = "57e2f5b5c0ffee00000000aa"
	appJSON    = `{"type":"app","id":"57e2f5b5c0ffee00000000a1","attributes":{"app":"ccaip_agent_adapter_` + orgID + `","version":"0.1.0","title":"CCAI Platform Agent Adapter","visibility":"private","clientId":"abc","state":"installed","widgets":[{"name":"agent-adapter"}]},"relationships":{"org":{"data":{"type":"org","id":"` + orgID + `"}}}}`
	definition = `{"app":"ccaip_agent_adapter","version":"0.1.0","title":"CCAI Platform Agent Adapter"}`
)

func TestRegisterSendsTheDefinitionWhole(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(201, `{"data":`+appJSON+`}`))
	app, err := c.Apps.Register(t.Context(), json.RawMessage(definition))
	require.NoError(t, err)
	require.Equal(t, kustomer.App{ID: "57e2f5b5c0ffee00000000a1", Name: "ccaip_agent_adapter_" + orgID, Version: "0.1.0",
		Title: "CCAI Platform Agent Adapter", Visibility: "private", ClientID: "abc", State: "installed"}, app)
	require.Equal(t, "POST", (*asked)[0].method)
	require.Equal(t, "/v1/apps/available", (*asked)[0].uri)
	require.JSONEq(t, definition, (*asked)[0].body)
}

func TestRegisterRefusals(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		status int
		body   string
		kind   kustomer.Kind
		faults int
	}{
		"registered already": {409, `{"errors":[{"status":409,"source":{"parameter":"version"},"code":"conflict","title":"version 0.1.0 is registered already"}]}`, kustomer.Taken, 0},
		"not above":          {400, `{"errors":[{"code":"bad_request","message":"version must exceed the latest"}]}`, kustomer.Refused, 0},
		"several faults": {400, `{"errors":[{"status":400,"source":{"parameter":"widgets.0.url"},"code":"badparam","title":"must be https"},
			{"status":400,"source":{"parameter":"settings.default.x"},"code":"badparam","title":"defaultValue is missing"}]}`, kustomer.Refused, 2},
		"role": {403, `{"errors":[{"code":"forbidden","message":"needs org.admin.apps"}]}`, kustomer.RoleMissing, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(each.status, each.body))
			_, err := c.Apps.Register(t.Context(), json.RawMessage(definition))
			var got *kustomer.Error
			require.ErrorAs(t, err, &got)
			require.Equal(t, each.kind, got.Kind)
			require.Len(t, got.Faults, each.faults)
			if each.faults > 0 {
				require.Equal(t, kustomer.Fault{Field: "settings.default.x", Detail: "defaultValue is missing"}, got.Faults[1])
			}
		})
	}
}

func TestRegisterNeedsAnObject(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(201, `{}`))
	for _, bad := range []string{``, `[]`, `{"app":`, `"app"`} {
		_, err := c.Apps.Register(t.Context(), json.RawMessage(bad))
		require.Equal(t, kustomer.Refused, kustomer.KindOf(err), bad)
	}
	require.Empty(t, *asked)
}

func TestInstall(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(200, `{"data":`+appJSON+`}`))
	app, err := c.Apps.Install(t.Context(), "ccaip_agent_adapter", "0.1.0")
	require.NoError(t, err)
	require.True(t, app.Is("ccaip_agent_adapter"))
	require.Equal(t, "/v1/apps/install", (*asked)[0].uri)
	require.JSONEq(t, `{"app":"ccaip_agent_adapter","version":"0.1.0"}`, (*asked)[0].body)
	_, err = c.Apps.Install(t.Context(), "", "0.1.0")
	require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
	require.Len(t, *asked, 1)
}

func TestInstallThatFailedKeepsThePreviousVersion(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"state", "status"} {
		c, _ := setup(t, answer(200, `{"data":{"id":"1","attributes":{"app":"ccaip_agent_adapter","version":"0.0.9","`+word+`":"install_failed"}}}`))
		app, err := c.Apps.Install(t.Context(), "ccaip_agent_adapter", "0.1.0")
		require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
		require.ErrorContains(t, err, "the previous one is still there")
		require.Equal(t, "0.0.9", app.Version)
	}
}

func TestInstalledApps(t *testing.T) {
	t.Parallel()
	older := `{"type":"installed_app","id":"57e2f5b5c0ffee00000000a2","attributes":{"name":"acme_shop","version":"1.0.0","state":{"widgets":"ok"}}}`
	c, asked := setup(t, answer(200, `{"data":[`+appJSON+`,`+older+`],"meta":{"total":2}}`))
	apps, err := c.Apps.Installed(t.Context())
	require.NoError(t, err)
	require.Equal(t, "/v1/apps", (*asked)[0].uri)
	require.Len(t, apps, 2)
	require.Equal(t, kustomer.App{ID: "57e2f5b5c0ffee00000000a2", Name: "acme_shop", Version: "1.0.0"}, apps[1])
}

func TestAppIs(t *testing.T) {
	t.Parallel()
	for name, is := range map[string]bool{
		"ccaip_agent_adapter":                     true,
		"ccaip_agent_adapter_" + orgID:            true,
		"ccaip_agent_adapter_" + orgID + "0":      false,
		"ccaip_agent_adapter_57e2F5b5c0ffee":      false,
		"ccaip_agent":                             false,
		"":                                        false,
		"ccaip_agent_adapter_" + orgID[:23] + "x": false,
	} {
		require.Equal(t, is, kustomer.App{Name: name}.Is("ccaip_agent_adapter"), name)
	}
}
