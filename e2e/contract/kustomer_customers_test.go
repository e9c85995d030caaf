package contract

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestKustomerCustomers(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	relies(t, fact{"1 envelope", documented, "developer.kustomer.com/docs/concepts/json-api-format"}, "a list has data, links and records with ids", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/customers?page=1&pageSize=2", nil)
		require.LessOrEqual(t, len(list(t, r.at("data"))), 2)
		hasKeys(t, r.at("links"), "self", "next")
		for _, each := range list(t, r.at("data")) {
			moment(t, resource(t, each, "customer")["createdAt"])
		}
	})
	t.Run("one of ours", func(t *testing.T) {
		p := newPerson(t)
		ofCustomer(t, crm, p)
		lookups(t, crm, p)
		uniqueness(t, crm, p)
		changes(t, crm, p)
	})
	shared(t, crm)
	merged(t, crm)
}

func ofCustomer(t *testing.T, crm *neighbour, p person) {
	relies(t, fact{"2", documented, "developer.kustomer.com/api/core-resources/create-customer"}, "a created customer can be read at once", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/customers/"+p.id, nil)
		attributes := resource(t, r.at("data"), "customer")
		require.Equal(t, p.externalID, attributes["externalId"])
		require.Equal(t, p.phone, at(attributes, "phones", 0, "phone"))
		require.Equal(t, false, at(attributes, "phones", 0, "verified"), "an unverified phone is an item that says so")
		require.EqualValues(t, 1, attributes["rev"])
		moment(t, attributes["createdAt"])
		require.True(t, strings.HasPrefix(r.text("data", "links", "self"), "/v1/customers/"), "links have no host")
	})
}

func lookups(t *testing.T, crm *neighbour, p person) {
	on := fact{"2", seen, "@kustomer/apps-server-sdk sends +, github.com/LarisLab/kustomer-client sends %2B"}
	relies(t, on, "a number is found with a raw and with an encoded plus", func(t *testing.T) {
		for _, written := range []string{p.phone, url.QueryEscape(p.phone)} {
			r := crm.expect(t, 200, http.MethodGet, "/v1/customers/phone="+written, nil)
			require.Equal(t, p.id, r.at("data", "id"), "phone=%s…", written[:3])
		}
	})
	relies(t, fact{"2", documented, "developer.kustomer.com/api/core-resources"}, "an e-mail and an external id are found", func(t *testing.T) {
		for _, by := range []string{"email=" + p.email, "email=" + url.PathEscape(p.email), "externalId=" + p.externalID} {
			r := crm.expect(t, 200, http.MethodGet, "/v1/customers/"+by, nil)
			require.Equal(t, p.id, r.at("data", "id"), shape(by))
		}
	})
}

func uniqueness(t *testing.T, crm *neighbour, p person) {
	on := fact{"2", documented, "developer.kustomer.com/api/core-resources/get-customer-by-phone-number; the status is guessed"}
	relies(t, on, "a second customer with the same phone, e-mail or external id is refused", func(t *testing.T) {
		for name, body := range map[string]map[string]any{
			"phone":      {"phones": []any{map[string]any{"phone": p.phone}}},
			"email":      {"emails": []any{map[string]any{"email": p.email}}},
			"externalId": {"externalId": p.externalID},
		} {
			r := crm.ask(t, http.MethodPost, "/v1/customers", body)
			if id := r.text("data", "id"); id != "" && id != p.id {
				remove(t, "/v1/customers/"+id)
			}
			t.Log(name)
			clash(t, r)
		}
	})
}

func changes(t *testing.T, crm *neighbour, p person) {
	path := "/v1/customers/" + p.id
	relies(t, fact{"1 status codes", documented, "the vendor's OpenAPI"}, "a change keeps what it does not name", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodPatch, path, map[string]any{"name": "Contract check, renamed"})
		require.Equal(t, "Contract check, renamed", r.at("data", "attributes", "name"))
		require.Equal(t, p.externalID, r.at("data", "attributes", "externalId"))
		require.Equal(t, p.phone, r.at("data", "attributes", "phones", 0, "phone"))
		rev, _ := r.at("data", "attributes", "rev").(float64)
		require.Greater(t, rev, 1.0, "each write counts the revision up")
	})
	relies(t, fact{"2", guessed, "arrays"}, "a list is replaced whole", func(t *testing.T) {
		more := []any{map[string]any{"email": p.email}, map[string]any{"email": "also-" + p.email}}
		r := crm.expect(t, 200, http.MethodPatch, path, map[string]any{"emails": more})
		require.Len(t, list(t, r.at("data", "attributes", "emails")), 2)
		r = crm.expect(t, 200, http.MethodPatch, path, map[string]any{"emails": more[:1]})
		require.Len(t, list(t, r.at("data", "attributes", "emails")), 1)
	})
	relies(t, fact{"2", guessed, "@kustomer/apps-server-sdk has the field, the OpenAPI of May 2025 has not"}, "the owner can be set, or is refused as an attribute", func(t *testing.T) {
		user := crm.get(t, "/v1/users/current").text("data", "id")
		r := crm.ask(t, http.MethodPatch, path, map[string]any{"dedicatedUser": user})
		if r.status != http.StatusOK {
			refusal(t, r, 400)
			t.Log("this org has no owner field: customers are not assigned")
		}
	})
}

// shared is a number that two people have.
func shared(t *testing.T, crm *neighbour) {
	on := fact{"2", documented, "developer.kustomer.com/api/core-resources/get-customer-by-phone-number"}
	relies(t, on, "a shared number belongs to several and is found by search alone", func(t *testing.T) {
		writes(t)
		number := freePhone(t)
		var ids []string
		for range 2 {
			r := crm.expect(t, 201, http.MethodPost, "/v1/customers", map[string]any{
				"name": "Contract check (may be deleted)", "sharedPhones": []any{map[string]any{"phone": number}},
			})
			ids = append(ids, r.text("data", "id"))
			remove(t, "/v1/customers/"+ids[len(ids)-1])
		}
		require.Equal(t, 404, crm.get(t, "/v1/customers/phone="+url.QueryEscape(number)).status)
		query := map[string]any{"queryContext": "customer", "and": []any{map[string]any{"customer_shared_phone": map[string]any{"equals": number}}}}
		eventually(t, "both are found once the index has caught up", 2*time.Minute, func() bool {
			r := crm.ask(t, http.MethodPost, "/v1/customers/search?page=1&pageSize=100", query)
			require.Equal(t, 200, r.status, r.words())
			return len(list(t, r.at("data"))) == 2
		})
	})
}

// merged is what the product meets when somebody merged a customer that it remembers.
func merged(t *testing.T, crm *neighbour) {
	relies(t, fact{"2", guessed, "developer.kustomer.com merges; what the old id answers is not documented"}, "after a merge the old id is gone and the number leads to the target", func(t *testing.T) {
		source, target := newPerson(t), person{}
		r := crm.expect(t, 201, http.MethodPost, "/v1/customers", map[string]any{"name": "Contract check (may be deleted)"})
		target.id = r.text("data", "id")
		remove(t, "/v1/customers/"+target.id)
		crm.expect(t, 201, http.MethodPost, "/v1/customers/merges", map[string]any{"source": source.id, "target": target.id})
		eventually(t, "the merge takes effect", time.Minute, func() bool {
			return crm.get(t, "/v1/customers/"+source.id).status == http.StatusNotFound
		})
		r = crm.expect(t, 200, http.MethodGet, "/v1/customers/phone="+url.QueryEscape(source.phone), nil)
		require.Equal(t, target.id, r.at("data", "id"))
	})
}
