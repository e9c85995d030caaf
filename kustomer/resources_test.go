package kustomer_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

// The documents below have the shape of the vendor's examples and of recorded answers.
const (
	customerJSON = `{"data":{"type":"customer","id":"57e2f5b5c0ffee0000000001","attributes":{
		"name":"Ana Ruiz","displayName":"Ana Ruiz","externalId":"enduser-77","externalIds":[{"externalId":"enduser-77","verified":true}],
		"emails":[{"id":null,"email":"ana@example.com","type":"home","verified":false}],"sharedEmails":[],
		"phones":[{"id":null,"phone":"+14155550123","type":"mobile","verified":false}],"sharedPhones":[],
		"dedicatedUser":null,"custom":{"customUserIdStr":"u-1"},"lastConversation":{"id":"57e2f5b5c0ffee0000000002","sentiment":null,"tags":[],"channels":["voice"]},
		"conversationCounts":{"all":1,"open":1,"snoozed":0,"done":0},"verified":true,"rev":3,
		"createdAt":"2020-10-08T09:45:28.123Z","updatedAt":"2020-10-08T09:45:29.000Z","deleted":false},
		"relationships":{"company":{"links":{"self":"/v1/companies/57e2f5b5c0ffee00000000cc"},"data":{"type":"company","id":"57e2f5b5c0ffee00000000cc"}},
			"messages":{"links":{"self":"/v1/customers/57e2f5b5c0ffee0000000001/messages"}},"org":{"data":{"type":"org","id":"57e2f5b5c0ffee00000000aa"}}},
		"links":{"self":"/v1/customers/57e2f5b5c0ffee0000000001"}}}`
	conversationJSON = `{"data":{"type":"conversation","id":"57e2f5b5c0ffee0000000002","attributes":{
		"name":"Inbound call - Billing","channels":["voice"],"status":"done","messageCount":1,"noteCount":2,"satisfaction":0,"externalId":"call-418",
		"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-03T00:00:00.000Z","modifiedAt":"2026-01-03T00:00:00.000Z","tags":[],"suggestedTags":[],"sentiment":{},
		"lastMessageIn":{},"assignedUsers":["57e2f5b5c0ffee00000000bb"],"assignedTeams":[],"firstResponse":{},"direction":"in","outboundMessageCount":0,
		"lastDone":{"createdAt":"2026-01-02T00:00:00.000Z"},"custom":{"sessionChannelStr":"voice"},"rev":1},
		"relationships":{"customer":{"links":{"self":"/v1/customers/57e2f5b5c0ffee0000000001"},"data":{"type":"customer","id":"57e2f5b5c0ffee0000000001"}},
			"messages":{"links":{"self":"/v1/conversations/57e2f5b5c0ffee0000000002/messages"}}},"links":{"self":"/v1/conversations/57e2f5b5c0ffee0000000002"}}}`
	messageJSON = `{"data":{"type":"message","id":"57e2f5b5c0ffee0000000003","attributes":{
		"channel":"voice","app":"ccaip","size":0,"direction":"in","directionType":"initial-in","externalId":"call-418","preview":"Inbound call",
		"meta":{"from":"+14155550123","status":"ringing"},"custom":{"callDurationNum":184},"status":"received",
		"sentAt":"2026-01-01T00:00:00.000Z","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","rev":1},
		"relationships":{"customer":{"data":{"type":"customers","id":"57e2f5b5c0ffee0000000001"}},
			"conversation":{"data":{"type":"conversation","id":"57e2f5b5c0ffee0000000002"}},
			"attachments":{"data":[{"type":"attachment","id":"57e2f5b5c0ffee0000000009"}]}},"links":{"self":"/v1/messages/57e2f5b5c0ffee0000000003"}}}`
	noteJSON = `{"data":{"type":"note","id":"57e2f5b5c0ffee0000000004","attributes":{"body":"+14155550123","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"},
		"relationships":{"customer":{"data":{"type":"customer","id":"57e2f5b5c0ffee0000000001"}},"conversation":{"data":{"type":"conversation","id":"57e2f5b5c0ffee0000000002"}},"userMentions":{"data":[]}}}}`
	userJSON  = `{"type":"user","id":"57e2f5b5c0ffee00000000bb","attributes":{"name":"Bo","displayName":"Bo","email":"Bo@Acme.example","userType":"user","roles":["org.user"],"deletedAt":null}}`
	tokenJSON = `{"data":{"type":"token","id":"57e2f5b5c0ffee00000000dd","attributes":{"lastTokenChars":"abcd","name":"UJET","roles":["org.admin","org.user"]},
		"relationships":{"org":{"data":{"type":"org","id":"57e2f5b5c0ffee00000000aa"}},"user":{"data":{"type":"user","id":"57e2f5b5c0ffee00000000ee"}}}}}`
	metadataJSON = `{"data":{"type":"metadata","id":"57e2f5b5c0ffee00000000ff","attributes":{"properties":{"queueNameStr":{"type":"string","displayName":"Queue","modifiedAt":"2026-01-01T00:00:00.000Z"}}},"relationships":{"org":{}}}}`
)

