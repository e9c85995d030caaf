package crm_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/crm"
)

const (
	customer     = "c00000000000000000000001"
	conversation = "b00000000000000000000001"
)

// wire answers as Kustomer does, and keeps what was asked.
type wire struct {
	mu      sync.Mutex
	asked   []string
	bodies  map[string]string // by "METHOD /path"
	answers map[string]reply
}

type reply struct {
	status int
	body   string
}

func (s *wire) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.Method + " " + r.URL.Path
	body, _ := io.ReadAll(r.Body)
	s.asked = append(s.asked, key)
	s.bodies[key] = string(body)
	a, ok := s.answers[key]
	if !ok {
		a = reply{404, `{"errors":[{"status":404,"source":{"parameter":"id"},"code":"notfound","title":"Not Found"}]}`}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func (s *wire) sent(t *testing.T, key string) map[string]any {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var m map[string]any
	require.NoError(t, json.Unmarshal([]byte(s.bodies[key]), &m), key)
	return m
}

func setup(t *testing.T, answers map[string]reply) (*crm.CRM, *wire) {
	t.Helper()
	s := &wire{bodies: map[string]string{}, answers: answers}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return crm.New(crm.Config{Client: kustomer.New(kustomer.Config{BaseURL: srv.URL, Key: "k"})}), s
}

func record(kind, id, attributes string) reply {
	return reply{200, `{"data":{"type":"` + kind + `","id":"` + id + `","attributes":` + attributes + `,"relationships":{}}}`}
}

var taken = reply{409, `{"errors":[{"status":409,"code":"conflict","title":"Conflict"}]}`}

func TestFind(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, map[string]reply{
		"GET /v1/customers/phone=+14155550123":         record("customer", customer, `{"name":"Kim Doe"}`),
		"GET /v1/customers/email=gone@acme.example":    record("customer", customer, `{"deleted":true}`),
		"GET /v1/customers/externalId=acme_enduser-90": {500, `{}`},
	})
	found, err := c.Find(t.Context(), rules.Lookup{By: rules.ByPhone, Value: "+14155550123"})
	require.NoError(t, err)
	require.Equal(t, rules.Candidate{ID: customer, Name: "Kim Doe"}, found)
	for _, nobody := range []rules.Lookup{{By: rules.ByPhone, Value: "+14155550199"}, {By: rules.ByEmail, Value: "gone@acme.example"}} {
		found, err = c.Find(t.Context(), nobody)
		require.NoError(t, err)
		require.Empty(t, found)
	}
	_, err = c.Find(t.Context(), rules.Lookup{By: rules.ByExternalID, Value: "acme_enduser-90"})
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
}

func TestConversations(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, map[string]reply{"GET /v1/customers/" + customer + "/conversations": {200, `{"data":[
		{"type":"conversation","id":"b1","attributes":{"status":"open","externalId":"call-7","createdAt":"2026-01-01T00:00:00.000Z",
			"custom":{"sessionChannelStr":"voice","inboundMenuIdStr":"7","inboundMenuSelectionStr":"Billing"}}},
		{"type":"conversation","id":"b2","attributes":{"status":"done","deleted":true}},
		{"type":"conversation","id":"b3","attributes":{"status":"open","mergedTarget":"b1"}},
		{"type":"conversation","id":"b4","attributes":{"status":"snoozed","custom":{"sessionChannelStr":7}}}],"links":{"next":null}}`}})
	list, err := c.Conversations(t.Context(), customer)
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.Equal(t, "call-7", list[0].ExternalID)
	require.Equal(t, "voice", list[0].Channel)
	require.Equal(t, rules.Menu{ID: "7", Path: "Billing"}, list[0].Menu)
	require.False(t, list[0].CreatedAt.IsZero())
	require.Equal(t, rules.Conversation{ID: "b4", Status: "snoozed"}, list[1])
	_, err = c.Conversations(t.Context(), "c9")
	require.Equal(t, kustomer.NotFound, kustomer.KindOf(err))
}

