package admin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

func TestTheAppsWayIntoTheOrg(t *testing.T) {
	t.Parallel()
	w := setup(t)
	_, body := w.do(operator, "GET", "tenants/acme/app", "")
	require.Contains(t, body, `"state":"absent"`)
	require.Contains(t, body, `https://adapter.example.com/settings?tenant=acme`)
	status, body := w.do(operator, "POST", "tenants/acme/app/install", "")
	require.Equal(t, 404, status, body)
	status, body = w.do(operator, "POST", "tenants/acme/app/register", `{"host":"phones.acme.com"}`)
	require.Equal(t, 200, status, body)
	require.Contains(t, body, `"app":"ccaip_agent_adapter_o1","version":"0.1.0","state":"registered","bindCommand":"ccaip_agent_adapter_o1.app.bind"`)
	status, _ = w.do(operator, "POST", "tenants/acme/app/register", "{}")
	require.Equal(t, 409, status)
	status, body = w.do(operator, "POST", "tenants/acme/app/update", `{"voice":true}`)
	require.Equal(t, 200, status, body)
	require.Equal(t, []string{"0.1.0", "0.1.0-voip"}, w.store.registered)
	require.Equal(t, "0.1.0-voip", w.store.installed.Version)
	status, _ = w.do(operator, "POST", "tenants/acme/app/install", `{"version":"0.1.0"}`)
	require.Equal(t, 200, status)
	_, body = w.do(operator, "GET", "tenants/acme/app", "")
	require.Contains(t, body, `"state":"installed"`)
}

func TestWhyTheAppIsRefused(t *testing.T) {
	t.Parallel()
	w := setup(t)
	status, body := w.do(operator, "POST", "tenants/acme/app/register", `{"host":"http://phones.acme.com"}`)
	require.Equal(t, 400, status)
	require.Contains(t, body, "not on https")
	w.store.fault = &kustomer.Error{Kind: kustomer.Refused, Op: "register app", Faults: []kustomer.Fault{{Field: "widgets.0.url", Detail: "must be https"}, {Field: "version", Detail: "must exceed"}}}
	for _, path := range []string{"register", "update"} {
		_, body = w.do(operator, "POST", "tenants/acme/app/"+path, "{}")
		require.Contains(t, body, "widgets.0.url: must be https; version: must exceed")
	}
	w.store.fault = &kustomer.Error{Kind: kustomer.RoleMissing, Op: "register app"}
	_, body = w.do(operator, "POST", "tenants/acme/app/register", "{}")
	require.Contains(t, body, "org.admin.apps")
	status, _ = w.do(operator, "GET", "tenants/acme/app", "")
	require.Equal(t, 502, status)
	status, _ = w.do(operator, "POST", "tenants/acme/app/register", "[")
	require.Equal(t, 400, status)
}