const (
	customerID     = "57e2f5b5c0ffee0000000001"
	conversationID = "57e2f5b5c0ffee0000000002"
	messageID      = "57e2f5b5c0ffee0000000003"
	noteID         = "57e2f5b5c0ffee0000000004"
)

// TestRoutes pins method, path, query and body of every operation.
func TestRoutes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 1, 1, 0, 0, 123456789, time.FixedZone("CET", 3600))
	cases := map[string]struct {
		body   string // answered
		do     func(*kustomer.Client) (any, error)
		method string
		uri    string
		sent   string // "" for none
	}{
		"customer": {customerJSON, func(c *kustomer.Client) (any, error) { return c.Customers.Get(t.Context(), customerID) },
			"GET", "/v1/customers/" + customerID, ""},
		"customer by phone": {customerJSON, func(c *kustomer.Client) (any, error) { return c.Customers.ByPhone(t.Context(), "+14155550123") },
			"GET", "/v1/customers/phone=%2B14155550123", ""},
		"customer by e-mail": {customerJSON, func(c *kustomer.Client) (any, error) { return c.Customers.ByEmail(t.Context(), "ana+1@example.com") },
			"GET", "/v1/customers/email=ana%2B1@example.com", ""},
		"customer by external id": {customerJSON, func(c *kustomer.Client) (any, error) {
			return c.Customers.ByExternalID(t.Context(), "a/b ?ü")
		}, "GET", "/v1/customers/externalId=a%2Fb%20%3F%C3%BC", ""},
		"create customer": {customerJSON, func(c *kustomer.Client) (any, error) {
			return c.Customers.Create(t.Context(), kustomer.CustomerCreate{ExternalID: "enduser-77", Phones: []kustomer.Phone{{Phone: "+14155550123"}}})
		}, "POST", "/v1/customers", `{"externalId":"enduser-77","phones":[{"phone":"+14155550123","verified":false}]}`},
		"update customer keeps its company": {customerJSON, func(c *kustomer.Client) (any, error) {
			return c.Customers.Update(t.Context(), kustomer.Customer{ID: customerID, Company: "cc"}, kustomer.CustomerUpdate{DedicatedUser: "bb"})
		}, "PATCH", "/v1/customers/" + customerID, `{"dedicatedUser":"bb","company":"cc"}`},
		"conversation": {conversationJSON, func(c *kustomer.Client) (any, error) { return c.Conversations.Get(t.Context(), conversationID) },
			"GET", "/v1/conversations/" + conversationID, ""},
		"conversation by external id": {conversationJSON, func(c *kustomer.Client) (any, error) {
			return c.Conversations.ByExternalID(t.Context(), "call-418")
		}, "GET", "/v1/conversations/externalId=call-418", ""},
		"create conversation": {conversationJSON, func(c *kustomer.Client) (any, error) {
			return c.Conversations.Create(t.Context(), kustomer.ConversationCreate{ID: conversationID, Customer: customerID, ExternalID: "call-418",
				Name: "Inbound call", Status: kustomer.StatusOpen, Direction: "in", AssignedUsers: []string{"bb"}, ImportedAt: at,
				Custom: map[string]any{"callIdStr": "418"}})
		}, "POST", "/v1/conversations", `{"id":"` + conversationID + `","customer":"` + customerID + `","externalId":"call-418","name":"Inbound call",
			"status":"open","direction":"in","assignedUsers":["bb"],"importedAt":"2026-01-01T00:00:00.123Z","custom":{"callIdStr":"418"}}`},
		"update conversation": {conversationJSON, func(c *kustomer.Client) (any, error) {
			return c.Conversations.Update(t.Context(), conversationID, kustomer.ConversationUpdate{AssignedUsers: []string{}})
		}, "PATCH", "/v1/conversations/" + conversationID, `{"assignedUsers":[]}`},
		"message": {messageJSON, func(c *kustomer.Client) (any, error) { return c.Messages.Get(t.Context(), messageID) },
			"GET", "/v1/messages/" + messageID, ""},
		"message by external id": {messageJSON, func(c *kustomer.Client) (any, error) { return c.Messages.ByExternalID(t.Context(), "call-418") },
			"GET", "/v1/messages/externalid=call-418", ""},
		"create message": {messageJSON, func(c *kustomer.Client) (any, error) {
			return c.Messages.Create(t.Context(), conversationID, kustomer.MessageCreate{Channel: "voice", App: "ccaip", Direction: "in", SentAt: at,
				Meta: map[string]any{"from": "+14155550123"}, Attachments: []kustomer.Attachment{{ID: "99", Name: "a.mp3", ContentType: "audio/mpeg", ContentLength: 7}}})
		}, "POST", "/v1/conversations/" + conversationID + "/messages", `{"channel":"voice","app":"ccaip","direction":"in","sentAt":"2026-01-01T00:00:00.123Z",
			"meta":{"from":"+14155550123"},"attachments":[{"_id":"99","name":"a.mp3","contentType":"audio/mpeg","contentLength":7}]}`},
		"update message": {messageJSON, func(c *kustomer.Client) (any, error) {
			return c.Messages.Update(t.Context(), messageID, kustomer.MessageUpdate{Preview: "x", Custom: map[string]any{"callDurationNum": 184}})
		}, "PATCH", "/v1/messages/" + messageID, `{"preview":"x","custom":{"callDurationNum":184}}`},
		"people": {`{"data":[` + userJSON + `]}`, func(c *kustomer.Client) (any, error) { return c.Users.People(t.Context()) },
			"GET", "/v1/users?userType=user", ""},
		"teams": {`{"data":[]}`, func(c *kustomer.Client) (any, error) { return c.Teams.List(t.Context()) },
			"GET", "/v1/teams", ""},
		"note": {noteJSON, func(c *kustomer.Client) (any, error) { return c.Notes.Get(t.Context(), noteID) },
			"GET", "/v1/notes/" + noteID, ""},
		"create note": {noteJSON, func(c *kustomer.Client) (any, error) {
			return c.Notes.Create(t.Context(), conversationID, kustomer.NoteCreate{ID: noteID, Body: "+14155550123"})
		}, "POST", "/v1/conversations/" + conversationID + "/notes", `{"id":"` + noteID + `","body":"+14155550123"}`},
		"update note": {noteJSON, func(c *kustomer.Client) (any, error) {
			return c.Notes.Update(t.Context(), noteID, kustomer.NoteUpdate{Body: "x"})
		}, "PATCH", "/v1/notes/" + noteID, `{"body":"x"}`},
		"user": {`{"data":` + userJSON + `}`, func(c *kustomer.Client) (any, error) { return c.Users.Get(t.Context(), "bb") },
			"GET", "/v1/users/bb", ""},
		"current user": {`{"data":` + userJSON + `}`, func(c *kustomer.Client) (any, error) { return c.Users.Current(t.Context()) },
			"GET", "/v1/users/current", ""},
		"user by e-mail": {`{"data":[` + userJSON + `]}`, func(c *kustomer.Client) (any, error) { return c.Users.ByEmail(t.Context(), "bo@acme.example") },
			"GET", "/v1/users?email=bo%40acme.example", ""},
		"token": {tokenJSON, func(c *kustomer.Client) (any, error) { return c.Auth.Current(t.Context()) },
			"GET", "/v1/auth/tokens/current", ""},
		"fields": {metadataJSON, func(c *kustomer.Client) (any, error) { return c.Metadata.Get(t.Context(), kustomer.OnMessage) },
			"GET", "/v1/metadata/message", ""},
		"register fields": {metadataJSON, func(c *kustomer.Client) (any, error) {
			return c.Metadata.Register(t.Context(), kustomer.OnMessage, map[string]string{"queueNameStr": "Queue", "waitTimeNum": ""})
		}, "PUT", "/v1/metadata/message", `{"properties":{"queueNameStr":{"displayName":"Queue"},"waitTimeNum":{}}}`},
		"statuses": {`{"data":[]}`, func(c *kustomer.Client) (any, error) { return c.Routing.Statuses(t.Context()) },
			"GET", "/v1/routing/statuses", ""},
		"work sessions": {`{"data":[]}`, func(c *kustomer.Client) (any, error) { return c.Routing.WorkSessions(t.Context(), "bb") },
			"GET", "/v1/routing/users/bb/work-sessions", ""},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := setup(t, answer(200, each.body))
			_, err := each.do(c)
			require.NoError(t, err)
			require.Len(t, *asked, 1)
			got := (*asked)[0]
			require.Equal(t, each.method, got.method)
			require.Equal(t, each.uri, got.uri)
			if each.sent == "" {
				require.Empty(t, got.body)
				return
			}
			require.JSONEq(t, each.sent, got.body)
		})
	}
}

