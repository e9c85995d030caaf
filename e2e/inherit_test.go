package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// inheriting starts a world whose tenant inherits Kustomer statuses; more changes the settings.
func inheriting(t *testing.T, more map[string]any) *world.World {
	t.Helper()
	w := inheritingLater(t, more)
	w.Server.Start(t)
	return w
}

// inheritingLater is such a world whose server is not started yet.
func inheritingLater(t *testing.T, more map[string]any) *world.World {
	t.Helper()
	w := world.StartSandbox(t)
	settings := map[string]any{
		"statusInheritance": true,
		"statusMapping": []map[string]string{
			{"kustomer": "Lunch", "platform": "Unavailable"}, {"kustomer": "Available", "platform": "Available"},
		},
	}
	maps.Copy(settings, more)
	raw, err := json.Marshal(settings)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "settings.json")
	require.NoError(t, os.WriteFile(file, raw, 0o600))
	w.Server.Env["TENANT_SETTINGS_FILE"] = file
	return w
}

// chooseInKustomer picks a status in the menu in the lower left corner.
func chooseInKustomer(t *testing.T, tab *world.Tab, name string) {
	t.Helper()
	until(t, "Kustomer's status menu opens", func() bool {
		return world.Evaluate[bool](tab, `(() => {
			const menu = document.getElementById("status-menu");
			if (menu.hidden && menu.children.length) document.getElementById("status-button").click();
			return !menu.hidden;
		})()`)
	})
	tab.Page().Part("menuitemradio", name).Click()
}

// status is the adapter's group about both statuses, statusBox the box in it.
func status(ana *world.Agent) world.Part    { return ana.Adapter.Part("group", "Status") }
func statusBox(ana *world.Agent) world.Part { return ana.Adapter.Part("combobox", "Status") }

// chooseHere picks a platform status in the adapter, once it is known which there are.
func chooseHere(ana *world.Agent, name string) {
	status(ana).WaitText("Since ")
	statusBox(ana).Click()
	ana.Adapter.Part("option", name).Click()
}

// platformStatus is what the platform itself says about agent 15, Ana.
func platformStatus(t *testing.T, w *world.World) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, w.Told.CCAIP+"/apps/api/v1/agent_statuses", nil)
	require.NoError(t, err)
	req.SetBasicAuth(w.Told.CCAIPSubdomain, w.Told.CCAIPToken)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	var all []struct {
		ID      int    `json:"agent_id"`
		Current string `json:"current_status"`
	}
	require.NoError(t, json.NewDecoder(res.Body).Decode(&all))
	for _, a := range all {
		if a.ID == 15 {
			return a.Current
		}
	}
	t.Fatal("the platform does not know agent 15")
	return ""
}

// onACall has Ana talk to somebody.
func onACall(t *testing.T, w *world.World, ana *world.Agent) int {
	t.Helper()
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing"})
	w.CCAIP.Step(t, waitRinging(ana, call), "answer", nil)
	statusBox(ana).WaitText("In-call")
	return call
}

// TestStatusFollowsKustomer: T2, T7, T9, and a reload that flips nothing.
func TestStatusFollowsKustomer(t *testing.T) {
	w := inheriting(t, nil)
	ana := w.Agent(t, "ana")
	statusBox(ana).WaitText("Available")

	chooseInKustomer(t, ana.Tab, "Lunch")
	statusBox(ana).WaitText("Unavailable")
	status(ana).WaitText("Unavailable because Kustomer status Lunch maps to Unavailable, ", "In Kustomer: Lunch", "Since ")
	require.Equal(t, "Unavailable", platformStatus(t, w))

	chooseInKustomer(t, ana.Tab, "Training")
	status(ana).WaitText("Kustomer status Training has no mapping, so nothing was set", "In Kustomer: Training")
	require.Equal(t, "Unavailable", platformStatus(t, w))

	ana.Open()
	ana.WaitLive()
	statusBox(ana).WaitText("Unavailable")
	status(ana).WaitText("In Kustomer: Training")
	chooseInKustomer(t, ana.Tab, "Available")
	statusBox(ana).WaitText("Available")
	require.Equal(t, "Available", platformStatus(t, w))
}

// TestStatusWaitsForTheEndOfTheCall: T3, and a server that restarts meanwhile.
func TestStatusWaitsForTheEndOfTheCall(t *testing.T) {
	t.Parallel()
	w := inheriting(t, nil)
	ana := w.Agent(t, "ana")
	ana.ExpectConsole(`WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource`)
	call := onACall(t, w, ana)
	chooseInKustomer(t, ana.Tab, "Lunch")
	status(ana).WaitText("Next: Unavailable", "Unavailable next, because Kustomer status Lunch maps to it")
	require.Equal(t, "In-call", platformStatus(t, w))

	w.Server.Kill()
	ana.Adapter.Part("status", "Connection").WaitText("Offline")
	w.Server.Start(t)
	ana.WaitLive()
	status(ana).WaitText("Next: Unavailable")

	w.CCAIP.Step(t, call, "hangup", nil)
	statusBox(ana).WaitText("Wrap-up")
	status(ana).WaitText("Next: Unavailable")
	w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
	statusBox(ana).WaitText("Unavailable")
	status(ana).WaitText("Unavailable because Kustomer status Lunch maps to Unavailable")
	ana.Adapter.Button("Clear next status").Gone()
	require.Equal(t, "Unavailable", platformStatus(t, w))
}

