package e2e

import (
	"flag"
	"strings"
	"testing"
	"time"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// outOfSight is how long a hidden window stays hidden: longer than any heartbeat limit of ours, and at
// night longer than the minute after which a browser hardly wakes hidden pages.
var outOfSight = flag.Duration("hidden", 12*time.Second, "how long the story of the hidden window hides it")

// backWithin is how soon a page is live again once the network is: a person would not call it waiting. A
// look at the page takes its part.
const backWithin = 3500 * time.Millisecond

// TestAHiddenWindowStaysLive: agents work in other tabs, and calls still reach them.
func TestAHiddenWindowStaysLive(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)
	ana.Hide()
	until(t, "the window is hidden", func() bool { return world.Evaluate[string](ana.Tab, "document.visibilityState") == "hidden" })
	time.Sleep(*outOfSight)
	waits(home)
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	until(t, "the record is popped in the hidden window", func() bool {
		_ = w.CCAIP.TryStep(call, "answer", nil) // refused once it was
		return len(w.CCAIP.CallsTo(t, stranger)) == 1 && w.CCAIP.CallsTo(t, stranger)[0].Status == "connected"
	})
	ana.Show()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	elsewhere(ana).Gone()
	over(t, w, call)
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
}

// TestSleepAndWake: who sleeps loses the lease to the window that is awake, and sees on waking what
// happened meanwhile.
func TestSleepAndWake(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)

	ana.Sleep()
	elsewhere(home).Gone()
	works(t, w, home, "+14155550146")
	ana.Awake()
	waits(ana)
	useThis(ana).Click()
	elsewhere(ana).Gone()
	ana.Adapter.Region("Session +1 415 555 0146").WaitText("Ended")
	waits(home)
	require.Len(t, w.Calls(t), 1)
}

// givenUp waits until the server has let every silent page go.
func givenUp(t *testing.T, w *world.World) {
	t.Helper()
	until(t, "the server gives the silent page up", func() bool {
		return strings.Contains(w.Server.Get(t, "/metrics"), `agentadapter_sockets{tenant="default"} 0`)
	})
}

// TestSleepAlone: nobody else is there, a call comes and goes on, and all of it is there on waking.
func TestSleepAlone(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ana.Sleep()
	givenUp(t, w)
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	ana.Awake()
	w.CCAIP.Step(t, waitRinging(ana, call), "answer", nil)
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	over(t, w, call)
	ana.Adapter.Region("Session " + strangerText).WaitText("Saved")
}

// TestTheNetworkGoesAndComes: without a word from the line, as networks do. No new sign-in is needed, and
// nothing is missed.
func TestTheNetworkGoesAndComes(t *testing.T) {
	t.Parallel()
	w := world.StartSandbox(t)
	line := w.StartOverLine(t)
	ana := w.Agent(t, "ana")
	ana.ExpectConsole(`WebSocket|ERR_|Failed to load resource`)
	ana.Hold("*/nonce*") // a new sign-in would hang
	line.Cut()
	ana.Offline(true)
	ana.Adapter.Part("status", "Connection").WaitText("Offline")
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	givenUp(t, w)
	line.Mend()
	began := time.Now()
	ana.Offline(false)
	ana.WaitLive()
	took := time.Since(began)
	t.Logf("live again %v after the network", took)
	if *nightly { // a machine that does much else says nothing about it
		require.Less(t, took, backWithin)
	}
	w.CCAIP.Step(t, waitRinging(ana, call), "answer", nil)
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	over(t, w, call)
	works(t, w, ana, "+14155550147")
}
