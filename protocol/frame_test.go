package protocol_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

var update = flag.Bool("update", false, "write the golden frames anew")

var head = protocol.Head{Ref: "r1", N: 7, Term: 3}

// ups and downs hold one full example of every frame; TestEveryFrameHasAnExample keeps them whole.
var ups = map[string]protocol.Up{
	"hello": protocol.Hello{Nonce: "n0nce", Session: "t0ken", Instance: "inst-12345678", Resume: "w0rd", Device: "Windows",
		Browser: "Chrome 156", Build: "abc123", Since: 41, Shown: 40, OnCall: true},
	"pong":           protocol.Pong{OnCall: true, Shown: 41},
	"dial":           protocol.Dial{Number: "+14155550123", Customer: "c1", Conversation: "v1", Back: "call-400", Country: "US", Outbound: "+14155550100", Language: "en", Anyway: true},
	"number":         protocol.AskNumber{Typed: "030 1234", Country: "DE"},
	"choice":         protocol.Choice{Session: "call-418", Customer: "c1"},
	"setStatus":      protocol.SetStatus{Status: "Break"},
	"kustomerStatus": protocol.KustomerStatus{ID: "s1", Name: "Lunch", Type: "unavailable"},
	"history":        protocol.AskHistory{},
	"check":          protocol.AskCheck{},
	"clearNext":      protocol.ClearNext{},
	"reconcile":      protocol.Reconcile{},
	"fill":           protocol.Fill{Number: "+14155550123", Customer: "c1", Conversation: "v1"},
	"takeOver":       protocol.TakeOver{DuringCall: true},
	"signOut":        protocol.SignOut{},
}

var (
	said    = protocol.Said{"why.chosen", "status", "Break"}
	problem = protocol.Problem{Code: "agent-unknown", Text: "CCAI Platform has no agent ana@acme.example.", Fix: "Ask your admin.", Said: said, FixSaid: said, Cleared: true}
	status  = protocol.Status{Platform: "Break", Color: "#fc0", Since: 1767225600000, Busy: true, Next: "Available", Kustomer: "Lunch",
		KustomerType: "unavailable", Why: "You chose it", WhySaid: said, WhyAt: 1767225600000, Drift: "Kustomer status Lunch maps to Meal", DriftSaid: said, Options: []protocol.StatusOption{{Name: "Available", Color: "#0a0"}}}
	session = protocol.Session{Session: "call-418", Direction: "in", State: protocol.StateConnected, Number: "+14155550123",
		Name: "Mia Wong", Queue: "Billing", Customer: "c1", Conversation: "v1", Saved: protocol.NeedsHelp, Reason: "Kustomer refused the note.", ReasonSaid: said,
		Support: "+18005550100", Writes: 3, Muted: true, By: "Ben Ito", Fail: "eu_busy", Messages: 4, Disposition: "resolved", Note: "Invoice 7.",
		Heard: "read", HeardBy: "Ben Ito", OfferedAt: 1767225601000,
		Transfers: []protocol.Transfer{{From: "Ana Ruiz", To: "Ben Ito", FromQueue: "Support", ToQueue: "Billing", At: 1767225640000}},
		StartedAt: 1767225600000, ConnectedAt: 1767225605000, EndedAt: 1767225665000}
	lease = protocol.Lease{Live: true, Term: 3, Holder: &protocol.Holder{Instance: "inst-12345678", Device: "Windows",
		Browser: "Chrome 156", Since: 1767225600000, OnCall: true, Away: true}}
)

var choose = protocol.Choose{Session: "call-418", Number: "+14155550123", Proposed: "c1", Why: "was created last", WhySaid: said,
	Matches: []protocol.Match{{Customer: "c1", Name: "Mia Wong", Last: "Billing", LastAt: 1767225600000}}}

