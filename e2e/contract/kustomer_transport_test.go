package contract

import (
	"net/http"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKustomerKey(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	relies(t, fact{"1 auth", documented, "developer.kustomer.com/docs/get-started/quickstart"}, "any valid key may read what it is", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/auth/tokens/current", nil)
		require.NotEmpty(t, list(t, r.at("data", "attributes", "roles")))
		require.Regexp(t, objectID, r.at("data", "relationships", "org", "data", "id"), "the org's id tells whose bind commands to believe")
	})
	relies(t, fact{"1 auth", seen, "github.com/singer-io/tap-kustomer"}, "a key has a machine user", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/users/current", nil)
		resource(t, r.at("data"), "user")
	})
	relies(t, fact{"1 auth", documented, "developer.kustomer.com/docs/concepts/errors"}, "no key and a wrong key are 401", func(t *testing.T) {
		for _, who := range []credentials{nobody, bearer("no-such-key")} {
			refusal(t, crm.as(who).get(t, "/v1/auth/tokens/current"), 401)
		}
	})
	for name, words := range map[string]string{"expired": "(?i)expired token", "otherPod": "(?i)auth token associated with pod"} {
		relies(t, fact{"1 auth", seen, "github.com/singer-io/tap-kustomer; docs/get-started/regions-and-base-urls"}, "the words tell what is wrong with a key: "+name, func(t *testing.T) {
			r := crm.as(bearer(odd(t, name))).get(t, "/v1/auth/tokens/current")
			require.GreaterOrEqual(t, r.status, 400)
			require.Regexp(t, words, r.words())
		})
	}
	relies(t, fact{"1 auth", documented, "developer.kustomer.com/docs/get-started/api-keys-and-roles"}, "a missing role is 403, and only for what needs it", func(t *testing.T) {
		weak := crm.as(bearer(odd(t, "weak")))
		require.Equal(t, 200, weak.get(t, "/v1/customers?pageSize=1").status)
		writes(t)
		refusal(t, weak.ask(t, http.MethodPost, "/v1/customers", map[string]any{"name": run}), 403)
	})
}

// odd is a key with something wrong about it, if there is one.
func odd(t *testing.T, name string) string {
	t.Helper()
	if kustomer.keys[name] == "" {
		t.Skipf("%s is not set", oddKeys[name])
	}
	return kustomer.keys[name]
}

func TestKustomerTransport(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	relies(t, fact{"1 transport", seen, "github.com/singer-io/tap-kustomer"}, "a trailing slash is fine", func(t *testing.T) {
		crm.expect(t, 200, http.MethodGet, "/v1/users/current/", nil)
	})
	relies(t, fact{"1 rate limits", documented, "developer.kustomer.com/docs/concepts/rate-limits"}, "each answer tells the budget", func(t *testing.T) {
		first := crm.get(t, "/v1/users/current")
		require.Positive(t, headerNumber(t, first, "X-Ratelimit-Limit"))
		second := crm.get(t, "/v1/users/current")
		if first.header.Get("X-Ratelimit-Reset") == second.header.Get("X-Ratelimit-Reset") {
			require.Less(t, headerNumber(t, second, "X-Ratelimit-Remaining"), headerNumber(t, first, "X-Ratelimit-Remaining"))
		}
	})
	relies(t, fact{"1 errors", seen, "recorded: github.com/nebulab/solidus_kustomer"}, "what is not there is 404, with the parameter's name", func(t *testing.T) {
		for _, path := range []string{"/v1/customers/", "/v1/conversations/", "/v1/messages/", "/v1/notes/"} {
			refusal(t, crm.get(t, path+newID()), 404)
		}
		for _, parameter := range []string{"externalId", "phone", "email"} {
			r := crm.get(t, "/v1/customers/"+parameter+"="+map[string]string{"externalId": newID(), "phone": "%2B12025550199", "email": newID() + "@example.com"}[parameter])
			refusal(t, r, 404)
		}
	})
	relies(t, fact{"1 errors", seen, "recorded: github.com/nebulab/solidus_kustomer"}, "what is unknown in a body is 400, and named", func(t *testing.T) {
		writes(t)
		for _, body := range []map[string]any{
			{"notAnActualAttribute": "x"},
			{"data": map[string]any{"attributes": map[string]any{"name": run}}},
			{"name": 7},
			{"custom": map[string]any{"notAnActualAttribute": "x"}},
		} {
			r := crm.ask(t, http.MethodPost, "/v1/customers", body)
			if id := r.text("data", "id"); id != "" {
				remove(t, "/v1/customers/"+id)
			}
			refusal(t, r, 400)
		}
	})
	relies(t, fact{"1 errors", documented, "developer.kustomer.com/docs/concepts/errors"}, "a body that is no JSON is 400", func(t *testing.T) {
		writes(t)
		refusal(t, crm.ask(t, http.MethodPost, "/v1/customers", []byte(`{"name":`)), 400)
	})
}

func headerNumber(t *testing.T, r reply, name string) int {
	t.Helper()
	n, err := strconv.Atoi(r.header.Get(name))
	require.NoError(t, err, "the header %s is %q", name, r.header.Get(name))
	return n
}
