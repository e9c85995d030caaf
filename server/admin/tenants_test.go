package admin_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/server/admin"
	"agentadapter/server/engine"
)

// register keeps connections in memory.
type register struct {
	*world
	orders []admin.ConnectionOrder
	rotate string
	fault  error
}

func (r *register) List() []admin.Connection {
	acme, _ := r.Show("acme")
	return []admin.Connection{acme}
}

func (r *register) Show(id string) (admin.Connection, bool) {
	soon := time.Now().Add(time.Hour).UTC()
	return admin.Connection{Tenant: id, Complete: true, Leaving: id == "leaving", Since: &soon, Changed: &soon,
		Secrets: []admin.KeptWord{{Which: "bind", Set: true, Inbound: true, FormerUntil: &soon}}}, id == "acme" || id == "leaving"
}

func (r *register) Try(id string, _ admin.Asker, o admin.ConnectionOrder) (admin.Tenant, error) {
	r.orders = append(r.orders, o)
	t, _ := r.tenant("acme")
	t.ID = id
	return t, r.fault
}

func (r *register) Add(_ context.Context, by admin.Asker, o admin.ConnectionOrder) (admin.Connection, error) {
	r.done = append(r.done, "add "+o.Tenant+" by "+by.Name)
	return admin.Connection{Tenant: o.Tenant}, r.fault
}

func (r *register) Change(_ context.Context, id string, by admin.Asker, _ admin.ConnectionOrder) (admin.Connection, error) {
	r.done = append(r.done, "change "+id+" by "+by.Name)
	return admin.Connection{Tenant: id}, r.fault
}

func (r *register) Rotate(_ context.Context, id, which string, _ admin.Asker, secret string, grace time.Duration) (string, error) {
	r.done = append(r.done, "rotate "+id+" "+which+" "+secret+" "+grace.String())
	return "n3w", r.fault
}

func (r *register) Retire(_ context.Context, id, which string, _ admin.Asker) (bool, error) {
	r.done = append(r.done, "retire "+id+" "+which)
	return true, r.fault
}

func (r *register) Remove(_ context.Context, id string, _ admin.Asker) error {
	r.done = append(r.done, "remove "+id)
	return r.fault
}

// Note and Deeds are the trail.
func (w *world) Note(_ context.Context, tenant string, d admin.Deed) error {
	w.deeds = append(w.deeds, d)
	w.of = tenant
	return nil
}

func (w *world) Deeds(context.Context, string, time.Time, int) ([]admin.Deed, error) {
	all := slices.Clone(w.deeds)
	slices.Reverse(all)
	return all, nil
}

func TestOnlyTheOperatorAddsAndRemoves(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admins := w.signIn()
	order := `{"tenant":"new","kustomer":{"baseURL":"https://new.api.kustomerapp.com","org":"acme","key":"k"}}`
	for _, c := range []struct{ method, path, body string }{
		{"GET", "tenants", ""}, {"POST", "tenants", order}, {"DELETE", "tenants/acme", ""},
	} {
		status, body := w.do(admins, c.method, c.path, c.body)
		require.Equal(t, 403, status, body)
		status, _ = w.do("", c.method, c.path, c.body)
		require.Equal(t, 401, status)
		status, body = w.do(operator, c.method, c.path, c.body)
		require.Equal(t, 200, status, body)
	}
	require.Equal(t, []string{"add new by operator", "remove acme"}, w.done)
	require.Equal(t, "tenant added", w.deeds[0].What)
	require.Equal(t, "new", w.of)
	status, body := w.do(operator, "POST", "tenants", `{"tenant":"acme","kustomer":{"key":"k"}}`)
	require.Equal(t, http.StatusConflict, status, body)
	status, _ = w.do(operator, "GET", "tenants/leaving", "")
	require.Equal(t, 200, status, "one that is being removed is told of")
	status, _ = w.do(operator, "GET", "tenants/leaving/settings", "")
	require.Equal(t, 404, status)
}

