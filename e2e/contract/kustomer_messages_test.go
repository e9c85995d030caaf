package contract

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestKustomerMessages(t *testing.T) {
	crm := there(t, kustomer, "CONTRACT_KUSTOMER_URL")
	p := newPerson(t)
	conversation := newConversation(t, p.id)
	name := run + "-message"
	made := newMessage(t, conversation, map[string]any{
		"externalId": name, "sentAt": "2026-01-01T00:00:00.000Z",
		"meta": map[string]any{"from": p.phone, "to": "+18005550100", "placedAt": "2026-01-01T00:00:00.000Z", "status": "ringing"},
	})
	id := made.text("data", "id")
	recordedMessage(t, crm, p, conversation, made)
	messageLookups(t, crm, conversation, id, name)
	messageChanges(t, crm, id)
	messageLimits(t, crm, conversation, id)
	kept(t, crm, conversation)
}

func recordedMessage(t *testing.T, _ *neighbour, p person, conversation string, made reply) {
	relies(t, fact{"4", documented, "developer.kustomer.com/api/core-resources/create-message"}, "a call is recorded as a message of channel voice", func(t *testing.T) {
		attributes := resource(t, made.at("data"), "message")
		require.Equal(t, "voice", attributes["channel"])
		require.Equal(t, "in", attributes["direction"])
		require.Equal(t, "received", attributes["status"])
		require.Equal(t, p.phone, at(attributes, "meta", "from"))
		require.Equal(t, conversation, made.at("data", "relationships", "conversation", "data", "id"))
		moment(t, attributes["createdAt"])
	})
	relies(t, fact{"1 envelope", documented, "the vendor's OpenAPI"}, "a message names its customer, whatever the type is called", func(t *testing.T) {
		require.Equal(t, p.id, made.at("data", "relationships", "customer", "data", "id"))
		if kind := made.text("data", "relationships", "customer", "data", "type"); kind != "customers" {
			t.Logf("the type is %q, not the plural that was recorded; the product does not mind", kind)
		}
	})
	relies(t, fact{"4", seen, "github.com/MeltanoLabs/tap-kustomer"}, "the server works out how the message answers the others", func(t *testing.T) {
		require.Contains(t, []any{"initial-in", nil}, made.at("data", "attributes", "directionType"))
	})
}

func messageLookups(t *testing.T, crm *neighbour, conversation, id, name string) {
	relies(t, fact{"4", documented, "the vendor's OpenAPI: lower case there"}, "it is found by the name we gave it", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/messages/externalid="+name, nil)
		require.Equal(t, id, r.at("data", "id"))
		refusal(t, crm.get(t, "/v1/messages/externalid="+run+"-nobody"), 404)
	})
	relies(t, fact{"4", documented, "the vendor's OpenAPI"}, "it is in its conversation's list", func(t *testing.T) {
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+conversation+"/messages?page=1&pageSize=100", nil)
		require.Len(t, list(t, r.at("data")), 1)
		require.Equal(t, id, r.at("data", 0, "id"))
	})
	relies(t, fact{"1 idempotency", guessed, "the reply to a reused id is not documented"}, "the same id again is refused and adds nothing", func(t *testing.T) {
		clash(t, crm.ask(t, http.MethodPost, "/v1/conversations/"+conversation+"/messages", map[string]any{
			"id": id, "channel": "voice", "app": "contract-check", "direction": "in", "preview": "twice",
		}))
		r := crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+conversation+"/messages?page=1&pageSize=100", nil)
		require.Len(t, list(t, r.at("data")), 1)
	})
}