// TestTheNextStatusCanBeCleared: T10.
func TestTheNextStatusCanBeCleared(t *testing.T) {
	w := inheriting(t, nil)
	ana := w.Agent(t, "ana")
	ana.Adapter.Button("Clear next status").Gone()
	call := onACall(t, w, ana)
	chooseHere(ana, "Break")
	status(ana).WaitText("Next: Break")
	ana.Adapter.Button("Clear next status").Click()
	ana.Adapter.Button("Clear next status").Gone()
	w.CCAIP.Step(t, call, "hangup", nil)
	w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
	statusBox(ana).WaitText("Available")
	require.Equal(t, "Available", platformStatus(t, w))
}

// TestOwnChoiceAgainstKustomer: T4 and T5 in both orders of arrival.
func TestOwnChoiceAgainstKustomer(t *testing.T) {
	for name, c := range map[string]struct {
		priority string
		ownFirst bool
		want     string
	}{
		"latest, Kustomer first": {"latest", false, "Break"},
		"latest, own first":      {"latest", true, "Unavailable"},
		"crm, Kustomer first":    {"crm", false, "Unavailable"},
		"crm, own first":         {"crm", true, "Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inheriting(t, map[string]any{"statusPrioritization": c.priority})
			ana := w.Agent(t, "ana")
			call := onACall(t, w, ana)
			if c.ownFirst {
				chooseHere(ana, "Break")
				status(ana).WaitText("Next: Break")
				chooseInKustomer(t, ana.Tab, "Lunch")
			} else {
				chooseInKustomer(t, ana.Tab, "Lunch")
				status(ana).WaitText("Next: Unavailable")
				chooseHere(ana, "Break")
			}
			status(ana).WaitText("Next: " + c.want)
			if c.priority == "crm" && !c.ownFirst {
				status(ana).WaitText("Unavailable stays your next status because Kustomer status Lunch decides it")
			}
			w.CCAIP.Step(t, call, "hangup", nil)
			w.CCAIP.Step(t, call, "finish", map[string]any{"code": "resolved"})
			statusBox(ana).WaitText(c.want)
			require.Equal(t, c.want, platformStatus(t, w))
		})
	}
}

// TestWithTheToggleOffNothingFollows: T1; the agent's own choice works all the same (T10).
func TestWithTheToggleOffNothingFollows(t *testing.T) {
	w := inheriting(t, map[string]any{"statusInheritance": false})
	ana := w.Agent(t, "ana")
	chooseInKustomer(t, ana.Tab, "Lunch")
	status(ana).WaitText("In Kustomer: Lunch")
	require.Equal(t, "Available", platformStatus(t, w))
	chooseHere(ana, "Break")
	statusBox(ana).WaitText("Break")
	require.Equal(t, "Break", platformStatus(t, w))
}

// TestDriftIsShownAndReconciled: T15. Somebody changes the status in the platform; nobody here did.
func TestDriftIsShownAndReconciled(t *testing.T) {
	t.Parallel()
	w := inheriting(t, nil)
	ana := w.Agent(t, "ana")
	chooseInKustomer(t, ana.Tab, "Lunch")
	statusBox(ana).WaitText("Unavailable")
	w.CCAIP.Post(t, "/_panel/agents/15/status", map[string]any{"status": "Meal"}, nil)
	statusBox(ana).WaitText("Meal")
	status(ana).WaitText("Meal because it was set in CCAI Platform")
	until(t, "both sides differ for 30 s", func() bool { return ana.Adapter.Button("Reconcile").Count() == 1 })
	status(ana).WaitText("Kustomer status Lunch maps to Unavailable, but CCAI Platform has Meal")
	ana.Adapter.Button("Reconcile").Click()
	statusBox(ana).WaitText("Unavailable")
	ana.Adapter.Button("Reconcile").Gone()
	require.Equal(t, "Unavailable", platformStatus(t, w))
}

// TestRefusalOutOfASystemStatus: T14. Ana missed a call; the platform alone, or she in the softphone,
// leads out of that.
func TestRefusalOutOfASystemStatus(t *testing.T) {
	t.Parallel()
	w := inheriting(t, nil)
	ana := w.Agent(t, "ana")
	w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing", "ring": "500ms"})
	statusBox(ana).WaitText("Missed Call")
	chooseInKustomer(t, ana.Tab, "Lunch")
	status(ana).WaitText("Unavailable was refused: Agent is in the system status Missed Call", "Next: Unavailable")
	require.Equal(t, "Missed Call", platformStatus(t, w))
	w.CCAIP.Post(t, "/_panel/agents/15/status", map[string]any{"status": "Available"}, nil)
	statusBox(ana).WaitText("Unavailable")
	require.Equal(t, "Unavailable", platformStatus(t, w))
}

// TestStatusAtLogin: T13. Ana chose Lunch before the adapter came; Kustomer's work session tells.
func TestStatusAtLogin(t *testing.T) {
	for name, want := range map[bool]string{true: "Unavailable", false: "Available"} {
		t.Run(fmt.Sprint(name), func(t *testing.T) {
			w := inheritingLater(t, map[string]any{"statusAtLogin": name})
			tab := world.NewTab(t)
			tab.Go(w.Told.Kustomer + "/?agent=ana")
			chooseInKustomer(t, tab, "Lunch")
			until(t, "Kustomer has the status", func() bool {
				return world.Evaluate[string](tab, `document.getElementById("status-button").title`) == "Ana Ruiz: Lunch"
			})
			tab.Go("about:blank") // or its widget would be the live one
			w.Server.Start(t)
			ana := w.Agent(t, "ana")
			status(ana).WaitText("In Kustomer: Lunch")
			statusBox(ana).WaitText(want)
			require.Equal(t, want, platformStatus(t, w))
		})
	}
}