func TestRecordsAreRead(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, func(w http.ResponseWriter, r *http.Request) {
		for part, body := range map[string]string{"/customers/": customerJSON, "/conversations/": conversationJSON, "/messages/": messageJSON, "/tokens/": tokenJSON, "/metadata/": metadataJSON} {
			if strings.Contains(r.URL.Path, part) {
				io.WriteString(w, body)
				return
			}
		}
	})
	customer, err := c.Customers.Get(t.Context(), customerID)
	require.NoError(t, err)
	require.Equal(t, customerID, customer.ID)
	require.Equal(t, "57e2f5b5c0ffee00000000cc", customer.Company)
	require.Equal(t, []kustomer.Phone{{Phone: "+14155550123", Type: "mobile"}}, customer.Phones)
	require.Equal(t, "u-1", customer.Custom["customUserIdStr"])
	require.Equal(t, conversationID, customer.LastConversation.ID)
	require.Equal(t, time.Date(2020, 10, 8, 9, 45, 28, 123e6, time.UTC), customer.CreatedAt)

	conversation, err := c.Conversations.Get(t.Context(), conversationID)
	require.NoError(t, err)
	require.Equal(t, customerID, conversation.Customer)
	require.Equal(t, kustomer.StatusDone, conversation.Status)
	require.Equal(t, []string{"57e2f5b5c0ffee00000000bb"}, conversation.AssignedUsers)
	require.Equal(t, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), conversation.DoneAt())
	conversation.LastDone.CreatedAt = time.Time{}
	require.Equal(t, conversation.UpdatedAt, conversation.DoneAt())
	conversation.Status = kustomer.StatusOpen
	require.Zero(t, conversation.DoneAt())

	message, err := c.Messages.Get(t.Context(), messageID)
	require.NoError(t, err)
	require.Equal(t, customerID, message.Customer, "although its relation calls the type customers")
	require.Equal(t, []string{"57e2f5b5c0ffee0000000009"}, message.Attachments)
	require.Equal(t, "ringing", message.Meta["status"])

	token, err := c.Auth.Current(t.Context())
	require.NoError(t, err)
	require.Equal(t, kustomer.Token{ID: "57e2f5b5c0ffee00000000dd", Org: "57e2f5b5c0ffee00000000aa", User: "57e2f5b5c0ffee00000000ee", Name: "UJET", Roles: []string{"org.admin", "org.user"}}, token)
	require.True(t, token.Admin())
	require.False(t, kustomer.Token{Roles: []string{"org.administrator", "org.user"}}.Admin())
	require.True(t, kustomer.Token{Roles: []string{"org.admin.metadata.write"}}.Admin())

	fields, err := c.Metadata.Get(t.Context(), kustomer.OnMessage)
	require.NoError(t, err)
	require.Equal(t, kustomer.Property{DisplayName: "Queue", Type: "string"}, fields.Properties["queueNameStr"])
}

