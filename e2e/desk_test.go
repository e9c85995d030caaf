package e2e

import (
	"regexp"
	"strconv"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestRingTellsWhoAndWhere: the number dialled and how long it rings stand on the card; the call that
// goes on to somebody else says who took it.
func TestRingTellsWhoAndWhere(t *testing.T) {
	w := world.Start(t)
	_, phone := seeded(t, w)
	ana := w.Agent(t, "ana")
	w.Agent(t, "ben")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": phone, "agent_email": ana.Email, "queue": "Billing"})
	ring := ana.Adapter.Part("alertdialog", "Incoming call")
	ring.WaitText(spaced(phone), "Billing", "Dialled", "Rings for ", "Customer in Kustomer")
	w.CCAIP.Step(t, call, "decline", nil)
	ring.Gone()
	until(t, "Ben answers", func() bool { return w.CCAIP.TryStep(call, "answer", nil) == nil })
	ana.Adapter.Region("Session "+spaced(phone)).WaitText("Missed", "Answered by Ben")
}

// TestTimerOutlivesAReload: the running time is the server's, not the page's.
func TestTimerOutlivesAReload(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	ana.Adapter.Part("alertdialog", "Incoming call").Wait()
	w.CCAIP.Step(t, call, "answer", nil)
	session := ana.Adapter.Region("Session " + strangerText)
	session.WaitText("Connected")
	until(t, "three seconds are counted", func() bool { return counted(t, session) >= 3 })
	ana.Reload()
	ana.WaitLive()
	session.WaitText("Connected")
	require.GreaterOrEqual(t, counted(t, session), 3, "the server's clock, not the page's")
	w.CCAIP.Step(t, call, "hold", nil)
	session.WaitText("On hold")
	w.CCAIP.Step(t, call, "unhold", nil)
	session.WaitText("Connected")
	w.CCAIP.Step(t, call, "mute", nil)
	session.WaitText("Muted")
}

var runningTime = regexp.MustCompile(`\b(\d+):(\d\d)\b`)

// counted is the running time that a session shows, in seconds.
func counted(t *testing.T, session world.Part) int {
	t.Helper()
	var shown []string
	until(t, "it shows a running time", func() bool {
		shown = runningTime.FindStringSubmatch(session.Text())
		return shown != nil
	})
	minutes, err := strconv.Atoi(shown[1])
	require.NoError(t, err)
	seconds, err := strconv.Atoi(shown[2])
	require.NoError(t, err)
	return 60*minutes + seconds
}

// TestListsByKeyboard: a voicemail and a missed call are found and called back without a mouse.
func TestListsByKeyboard(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	w.CCAIP.Play(t, "voicemail", map[string]any{"number": stranger, "queue": "Billing"})
	until(t, "the voicemail is recorded", func() bool {
		_, known := w.CRM.Customer(stranger)
		return known
	})
	ana.Adapter.Part("tab", "Calls").Focus()
	ana.Type(arrowRight + arrowRight)
	ana.Adapter.Part("tab", "Voicemail").Wait()
	session := ana.Adapter.Region("Session " + strangerText)
	session.WaitText("Voicemail", "Billing")
	session.Part("button", "Callback").Press()
	until(t, "the number is called back", func() bool { return len(w.CCAIP.CallsTo(t, stranger)) == 2 })
	ana.Adapter.Part("tab", "Calls").Press()
	session.WaitText("Connecting")
}

// Keys.
const (
	arrowDown  = "\u0301"
	arrowRight = "\u0303"
)

// TestSelfTestNamesEachThing: one press, and each thing says how it is.
func TestSelfTestNamesEachThing(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ana.Adapter.Part("tab", "More").Press()
	w.Kustomer.Knob(t, map[string]any{"faults": []map[string]any{{"method": "GET", "path": "^/v1/auth/tokens/current", "status": 500}}})
	ana.Adapter.Button("Run the self-test").Press()
	ana.Adapter.Part("list", "Self-test").WaitText("Connection to the server", "Clock of this computer", "Microphone", "Notifications",
		"Sound without a click", "Frame may use microphone", "Memory of this browser", "Unknown events of Kustomer",
		"Kustomer does not answer the adapter's server.")
}
