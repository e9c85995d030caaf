package app

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

var update = flag.Bool("update", false, "write the goldens anew")

// scenes are the widget in the states that matter, each by what led to it.
func scenes() map[string][]state.Msg {
	frame := func(ref string, body protocol.Down) state.Msg {
		return state.FrameCame{Frame: protocol.DownFrame{Head: protocol.Head{Ref: ref}, Body: body}}
	}
	live := frame("", liveWelcome())
	waits := liveWelcome()
	waits.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{Browser: "Chrome 156", Device: "Windows", Since: 1767225600000, OnCall: true}}
	waiting := frame("", waits)
	ring := frame("", protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, Number: "+14155550123", Name: "Maria Lopez", Queue: "Support"})
	connected := frame("", protocol.Session{
		Session: "call-2", Direction: "out", State: protocol.StateConnected, Number: "+493012345", Queue: "Support",
		Customer: "c1", Conversation: "v1", Saved: protocol.Saving,
	})
	needs := frame("", protocol.Session{Session: "chat-3", State: protocol.StateMissed, Saved: protocol.NeedsHelp, Reason: "Two customers have this number."})
	stale := liveWelcome()
	stale.Build = "b2"
	busy := liveWelcome().Status
	busy.Platform, busy.Busy, busy.Next, busy.Since = "In-call", true, "Break", 1767225600000
	busy.Kustomer, busy.KustomerType = "Lunch", "unavailable"
	busy.Why, busy.WhyAt = "Break next, because Kustomer status Lunch maps to it; it is set once you are free", 1767225720000
	drifted := liveWelcome().Status
	drifted.Drift = "Kustomer status Lunch maps to Break, but CCAI Platform has Available"
	return map[string][]state.Msg{
		"next":      {live, frame("", busy), state.Ticked{Now: 1767225600000 + 3_900_000}, state.ToggledStatus{}},
		"drift":     {live, frame("", drifted)},
		"begin":     {state.LinkOpening{}},
		"live":      {live},
		"number":    {live, state.TypedNumber{Text: "+14155550123"}},
		"calling":   {live, state.TypedNumber{Text: "+14155550123"}, state.PressedCall{}},
		"refused":   {live, state.TypedNumber{Text: "555-CALL"}, state.PressedCall{}},
		"ring":      {live, ring},
		"answering": {live, ring, state.PressedAnswer{Session: "call-1"}},
		"choice":    {live, frame("", protocol.Choose{Session: "call-1", Number: "+14155550123", Proposed: "c2", Why: "was created last", Matches: []protocol.Match{{Customer: "c1", Name: "Mia Wong", Last: "Billing", LastAt: 1767225600000}, {Customer: "c2"}}})},
		"sessions":  {live, connected, needs},
		"status":    {live, state.PressedStatusKey{Key: "ArrowDown"}, state.PressedStatusKey{Key: "ArrowDown"}},
		"waiting":   {waiting},
		"take-over": {waiting, state.PressedUseThis{}},
		"taken":     {live, state.LinkLost{Code: protocol.CloseTakenOver}},
		"offline":   {live, state.LinkLost{Attempts: 5}},
		"problem":   {live, frame("", protocol.Problem{Code: "p", Text: "CCAI Platform does not answer.", Fix: "Calls work in the softphone."})},
		"release":   {frame("", stale)},
	}
}

func TestGoldens(t *testing.T) {
	for name, msgs := range scenes() {
		t.Run(name, func(t *testing.T) {
			s := state.Start("b1")
			for _, m := range msgs {
				s, _ = state.Update(s, m)
			}
			got := printed(&Adapter{state: s}) + "\n"
			path := filepath.Join("testdata", name+".html")
			if *update {
				require.NoError(t, os.MkdirAll("testdata", 0o755))
				require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err, "write it with go test ./app -update")
			require.Equal(t, string(want), got)
		})
	}
}

func TestNoStyleAttributes(t *testing.T) {
	t.Parallel()
	for name, msgs := range scenes() {
		s := state.Start("b1")
		for _, m := range msgs {
			s, _ = state.Update(s, m)
		}
		require.NotContains(t, printed(&Adapter{state: s}), "style=", "%s: the page's policy blocks it", name)
	}
}

func TestSmallTexts(t *testing.T) {
	t.Parallel()
	require.Equal(t, "+1 415 555 0123", numberText("+14155550123"))
	require.Equal(t, "+493012345", numberText("+493012345"))
	require.Empty(t, numberText(""))
	require.Equal(t, "Number withheld", callerText(protocol.Session{}))
	require.Empty(t, sinceText(0, 5))
	require.Equal(t, "Since 00:00 · less than a minute", sinceText(1767225600000, 1767225500000), "clocks differ")
	require.Equal(t, "Since 00:00 · 59 min", sinceText(1767225600000, 1767225600000+59*60_000))
	require.Equal(t, "Break because you chose it here", whyText("Break because you chose it here", 0))
	require.Equal(t, "Break was refused: no, 00:02", whyText("Break was refused: no.", 1767225720000))
	require.Equal(t, "Session Maria Lopez, +1 415 555 0123", sessionName(protocol.Session{Name: "Maria Lopez", Number: "+14155550123"}))
	require.Equal(t, "Session +1 415 555 0123", sessionName(protocol.Session{Number: "+14155550123"}))
	require.Equal(t, textHolderLost.String(), holderText(&protocol.Holder{Away: true}))
	require.Empty(t, holderText(nil))
	require.Equal(t, "A browser.", holderText(&protocol.Holder{}))
	for color, want := range map[string]bool{"#0a0": true, "#22AA55": true, "amber": false, "#12345": false, "": false, "#ggg": false, "url(x)": false} {
		require.Equal(t, want, isColor(color), color)
	}
}
