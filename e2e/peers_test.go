package e2e

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// What users of other adapters complain of in public threads, each as a story that goes well here. A
// story is named after the thread. The five worst are in make test, all of them in make nightly.

var nightly = flag.Bool("nightly", false, "tell the long list of stories, too")

// story is one complaint, turned round.
type story struct {
	thread string
	worst  bool
	tell   func(*testing.T)
}

func TestWhatPeersAreBlamedFor(t *testing.T) {
	for _, s := range []story{
		{"amazon-connect-streams 430: a second login in another browser cannot be prevented", false, TestASecondTabAndASecondComputer},
		{"amazon-connect-streams 939: the second window mirrors, and closing the first kills the call", true, secondWindowSaysWhere},
		{"amazon-connect-streams 1060: after sleep the reconnect comes before the token, and a reload does not help", false, aDeadTokenHeals},
		{"amazon-connect-streams 386: the first call after sleep cannot be answered", false, TestSleepAlone},
		{"amazon-connect-streams 465: the next status cannot be cleared, or nobody is told", false, nextStatusByKeyboard},
		{"amazon-connect-streams 241: a failed outbound call turns break into available", false, failedCallKeepsTheStatus},
		{"amazon-connect-streams 292: a call that is rejected by a shortcut comes again", false, declinedOnce},
		{"amazon-connect-streams 1036: the login pop-up loops or never opens", false, noPopUps},
		{"amazon-connect-streams 1090: a call without a time limit hangs for ever", false, aSilentPlatformIsTold},
		{"amazon-connect-streams 33: after a refresh the state is not the truth", false, refreshDuringACall},
		{"amazon-connect-salesforce-cti 248: calls in the first seconds after a refresh create no task", true, callAfterARefresh},
		{"amazon-connect-salesforce-cti 76: click-to-dial works once until a refresh", true, dialManyTimes},
		{"amazon-connect-salesforce-cti 194: click-to-dial is ignored while the widget loads", false, TestClickWhileLoadingIsKept},
		{"HubSpot calling-extensions-sdk 210: the dial event is delivered twice", true, dialEventTwice},
		{"HubSpot calling-extensions-sdk 87: the engagement is created twice", false, doubledEventsOneRecord},
		{"HubSpot calling-extensions-sdk 38: the widget cannot be opened for an incoming call", false, ringOpensTheWidget},
		{"HubSpot calling-extensions-sdk 21: going to another page kills the frame", false, anotherPageMeanwhile},
		{"ringcentral-embeddable 1091: a tab is stuck in a call that is over", false, missedEndIsFound},
		{"ringcentral-embeddable 446: stale logins block for half an hour", false, aClosedWindowFreesItsPlace},
		{"ringcentral-embeddable 277: an event fires in every tab", false, oneWindowRings},
		{"ringcentral-embeddable 516: several tabs use up the rate limit", false, waitingWindowsAskNothing},
		{"ringcentral-embeddable 536: reloading one window drops the call of another", false, reloadEachInTurn},
		{"ringcentral-embeddable 397: nobody sees that the microphone is what is missing", false, theMicrophoneIsNamed},
		{"ringcentral-embeddable 26: a full storage kills the start", false, aFullStorage},
		{"ringcentral-embeddable 450: the console is full of errors", false, theConsoleIsSilent},
		{"ringcentral-web-phone 318: bad Wi-Fi costs minutes", false, TestTheNetworkGoesAndComes},
		{"hubspot-embeddable-ringcentral-phone 215: logging silently does not work", false, writesAreSeen},
		{"hubspot-embeddable-ringcentral-phone 238: one call is logged on each contact that shares the number", false, theAgentIsAsked},
		{"hubspot-embeddable-ringcentral-phone 164: a queue's ring logs a missed call for each member", false, missedByOneAnsweredByAnother},
		{"rc-unified-crm-extension 41: a note is lost if the first log had none", false, theNoteComesLater},
		{"twilio-voice 299: closing one tab rejects a call that rings in another", true, closingAPassiveTab},
		{"twilio-voice 435: a ring that goes gives no reason", false, TestRingTellsWhoAndWhere},
		{"chatwoot 15326: other tabs ring on, and two take the same call", false, twoWindowsAtOnce},
		{"Browser-Phone 254: no ring in a hidden tab", false, TestAHiddenWindowStaysLive},
		{"Browser-Phone 411: the notification stays after the call", false, notificationsGoWithTheirRing},
		{"aircall-everywhere 91: frame-ancestors blocks production", false, framesAreTheTenants},
		{"actingoffice 443: the window hides what one needs during the call", false, hiddenDuringTheCall},
		{"frappe-crm 2677: extra legs of a call make records of their own", false, extraLegsAreNoRecords},
	} {
		if s.worst || *nightly {
			t.Run(s.thread, s.tell)
		}
	}
}

// ringFor has a stranger ring for an agent, who sees it.
func ringFor(t *testing.T, w *world.World, ana *world.Agent) int {
	t.Helper()
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	return waitRinging(ana, call)
}

// talk has her answer it.
func talk(t *testing.T, w *world.World, ana *world.Agent) int {
	t.Helper()
	call := ringFor(t, w, ana)
	w.CCAIP.Step(t, call, "answer", nil)
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	return call
}

// hangUp ends a call and what follows it.
func hangUp(t *testing.T, w *world.World, call int) {
	t.Helper()
	w.CCAIP.Step(t, call, "hangup", nil)
	_ = w.CCAIP.TryStep(call, "finish", map[string]any{"code": "resolved"}) // one that was too short has no wrap-up
}

