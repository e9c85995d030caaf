package e2e

import (
	"fmt"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// Complaints about calls and their records.

func nextStatusByKeyboard(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	call := onACall(t, w, ana)
	ana.Type("s")
	statusBox(ana).WaitFocused()
	ana.Adapter.Part("option", "Break").Wait()
	ana.Type(strings.Repeat(arrowDown, 2) + "\r")
	status(ana).WaitText("Next: Break")
	ana.WaitHeard("polite: Next: Break")
	ana.Adapter.Button("Keyboard shortcuts").Focus()
	ana.Type("x")
	ana.Adapter.Button("Clear next status").Gone()
	over(t, w, call)
	statusBox(ana).WaitText("Available")
	require.Equal(t, "Available", platformStatus(t, w))
}

func declinedOnce(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	w.Agent(t, "ben")
	phone := softphone(w, ana)
	call := ringFor(t, w, ana)
	ana.Adapter.Button("Keyboard shortcuts").Focus()
	ana.Type("d")
	phone.Button("Decline").Press()
	ana.Adapter.Part("alertdialog", "Incoming call").Gone()
	until(t, "Ben answers", func() bool { return w.CCAIP.TryStep(call, "answer", nil) == nil })
	ana.Adapter.Region("Session "+strangerText).WaitText("Missed", "Answered by Ben")
	require.Zero(t, ana.Adapter.Part("alertdialog", "Incoming call").Count())
	require.Equal(t, "Available", platformStatus(t, w))
}

func aSilentPlatformIsTold(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	w.CCAIP.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/apps/api/v1/calls", "delay": "300s", "times": 1}}})
	ana.Number().Fill(stranger)
	ana.Call().Click()
	until(t, "the agent is told", func() bool { return ana.Adapter.Part("alert", "").Count() > 0 })
	ana.Number().WaitNumber(stranger)
	ana.Call().WaitAttribute("aria-disabled", "") // and may try again
	require.Empty(t, w.CCAIP.CallsTo(t, stranger))
}

func doubledEventsOneRecord(t *testing.T) {
	w := world.Start(t)
	w.CCAIP.Knob(t, map[string]any{"events": map[string]any{"double": 1.0, "reorder": 0.5}})
	w.Kustomer.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/v1/", "status": 503, "times": 3, "cut": "after"}}})
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	ana.Adapter.Region("Session " + strangerText).WaitText("Saved")
	theRecord(t, w, theCustomer(t, w, stranger), call)
}

func theAgentIsAsked(t *testing.T) {
	w := world.Start(t)
	for _, name := range []string{"Ada One", "Ada Two"} {
		create(t, w, "/v1/customers", fmt.Sprintf(`{"name":%q,"sharedPhones":[{"phone":%q,"type":"mobile"}]}`, name, stranger))
	}
	ana := w.Agent(t, "ana")
	call := ringFor(t, w, ana)
	w.CCAIP.Step(t, call, "answer", nil)
	choice := ana.Adapter.Part("dialog", "Which customer?")
	choice.WaitText("Ada One", "Ada Two")
	choice.Part("radio", "Ada Two").Press()
	choice.Part("button", "Use this customer").Press()
	choice.Gone()
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	for _, c := range w.CRM.List("/v1/customers") {
		switch c.Text("name") {
		case "Ada One":
			require.Empty(t, w.CRM.Conversations(c.ID), "it was not her")
		case "Ada Two":
			require.Len(t, w.CRM.Conversations(c.ID), 1)
		}
	}
}

func missedByOneAnsweredByAnother(t *testing.T) {
	w := world.Start(t)
	ana, ben := w.Agent(t, "ana"), w.Agent(t, "ben")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	waitRinging(ana, call)
	w.CCAIP.Step(t, call, "unreachable", nil)
	waitRinging(ben, call)
	w.CCAIP.Step(t, call, "answer", nil)
	ben.Adapter.Region("Session " + strangerText).WaitText("Connected")
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	r := theRecord(t, w, theCustomer(t, w, stranger), call)
	require.Equal(t, []string{w.CRM.User(ben.Email).ID}, r.conversation.Texts("assignedUsers"))
}

func theNoteComesLater(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	w.CCAIP.Step(t, call, "hangup", nil)
	waitCompleted(t, w, call) // the record is whole as far as anybody knows
	w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved", "note": "Invoice 7 was paid twice."})
	customer := theCustomer(t, w, stranger)
	until(t, "the note is written too", func() bool {
		for _, n := range w.CRM.Notes(w.CRM.Conversations(customer.ID)[0].ID) {
			if strings.Contains(n.Text("body"), "Invoice 7 was paid twice.") {
				return true
			}
		}
		return false
	})
	ana.Adapter.Region("Session " + strangerText).WaitText("Invoice 7 was paid twice.")
}

func extraLegsAreNoRecords(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	w.CCAIP.Step(t, call, "add", map[string]any{"number": "+14155550177"})
	until(t, "the outside line leaves", func() bool {
		return w.CCAIP.TryStep(call, "leave", map[string]any{"number": "+14155550177"}) == nil
	})
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	theRecord(t, w, theCustomer(t, w, stranger), call)
	_, known := w.CRM.Customer("+14155550177")
	require.False(t, known, "who was added is nobody's customer")
	require.Equal(t, 1, ana.Adapter.Region("Session ").Count())
}
