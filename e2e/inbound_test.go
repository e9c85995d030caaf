package e2e

import (
	"fmt"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestUnknownCallerIsRecordedAndPopped: a caller whom nobody knows rings, Ana answers, and one true
// record stands before her: C2, V1, V11, S1, S2, S4.
func TestUnknownCallerIsRecordedAndPopped(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{
		"number": stranger, "agent_email": ana.Email, "queue": "Billing", "talk": "1s"})

	ring := ana.Adapter.Part("alertdialog", "Incoming call")
	ring.WaitText(strangerText, "Billing")
	w.CCAIP.Step(t, call, "answer", nil)
	ring.Gone()

	session := ana.Adapter.Region("Session " + strangerText)
	session.WaitText("Connected")
	session.Part("link", "Open conversation").Wait()
	customer := theCustomer(t, w, stranger)
	until(t, "Kustomer opens the record", func() bool {
		return strings.HasPrefix(world.Evaluate[string](ana.Tab, "location.hash"), "#/customers/"+customer.ID+"/event/")
	})
	session.WaitText("Ended", "Saved")

	r := theRecord(t, w, customer, call)
	agent := w.CRM.User(ana.Email)
	require.Equal(t, []string{agent.ID}, r.conversation.Texts("assignedUsers"), "V11: assigned to who answered")
	require.Equal(t, "voice", r.conversation.Text("custom", "sessionChannelStr"), "S1")
	require.Equal(t, fmt.Sprint(call), r.conversation.Text("custom", "callIdStr"), "S1")
	require.Equal(t, "Support / Billing", r.conversation.Text("custom", "inboundMenuSelectionStr"), "S1")
	require.Equal(t, "voice", r.message.Text("channel"))
	require.Equal(t, "in", r.message.Text("direction"))
	require.Equal(t, "completed", r.message.Text("meta", "status"), "S2: a terminal session never stays in progress")
	require.Equal(t, stranger, r.message.Text("meta", "from"))
	require.NotEmpty(t, r.message.Text("preview"))
}

// TestSecondCallIsAppended: the same caller, the same menu, while the conversation is open: V1.
func TestSecondCallIsAppended(t *testing.T) {
	w := world.Start(t)
	script := map[string]any{"number": stranger, "agent_email": "ana@acme.example", "queue": "Billing",
		"ring": "50ms", "talk": "100ms", "wrap_up": "0s"}
	first := w.CCAIP.Play(t, "inbound-answered", script)
	waitCompleted(t, w, first)
	until(t, "the number is noted", func() bool {
		all := w.CRM.Conversations(theCustomer(t, w, stranger).ID)
		return len(all) == 1 && len(w.CRM.Notes(all[0].ID)) == 1
	})
	second := w.CCAIP.Play(t, "inbound-answered", script)
	waitCompleted(t, w, second)

	conversations := w.CRM.Conversations(theCustomer(t, w, stranger).ID)
	require.Len(t, conversations, 1, "V1: appended")
	require.Len(t, w.CRM.Messages(conversations[0].ID), 2, "S2: one message a session")
	require.Len(t, w.CRM.Notes(conversations[0].ID), 1, "S4: once per conversation and number")
}

// record is what one call left in the CRM.
type record struct {
	conversation, message world.Record
}

// theCustomer is the one customer with the number.
func theCustomer(t testing.TB, w *world.World, phone string) world.Record {
	t.Helper()
	customer, ok := w.CRM.Customer(phone)
	require.True(t, ok, "no customer has %s", phone)
	return customer
}

// theRecord demands that a customer has exactly one conversation with exactly one message, which is
// the call's, and one phone note.
func theRecord(t testing.TB, w *world.World, customer world.Record, call int) record {
	t.Helper()
	conversations := w.CRM.Conversations(customer.ID)
	require.Len(t, conversations, 1)
	messages := w.CRM.Messages(conversations[0].ID)
	require.Len(t, messages, 1)
	require.Equal(t, fmt.Sprintf("call-%d", call), messages[0].Text("externalId"))
	until(t, "the number is noted", func() bool { return len(w.CRM.Notes(conversations[0].ID)) > 0 })
	notes := w.CRM.Notes(conversations[0].ID)
	require.Len(t, notes, 1)
	require.Contains(t, notes[0].Text("body"), customer.Attributes["phones"].([]any)[0].(map[string]any)["phone"])
	return record{conversations[0], messages[0]}
}

// waitCompleted waits until a call's message says that it is over.
func waitCompleted(t testing.TB, w *world.World, call int) {
	t.Helper()
	until(t, fmt.Sprintf("call %d is recorded to its end", call), func() bool {
		for _, m := range w.CRM.List("/v1/messages") {
			if m.Text("externalId") == fmt.Sprintf("call-%d", call) {
				return m.Text("meta", "status") == "completed"
			}
		}
		return false
	})
}
