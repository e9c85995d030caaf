package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestLongTextStandsInFull: Kustomer's fields are short and its notes too; what an end user wrote at
// length is cut in the message and stands in full in a file on a note (W8).
func TestLongTextStandsInFull(t *testing.T) {
	w := world.Start(t)
	call := w.CCAIP.Play(t, "inbound-answered", map[string]any{"number": stranger, "agent_email": "ana@acme.example", "queue": "Billing",
		"ring": "50ms", "talk": "100ms", "wrap_up": "0s"})
	waitCompleted(t, w, call)
	comment := strings.Repeat("zwölf Boxkämpfer ", 1000) + "am Ende"
	metadata(t, w, fmt.Sprintf(`{"id":%d,"call_type":"IvrCall","status":"finished","feedback":{"rating":2,"comment":%q},
		"custom_data":{"story":{"label":"Story","value":%q,"type":"text"}}}`, call, comment, strings.Repeat("ß", 3000)))

	conversation := w.CRM.Conversations(theCustomer(t, w, stranger).ID)[0].ID
	var note world.Record
	var file string
	until(t, "a note holds a file", func() bool {
		for _, n := range w.CRM.Notes(conversation) {
			if strings.HasPrefix(n.Text("body"), "Longer than their fields") {
				note, file = n, fileOf(n)
			}
		}
		return file != ""
	})
	require.LessOrEqual(t, len([]rune(note.Text("body"))), 10240)
	message := w.CRM.Messages(conversation)[0]
	cut := message.Text("meta", "csat", "comment")
	require.True(t, strings.HasSuffix(cut, "…") && strings.HasPrefix(comment, strings.TrimSuffix(cut, "…")), cut)
	answer, err := http.Get(w.Told.Kustomer + "/_page/files/" + file)
	require.NoError(t, err)
	defer answer.Body.Close()
	whole, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.True(t, strings.Contains(string(whole), comment) && strings.Contains(string(whole), strings.Repeat("ß", 3000)), "%d bytes", len(whole))
}

// fileOf is the id of the one file that hangs on a record, "" for none.
func fileOf(r world.Record) string {
	var files []struct{ ID string }
	if json.Unmarshal(r.Relationships["attachments"].Data, &files) != nil || len(files) != 1 {
		return ""
	}
	return files[0].ID
}

// TestOnlyThePilotsSessionsAreWritten: an agent who is not of the pilot is left out, and followed when
// the admin adds them (W9).
func TestOnlyThePilotsSessionsAreWritten(t *testing.T) {
	w := world.Start(t)
	settings := func(version int, pilots string) {
		api(t, w, http.MethodPut, "settings", fmt.Sprintf(`{"version":%d,"settings":{"pilotAgents":[%s]}}`, version, pilots))
	}
	settings(0, `"BEN@acme.example"`)
	call := w.CCAIP.Play(t, "inbound-answered", map[string]any{"number": stranger, "agent_email": "ana@acme.example", "queue": "Billing",
		"ring": "50ms", "talk": "100ms", "wrap_up": "0s"})
	name := fmt.Sprintf("call-%d", call)
	until(t, "it is left out", func() bool {
		listed := api(t, w, http.MethodGet, "sessions?state=skipped", "")
		return strings.Contains(listed, `"session":"`+name+`"`) && strings.Contains(listed, "pilot")
	})
	_, known := w.CRM.Customer(stranger)
	require.False(t, known, "nothing is written")
	settings(1, `"ben@acme.example","Ana@acme.example"`)
	waitCompleted(t, w, call)
	theCustomer(t, w, stranger)
}

// metadata posts what the platform exports of a session.
func metadata(t *testing.T, w *world.World, document string) {
	t.Helper()
	request(t, w.Server.URL+"/ccaip/default/metadata", document, func(r *http.Request) { r.SetBasicAuth(w.Told.EventsUser, w.Told.EventsPassword) })
}

// api asks the server as its operator.
func api(t *testing.T, w *world.World, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequest(method, w.Server.URL+"/api/v1/tenants/default/"+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+w.Server.AdminToken(t))
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Less(t, answer.StatusCode, 300, "%s", said)
	return string(said)
}