var downs = map[string]protocol.Down{
	"welcome": protocol.Welcome{Agent: protocol.Agent{ID: "u1", Name: "Ana Ruiz", Email: "ana@acme.example", Platform: 15}, Lease: lease,
		Session: "t0ken", Resume: "w0rd", Softphone: "https://acme.example/agent/", Records: "https://acme.kustomerapp.com", Build: "abc123",
		Status: status, Sessions: []protocol.Session{session}, Problems: []protocol.Problem{problem}, Choices: []protocol.Choose{choose}, N: 6,
		Now: 1767225600000, Dialing: protocol.Dialing{Country: "US", Numbers: []string{"+14155550100"}, Languages: []string{"en"}}},
	"lease":     lease,
	"ping":      protocol.Ping{},
	"number":    protocol.Number{Typed: "030 1234", Number: "+49301234", Country: "DE", Offsets: []int{60}, Warning: &problem, Problem: &problem},
	"dialed":    protocol.Dialed{Result: protocol.DialRefused, Session: "call-418", Number: "+14155550123", Problem: &problem},
	"statusSet": protocol.StatusSet{Status: "Break", Next: true, Problem: &problem},
	"status":    status,
	"session":   session,
	"check":     protocol.Check{Now: 1767225600000, Neighbours: []protocol.Neighbour{{Name: "kustomer", Millis: 42, Problem: &problem}}},
	"history":   protocol.History{Sessions: []protocol.Session{session}, Voicemails: []protocol.Session{session}},
	"pop":       protocol.Pop{Session: "call-418", Customer: "c1", Conversation: "v1"},
	"choose":    choose,
	"fill":      protocol.Fill{Number: "+14155550123", Customer: "c1", Conversation: "v1"},
	"filled":    protocol.Filled{Sent: true},
	"problem":   problem,
}

// golden compares with the frame on file: pages of an older release speak just these bytes.
func golden(t *testing.T, way, name string, got []byte) []byte {
	t.Helper()
	file := filepath.Join("testdata", "v1", way, name+".json")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run go test ./protocol -update, and read the difference")
	require.Equal(t, strings.TrimSpace(string(want)), string(got))
	return want
}

func TestUpFramesCrossUnchanged(t *testing.T) {
	t.Parallel()
	for name, body := range ups {
		data, err := protocol.EncodeUp(head, body)
		require.NoError(t, err, name)
		back, err := protocol.DecodeUp(golden(t, "up", name, data))
		require.NoError(t, err, name)
		require.Equal(t, body, back.Body)
		require.Equal(t, protocol.Head{Version: protocol.Version, Type: name, Ref: "r1", N: 7, Term: 3}, back.Head)
		require.LessOrEqual(t, len(data), protocol.MaxUp)
	}
}

func TestDownFramesCrossUnchanged(t *testing.T) {
	t.Parallel()
	for name, body := range downs {
		data, err := protocol.EncodeDown(head, body)
		require.NoError(t, err, name)
		back, err := protocol.DecodeDown(golden(t, "down", name, data))
		require.NoError(t, err, name)
		require.Equal(t, body, back.Body)
		require.Equal(t, name, back.Type)
	}
}

// Every field of every example must be set, or a field lost on the way would not show.
func TestExamplesLeaveNothingOut(t *testing.T) {
	t.Parallel()
	for name, body := range ups {
		requireFull(t, "up "+name, reflect.ValueOf(body))
	}
	for name, body := range downs {
		requireFull(t, "down "+name, reflect.ValueOf(body))
	}
}

func requireFull(t *testing.T, at string, v reflect.Value) {
	t.Helper()
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		require.False(t, v.IsZero(), "%s is left empty in its example", at)
		return
	}
	for i := range v.NumField() {
		requireFull(t, at+"."+v.Type().Field(i).Name, v.Field(i))
	}
}

func TestDocNamesEveryFrame(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	for name := range ups {
		require.Contains(t, string(doc), "//\t"+name+" ", "the table of package protocol lacks the up frame %s", name)
	}
	for name := range downs {
		require.Contains(t, string(doc), "//\t"+name+" ", "the table of package protocol lacks the down frame %s", name)
	}
}

func TestWhatIsNotAFrameIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"no JSON":         {`dial`, "not a frame"},
		"no version":      {`{"type":"pong"}`, "version not spoken here: 0"},
		"newer version":   {`{"v":99,"type":"pong"}`, "version not spoken here: 99"},
		"unknown type":    {`{"v":1,"type":"dance"}`, `unknown frame type "dance"`},
		"a down going up": {`{"v":1,"type":"welcome"}`, `unknown frame type "welcome"`},
		"wrong body":      {`{"v":1,"type":"dial","body":{"number":5}}`, "dial: "},
		"body no object":  {`{"v":1,"type":"dial","body":[]}`, "dial: "},
		"endless ref":     {`{"v":1,"type":"pong","ref":"` + strings.Repeat("x", 65) + `"}`, "pong: ref is longer"},
		"endless type":    {`{"v":1,"type":"` + strings.Repeat("x", 5000) + `"}`, "…"},
	} {
		_, err := protocol.DecodeUp([]byte(c.in))
		require.ErrorContains(t, err, c.want, name)
		require.Less(t, len(err.Error()), 200, name)
	}
	var unknown *protocol.UnknownTypeError
	_, err := protocol.DecodeDown([]byte(`{"v":1,"type":"dance"}`))
	require.ErrorAs(t, err, &unknown)
	require.Equal(t, "dance", unknown.Type)
	_, err = protocol.DecodeDown([]byte(`{"v":2,"type":"dance"}`))
	require.ErrorIs(t, err, protocol.ErrVersion)
}

func TestANewerEndMaySayMore(t *testing.T) {
	t.Parallel()
	f, err := protocol.DecodeUp([]byte(`{"v":1,"type":"dial","later":true,"body":{"number":"+1","later":{}}}`))
	require.NoError(t, err)
	require.Equal(t, protocol.Dial{Number: "+1"}, f.Body)
	f, err = protocol.DecodeUp([]byte(`{"v":1,"type":"signOut","body":null}`))
	require.NoError(t, err)
	require.Equal(t, protocol.SignOut{}, f.Body)
}

func TestCloseCodesSayWhetherToComeBack(t *testing.T) {
	t.Parallel()
	for code, want := range map[protocol.CloseCode]bool{
		protocol.CloseComeBack: true, protocol.CloseSlow: true, protocol.CloseSilent: true, protocol.CloseReload: true,
		protocol.CloseSignIn: true, protocol.CloseBadFrame: false, protocol.CloseUnknownTenant: false,
		protocol.CloseTakenOver: false, protocol.CloseRefused: false, protocol.CloseSignedOut: false,
		1006: true, 1001: true, 5000: true, -1: true,
	} {
		require.Equal(t, want, code.ComeBack(), "%d %s", code, code)
		if code >= 4000 && code < 5000 {
			require.NotEqual(t, "other", code.String(), "%d has no name", code)
		}
	}
	require.Equal(t, "other", protocol.CloseCode(1006).String())
	require.EqualValues(t, 4502, protocol.CloseTakenOver, "numbers on the wire never change")
}

func TestLive(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]bool{
		protocol.StateRinging: true, protocol.StateConnecting: true, protocol.StateConnected: true, protocol.StateHeld: true,
		protocol.StateQueued: false, protocol.StateEnded: false, protocol.StateAbandoned: false, protocol.StateMissed: false,
		protocol.StateVoicemail: false, protocol.StateFailed: false, "": false,
	} {
		require.Equal(t, want, protocol.Session{State: state}.Live(), state)
	}
}

func FuzzDecode(f *testing.F) {
	for _, body := range ups {
		data, _ := protocol.EncodeUp(head, body)
		f.Add(data)
	}
	for _, body := range downs {
		data, _ := protocol.EncodeDown(head, body)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if up, err := protocol.DecodeUp(data); err == nil {
			again, err := protocol.EncodeUp(up.Head, up.Body)
			require.NoError(t, err)
			require.True(t, json.Valid(again))
			back, err := protocol.DecodeUp(again)
			require.NoError(t, err)
			require.Equal(t, up.Body, back.Body)
		}
		if down, err := protocol.DecodeDown(data); err == nil {
			_, err := protocol.EncodeDown(down.Head, down.Body)
			require.NoError(t, err)
		}
	})
}
