package contract

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestKustomerBadWeather is what only a stand-in can be asked to do.
func TestKustomerBadWeather(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	crm.needsStandIn(t, "nobody can order a real org to fail")
	writes(t)
	p := newPerson(t)
	on := fact{"14.7", guessed, "the sandbox's list of what it must show"}
	for name, fault := range map[string]map[string]any{
		"an error of the server": {"status": 503}, "a cut before the write": {"cut": "before"}, "a cut after the write": {"cut": "after"},
	} {
		relies(t, on, "the same write again after "+name+" makes one record", func(t *testing.T) {
			fault["method"], fault["path"], fault["times"] = http.MethodPost, "^/v1/conversations$", 1
			crm.spoil(t, fault)
			body := map[string]any{"id": newID(), "customer": p.id, "name": "Contract check (may be deleted)"}
			r, err := crm.try(http.MethodPost, "/v1/conversations", body)
			require.True(t, err != nil || r.status == 503)
			remove(t, "/v1/conversations/"+body["id"].(string))
			r = crm.ask(t, http.MethodPost, "/v1/conversations", body)
			if fault["cut"] == "after" {
				clash(t, r)
			} else {
				require.Equal(t, 201, r.status, r.words())
			}
			crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+body["id"].(string), nil)
		})
	}
	relies(t, fact{"1 rate limits", documented, "developer.kustomer.com/docs/concepts/rate-limits; the body is guessed"}, "a spent budget is 429 and tells when it is renewed", func(t *testing.T) {
		crm.turn(t, "rateLimit", map[string]any{"limit": 2, "window": "60s"})
		var r reply
		for range 3 {
			var err error
			r, err = crm.try(http.MethodGet, "/v1/users/current", nil)
			require.NoError(t, err)
		}
		refusal(t, r, 429)
		require.Equal(t, 2, headerNumber(t, r, "X-Ratelimit-Limit"))
		require.Equal(t, 0, headerNumber(t, r, "X-Ratelimit-Remaining"))
		rest := time.Until(time.Unix(int64(headerNumber(t, r, "X-Ratelimit-Reset")), 0))
		require.Positive(t, rest)
		require.Less(t, rest, 62*time.Second)
	})
	relies(t, fact{"14.8", documented, "developer.kustomer.com/docs/concepts (search)"}, "what was written is found by search after the index's delay only", func(t *testing.T) {
		crm.turn(t, "searchDelay", "1s")
		fresh := newPerson(t)
		query := map[string]any{"queryContext": "customer", "and": []any{map[string]any{"customer_email": map[string]any{"equals": fresh.email}}}}
		found := func() int {
			return len(list(t, crm.expect(t, 200, http.MethodPost, "/v1/customers/search", query).at("data")))
		}
		require.Zero(t, found())
		eventually(t, "the index catches up", 10*time.Second, func() bool { return found() == 1 })
	})
}