func TestS1FieldsAreRegisteredOnce(t *testing.T) {
	t.Parallel()
	c, s := setup(t, map[string]reply{"PUT /v1/metadata/conversation": record("metadata", "m1", `{"properties":{}}`)})
	for range 3 {
		may, err := c.Fields(t.Context())
		require.NoError(t, err)
		require.True(t, may)
	}
	require.Len(t, s.asked, 1)
	properties := s.sent(t, "PUT /v1/metadata/conversation")["properties"].(map[string]any)
	for _, name := range []string{"callIdStr", "languageStr", "inboundMenuSelectionStr", "inboundMenuIdStr", "sessionChannelStr"} {
		require.Contains(t, properties, name)
	}
}

func TestS1AKeyThatMayNotRegister(t *testing.T) {
	t.Parallel()
	c, s := setup(t, map[string]reply{"PUT /v1/metadata/conversation": {403, `{"errors":[{"code":"forbidden"}]}`}})
	for range 3 {
		may, err := c.Fields(t.Context())
		require.NoError(t, err)
		require.False(t, may)
	}
	require.Len(t, s.asked, 1, "remembered")
}

func TestS1FieldsUnreachable(t *testing.T) {
	t.Parallel()
	c, s := setup(t, map[string]reply{"PUT /v1/metadata/conversation": {502, ``}})
	_, err := c.Fields(t.Context())
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
	_, err = c.Fields(t.Context())
	require.Error(t, err)
	require.Len(t, s.asked, 2, "asked again")
}

func write(verb, target, id, parent, body string) rules.Write {
	return rules.Write{Key: target, Verb: verb, Target: target, ID: id, Parent: parent, Body: json.RawMessage(body)}
}

func TestApply(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		write rules.Write
		route string
		kind  string
	}{
		{"make a conversation", write(rules.Create, rules.OnConversation, conversation, "", `{"id":"`+conversation+`","customer":"c1","custom":{"callIdStr":"418"},"assignedUsers":["a1"]}`), "POST /v1/conversations", "conversation"},
		{"make a message", write(rules.Create, rules.OnMessage, "m1", conversation, `{"id":"m1","channel":"voice","app":"x","direction":"in","sentAt":"2026-01-01T00:00:00.123Z","meta":{"status":"ringing"}}`), "POST /v1/conversations/" + conversation + "/messages", "message"},
		{"make a note", write(rules.Create, rules.OnNote, "n1", conversation, `{"id":"n1","body":"+14155550123","externalId":"phone-n1"}`), "POST /v1/conversations/" + conversation + "/notes", "note"},
		{"give a conversation", write(rules.Change, rules.OnConversation, conversation, "", `{"assignedUsers":["a1"]}`), "PATCH /v1/conversations/" + conversation, "conversation"},
		{"update a message", write(rules.Change, rules.OnMessage, "m1", "", `{"preview":"p","meta":{"status":"completed","duration":3}}`), "PATCH /v1/messages/m1", "message"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c, s := setup(t, map[string]reply{row.route: record(row.kind, row.write.ID, `{}`)})
			out, err := c.Apply(t.Context(), row.write)
			require.NoError(t, err)
			require.Equal(t, rules.Outcome{ID: row.write.ID}, out)
			var want map[string]any
			require.NoError(t, json.Unmarshal(row.write.Body, &want))
			require.Equal(t, want, s.sent(t, row.route), "nothing is lost on the way")

			c, _ = setup(t, map[string]reply{row.route: {400, `{"errors":[{"status":400,"code":"badparam","source":{"parameter":"body"}}]}`}})
			_, err = c.Apply(t.Context(), row.write)
			require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
		})
	}
}

func TestW2TakenIsDone(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, map[string]reply{
		"POST /v1/conversations/" + conversation + "/messages": taken,
		"POST /v1/conversations/" + conversation + "/notes":    taken,
		"POST /v1/conversations":                               taken,
		"GET /v1/conversations/" + conversation:                record("conversation", conversation, `{}`),
	})
	for _, w := range []rules.Write{
		write(rules.Create, rules.OnMessage, "m1", conversation, `{"id":"m1","channel":"voice","app":"x"}`),
		write(rules.Create, rules.OnNote, "n1", conversation, `{"id":"n1","body":"x"}`),
		write(rules.Create, rules.OnConversation, conversation, "", `{"id":"`+conversation+`","customer":"c1"}`),
	} {
		out, err := c.Apply(t.Context(), w)
		require.NoError(t, err)
		require.Equal(t, rules.Outcome{ID: w.ID, Taken: true}, out)
	}
}

