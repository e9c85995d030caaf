package security

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// openAPI is the server's own list of addresses: what is new there is tried here without a word.
func openAPI(t *testing.T, s *siege) (routes [][2]string) {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(s.ask(t, "GET", "/api/v1/openapi.json", "").body), &doc))
	for path, methods := range doc.Paths {
		for method := range methods {
			if slices.Contains([]string{"get", "put", "post", "patch", "delete"}, method) {
				routes = append(routes, [2]string{strings.ToUpper(method), path})
			}
		}
	}
	require.Greater(t, len(routes), 20)
	return routes
}

// open are the addresses that nobody needs to be signed in for.
var open = []string{"GET /api/v1/openapi.json", "POST /api/v1/session"}

// theOperators are addresses that no admin's session opens.
var theOperators = []string{"/api/v1/backup", "/api/v1/restore"}

// tryRoutes: every address of /api/v1 with no credentials, with wrong ones, and with somebody else's. An
// admin asks for another tenant, which is as much as a tenant that is not there: 403, not 404.
func tryRoutes(t *testing.T, s *siege) {
	admin := s.adminSession(t)
	events := basic(s.Told.EventsUser, s.Told.EventsPassword)
	nonce := s.bound(t, s.ben)
	for _, route := range openAPI(t, s) {
		method, path := route[0], route[1]
		if slices.Contains(open, method+" "+path) {
			continue
		}
		at := func(tenant string) string {
			return strings.NewReplacer("{tenant}", tenant, "{session}", "call-418", "{agent}", s.ben, "{which}", "bind").Replace(path)
		}
		require.NotContains(t, at("default"), "{", "say here what stands for it")
		for name, header := range map[string]string{
			"nothing": "", "a guess": "Bearer guess", "an agent's nonce": "Bearer " + nonce, "events credentials": events,
			"the bind secret": "Bearer " + s.Told.BindSecret, "Kustomer's key": "Bearer " + s.Told.KustomerKey, "the operator's name": basic("operator", "operator"),
			"no scheme": s.Server.AdminToken(t), "another scheme": "Basic " + s.Server.AdminToken(t), "a session of another key": "Bearer " + broken(admin),
		} {
			got := s.ask(t, method, at("default"), "{}", "Authorization", header)
			require.Equal(t, 401, got.status, "%s %s with %s: %s", method, path, name, got.body)
		}
		want := 403
		if slices.Contains(theOperators, path) {
			want = 401
		}
		for _, other := range []string{"other", "default%2f..%2fother", "%64efault%00", "DEFAULT"} {
			if strings.Contains(path, "{tenant}") || want == 401 {
				got := s.ask(t, method, at(other), "{}", "Authorization", "Bearer "+admin)
				require.Equal(t, want, got.status, "%s %s as another tenant's admin: %s", method, at(other), got.body)
			}
		}
	}
	tryOtherDoors(t, s, admin)
}

// broken is a session with another mark: what it says stays readable.
func broken(session string) string {
	text, _, _ := strings.Cut(session, ".")
	return text + "." + strings.Repeat("A", 43)
}

// tryOtherDoors: the doors that are not /api/v1's.
func tryOtherDoors(t *testing.T, s *siege, admin string) {
	right := basic(s.Told.EventsUser, s.Told.EventsPassword)
	for _, path := range []string{"/ccaip/%s/events/calls", "/ccaip/%s/events/chats", "/ccaip/%s/metadata"} {
		for name, header := range map[string]string{
			"nothing": "", "a guess": basic(s.Told.EventsUser, "guess"), "the user alone": basic(s.Told.EventsUser, ""),
			"another's user": basic("other", s.Told.EventsPassword), "the platform's token": basic(s.Told.CCAIPSubdomain, s.Told.CCAIPToken),
			"an admin": "Bearer " + admin, "the operator": "Bearer " + s.Server.AdminToken(t), "broken": "Basic !!!",
		} {
			got := s.ask(t, "POST", fmt.Sprintf(path, "default"), "{}", "Authorization", header)
			require.Equal(t, 401, got.status, "%s with %s", path, name)
		}
		require.Equal(t, 404, s.ask(t, "POST", fmt.Sprintf(path, "other"), "{}", "Authorization", right).status, path)
		require.Equal(t, 400, s.ask(t, "POST", fmt.Sprintf(path, "default"), "", "Authorization", right).status, "%s takes the right ones", path)
	}
	for name, signature := range map[string]string{"nothing": "", "a guess": strings.Repeat("0", 64), "the token itself": webhookToken} {
		require.Equal(t, 401, s.ask(t, "POST", "/kustomer/default/events", "{}", "X-Kustomer-Webhook-Signature", signature).status, "a webhook signed with %s", name)
	}
	require.Equal(t, 404, s.ask(t, "POST", "/kustomer/other/events", "{}").status)
	require.Equal(t, 404, s.ask(t, "POST", "/nonce?tenant=other", "").status)
	require.Equal(t, 401, s.ask(t, "GET", "/metrics", "", "X-Forwarded-For", "203.0.113.9").status)
	require.Equal(t, 401, s.ask(t, "GET", "/metrics", "", "X-Forwarded-For", "127.0.0.1", "Authorization", "Bearer "+admin).status)
}

// tryAdminSessions: who is no admin gets none, and a session is nobody else's.
func tryAdminSessions(t *testing.T, s *siege) {
	sign := func(nonce string) answer { return s.ask(t, "POST", "/api/v1/session", `{"nonce":"`+nonce+`"}`) }
	require.Equal(t, 403, sign(s.bound(t, s.ben)).status, "ben is no admin")
	require.Equal(t, 401, sign(s.nonce(t)).status, "nobody bound it")
	require.Equal(t, 401, sign(strings.Repeat("0", 32)).status)
	spent := s.bound(t, s.admin)
	require.Equal(t, 200, sign(spent).status)
	require.Equal(t, 401, sign(spent).status, "a nonce works once")
	admin := s.adminSession(t)
	text, mark, _ := strings.Cut(admin, ".")
	for name, word := range map[string]string{"no mark": text, "an empty mark": text + ".", "no text": "." + mark, "another's text": "e30." + mark, "twice": admin + "." + mark} {
		got := s.ask(t, "GET", "/api/v1/tenants/default/settings", "", "Authorization", "Bearer "+word)
		require.Equal(t, 401, got.status, name)
	}
	require.Equal(t, 200, s.ask(t, "GET", "/api/v1/tenants/default/settings", "", "Authorization", "Bearer "+admin).status)
	require.Equal(t, 403, s.ask(t, "GET", "/api/v1/tenants/other/settings", "", "Authorization", "Bearer "+admin).status)
}
