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
		{"amazon-connect-salesforce-cti 248: calls in the first seconds after a refresh create no task", true, callAfterARefresh},
		{"amazon-connect-salesforce-cti 76: click-to-dial works once until a refresh", true, dialManyTimes},
		{"HubSpot calling-extensions-sdk 210: the dial event is delivered twice", true, dialEventTwice},
		{"amazon-connect-streams 939: the second window mirrors, and closing the first kills the call", true, secondWindowSaysWhere},
		{"twilio-voice 299: closing one tab rejects a call that rings in another", true, closingAPassiveTab},
		{"amazon-connect-streams 33: after a refresh the state is not the truth", false, refreshDuringACall},
		{"ringcentral-embeddable 277: an event fires in every tab", false, oneWindowRings},
		{"ringcentral-embeddable 446: stale logins block for half an hour", false, aClosedWindowFreesItsPlace},
		{"hubspot-embeddable-ringcentral-phone 215: logging silently does not work", false, writesAreSeen},
		{"amazon-connect-streams 241: a failed outbound call turns break into available", false, failedCallKeepsTheStatus},
		{"ringcentral-embeddable 1091: a tab is stuck in a call that is over", false, missedEndIsFound},
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
	box := ana.Adapter.Part("combobox", "Status")
	before := box.WaitText("Available")
	w.CCAIP.Knob(t, map[string]any{"faults": []map[string]any{{"method": "POST", "path": "^/apps/api/v1/calls", "status": 422, "times": 1}}})
	ana.Number().Fill(stranger)
	ana.Call().Click()
	ana.Adapter.Part("alert", "").Wait()
	require.Equal(t, before, box.Text())
	ana.Number().WaitNumber(stranger)
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
