package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

// TestServerRestartDuringCall: the server is killed while Ana talks. Her page comes back by itself,
// and the record is complete.
func TestServerRestartDuringCall(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]func(testing.TB, *world.World){
		"killed":  func(_ testing.TB, w *world.World) { w.Server.Kill() },
		"stopped": func(t testing.TB, w *world.World) { w.Server.Stop(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := world.Start(t)
			ana := w.Agent(t, "ana")
			ana.ExpectConsole(`WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource`)
			call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
			w.CCAIP.Step(t, waitRinging(ana, call), "answer", nil)
			session := ana.Adapter.Region("Session " + strangerText)
			session.WaitText("Connected")

			restart(t, w)
			ana.Adapter.Part("status", "Connection").WaitText("Offline")
			w.CCAIP.Step(t, call, "hangup", nil)
			w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
			w.Server.Start(t)

			ana.WaitLive()
			session.WaitText("Ended", "Saved")
			waitCompleted(t, w, call)
			theRecord(t, w, theCustomer(t, w, stranger), call)
		})
	}
}

// waitRinging waits until the adapter shows that a call rings.
func waitRinging(ana *world.Agent, call int) int {
	ana.Adapter.Part("alertdialog", "Incoming call").Wait()
	return call
}