func messageChanges(t *testing.T, crm *neighbour, id string) {
	relies(t, fact{"4", documented, "the vendor's OpenAPI"}, "a change keeps what it does not name", func(t *testing.T) {
		meta := map[string]any{"from": "+12125550100", "status": "completed", "endedAt": "2026-01-01T00:03:04.000Z"}
		r := crm.expect(t, 200, http.MethodPatch, "/v1/messages/"+id, map[string]any{"meta": meta})
		for name, value := range meta {
			require.Equal(t, value, r.at("data", "attributes", "meta", name))
		}
		require.Equal(t, "Contract check", r.at("data", "attributes", "preview"))
		require.Equal(t, "voice", r.at("data", "attributes", "channel"))
		read := crm.expect(t, 200, http.MethodGet, "/v1/messages/"+id, nil)
		require.Equal(t, r.at("data", "attributes", "meta"), read.at("data", "attributes", "meta"))
	})
	relies(t, fact{"4", documented, "the vendor's OpenAPI"}, "channel, app and direction cannot be changed", func(t *testing.T) {
		for name, value := range map[string]string{"channel": "chat", "app": "other", "direction": "out"} {
			refusal(t, crm.ask(t, http.MethodPatch, "/v1/messages/"+id, map[string]any{name: value}), 400)
		}
	})
}

func messageLimits(t *testing.T, crm *neighbour, conversation, id string) {
	relies(t, fact{"4", documented, "the vendor's OpenAPI"}, "what is missing, too long or unknown is 400", func(t *testing.T) {
		for _, body := range []map[string]any{
			{"app": "contract-check"},
			{"channel": "voice"},
			{"channel": "fax", "app": "contract-check"},
			{"channel": "voice", "app": "contract-check", "subject": strings.Repeat("x", 257)},
			{"channel": "voice", "app": "contract-check", "preview": strings.Repeat("x", 10241)},
			{"channel": "voice", "app": "contract-check", "sentAt": "yesterday"},
		} {
			refusal(t, crm.ask(t, http.MethodPost, "/v1/conversations/"+conversation+"/messages", body), 400)
		}
		refusal(t, crm.ask(t, http.MethodPost, "/v1/conversations/"+newID()+"/messages", map[string]any{"channel": "voice", "app": "contract-check"}), 404)
	})
	relies(t, fact{"7", documented, "developer.kustomer.com/docs/concepts/custom-attributes"}, "a registered field is written and read back; null clears it", func(t *testing.T) {
		field := someField(t, crm, "message")
		r := crm.expect(t, 200, http.MethodPatch, "/v1/messages/"+id, map[string]any{"custom": map[string]any{field: "one"}})
		require.Equal(t, "one", r.at("data", "attributes", "custom", field))
		r = crm.expect(t, 200, http.MethodPatch, "/v1/messages/"+id, map[string]any{"custom": map[string]any{field: nil}})
		require.Nil(t, r.at("data", "attributes", "custom", field))
		refusal(t, crm.ask(t, http.MethodPatch, "/v1/messages/"+id, map[string]any{"custom": map[string]any{field: 7}}), 400)
	})
}

// kept is what Kustomer counts for us.
func kept(t *testing.T, crm *neighbour, conversation string) {
	relies(t, fact{"3", documented, "developer.kustomer.com/docs/concepts/conversations-and-messages"}, "the conversation counts its messages and knows their channels", func(t *testing.T) {
		newMessage(t, conversation, map[string]any{"direction": "out"})
		var last reply
		eventually(t, "two messages are counted", patience, func() bool {
			last = crm.expect(t, 200, http.MethodGet, "/v1/conversations/"+conversation, nil)
			return plain(last.at("data", "attributes", "messageCount")) == int64(2)
		})
		require.Equal(t, []any{"voice"}, last.at("data", "attributes", "channels"))
		require.EqualValues(t, 1, last.at("data", "attributes", "outboundMessageCount"))
	})
	relies(t, fact{"1 auth", documented, "developer.kustomer.com/api/core-resources/create-message-from-conversation"}, "with role org.admin a message has the author and time that we say", func(t *testing.T) {
		crm.lasting(t, os.Getenv("CONTRACT_KUSTOMER_AGENT"), "it would be written in somebody's name; set CONTRACT_KUSTOMER_AGENT to the e-mail of one who does not mind")
		agent := someAgent(t, crm)
		made := newMessage(t, conversation, map[string]any{"createdBy": agent, "createdAt": "2026-01-01T00:00:00.000Z"})
		require.Equal(t, agent, made.at("data", "relationships", "createdBy", "data", "id"))
		require.Equal(t, "2026-01-01T00:00:00.000Z", made.at("data", "attributes", "createdAt"))
	})
}
