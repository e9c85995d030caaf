package settings

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/settings/state"
)

func TestTheSetUpTab(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){
		"GET " + acme + "/checks?area=kustomer": always(map[string]any{"checks": []state.Check{{Code: "role-missing", Area: "kustomer", State: "fail", Text: "The key lacks roles.", Fix: "Make a new key."}}}),
		"GET " + acme + "/values": always(map[string]any{"values": []state.Paste{
			{Name: "eventsUser", Where: "CCAI Platform", Label: "User", Value: "ev"}, {Name: "bindSecret", Where: "Kustomer", Label: "Bind secret", Secret: true}}}),
		"POST " + acme + "/values/reveal": always(map[string]string{"value": "s3cret"}),
	})
	o.send(state.ChoseTab{Tab: state.TabSetup})
	o.says("Connection to Kustomer", "Test connection", "Mend this: ", "The key lacks roles.", "Make a new key.", "••••••••", "Copy User", "Show Bind secret", "1 to mend")
	o.send(state.PressedReveal{Name: "bindSecret"}, state.PressedCopy{Text: "s3cret"})
	o.says("s3cret", "Hide Bind secret", "Copied")
	require.Equal(t, "s3cret", o.copied)
}

func TestTheConnectPart(t *testing.T) {
	t.Parallel()
	is := map[string]any{"kustomer": map[string]string{"org": "acme", "baseURL": "https://acme.api.kustomerapp.com"},
		"secrets": []state.Word{{Which: "bind", Set: true, Inbound: true, FormerUntil: "2026-01-02T00:00:00Z"}, {Which: "kustomer-key", Set: true}}}
	o := open(t, map[string]func(state.Request) (int, any){
		"GET " + acme:                           always(is),
		"POST " + acme + "/connection/test":     always(map[string]any{"checks": []state.Check{{State: "ok", Text: "It answers."}}}),
		"POST " + acme + "/secrets/bind/rotate": always(map[string]string{"value": "n3w", "text": "Put it in its place."}),
	})
	o.send(state.ChoseTab{Tab: state.TabSetup})
	o.says("Kustomer: org acme at", "CCAI Platform is not connected yet", "CCAI Platform API token", "Bind secret, the one before is taken until 2 Jan", "End the former Bind secret")
	o.send(state.TypedConnect{Name: "platform.subdomain", Text: "acme"}, state.PressedTry{})
	o.says("It answers.", "Tested; nothing was changed")
	o.send(state.PressedRotate{Which: "bind"})
	o.says("n3w", "Copy new Bind secret")
	is["environment"] = true
	o.send(state.ChoseTab{Tab: state.TabSetup})
	o.says("The operator declares this connection")
}

func TestTheSimulatorTab(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){
		"GET " + acme + "/sessions": always(map[string]any{"sessions": []state.Session{{Session: "call-418"}}}),
		"POST " + acme + "/simulate": always(map[string]any{"session": "call-418", "state": "skipped", "reason": "abandoned", "rule": "V7",
			"steps": []state.Step{{Do: "write", Rule: "S2", What: "create message", Body: []byte(`{"a":1}`)}}, "notes": []string{"Nothing was asked."}}),
	})
	o.send(state.ChoseTab{Tab: state.TabSimulator}, state.Toggled{Name: "paused"}, state.Tried{Name: state.SimSession, Text: "call-418"}, state.PressedSimulate{})
	o.says("1 changed and not saved", "call-418: skipped, because abandoned (V7)", "Write: create message (S2)", "Nothing was asked.")
	require.Equal(t, "Set at once: Break because. (T2).", statusText(state.StatusResult{Do: "apply", Why: "Break because.", Rule: "T2"}))
}

func TestTheVersionsTab(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){"GET " + acme + "/settings/history": always(map[string]any{"versions": []state.Version{
		{Version: 1, At: "2026-01-01T00:00:00Z", Author: "ana@acme.com", Settings: map[string]jsonText{"retainDays": jsonText("60")}},
		{Version: 2, At: "2026-01-02T00:00:00Z", Author: "ben@acme.com", Settings: map[string]jsonText{"retainDays": jsonText("30")}},
	}})})
	o.send(state.ChoseTab{Tab: state.TabVersions})
	o.says("Version 2 (in force), 2 Jan 00:00, by ben@acme.com", "Take back version 1", "Keep events and audit for days: ", "60", "Settings as JSON")
}

func TestTheBoardTab(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){
		"GET " + acme + "/status": always(state.Status{LastEventAt: "2026-01-01T00:00:00Z", Warnings: []state.Problem{{Code: "foreign-writer", Text: "Another program writes.", Fix: "Turn it off."}}}),
		"GET " + acme + "/agents": always([]state.Agent{{Agent: "a1", Email: "ana@acme.com", Term: 3, KustomerStatus: "Lunch", PlatformStatus: "Available", NextStatus: "Break", Drift: "they differ",
			Holder: &state.Instance{Device: "Windows", Browser: "Chrome 156", Since: "2026-01-01T00:00:00Z", OnCall: true, RoundTrip: 42, Old: true}, Waiting: []state.Instance{{}}}}),
		"GET " + acme + "/figures":           always(state.Figures{Kustomer: state.Neighbour{Limit: 300, Left: 200, Minutes: []state.Minute{{Writes: 5}, {Writes: 2}}}, States: map[string]int{"unlinked": 1}}),
		"GET " + acme + "/sessions":          always(map[string]any{"sessions": []state.Session{{Session: "call-418", State: "unlinked", Reason: "Nobody matches."}, {Session: "call-9", State: "buried"}}, "next": "x"}),
		"GET " + acme + "/sessions/call-418": always(state.Account{Session: "call-418", State: "unlinked", Writes: []state.Write{{What: "create note", Rule: "S4", Outcome: "done", Facts: []string{"e1"}}}}),
	})
	o.send(state.ChoseTab{Tab: state.TabBoard}, state.PressedOpen{Session: "call-418"})
	o.says("Last event received 1 Jan 00:00", "Another program writes.", "Chrome 156 on Windows, on a call", "round trip 42 ms, an earlier release", "1 waiting",
		"Available, next Break", "Drift: they differ", "Release ana@acme.com", "Link call-418", "Replay call-9", "Discard call-9", "unlinked (1)", "the latest 100",
		"Trail of call-418", "create note (S4)", "Writes to Kustomer a minute: 2 now, 5 at most", "100 of 300 requests used")
}

func TestLinksAreShownByName(t *testing.T) {
	t.Parallel()
	o := open(t, map[string]func(state.Request) (int, any){"GET " + acme + "/people": always(state.People{
		Users: []state.Person{{ID: "5f0000000000000000000001", Name: "Ana Ruiz", Email: "ana@acme.com"}}, Agents: []state.Person{{ID: "15", Name: "Ana"}}})})
	o.send(state.AddedRow{Name: state.Links}, state.Typed{Name: state.Links, Column: "kustomer", Text: "5f0000000000000000000001"},
		state.Typed{Name: state.Links, Column: "platform", Text: "15"})
	o.says("Ana Ruiz (ana@acme.com) is Ana", `list="suggest-users"`, `list="suggest-agents"`)
	o.send(state.Typed{Name: state.Links, Column: "platform", Text: "16"})
	o.says("nobody known (16)")
}

type jsonText = json.RawMessage