func TestNothingToLookUp(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(200, `{"data":[]}`))
	_, byPhone := c.Customers.ByPhone(t.Context(), "")
	_, get := c.Conversations.Get(t.Context(), "..")
	_, user := c.Users.ByEmail(t.Context(), "")
	for _, err := range []error{byPhone, get, user} {
		require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
	}
	require.Empty(t, *asked)
}

func TestUserByEmailIsExact(t *testing.T) {
	t.Parallel()
	deleted := `{"type":"user","id":"1","attributes":{"email":"bo@acme.example","deletedAt":"2026-01-01T00:00:00.000Z"}}`
	other := `{"type":"user","id":"2","attributes":{"email":"bob@acme.example"}}`
	c, _ := setup(t, answer(200, `{"data":[`+deleted+`,`+other+`]}`))
	_, err := c.Users.ByEmail(t.Context(), "bo@acme.example")
	require.Equal(t, kustomer.NotFound, kustomer.KindOf(err))
}

func TestListsFollowTheirPages(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, func(w http.ResponseWriter, r *http.Request) {
		page := r.URL.Query().Get("page")
		next := map[string]string{"1": `"/v1/customers/7/conversations?page=2&pageSize=100"`, "2": `"/v1/customers/7/conversations?page=3&pageSize=100"`, "3": "null"}[page]
		fmt.Fprintf(w, `{"data":[{"type":"conversation","id":"c%s","attributes":{"status":"open"}}],"meta":{"page":%s,"pageSize":100},"links":{"self":"x","prev":null,"next":%s}}`, page, page, next)
	})
	got, err := c.Conversations.ByCustomer(t.Context(), "7")
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Equal(t, "c3", got[2].ID)
	require.Equal(t, "/v1/customers/7/conversations?page=1&pageSize=100", (*asked)[0].uri)
	require.Equal(t, "/v1/customers/7/conversations?page=3&pageSize=100", (*asked)[2].uri)
}

