package e2e

import (
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// elsewhere is the heading of a window that waits, useThis its button.
func elsewhere(a *world.Agent) world.Part { return a.Adapter.Part("heading", "Live in another window") }
func useThis(a *world.Agent) world.Part   { return a.Adapter.Button("Use this one") }

// waits waits until a window says that another one is live.
func waits(a *world.Agent) {
	elsewhere(a).Wait()
	useThis(a).Wait()
}

// works shows that a window is the live one: it calls, and the platform places exactly that call.
func works(t *testing.T, w *world.World, a *world.Agent, number string) {
	t.Helper()
	elsewhere(a).Gone()
	a.WaitLive()
	a.Number().Fill(number)
	a.Call().Click()
	a.Adapter.Region("Session " + spaced(number)).Wait()
	call := theCallTo(t, w, number)
	pickUp(t, w, number)
	over(t, w, call)
	a.Adapter.Region("Session " + spaced(number)).WaitText("Ended")
}

// over ends a call and its wrap-up.
func over(t *testing.T, w *world.World, call int) {
	t.Helper()
	w.CCAIP.Step(t, call, "hangup", nil)
	w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
}

// TestASecondTabAndASecondComputer: one window works, the others wait, say who is live, and take over.
func TestASecondTabAndASecondComputer(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	tab := ana.Beside()
	tab.Open()
	home := w.NewAgent(t, "ana")
	home.Open()
	for _, other := range []*world.Agent{tab, home} {
		waits(other)
		other.Adapter.Part("main", "").WaitText("Chrome", "since")
	}
	works(t, w, ana, "+14155550141")

	useThis(home).Click() // no question: the call is over
	waits(ana)
	works(t, w, home, "+14155550142")
	waits(tab)
	require.Len(t, w.Calls(t), 2, "who waits calls nobody")

	useThis(ana).Click() // a window that was told to stay away comes back when a person wants it
	waits(home)
	works(t, w, ana, "+14155550143")
	require.Equal(t, "Available", platformStatus(t, w))
}

// TestTakeOverDuringACall asks first, because the audio ends in the old window.
func TestTakeOverDuringACall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := onACall(t, w, ana)
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)
	home.Adapter.Part("main", "").WaitText("on a call, ")

	useThis(home).Click()
	question := home.Adapter.Part("alertdialog", "Take over during a call?")
	question.Wait()
	question.Part("button", "Cancel").Click()
	question.Gone()
	elsewhere(ana).Gone()

	useThis(home).Click()
	question.Part("button", "Take over").Click()
	waits(ana)
	elsewhere(home).Gone()
	home.WaitLive()
	home.Adapter.Region("Session " + strangerText).WaitText("Connected")
	over(t, w, call)
	home.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
	require.Len(t, w.CCAIP.CallsTo(t, stranger), 1)
}

// TestAReloadKeepsTheLease, though another window waits in line; the status stays as it was.
func TestAReloadKeepsTheLease(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	chooseHere(ana, "Break")
	statusBox(ana).WaitText("Break")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)

	ana.Reload()
	ana.WaitLive()
	elsewhere(ana).Gone()
	statusBox(ana).WaitText("Break")
	waits(home)
	require.Equal(t, "Break", platformStatus(t, w))
	works(t, w, ana, "+14155550144")
}

// TestACrashPromotesTheNextWindow, unasked, and a ring is told there.
func TestACrashPromotesTheNextWindow(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)

	ana.Crash()
	elsewhere(home).Gone()
	home.WaitLive()
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": home.Email, "queue": "Billing"})
	w.CCAIP.Step(t, waitRinging(home, call), "answer", nil)
	home.Adapter.Region("Session " + strangerText).WaitText("Connected")
	over(t, w, call)
	home.Adapter.Region("Session " + strangerText).WaitText("Saved")
}

// TestARestartKeepsEveryWindowInItsPlace: the live one is live again and the other one waits again.
func TestARestartKeepsEveryWindowInItsPlace(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)
	for _, a := range []*world.Agent{ana, home} {
		a.ExpectConsole(`WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource`)
	}
	w.Server.Kill()
	for _, a := range []*world.Agent{ana, home} {
		a.Adapter.Part("status", "Connection").WaitText("Offline")
	}
	w.Server.Start(t)
	home.WaitLive() // its connection; the other window is the one that works
	waits(home)
	works(t, w, ana, "+14155550145")
	require.Len(t, w.Calls(t), 1)
}

// TestSigningOutHandsOverAtOnce: by the keyboard alone; the next window in line is live, the one that was
// left shows nothing any more, and comes back behind the other one when it is wanted.
func TestSigningOutHandsOverAtOnce(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	over(t, w, onACall(t, w, ana))
	ana.Adapter.Region("Session " + strangerText).WaitText("Ended")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)

	ana.ToFront()
	ana.Adapter.Button("Keyboard shortcuts").Focus()
	ana.Type("q")
	ana.Adapter.Button("Sign out of this window").WaitFocused()
	ana.Type("\r")
	ana.Adapter.Part("heading", "Signed out").Wait()
	ana.Adapter.Button("Sign in again").WaitFocused()
	ana.Adapter.Part("status", "Connection").WaitText("You have signed out here.")
	require.Zero(t, ana.Adapter.Region("Session ").Count(), "whoever sits there next may be somebody else")
	works(t, w, home, "+14155550148")

	ana.Type("\r")
	waits(ana)
	elsewhere(home).Gone()
	home.Close()
	works(t, w, ana, "+14155550149")
	require.Len(t, w.Calls(t), 3)
}

// TestSigningOutDuringACallAsks: the softphone goes with the window, so that a second press is wanted;
// the session token is of no use any more, and the window that comes back finds the call as it is.
func TestSigningOutDuringACallAsks(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := onACall(t, w, ana)
	ana.Adapter.Part("tab", "More").Press()
	leave := ana.Adapter.Button("Sign out of this window")
	leave.Press()
	ana.Adapter.Part("tabpanel", "More").WaitText("Press again to sign out.")
	ana.Adapter.Part("heading", "Signed out").Gone()
	leave.Press()
	ana.Adapter.Part("heading", "Signed out").Wait()
	ana.Adapter.Button("Sign in again").Press()
	ana.WaitLive()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	over(t, w, call)
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
}

// TestAWaitingWindowShowsTheLiveOnesSessions, and can do nothing to them: it neither rings nor loads the
// softphone nor calls back.
func TestAWaitingWindowShowsTheLiveOnesSessions(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	platform := home.Watch(w.Told.CCAIP)
	home.Open()
	waits(home)
	call := ringFor(t, w, ana)
	mirror := home.Adapter.Region("Session " + strangerText)
	mirror.WaitText("Ringing")
	require.Zero(t, home.Adapter.Part("alertdialog", "Incoming call").Count())
	w.CCAIP.Step(t, call, "answer", nil)
	mirror.WaitText("Connected", "0:0", "Saved")
	mirror.Part("link", "Open conversation").Wait()
	over(t, w, call)
	mirror.WaitText("Ended", "Saved")
	ana.Adapter.Region("Session "+strangerText).Part("button", "Callback").Wait()
	require.Zero(t, mirror.Part("button", "Callback").Count())
	require.Zero(t, platform.Requests(), "the softphone is the live window's")
}
