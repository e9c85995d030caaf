package admin_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
)

type checked struct{ Code, Area, State, Text, Fix string }

// checks looks at an area and answers what was found, by code.
func (w *world) checks(area string) map[string]checked {
	w.t.Helper()
	status, body := w.do(operator, "GET", "tenants/acme/checks?area="+area, "")
	require.Equal(w.t, 200, status, body)
	var got struct{ Checks []checked }
	require.NoError(w.t, json.Unmarshal([]byte(body), &got))
	by := map[string]checked{}
	for _, c := range got.Checks {
		by[c.Code] = c
		if c.State != "ok" {
			require.NotEmpty(w.t, c.Fix, "%s says nothing about what to do", c.Code)
		}
	}
	return by
}

func TestTheConnectionToKustomerIsTested(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got := w.checks("kustomer")
	require.Equal(t, "ok", got["kustomer-key"].State)
	require.Equal(t, "ok", got["kustomer-roles"].State)
	require.Equal(t, "ok", got["clock"].State)

	w.crm.key.Roles = []string{"org.permission.customer.read", "org.user.note.write"}
	got = w.checks("kustomer")
	require.Equal(t, "fail", got["role-missing"].State)
	require.Contains(t, got["role-missing"].Text, "create customers")
	require.Contains(t, got["role-missing"].Fix, "org.permission.message.create")
	require.NotContains(t, got["role-missing"].Fix, "org.permission.customer.read")
	require.NotContains(t, got["role-missing"].Fix, "org.permission.note.create")

	w.ahead = -time.Minute
	require.Contains(t, w.checks("kustomer")["clock-skew"].Text, "1m0s ahead of Kustomer's")
	w.crm.fault = &kustomer.Error{Kind: kustomer.KeyAtFault, Op: "check key"}
	require.Equal(t, "fail", w.checks("kustomer")["key-refused"].State)
	status, _ := w.do(operator, "GET", "tenants/acme/checks?area=weather", "")
	require.Equal(t, 400, status)
}

func TestTheConnectionToThePlatformIsTested(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.Equal(t, "ok", w.checks("platform")["platform-apps"].State)
	w.platform.apps = &ccaip.Error{Kind: ccaip.RoleMissing, Op: "check the Apps API"}
	got := w.checks("platform")
	require.Equal(t, "ok", got["platform-manager"].State)
	require.Contains(t, got["permission-missing"].Text, "Apps API")
	w.platform.fault = &ccaip.Error{Kind: ccaip.Unreachable, Op: "list statuses"}
	require.Equal(t, "fail", w.checks("platform")["platform-unreachable"].State)
}

func TestTeamRoutingIsChecked(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.Equal(t, "ok", w.checks("routing")["routing"].State)
	off := false
	w.crm.teams[0].RoutingEnabled = &off
	got := w.checks("routing")["routing-off"]
	require.Equal(t, "fail", got.State)
	require.Contains(t, got.Text, "Ana (Ana@acme.com)")
	require.NotContains(t, got.Text, "Ben", "who takes no calls needs no routing")
	w.crm.teams[0].RoutingEnabled = nil
	require.Equal(t, "warn", w.checks("routing")["routing-unknown"].State)
}

func TestTheSetUpIsChecked(t *testing.T) {
	t.Parallel()
	w := setup(t)
	got := w.checks("setup")
	for code, state := range map[string]string{
		"no-foreign-writer": "ok", "events": "ok", "fields-not-created": "warn", "agents": "ok", "agent-unknown": "warn",
		"user-without-agent": "warn", "address": "ok", "role-missing": "warn",
	} {
		require.Equal(t, state, got[code].State, code)
	}
	require.Contains(t, got["agent-unknown"].Text, "Cleo (cleo@acme.com)")
	require.NotContains(t, got["user-without-agent"].Text, "gone@acme.com")

	w.warned = []protocol.Problem{{Code: "foreign-writer", Text: "Another program records.", Fix: "Turn it off."}}
	w.last, w.created, w.public = time.Time{}, time.Now(), "http://adapter.example.com"
	w.settings.StatusInheritance, w.settings.Paused, w.settings.PilotAgents = true, true, []string{"ana@acme.com"}
	w.settings.AgentLinks = []rules.AgentLink{{Kustomer: "b1", Platform: 16}}
	got = w.checks("setup")
	for code, state := range map[string]string{
		"foreign-writer": "fail", "silent-platform": "fail", "fields-missing": "warn", "mapping-empty": "fail", "paused": "warn",
		"pilot": "warn", "address-plain": "fail",
	} {
		require.Equal(t, state, got[code].State, code)
	}
	require.NotContains(t, got, "agent-unknown", "a link joins Ben and Cleo")

	w.settings.StatusMapping = []rules.StatusMapping{{Kustomer: "k1", Platform: "Available"}}
	w.public = "http://127.0.0.1:8080"
	got = w.checks("setup")
	require.Contains(t, got["status-unmapped"].Text, "Lunch")
	require.Equal(t, "warn", got["address-local"].State)
	w.platform.agents = nil
	require.Equal(t, "fail", w.checks("setup")["agents"].State)
}

func TestValuesHideTheirSecrets(t *testing.T) {
	t.Parallel()
	w := setup(t)
	token := w.signIn()
	_, body := w.do(token, "GET", "tenants/acme/values", "")
	require.Contains(t, body, `"value":"ev"`)
	require.NotContains(t, body, "s3cret")
	status, body := w.do(token, "POST", "tenants/acme/values/reveal", `{"name":"eventsPassword"}`)
	require.Equal(t, 200, status)
	require.JSONEq(t, `{"name":"eventsPassword","value":"s3cret"}`, body)
	for _, none := range []string{`{"name":"eventsUser"}`, `{"name":"key"}`, `{}`} {
		status, _ = w.do(token, "POST", "tenants/acme/values/reveal", none)
		require.Equal(t, 404, status, none)
	}
}