func TestListsDoNotLeaveOrGoOnForEver(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct{ next, says string }{
		"elsewhere": {"https://evil.example/steal", "leads elsewhere"},
		"no link":   {"%", "is not an address"},
		"endless":   {"/v1/customers/7/conversations?page=1", "does not end"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(200, `{"data":[],"links":{"next":"`+each.next+`"}}`))
			_, err := c.Conversations.ByCustomer(t.Context(), "7")
			require.ErrorContains(t, err, each.says)
		})
	}
}

func TestSharedPhonesAreSearched(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(200, `{"meta":{"total":2,"totalPages":1},"data":[{"type":"customer","id":"1","attributes":{"sharedPhones":[{"phone":"+14155550123"}]}},{"type":"customer","id":"2","attributes":{}}]}`))
	got, err := c.Customers.BySharedPhone(t.Context(), "+14155550123")
	require.NoError(t, err)
	require.Len(t, got, 2)
	require.Equal(t, "POST", (*asked)[0].method)
	require.Equal(t, "/v1/customers/search?page=1&pageSize=100", (*asked)[0].uri)
	require.JSONEq(t, `{"queryContext":"customer","and":[{"customer_shared_phone":{"equals":"+14155550123"}}]}`, (*asked)[0].body)
}

func TestCurrentWorkSession(t *testing.T) {
	t.Parallel()
	session := func(id, in, out string) string {
		return fmt.Sprintf(`{"type":"work_session","id":%q,"attributes":{"statusType":"available","signedInAt":%q,"signedOutAt":%s},"relationships":{"user":{"data":{"id":"bb"}},"status":{"data":{"type":"status","id":"s1"}}}}`, id, in, out)
	}
	c, _ := setup(t, answer(200, `{"data":[`+
		session("over", "2026-01-03T00:00:00.000Z", `"2026-01-03T01:00:00.000Z"`)+`,`+
		session("old", "2026-01-01T00:00:00.000Z", "null")+`,`+
		session("now", "2026-01-02T00:00:00.000Z", "null")+`]}`))
	got, err := c.Routing.CurrentWorkSession(t.Context(), "bb")
	require.NoError(t, err)
	require.Equal(t, "now", got.ID)
	require.Equal(t, "s1", got.Status)
	require.Equal(t, "available", got.StatusType)

	offline, _ := setup(t, answer(200, `{"data":[]}`))
	_, err = offline.Routing.CurrentWorkSession(t.Context(), "bb")
	require.Equal(t, kustomer.NotFound, kustomer.KindOf(err))
}