func callAfterARefresh(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ana.Reload() // and nobody waits for it
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	until(t, "it rings and is answered", func() bool { return w.CCAIP.TryStep(call, "answer", nil) == nil })
	until(t, "they talk", func() bool { return w.CCAIP.CallsTo(t, stranger)[0].Status == "connected" })
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	theRecord(t, w, theCustomer(t, w, stranger), call)
}

func dialManyTimes(t *testing.T) {
	w := world.Start(t)
	customer, phone := seeded(t, w)
	ana := w.NewAgent(t, "ana")
	ana.OpenCustomer(customer)
	ana.WaitLive()
	for i := range 6 {
		if i > 0 {
			until(t, "the call before has brought its own record up", func() bool {
				return !strings.HasSuffix(world.Evaluate[string](ana.Tab, "location.hash"), customer)
			})
		}
		world.Evaluate[any](ana.Tab, "location.hash = '#/customers/"+customer+"'; null")
		ana.Kustomer.Button("Call " + spaced(phone)).Click()
		ana.Number().WaitNumber(phone)
		number := fmt.Sprintf("+1415555%04d", 300+i) // the same one so soon would be one call
		ana.Number().Fill(number)
		ana.Call().Click()
		ana.Adapter.Region("Session " + spaced(number)).Wait()
		call := theCallTo(t, w, number)
		pickUp(t, w, number)
		ana.Adapter.Region("Session " + spaced(number)).WaitText("Connected")
		hangUp(t, w, call)
		ana.Adapter.Region("Session " + spaced(number)).WaitText("Ended")
	}
}

func dialEventTwice(t *testing.T) {
	w := world.Start(t)
	customer, phone := seeded(t, w)
	ana := w.NewAgent(t, "ana")
	ana.OpenCustomer(customer)
	ana.WaitLive()
	icon := ana.Kustomer.Button("Call " + spaced(phone))
	icon.Click()
	icon.Click()
	ana.Number().WaitNumber(phone)
	ana.Call().Click()
	icon.Click()
	ana.Adapter.Region("Session ").Wait()
	theCallTo(t, w, phone)
}

func secondWindowSaysWhere(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	second := w.NewAgent(t, "ana")
	second.Open()
	second.Adapter.Part("heading", "Live in another window").Wait()
	second.Adapter.Part("main", "Agent adapter").WaitText("Chrome", "on a call")
	second.Adapter.Button("Use this one").Click()
	second.Adapter.Part("alertdialog", "Take over during a call?").WaitText("Its audio ends there")
	second.Close()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	hangUp(t, w, call)
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
}

func closingAPassiveTab(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	passive := w.NewAgent(t, "ana")
	passive.Open()
	passive.Adapter.Part("heading", "Live in another window").Wait()
	call := ringFor(t, w, ana)
	passive.Close()
	ana.Adapter.Part("alertdialog", "Incoming call").WaitText(strangerText)
	w.CCAIP.Step(t, call, "answer", nil)
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
}

func refreshDuringACall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	ana.Reload()
	ana.WaitLive()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	hangUp(t, w, call)
	ana.Adapter.Region("Session " + strangerText).WaitText("Ended")
}

func oneWindowRings(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	second := w.NewAgent(t, "ana")
	second.Open()
	second.Adapter.Part("heading", "Live in another window").Wait()
	ringFor(t, w, ana)
	require.Zero(t, second.Adapter.Part("alertdialog", "Incoming call").Count())
}

func aClosedWindowFreesItsPlace(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	second := w.NewAgent(t, "ana")
	second.Open()
	second.Adapter.Part("heading", "Live in another window").Wait()
	ana.Close()
	second.Number().Wait() // unasked, within seconds
	second.WaitLive()
}

func writesAreSeen(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	w.Kustomer.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/v1/.*messages", "status": 503, "times": 2}}})
	call := talk(t, w, ana)
	ana.Adapter.Region("Session " + strangerText).WaitText("Saving")
	hangUp(t, w, call)
	ana.Adapter.Region("Session " + strangerText).WaitText("Saved")
}

func failedCallKeepsTheStatus(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	chooseHere(ana, "Break")
	statusBox(ana).WaitText("Break")
	w.CCAIP.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/apps/api/v1/calls", "status": 422, "times": 1}}})
	ana.Number().Fill(stranger)
	ana.Call().Click()
	ana.Adapter.Part("alert", "").Wait()
	statusBox(ana).WaitText("Break")
	ana.Number().WaitNumber(stranger)

	ana.Call().Click() // it is placed, and fails there
	session := ana.Adapter.Region("Session " + strangerText)
	session.Wait()
	w.CCAIP.Step(t, theCallTo(t, w, stranger), "fail", map[string]any{"reason": "eu_busy"})
	session.WaitText("Failed", "Busy")
	statusBox(ana).WaitText("Break")
	require.Equal(t, "Break", platformStatus(t, w))
}

func missedEndIsFound(t *testing.T) {
	w := world.Start(t)
	w.Server.Env["CCAIP_RECONCILE"] = "1s"
	w.Server.Stop(t)
	w.Server.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	w.CCAIP.Knob(t, map[string]any{"events": map[string]any{"drop": 1.0}})
	hangUp(t, w, call)
	ana.Adapter.Region("Session " + strangerText).WaitText("Ended")
}
