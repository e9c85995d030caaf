package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestSelfTest(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), Ticked{10_000}, PressedTest{})
	require.Equal(t, Effect(Probe{}), effects[1])
	require.Equal(t, []protocol.Up{protocol.AskCheck{}}, said(effects))
	require.True(t, s.Test.Running())
	_, effects = play(s, PressedTest{})
	require.Empty(t, effects, "one at a time")

	told := protocol.Check{Now: 10_050, Neighbours: []protocol.Neighbour{
		{Name: "kustomer", Millis: 20}, {Name: "platform", Millis: 40, Problem: &protocol.Problem{Code: "x", Text: "CCAI Platform does not answer.", Fix: "Wait."}},
	}}
	old, _ := play(s, answer("q9", told))
	require.Empty(t, old.Test.Results)
	s, _ = play(s, Probed{[]Result{{Good, "Microphone", "Allowed", ""}}}, Ticked{10_140}, answer("q1", told))
	require.False(t, s.Test.Running())
	require.Equal(t, []Result{
		{Good, "Connection to the server", "100 ms", ""}, {Good, "Clock of this computer", "", ""},
		{Good, "Kustomer", "20 ms", ""}, {Bad, "CCAI Platform", "CCAI Platform does not answer.", "Wait."},
		{Good, "Microphone", "Allowed", ""},
	}, s.Test.Results)
	s, _ = play(s, PressedTest{})
	require.Empty(t, s.Test.Results, "a new run")
}

func TestSelfTestFindsSlownessAndWrongClocks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now    int64
		socket string
		clock  string
	}{
		"fast":   {1050, Good, Fair},
		"slow":   {1_502_000, Fair, Good},
		"behind": {1_512_000, Fair, Good},
	} {
		s, _ := play(live(t), Ticked{1_500_000}, PressedTest{}, Ticked{1_502_000}, answer("q1", protocol.Check{Now: c.now}))
		require.Equal(t, Fair, s.Test.Results[0].State, name)
		if c.clock == Fair {
			require.Equal(t, Fair, s.Test.Results[1].State, name)
			require.NotEmpty(t, s.Test.Results[1].Fix, name)
		}
	}
	s, _ := play(live(t), Ticked{1_500_000}, PressedTest{}, Ticked{1_500_010}, answer("q1", protocol.Check{Now: 1_440_000}))
	require.Equal(t, "60 s off", s.Test.Results[1].Text)
}

func TestSelfTestWithoutAConnection(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), LinkLost{}, PressedTest{})
	require.Empty(t, said(effects))
	require.Equal(t, Bad, s.Test.Results[0].State)
	s, _ = play(live(t), PressedTest{}, LinkLost{})
	require.Empty(t, s.Test.Ref)
	require.Equal(t, Bad, s.Test.Results[0].State)
}

func TestReportHoldsNothingOfAnybody(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), frame(protocol.Session{Session: "call-418", Direction: "in", State: protocol.StateEnded, Number: "+14155550123", Name: "Mia Wong",
		Queue: "Secret queue", Support: "+18005550100", Reason: "Mia Wong is twice there.", Note: "Invoice 7", Saved: protocol.NeedsHelp, Fail: "eu_busy", By: "Ben Ito"}),
		HostDialed{Number: "+14155550199"}, HostProblem{protocol.Problem{Code: "agent-unknown", Text: "Nobody has ana@acme.example."}}, PressedTest{})
	_, effects := play(s, PressedReport{})
	report := effects[0].(Download).Text
	for _, private := range []string{"415", "800", "Mia", "Ben", "Ana", "@", "Secret", "Invoice"} {
		require.NotContains(t, report, private)
	}
	for _, useful := range []string{"build b1", "call-418 in ended saved needsHelp fail eu_busy", "problem agent-unknown", "connection live"} {
		require.Contains(t, report, useful)
	}
}