func TestAKeyThatDoesNotWorkReplacesNothing(t *testing.T) {
	t.Parallel()
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"orgName":"globex"}`))
	for name, c := range map[string]struct {
		fault error
		key   string
		code  string
	}{
		"refused":       {&kustomer.Error{Kind: kustomer.KeyAtFault, Detail: "expired"}, "k", "key-refused"},
		"another pod's": {&kustomer.Error{Kind: kustomer.KeyAtFault, Detail: "Auth token associated with pod prod2 but request is being handled by prod1"}, "k", "wrong-pod"},
		"unreachable":   {&kustomer.Error{Kind: kustomer.Unreachable}, "k", "kustomer-unreachable"},
		"another org's": {nil, "h." + claims + ".s", "wrong-org"},
	} {
		w := setup(t)
		w.crm.fault = c.fault
		status, body := w.do(operator, "POST", "tenants/acme/secrets/kustomer-key/rotate", `{"value":"`+c.key+`"}`)
		require.GreaterOrEqual(t, status, 400, name)
		require.Contains(t, body, c.code, name)
		require.Empty(t, w.done, name)
		require.Empty(t, w.deeds, name)
	}
	w := setup(t)
	status, body := w.do(operator, "POST", "tenants/acme/secrets/kustomer-key/rotate", `{"value":"s3cret-key"}`)
	require.Equal(t, 200, status, body)
	require.NotContains(t, body+w.said.String(), "s3cret-key")
	require.Equal(t, "kustomer-key", w.deeds[0].Target)
	require.NotContains(t, w.deeds[0].Detail, "s3cret")
	w.platform.fault = http.ErrServerClosed
	status, _ = w.do(operator, "POST", "tenants/acme/secrets/ccaip-token/rotate", `{"value":"t"}`)
	require.Equal(t, http.StatusBadGateway, status)
}

func TestInboundSecretsGetAGrace(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admins := w.signIn()
	for body, want := range map[string]int{``: 200, `{"grace":"1h"}`: 200, `{"grace":"0s","value":"0123456789abcdef"}`: 200,
		`{"grace":"soon"}`: 400, `{"grace":"9000h"}`: 400, `{"value":"short"}`: 400, `nonsense`: 400} {
		status, answer := w.do(admins, "POST", "tenants/acme/secrets/bind/rotate", body)
		require.Equal(t, want, status, "%s: %s", body, answer)
		if want == 200 {
			require.Contains(t, answer, `"value":"n3w"`)
		}
	}
	slices.Sort(w.done)
	require.Equal(t, []string{"rotate acme bind  1h0m0s", "rotate acme bind  24h0m0s", "rotate acme bind 0123456789abcdef 0s"}, w.done)
	status, _ := w.do(admins, "POST", "tenants/acme/secrets/nothing/rotate", "")
	require.Equal(t, 404, status)
	status, _ = w.do(admins, "POST", "tenants/acme/secrets/kustomer-key/retire", "")
	require.Equal(t, 404, status, "what we send is replaced at once")
	status, _ = w.do(admins, "POST", "tenants/acme/secrets/kustomer-key/rotate", "")
	require.Equal(t, 400, status)
}

func TestWhatAnOrderMeansForWhoGaveIt(t *testing.T) {
	t.Parallel()
	for fault, want := range map[error]int{admin.ErrEnvironment: 409, engine.ErrExists: 409, engine.ErrNotFound: 404, engine.ErrUnavailable: 503} {
		w := setup(t)
		w.register.fault = fault
		status, body := w.do(operator, "DELETE", "tenants/acme", "")
		require.Equal(t, want, status, body)
	}
	w := setup(t)
	w.register.fault = admin.ConnectionFaults{"platform.baseURL must begin with https://."}
	status, body := w.do(operator, "PATCH", "tenants/acme", `{"platform":{"baseURL":"ftp://x"}}`)
	require.Equal(t, 400, status)
	require.Contains(t, body, "platform.baseURL")
}

func TestWhoChangedWhatIsKept(t *testing.T) {
	t.Parallel()
	w := setup(t)
	admins := w.signIn()
	for _, c := range []struct{ method, path, body string }{
		{"PUT", "settings", `{"version":0,"settings":{"retainDays":60,"paused":true}}`},
		{"POST", "sessions/call-418/replay", ""}, {"POST", "sessions/call-418/link", `{"customer":"c1"}`},
		{"POST", "agents/a1/release", ""}, {"POST", "erase", `{"number":"+14155550123"}`}, {"POST", "values/reveal", `{"name":"eventsPassword"}`},
		{"PATCH", "", `{"platform":{"token":"s3cret","baseURL":"https://acme.ccaiplatform.com"}}`},
	} {
		status, body := w.do(admins, c.method, strings.TrimSuffix("tenants/acme/"+c.path, "/"), c.body)
		require.Equal(t, 200, status, body)
	}
	status, body := w.do(admins, "GET", "tenants/acme/audit", "")
	require.Equal(t, 200, status)
	for _, want := range []string{`"author":"ana@acme.com"`, "version 1: paused, retainDays", "session replayed", "customer c1", "agent released",
		"person erased", "secret shown", `"target":"eventsPassword"`, "platform.baseURL, platform.token"} {
		require.Contains(t, body, want)
	}
	require.NotContains(t, body, "s3cret")
	require.NotContains(t, body, "5550123")
	before := len(w.deeds)
	w.do(admins, "PUT", "tenants/acme/settings", `nonsense`)
	w.do(admins, "GET", "tenants/acme/settings", "")
	require.Len(t, w.deeds, before, "what was refused or only read is no deed")
	for _, bad := range []string{"limit=0", "limit=x", "before=x"} {
		status, _ := w.do(admins, "GET", "tenants/acme/audit?"+bad, "")
		require.Equal(t, 400, status, bad)
	}
}

// TestAnUnconnectedPlatformIsAskedNothing: what belongs to Kustomer alone works all the same.
func TestAnUnconnectedPlatformIsAskedNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.unconnected, w.platform.fault = true, http.ErrServerClosed
	for _, path := range []string{"people", "choices", "checks", "values", "settings"} {
		status, body := w.do(operator, "GET", "tenants/acme/"+path, "")
		require.Equal(t, 200, status, "%s: %s", path, body)
		require.NotContains(t, body, "platform-refused", path)
		require.NotContains(t, body, "unreachable", path)
	}
	_, body := w.do(operator, "GET", "tenants/acme/checks?area=platform", "")
	require.Contains(t, body, "platform-unconnected")
}
