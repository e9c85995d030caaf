package contract

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestKustomerConversations(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	relies(t, fact{"3", documented, "developer.kustomer.com/api/core-resources/get-conversations"}, "a status is one of three", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations?page=1&pageSize=3", nil)
		for _, each := range list(t, r.at("data")) {
			require.Contains(t, []any{"open", "snoozed", "done"}, resource(t, each, "conversation")["status"])
			require.Regexp(t, objectID, at(each, "relationships", "customer", "data", "id"))
		}
	})
	t.Run("one of ours", func(t *testing.T) {
		p := newPerson(t)
		id := newConversation(t, p.id)
		chosenConversation(t, crm, p, id)
		conversationLists(t, crm, p, id)
		conversationChanges(t, crm, id)
		conversationLimits(t, crm, p)
	})
}

func chosenConversation(t *testing.T, crm *neighbour, p person, id string) {
	relies(t, fact{"1 idempotency", documented, "the vendor's OpenAPI: id on create"}, "an id of our own is kept", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+id, nil)
		attributes := resource(t, r.at("data"), "conversation")
		require.Equal(t, id, r.at("data", "id"))
		require.Equal(t, "open", attributes["status"])
		require.EqualValues(t, 1, attributes["rev"])
		require.EqualValues(t, 0, attributes["messageCount"])
		require.Equal(t, p.id, r.at("data", "relationships", "customer", "data", "id"))
		moment(t, attributes["createdAt"])
	})
	relies(t, fact{"1 idempotency", guessed, "the reply to a reused id is not documented"}, "the same id again is refused and changes nothing", func(t *testing.T) {
		clash(t, crm.ask(t, http.MethodPost, "/v1/conversations", map[string]any{"id": id, "customer": p.id, "name": "twice"}))
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+id, nil)
		require.NotEqual(t, "twice", r.at("data", "attributes", "name"))
	})
	relies(t, fact{"3", documented, "developer.kustomer.com/api/core-resources"}, "it is found by the name we gave it", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations/externalId="+run+"-"+id, nil)
		require.Equal(t, id, r.at("data", "id"))
		refusal(t, crm.get(t, "/v1/conversations/externalId="+run+"-nobody"), 404)
	})
}

func conversationLists(t *testing.T, crm *neighbour, p person, id string) {
	relies(t, fact{"1 pagination", documented, "developer.kustomer.com/docs/concepts/pagination"}, "a customer's conversations come in pages whose links lead to the end", func(t *testing.T) {
		newConversation(t, p.id)
		found := map[string]bool{}
		path := "/v1/customers/" + p.id + "/conversations?page=1&pageSize=1"
		for pages := 0; path != "" && pages < 5; pages++ {
			r := crm.expect(t, 200, http.MethodGet, path, nil)
			for _, each := range list(t, r.at("data")) {
				resource(t, each, "conversation")
				found[at(each, "id").(string)] = true
			}
			path = r.text("links", "next")
			require.False(t, strings.Contains(path, "://"), "links have no host")
		}
		require.Empty(t, path, "the last page leads nowhere")
		require.Len(t, found, 2)
		require.True(t, found[id])
	})
	relies(t, fact{"1 pagination", documented, "developer.kustomer.com/docs/concepts/pagination"}, "a page of a hundred is allowed", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/customers/"+p.id+"/conversations?page=1&pageSize=100", nil)
		require.Nil(t, r.at("links", "next"))
	})
}

func conversationChanges(t *testing.T, crm *neighbour, id string) {
	path := "/v1/conversations/" + id
	relies(t, fact{"1 transport", seen, "the OpenAPI declares one media type, the vendor's examples use the other"}, "both media types are taken for a change", func(t *testing.T) {
		for _, kind := range []string{"application/json", "application/json-patch+json"} {
			r := crm.expect(t, 200, http.MethodPatch, path, map[string]any{"name": "Contract check, " + kind}, contentType(kind))
			require.Equal(t, "Contract check, "+kind, r.at("data", "attributes", "name"))
			require.Equal(t, "open", r.at("data", "attributes", "status"), "what is not named stays")
		}
	})
	relies(t, fact{"3", documented, "developer.kustomer.com/docs/concepts/conversations-and-messages"}, "done and open again, with the moment of it", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodPatch, path, map[string]any{"status": "done"})
		require.Equal(t, "done", r.at("data", "attributes", "status"))
		moment(t, r.at("data", "attributes", "lastDone", "createdAt"))
		r = crm.expect(t, 200, http.MethodPatch, path, map[string]any{"status": "open"})
		require.Equal(t, "open", r.at("data", "attributes", "status"))
	})
	relies(t, fact{"3", documented, "developer.kustomer.com/docs/concepts/conversations-and-messages; that it replaces is guessed"}, "assigned users are a list that is replaced", func(t *testing.T) {
		user := crm.get(t, "/v1/users/current").text("data", "id")
		r := crm.expect(t, 200, http.MethodPatch, path, map[string]any{"assignedUsers": []string{user}})
		require.Equal(t, []any{user}, r.at("data", "attributes", "assignedUsers"))
		r = crm.expect(t, 200, http.MethodPatch, path, map[string]any{"assignedUsers": []string{}})
		require.Empty(t, list(t, r.at("data", "attributes", "assignedUsers")))
	})
}

func conversationLimits(t *testing.T, crm *neighbour, p person) {
	relies(t, fact{"3", documented, "the vendor's OpenAPI"}, "what is too long or unknown is 400", func(t *testing.T) {
		for _, body := range []map[string]any{
			{"customer": p.id, "name": strings.Repeat("x", 257)},
			{"customer": p.id, "status": "closed"},
			{"customer": p.id, "id": "not-an-id"},
			{"customer": p.id, "assignedUsers": "one"},
			{"name": "no customer"},
		} {
			r := crm.ask(t, http.MethodPost, "/v1/conversations", body)
			if id := r.text("data", "id"); id != "" {
				remove(t, "/v1/conversations/"+id)
			}
			refusal(t, r, 400)
		}
	})
	relies(t, fact{"1 rate limits", documented, "developer.kustomer.com/api/core-resources/create-conversation"}, "a past conversation may be recorded, done from the start, with tags by name", func(t *testing.T) {
		r := crm.expect(t, 201, http.MethodPost, "/v1/conversations", map[string]any{
			"customer": p.id, "name": "Contract check (may be deleted)", "status": "done", "importedAt": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
			"tags": []string{"contract-check"},
		})
		remove(t, "/v1/conversations/"+r.text("data", "id"))
		require.Equal(t, "done", r.at("data", "attributes", "status"))
		require.Len(t, list(t, r.at("data", "attributes", "tags")), 1)
	})
}
