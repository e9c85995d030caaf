package e2e

import (
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// openSettings opens the adapter's page in Kustomer's settings, and waits until the admin is signed in.
func openSettings(w *world.World, ana *world.Agent) world.Frame {
	ana.Kustomer.Button("Settings").Click()
	page := ana.Frame(w.Server.URL + "/settings")
	ana.Adapter = ana.Frame(w.Server.URL + "/?") // two frames of ours by now
	page.Part("status", "Connection").WaitText("Signed in")
	page.Region("Status mapping").Part("combobox", "Lunch").Wait()
	return page
}

// saved waits for the page's word.
func saved(page world.Frame) { page.Part("status", "Connection").WaitText("Saved") }

// TestAnAdminSetsInheritanceUp: from Kustomer's settings to a status that follows, with nothing but the
// page. Contract: "The settings page, as hands find it".
func TestAnAdminSetsInheritanceUp(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	chooseInKustomer(t, ana.Tab, "Available")
	page := openSettings(w, ana)

	page.Part("switch", "Kustomer User Status Inheritance").Click()
	page.Part("radiogroup", "Agent Status Prioritization").Part("radio", "CRM always overrides agents' next status").Click()
	page.Button("Set Status Prioritization").Click()
	saved(page)

	// A list of options is chosen from by typing, as hands on a keyboard do.
	page.Region("Status mapping").Part("combobox", "Lunch").Click()
	ana.Type("U\r") // Unavailable; a second letter may come too late to be the same word's
	fields := page.Region("Custom fields for Account and Record")
	fields.Part("button", "Create").Click()
	fields.WaitText("Created", "message.queueNameStr", "customer.customUserIdStr")
	page.Button("Save").Click()
	saved(page)
	page.Region("Agent Status").Part("switch", "Kustomer User Status Inheritance").WaitAttribute("aria-checked", "true")

	chooseInKustomer(t, ana.Tab, "Lunch")
	statusBox(ana).WaitText("Unavailable")
	require.Equal(t, "Unavailable", platformStatus(t, w))
}

// TestTheSettingsWorkByKeyboard: everything above without a mouse.
func TestTheSettingsWorkByKeyboard(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	page := openSettings(w, ana)
	page.Part("heading", "Agent adapter").Click() // into the frame
	to := func(p world.Part) {
		t.Helper()
		for range 80 {
			if p.Focused() {
				return
			}
			ana.Type("\t")
		}
		require.FailNow(t, "the Tab key never comes to "+p.String())
	}
	to(page.Part("switch", "Kustomer User Status Inheritance"))
	ana.Type(" ")
	to(page.Button("Set Status Prioritization"))
	ana.Type("\r")
	saved(page)
	to(page.Part("combobox", "Lunch"))
	ana.Type("U")
	page.Part("combobox", "Lunch").WaitValue("Unavailable")
	to(page.Button("Create"))
	ana.Type("\r")
	page.Region("Custom fields for Account and Record").WaitText("Created")
	to(page.Button("Save"))
	ana.Type("\r")
	saved(page)
	chooseInKustomer(t, ana.Tab, "Lunch")
	statusBox(ana).WaitText("Unavailable")
}

// TestTheBoardLives: who is live is there, and what comes in shows itself without a reload.
func TestTheBoardLives(t *testing.T) {
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	page := openSettings(w, ana)
	page.Button("Board").Click()
	page.Region("Live agents").WaitText("ana@acme.example", "Available", " ms, this release")
	page.Region("How it stands").WaitText("CCAI Platform has sent no event yet")
	w.CCAIP.Play(t, "inbound-abandoned", map[string]any{"number": stranger})
	page.Region("Sessions").WaitText("call-", "saved")
	page.Region("How it stands").WaitText("Last event received")
	page.Button("Set-up check").Click()
	page.Region("Connection to Kustomer").WaitText("works", "has all roles")
	page.Region("Connection to CCAI Platform").WaitText("Manager API answers", "Apps API")
}
