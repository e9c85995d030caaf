package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestAMergeIsHeardAndWhatComesLaterGoesElsewhere: a call is recorded, its conversation is merged into
// one that a person made, and Kustomer's webhook tells so. The server is killed; the rating that comes
// then is written into a conversation settled anew, whose ids carry the settlement's number (V9, W1, W2).
func TestAMergeIsHeardAndWhatComesLaterGoesElsewhere(t *testing.T) {
	w := world.Start(t)
	w.Server.Env["KUSTOMER_WEBHOOK_TOKEN"] = subscribe(t, w)
	w.Server.Stop(t)
	w.Server.Start(t)

	call := w.CCAIP.Play(t, "inbound-answered", map[string]any{"number": stranger, "agent_email": "ana@acme.example", "queue": "Billing",
		"ring": "50ms", "talk": "100ms", "wrap_up": "0s"})
	waitCompleted(t, w, call)
	customer := theCustomer(t, w, stranger)
	first := w.CRM.Conversations(customer.ID)[0].ID
	until(t, "the number is noted", func() bool { return len(w.CRM.Notes(first)) == 1 })
	other := create(t, w, "/v1/conversations", fmt.Sprintf(`{"customer":%q,"name":"By hand"}`, customer.ID))
	w.Kustomer.Post(t, "/_page/join?agent=ana", map[string]any{"source": first, "target": other}, nil)
	until(t, "the merge is heard", func() bool {
		return strings.Contains(w.Server.Log(t), "conversation is gone: heard")
	})
	w.Server.Kill()
	w.Server.Start(t)

	metadata(t, w, fmt.Sprintf(`{"id":%d,"call_type":"IvrCall","status":"finished","feedback":{"rating":5,"comment":"quick"}}`, call))
	again := fmt.Sprintf("call-%d-1", call)
	var message world.Record
	until(t, "the rating is written elsewhere", func() bool {
		for _, m := range w.CRM.List("/v1/messages") {
			if m.Text("externalId") == again && m.Text("meta", "csat", "comment") == "quick" {
				message = m
				return true
			}
		}
		return false
	})
	home, ok := w.CRM.Conversation(message.Related("conversation"))
	require.True(t, ok)
	require.NotContains(t, []string{first, other}, home.ID, "neither the merged one nor one of a person's")
	require.Equal(t, again, home.Text("externalId"), "W2: the settlement's number")
	require.Equal(t, "open", home.Text("status"))
	require.Len(t, w.CRM.Messages(home.ID), 1)
}

// subscribe makes Kustomer tell the server of conversations, and answers the token.
func subscribe(t *testing.T, w *world.World) string {
	id := create(t, w, "/v1/outbound-webhooks", fmt.Sprintf(`{"name":"adapter","url":%q,"events":["kustomer.conversation.update"]}`,
		w.Server.URL+"/kustomer/default/events"))
	for _, hook := range w.CRM.List("/v1/outbound-webhooks") {
		if hook.ID == id {
			return hook.Text("token")
		}
	}
	t.Fatal("the webhook is not there")
	return ""
}

// create makes a record of Kustomer's and answers its id.
func create(t *testing.T, w *world.World, path, body string) string {
	t.Helper()
	said := request(t, w.Told.Kustomer+path, body, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+w.Told.KustomerKey) })
	_, after, _ := strings.Cut(said, `"id":"`)
	id, _, found := strings.Cut(after, `"`)
	require.True(t, found, said)
	return id
}

func request(t *testing.T, address, body string, sign func(*http.Request)) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/json")
	sign(r)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Less(t, answer.StatusCode, 300, "%s", said)
	return string(said)
}
