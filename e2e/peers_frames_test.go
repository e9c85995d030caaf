package e2e

import (
	"net/http"
	"os"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// Complaints about windows, and what is around them.

func aDeadTokenHeals(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ana.ExpectConsole(`WebSocket|ERR_|Failed to load resource`)
	w.Server.Stop(t)
	require.NoError(t, os.RemoveAll(w.Server.DataDir)) // tokens, leases and all
	ana.Adapter.Part("status", "Connection").WaitText("Offline")
	w.Server.Start(t)
	ana.WaitLive()
	works(t, w, ana, "+14155550161")
	ana.Reload()
	ana.WaitLive()
	works(t, w, ana, "+14155550162")
}

func noPopUps(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(`window.open = () => { console.error("a pop-up"); return null; };`) // the console has to stay silent
	ana.Open()
	ana.WaitLive()
	ana.Reload()
	ana.WaitLive()
	works(t, w, ana, "+14155550163")
}

// widget tells whether Kustomer shows the widget.
func widget(ana *world.Agent) bool {
	return world.Evaluate[bool](ana.Tab, "!document.getElementById('widget').classList.contains('away')")
}

func ringOpensTheWidget(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	for range 2 { // and again, at the next call
		ana.Kustomer.Button("Hide widget").Click()
		until(t, "the widget is away", func() bool { return !widget(ana) })
		call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
		until(t, "the ring brings the widget", func() bool { return widget(ana) })
		w.CCAIP.Step(t, waitRinging(ana, call), "answer", nil)
		ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
		over(t, w, call)
		ana.Adapter.Region("Session " + strangerText).WaitText("Ended")
		statusBox(ana).WaitText("Available")
	}
}

func hiddenDuringTheCall(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	ana.Kustomer.Button("Hide widget").Click()
	until(t, "the widget is away", func() bool { return !widget(ana) })
	require.Equal(t, "connected", w.Call(t, call).Status, "hiding ends nothing")
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	require.False(t, widget(ana), "and nothing brings it back unasked")
	theRecord(t, w, theCustomer(t, w, stranger), call)
}

func anotherPageMeanwhile(t *testing.T) {
	w := world.Start(t)
	customer, _ := seeded(t, w)
	ana := w.Agent(t, "ana")
	call := talk(t, w, ana)
	ana.OpenCustomer(customer)
	ana.WaitLive()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	hangUp(t, w, call)
	waitCompleted(t, w, call)
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
	theRecord(t, w, theCustomer(t, w, stranger), call)
}

func waitingWindowsAskNothing(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	var others []*world.Traffic
	for range 3 {
		other := w.NewAgent(t, "ana")
		others = append(others, other.Watch(w.Told.CCAIP), other.Watch(w.Told.Kustomer+"/v1"))
		other.Open()
		waits(other)
	}
	works(t, w, ana, "+14155550164")
	for _, traffic := range others {
		require.Zero(t, traffic.Requests(), "all that is asked of the neighbours is asked by the server")
	}
}

func reloadEachInTurn(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	home := w.NewAgent(t, "ana")
	home.Open()
	waits(home)
	call := talk(t, w, ana)
	for range 2 {
		home.Reload()
		waits(home)
		ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
		ana.Reload()
		ana.WaitLive()
		ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
		waits(home)
	}
	require.Equal(t, "connected", w.Call(t, call).Status)
	hangUp(t, w, call)
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
}

func twoWindowsAtOnce(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	left, right := w.NewAgent(t, "ana"), w.NewAgent(t, "ana")
	for _, one := range []*world.Agent{left, right} {
		one.Open()
		waits(one)
	}
	useThis(left).Click()
	useThis(right).Click()
	until(t, "one of them is live, and the others wait", func() bool {
		live := 0
		for _, one := range []*world.Agent{ana, left, right} {
			live += 1 - elsewhere(one).Count()
		}
		return live == 1
	})
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	rings := func() (n int) {
		for _, one := range []*world.Agent{ana, left, right} {
			n += one.Adapter.Part("alertdialog", "Incoming call").Count()
		}
		return n
	}
	until(t, "it rings in one window", func() bool { return rings() == 1 })
	w.CCAIP.Step(t, call, "answer", nil)
	until(t, "it rings nowhere", func() bool { return rings() == 0 })
}

func theMicrophoneIsNamed(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(`navigator.permissions.query = async (what) => ({ state: what.name === "microphone" ? "denied" : "granted" });`)
	ana.Open()
	ana.WaitLive()
	ana.Adapter.Part("tab", "More").Press()
	ana.Adapter.Button("Run the self-test").Press()
	ana.Adapter.Part("list", "Self-test").WaitText("Microphone", "Not allowed", "Allow the microphone for this site")
}

func aFullStorage(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(`for (const name of ["getItem", "setItem"]) {
		Storage.prototype[name] = () => { throw new DOMException("full", "QuotaExceededError"); };
	}`)
	ana.Open()
	ana.WaitLive()
	works(t, w, ana, "+14155550165")
	ana.Adapter.Part("tab", "More").Press()
	ana.Adapter.Button("Run the self-test").Press()
	ana.Adapter.Part("list", "Self-test").WaitText("Memory of this browser", "Nothing is kept")
}

// theConsoleIsSilent: each story fails over a line in the console; this one says so by its name.
func theConsoleIsSilent(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	over(t, w, onACall(t, w, ana))
	ana.Adapter.Region("Session "+strangerText).WaitText("Ended", "Saved")
	ana.Reload()
	ana.WaitLive()
}

// notificationsGoWithTheirRing: the system's banners are stood in for, since no system shows them here.
func notificationsGoWithTheirRing(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	ana.OnEveryPage(`window.Notification = class {
		static permission = "granted";
		constructor(title) {
			const at = document.querySelector("main");
			at.setAttribute("data-banner", title);
			this.close = () => at.removeAttribute("data-banner");
		}
	};`)
	ana.Open()
	ana.WaitLive()
	call := ringFor(t, w, ana)
	page := ana.Adapter.Part("main", "Agent adapter")
	page.WaitAttribute("data-banner", "Incoming call")
	w.CCAIP.Step(t, call, "answer", nil)
	page.WaitAttribute("data-banner", "") // the ring is over, and so is its banner
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
}

func framesAreTheTenants(t *testing.T) {
	w := world.StartSandbox(t)
	w.Server.Env["ADAPTER_FRAME_ANCESTORS"] = "https://crm.example.com"
	w.Server.Start(t)
	res, err := http.Get(w.Server.URL + "/")
	require.NoError(t, err)
	defer res.Body.Close()
	policy := res.Header.Get("Content-Security-Policy")
	require.Contains(t, policy, w.Told.Kustomer)
	require.Contains(t, policy, "https://crm.example.com")
	w.Agent(t, "ana") // framed by the tenant's Kustomer
}
