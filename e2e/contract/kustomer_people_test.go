package contract

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKustomerUsers(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	on := fact{"6", documented, "developer.kustomer.com/api/access-management/get-users"}
	relies(t, on, "a user is found by e-mail and by id", func(t *testing.T) {
		id := someAgent(t, crm)
		r := crm.expect(t, 200, http.MethodGet, "/v1/users/"+id, nil)
		attributes := resource(t, r.at("data"), "user")
		hasKeys(t, attributes, "email", "roles")
		email, _ := attributes["email"].(string)
		found := crm.expect(t, 200, http.MethodGet, "/v1/users?email="+url.QueryEscape(email), nil)
		require.True(t, slices.ContainsFunc(list(t, found.at("data")), func(u any) bool { return at(u, "id") == id }))
	})
	relies(t, on, "an e-mail that nobody has finds nobody", func(t *testing.T) {
		r := crm.get(t, "/v1/users?email="+run+"-nobody@example.com")
		if r.status != http.StatusNotFound {
			require.Equal(t, 200, r.status, r.words())
			require.Empty(t, list(t, r.at("data")))
		}
	})
}

// someAgent is a person of the org: CONTRACT_KUSTOMER_AGENT by e-mail, or the first that is found.
func someAgent(t *testing.T, crm *neighbour) string {
	t.Helper()
	query := "userType=user"
	if email := os.Getenv("CONTRACT_KUSTOMER_AGENT"); email != "" {
		query = "email=" + url.QueryEscape(email)
	}
	r := crm.expect(t, 200, http.MethodGet, "/v1/users?"+query, nil)
	require.Regexp(t, objectID, r.at("data", 0, "id"), "the org has no such user")
	return r.text("data", 0, "id")
}

func TestKustomerRouting(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	relies(t, fact{"6", documented, "developer.kustomer.com/api/queues-and-routing/get-routing-user-statuses"}, "the org's statuses have a name and one of four types", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/routing/statuses", nil)
		var types []any
		for _, each := range list(t, r.at("data")) {
			require.NotEmpty(t, at(each, "id"))
			require.NotEmpty(t, at(each, "attributes", "name"))
			types = append(types, at(each, "attributes", "statusType"))
		}
		require.Subset(t, []any{"available", "busy", "unavailable", "offline"}, types)
		require.Contains(t, types, any("available"))
	})
	relies(t, fact{"6", documented, "developer.kustomer.com/api/queues-and-routing/get-work-sessions-by-user-id"}, "an agent's shifts can be read, even where there is none", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/routing/users/"+someAgent(t, crm)+"/work-sessions", nil)
		for _, each := range list(t, r.at("data")) {
			hasKeys(t, at(each, "attributes"), "statusType", "signedInAt")
			require.NotEmpty(t, at(each, "relationships", "status", "data", "id"))
		}
	})
}

func TestKustomerMetadata(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	for _, resource := range []string{"customer", "conversation", "message"} {
		relies(t, fact{"7", documented, "developer.kustomer.com/api/core-resources/get-custom-attribute-metadata"}, "the fields of a "+resource+" can be read", func(t *testing.T) {
			r := crm.expect(t, 200, http.MethodGet, "/v1/metadata/"+resource, nil)
			require.NotEmpty(t, r.at("data", "id"))
		})
	}
	relies(t, fact{"7", seen, "github.com/TJSouthernGS/Kustomer-Attribute-Updater"}, "registering a field keeps the others, and twice is as once", func(t *testing.T) {
		fieldsAllowed(t, crm)
		before := fields(t, crm.expect(t, 200, http.MethodGet, "/v1/metadata/message", nil))
		for range 2 {
			r := crm.expect(t, 200, http.MethodPut, "/v1/metadata/message", map[string]any{
				"properties": map[string]any{"contractCheckStr": map[string]any{"displayName": "Contract check"}},
			})
			after := fields(t, r)
			require.Contains(t, after, "contractCheckStr")
			require.Subset(t, after, before)
		}
		r := crm.expect(t, 200, http.MethodGet, "/v1/metadata/message", nil)
		require.Equal(t, "Contract check", r.at("data", "attributes", "properties", "contractCheckStr", "displayName"))
	})
	relies(t, fact{"7", documented, "developer.kustomer.com/docs/concepts/custom-attributes"}, "a field without a type in its name is 400", func(t *testing.T) {
		fieldsAllowed(t, crm)
		body := map[string]any{"properties": map[string]any{"contractCheck": map[string]any{}}}
		refusal(t, crm.ask(t, http.MethodPut, "/v1/metadata/message", body), 400)
	})
}

// fieldsAllowed passes over the making of fields, which stay for good, unless asked for.
func fieldsAllowed(t *testing.T, crm *neighbour) {
	t.Helper()
	crm.lasting(t, os.Getenv("CONTRACT_FIELDS"), "a field stays for good; set CONTRACT_FIELDS=1 to have contractCheckStr made")
}

func fields(t *testing.T, r reply) []string {
	t.Helper()
	properties, _ := r.at("data", "attributes", "properties").(map[string]any)
	return slices.Sorted(maps.Keys(properties))
}

// someField is a field of text that a resource has; a stand-in is given one.
func someField(t *testing.T, crm *neighbour, resource string) string {
	t.Helper()
	if crm.standIn() || os.Getenv("CONTRACT_FIELDS") != "" {
		crm.expect(t, 200, http.MethodPut, "/v1/metadata/"+resource, map[string]any{"properties": map[string]any{"contractCheckStr": map[string]any{}}})
		return "contractCheckStr"
	}
	r := crm.expect(t, 200, http.MethodGet, "/v1/metadata/"+resource, nil)
	for _, name := range fields(t, r) {
		if strings.HasSuffix(name, "Str") {
			return name
		}
	}
	t.Skip("the org has no field of text on a " + resource + "; set CONTRACT_FIELDS=1 to have one made")
	return ""
}
