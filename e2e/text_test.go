package e2e

import (
	"testing"

	"agentadapter/e2e/world"
)

// TestTextOfOthersIsNeverRun: what an end user calls themselves is text. Were it more, the picture that
// cannot be loaded would show in the console, and fail the test.
func TestTextOfOthersIsNeverRun(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	const evil = `<img src=x onerror=alert(1)>`
	w.CCAIP.Play(t, "chat-ringing", map[string]any{"name": evil, "agent_email": ana.Email, "queue": "Billing"})
	ana.Adapter.Part("alertdialog", "Incoming chat").WaitText(evil)
	ana.Adapter.Region("Session").WaitText(evil)
}
