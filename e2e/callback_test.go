package e2e

import (
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestCallbackAfterAShortCall: a call of a few seconds, then "Callback" by the keyboard: a new call to
// the same number, in the same conversation (V6).
func TestCallbackAfterAShortCall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing", "talk": "1s", "wrap_up": "0s"})
	ana.Adapter.Part("alertdialog", "Incoming call").Wait()
	w.CCAIP.Step(t, call, "answer", nil)
	session := ana.Adapter.Region("Session " + strangerText)
	session.WaitText("Ended", "Saved", "The call was too short.")

	session.Part("button", "Callback").Press()
	until(t, "the number is called back", func() bool { return len(w.CCAIP.CallsTo(t, stranger)) == 2 })
	pickUpBack(t, w, call)
	customer := theCustomer(t, w, stranger)
	until(t, "both calls stand in the record", func() bool {
		conversations := w.CRM.Conversations(customer.ID)
		return len(conversations) == 1 && len(w.CRM.Messages(conversations[0].ID)) == 2
	})
	require.Len(t, w.CRM.Conversations(customer.ID), 1, "V6: appended to the earlier call's conversation")
}

// pickUpBack has the far end answer the call that is not the first one.
func pickUpBack(t *testing.T, w *world.World, first int) {
	t.Helper()
	until(t, "somebody picks up", func() bool {
		for _, c := range w.CCAIP.CallsTo(t, stranger) {
			if c.ID == first {
				continue
			}
			if c.Status == "connecting" {
				_ = w.CCAIP.TryStep(c.ID, "pickup", nil) // refused if it answered meanwhile
			}
			return c.Status == "connected"
		}
		return false
	})
}
