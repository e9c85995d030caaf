package e2e

import (
	"fmt"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestPhoneIconFillsAndDoesNotDial: Kustomer's own intended behaviour; the agent presses Call.
func TestPhoneIconFillsAndDoesNotDial(t *testing.T) {
	w := world.Start(t)
	customer, phone := seeded(t, w)
	ana := w.NewAgent(t, "ana")
	ana.OpenCustomer(customer)
	ana.WaitLive()

	ana.Kustomer.Button("Call " + spaced(phone)).Click()
	ana.Number().WaitNumber(phone)
	require.Empty(t, w.Calls(t), "nobody pressed Call")
}

// TestCallDialsOnce: twenty calls in a row, each asked for once and each placed once.
func TestCallDialsOnce(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	for i := range 20 {
		number := fmt.Sprintf("+1415555%04d", 100+i)
		ana.Number().Fill(number)
		ana.Call().Click()
		ana.Adapter.Region("Session " + spaced(number)).Wait()
		call := theCallTo(t, w, number)
		pickUp(t, w, number)
		ana.Adapter.Region("Session " + spaced(number)).WaitText("Connected")
		w.CCAIP.Step(t, call, "hangup", nil)
		w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
		ana.Adapter.Region("Session " + spaced(number)).WaitText("Ended")
	}
	require.Len(t, w.Calls(t), 20)
}

// theCallTo is the one call to a number; a second one is the fault that agents never forgive.
func theCallTo(t testing.TB, w *world.World, number string) int {
	t.Helper()
	calls := w.CCAIP.CallsTo(t, number)
	require.Len(t, calls, 1, "calls to %s", number)
	return calls[0].ID
}

// pickUp has the far end answer as soon as it rings there, unless it answered by itself.
func pickUp(t testing.TB, w *world.World, number string) {
	t.Helper()
	until(t, "somebody picks up at "+number, func() bool {
		call := w.CCAIP.CallsTo(t, number)[0]
		if call.Status == "connecting" {
			_ = w.CCAIP.TryStep(call.ID, "pickup", nil) // refused if it answered meanwhile
		}
		return call.Status == "connected"
	})
}

// TestDoubleClickDialsOnce: hands are faster than answers.
func TestDoubleClickDialsOnce(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	w.CCAIP.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/apps/api/v1/calls", "delay": "500ms"}}})
	ana.Number().Fill(stranger)
	ana.Call().Click()
	ana.Call().Click()
	ana.Type("\r")
	ana.Adapter.Region("Session " + strangerText).Wait()
	theCallTo(t, w, stranger)
}

// TestNumbersThatCannotBeDialled: each gets a sentence, none a call.
func TestNumbersThatCannotBeDialled(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	for _, typed := range []string{"1-800-FLOWERS?", "+14155550190141555501901415555019014155550190", "++--()"} {
		ana.Number().Fill(typed)
		ana.Call().WaitAttribute("aria-disabled", "true")
		ana.Call().WaitDescription()
		ana.Call().Click()
	}
	ana.Number().Fill("+1415") // only the server knows how long a number is in which country
	ana.Call().Click()
	ana.Adapter.Part("alert", "").WaitText("number")
	require.Empty(t, w.Calls(t))
	ana.Number().Fill(stranger)
	ana.Call().WaitAttribute("aria-disabled", "")
}

// TestRefusalKeepsTheNumber: the platform's own words are shown, and nothing has to be typed again.
func TestRefusalKeepsTheNumber(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	w.CCAIP.Post(t, "/_panel/agents/15/status", map[string]any{"status": "Offline"}, nil)
	ana.Number().Fill(stranger)
	ana.Call().Click()
	ana.Adapter.Part("alert", "").WaitText("Agent is not available to take this call")
	ana.Number().WaitNumber(stranger)
	require.Empty(t, w.Calls(t))
}
