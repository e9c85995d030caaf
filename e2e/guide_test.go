package e2e

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestFromNothingToTheFirstRecordedCall reads like docs/admin.md, step by step: an empty data folder, an
// app that Kustomer has never seen, a platform that tells nobody anything. What an admin does is done in
// the browser, by keyboard where typing is all it takes; nothing is used that the guide does not name.
func TestFromNothingToTheFirstRecordedCall(t *testing.T) {
	w := world.StartSandbox(t)
	_, err := os.Stat(w.Server.DataDir)
	require.ErrorIs(t, err, os.ErrNotExist)
	w.Server.Start(t)
	for _, neighbour := range []*world.Neighbour{w.Kustomer, w.CCAIP} {
		neighbour.Knob(t, map[string]any{"adapter": ""}) // neither has been told where the adapter is
	}

	// 1. Bring the app into Kustomer.
	var printed string
	for _, verb := range []string{"register", "install"} {
		ended := w.Server.Run(t, nil, "app", verb, "--server", w.Server.URL, "--data-dir", w.Server.DataDir)
		require.Zero(t, ended.Status, ended.Stderr)
		printed += ended.Stdout
	}
	require.Contains(t, printed, "is registered.")
	require.Contains(t, printed, "is installed.")
	command := regexp.MustCompile(`KUSTOMER_BIND_COMMAND is (\S+)\.(?:\n|$)`).FindStringSubmatch(printed)
	require.Len(t, command, 2, printed)
	require.NoError(t, w.CRM.Try("PUT", "/v1/settings/ccaip_agent_adapter", map[string]any{"default": map[string]string{"bindSecret": w.Told.BindSecret}}, nil))
	w.Server.Stop(t)
	w.Server.Env["KUSTOMER_BIND_COMMAND"] = command[1]
	w.Server.Start(t)

	// 2. Open the adapter's page in Kustomer's settings, and test both connections.
	ana := w.Agent(t, "ana")
	page := openSettings(w, ana)
	page.Button("Set-up check").Click()
	page.Button("Test connection to Kustomer").Click()
	page.Region("Connection to Kustomer").WaitText("works")
	page.Button("Test connection to CCAI Platform").Click()
	page.Region("Connection to CCAI Platform").WaitText("Manager API answers")

	// 3. Paste into CCAI Platform what the page has ready.
	page.Button("Show Password").Click()
	page.Button("Hide Password").Wait()
	pasteEvents(t, w, page.Region("Values to paste elsewhere").Text())

	// 4. Custom fields, status mapping, inheritance.
	page.Button("Settings").Click()
	page.Button("Create").Click()
	page.Region("Custom fields for Account and Record").WaitText("Created", "message.queueNameStr")
	page.Part("switch", "Kustomer User Status Inheritance").Click()
	page.Button("Set Status Prioritization").Click()
	saved(page)
	page.Region("Status mapping").Part("combobox", "Lunch").Click()
	ana.Type("Unavailable\r")
	page.Button("Save").Click()
	saved(page)

	// 5. The first call.
	call := w.CCAIP.Play(t, "inbound-ringing", map[string]any{"number": stranger, "agent_email": ana.Email, "queue": "Billing", "menu": "0s"})
	ana.Adapter.Part("alertdialog", "Incoming call").WaitText(strangerText)
	w.CCAIP.Step(t, call, "answer", nil)
	ana.Adapter.Region("Session ").WaitText("Connected")
	w.CCAIP.Step(t, call, "hangup", nil)
	waitCompleted(t, w, call)
	conversation := w.CRM.Conversations(theCustomer(t, w, stranger).ID)[0].ID
	until(t, "the record carries its fields", func() bool {
		m := w.CRM.Messages(conversation)[0]
		return m.Text("custom", "fromPhoneNumberStr") == stranger && m.Text("custom", "sessionTypeStr") != "" && m.Text("custom", "queueNameStr") != ""
	})
	page = openSettings(w, ana) // the call has brought its record up instead
	page.Button("Board").Click()
	page.Region("How it stands").WaitText("Last event received")
	require.NotContains(t, w.Server.Log(t), w.Told.EventsPassword)
}

// pasteEvents has an admin of CCAI Platform type what the adapter's page shows into Developer Settings,
// without a mouse.
func pasteEvents(t *testing.T, w *world.World, shown string) {
	t.Helper()
	value := func(label string) string {
		lines := strings.Split(shown, "\n")
		for i, line := range lines[:len(lines)-1] {
			if strings.TrimSpace(line) == label {
				return strings.TrimSpace(lines[i+1])
			}
		}
		require.FailNow(t, label+" is not shown", shown)
		return ""
	}
	tab := world.NewTab(t)
	tab.Go(w.Told.CCAIP + "/")
	admin := tab.Page()
	admin.Textbox("Number").Focus()
	tab.ToFront()
	fold := admin.Part("DisclosureTriangle", "Developer Settings")
	for range 60 {
		if fold.Focused() {
			break
		}
		tab.Type("\t")
	}
	tab.Type("\r\t" + value("Address for calls") + "\t" + value("Address for chats") + "\t" + value("User") + "\t" + value("Password") + "\r")
	admin.Part("status", "External session events").WaitText("Saved.")
	tab.Close()
}