func TestAConversationTakenByItsExternalID(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, map[string]reply{
		"POST /v1/conversations":                    taken,
		"GET /v1/conversations/externalId=call-418": record("conversation", "b9", `{}`),
	})
	w := write(rules.Create, rules.OnConversation, conversation, "", `{"id":"`+conversation+`","customer":"c1","externalId":"call-418"}`)
	out, err := c.Apply(t.Context(), w)
	require.NoError(t, err)
	require.Equal(t, rules.Outcome{ID: "b9", Taken: true}, out)
}

func TestC8ACustomerWhoIsTakenIsUsed(t *testing.T) {
	t.Parallel()
	w := write(rules.Create, rules.OnCustomer, "", "", `{"externalId":"enduser-90","phones":[{"phone":"+14155550123","type":"mobile","verified":false}],"emails":[{"email":"bo@example.com","verified":false}]}`)
	rows := map[string]string{
		"C8: the externalId": "GET /v1/customers/externalId=enduser-90",
		"C8: the phone":      "GET /v1/customers/phone=+14155550123",
		"C8: the e-mail":     "GET /v1/customers/email=bo@example.com",
	}
	for name, route := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, map[string]reply{"POST /v1/customers": taken, route: record("customer", customer, `{}`)})
			out, err := c.Apply(t.Context(), w)
			require.NoError(t, err)
			require.Equal(t, rules.Outcome{ID: customer, Taken: true, Ours: name == "C8: the externalId"}, out)
		})
	}
	c, _ := setup(t, map[string]reply{"POST /v1/customers": taken})
	_, err := c.Apply(t.Context(), w)
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err), "nobody has it yet: worth another attempt")

	c, s := setup(t, map[string]reply{"POST /v1/customers": record("customer", customer, `{}`)})
	out, err := c.Apply(t.Context(), w)
	require.NoError(t, err)
	require.Equal(t, rules.Outcome{ID: customer}, out)
	require.Equal(t, false, s.sent(t, "POST /v1/customers")["phones"].([]any)[0].(map[string]any)["verified"])
}

func TestProbe(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, map[string]reply{"GET /v1/auth/tokens/current": {401, `{"errors":[{"code":"unauthorized","message":"Expired token"}]}`}})
	require.Equal(t, kustomer.KeyAtFault, kustomer.KindOf(c.Probe(t.Context())))
}

func TestWhatNobodyKnowsIsRefused(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, nil)
	_, err := c.Apply(t.Context(), write(rules.Change, "user", "n", "", `{}`))
	require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
	_, err = c.Apply(t.Context(), write(rules.Create, rules.OnNote, "n", "b", `[`))
	require.Equal(t, kustomer.Refused, kustomer.KindOf(err))
}

func TestW10AnExternalIDThatAnotherAppUsed(t *testing.T) {
	t.Parallel()
	c, s := setup(t, map[string]reply{"POST /v1/conversations/" + conversation + "/messages": taken})
	w := rules.Write{Verb: rules.Create, Target: rules.OnMessage, ID: "d00000000000000000000001", Parent: conversation,
		Body: []byte(`{"id":"d00000000000000000000001","externalId":"call-418","channel":"voice","app":"x"}`)}
	out, err := c.Apply(t.Context(), w)
	require.NoError(t, err)
	require.Equal(t, rules.Outcome{ID: w.ID, Taken: true}, out)
	require.Equal(t, []string{"POST /v1/conversations/" + conversation + "/messages", "GET /v1/messages/" + w.ID,
		"POST /v1/conversations/" + conversation + "/messages"}, s.asked)
	require.NotContains(t, s.sent(t, "POST /v1/conversations/"+conversation+"/messages"), "externalId")
}
