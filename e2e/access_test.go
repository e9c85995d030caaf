package e2e

import (
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// The stories of an agent without a mouse, and of one who hears the page: what is pressed are keys,
// what is checked is what a screen reader reads out and finds.

// listener is ana at her keyboard, with a screen reader, as far as the widget's first button.
func listener(t *testing.T, w *world.World) *world.Agent {
	t.Helper()
	ana := w.NewAgent(t, "ana")
	ana.Listen()
	ana.Open()
	ana.WaitLive()
	ana.ToFront()
	ana.Adapter.Button("Keyboard shortcuts").Focus()
	return ana
}

// TestDialIsHeard: to the field by its key, Call by Tab and Enter, and the call is heard.
func TestDialIsHeard(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	ana.Type("n")
	ana.Number().WaitFocused()
	ana.Type(stranger + "\t")
	ana.Call().WaitFocused()
	ana.Type("\r")
	ana.WaitHeard("polite: Calling")
	ana.Adapter.Region("Session " + strangerText).Wait()
	require.Subset(t, ana.Adapter.Transcript(), []string{
		"main Agent adapter", "heading Agent adapter", "status Connection", "textbox Phone number", "button Call",
		"group Status", "combobox Status", "region Session " + strangerText,
	})
}

// TestRingIsHeard: the ring is said at once with caller and queue, the keyboard is on Answer,
// and once it is over the keyboard is where it was.
func TestRingIsHeard(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	ana.WaitHeard("assertive: Incoming call from " + strangerText + ", queue: ")
	ring := ana.Adapter.Part("alertdialog", "Incoming call")
	ring.Part("button", "Answer").WaitFocused()
	require.Subset(t, ana.Adapter.Transcript(), []string{"alertdialog Incoming call", "heading Incoming call", "button Answer", "button Decline"})
	ana.Type("\r")
	ana.WaitHeard("polite: Answer or decline in the softphone below.")
	w.CCAIP.Step(t, call, "answer", nil)
	ring.Gone()
	ana.WaitHeard("polite: Connected")
	ana.Adapter.Button("Keyboard shortcuts").WaitFocused()
}

// TestStatusIsHeard: its key opens the list, arrows move, Enter sets, and the change is said.
func TestStatusIsHeard(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	box := ana.Adapter.Part("combobox", "Status")
	ana.Type("s")
	box.WaitFocused()
	box.WaitAttribute("aria-expanded", "true")
	require.Contains(t, ana.Adapter.Transcript(), "listbox Status")
	ana.Adapter.Part("option", "Break").Wait()
	ana.Type(strings.Repeat(arrowDown, 5))
	ana.Type("\r")
	box.WaitAttribute("aria-expanded", "false")
	ana.WaitHeard("polite: Status ")
}

// TestTakeOverIsHeard: the second window says who is live; one key, one question, one Enter.
func TestTakeOverIsHeard(t *testing.T) {
	w := world.Start(t)
	first := w.Agent(t, "ana")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": first.Email, "menu": "0s"})
	w.CCAIP.Step(t, call, "answer", nil)
	first.Adapter.Region("Session ").WaitText("Connected")

	second := w.NewAgent(t, "ana")
	second.Listen()
	second.Open()
	second.Adapter.Part("heading", "Live in another window").Wait()
	second.ToFront()
	require.Subset(t, second.Adapter.Transcript(), []string{"main Agent adapter", "heading Live in another window", "button Use this one"})
	second.Adapter.Button("Use this one").Focus()
	second.Type("u")
	second.Adapter.Part("alertdialog", "Take over during a call?").Part("button", "Take over").WaitFocused()
	second.Type("\r")
	second.Number().Wait()
	second.WaitLive()
	first.Adapter.Part("heading", "Live in another window").Wait()
}

// TestNeedsHelpIsHeard: a record that cannot be written is said, with the reason beside it.
func TestNeedsHelpIsHeard(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	w.Kustomer.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/v1/(customers/[^/]+/)?conversations$", "status": 422, "times": 50}}})
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "menu": "0s"})
	w.CCAIP.Step(t, call, "answer", nil)
	ana.WaitHeard("polite: Needs help")
	ana.Adapter.Region("Session " + strangerText).WaitText("Needs help")
}

// TestKeysAreSilentWhileTyping: a letter in the number field is a letter.
func TestKeysAreSilentWhileTyping(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	ana.Number().Fill("nsa?")
	ana.Number().WaitValue("nsa?")
	require.NotContains(t, ana.Adapter.Transcript(), "dialog Keyboard shortcuts")
	ana.Adapter.Button("Keyboard shortcuts").Focus()
	ana.Type("?")
	ana.Adapter.Part("dialog", "Keyboard shortcuts").Wait()
	ana.Adapter.Button("Close").WaitFocused()
	ana.Type("\u001b")
	ana.Adapter.Part("dialog", "Keyboard shortcuts").Gone()
	ana.Adapter.Button("Keyboard shortcuts").WaitFocused()
}

// TestAKeyStaysWhereItWentDown: a key that moves the keyboard types nothing there, and one that was going
// down when a ring took the keyboard answers nothing.
func TestAKeyStaysWhereItWentDown(t *testing.T) {
	w := world.Start(t)
	ana := listener(t, w)
	goOn := ana.KeyDown('n')
	ana.Number().WaitFocused()
	goOn()
	ana.Type("5")
	ana.Number().WaitValue("5")

	ana.Type("\b")
	ana.Number().WaitValue("")
	goOn = ana.KeyDown('\r')
	w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "menu": "0s"})
	ana.Adapter.Part("alertdialog", "Incoming call").Part("button", "Answer").WaitFocused()
	goOn()
	ana.Adapter.Button("Keyboard shortcuts").Press()
	ana.Adapter.Part("dialog", "Keyboard shortcuts").Wait()
	require.NotContains(t, ana.Heard(), "polite: Answer or decline in the softphone below.")
}
