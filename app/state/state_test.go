package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

// play gives what follows from messages in a row, and the effects of the last one alone.
func play(s State, msgs ...Msg) (State, []Effect) {
	var effects []Effect
	for _, m := range msgs {
		s, effects = Update(s, m)
	}
	return s, effects
}

func frame(body protocol.Down) FrameCame {
	return FrameCame{protocol.DownFrame{Body: body}}
}

func answer(ref string, body protocol.Down) FrameCame {
	return FrameCame{protocol.DownFrame{Head: protocol.Head{Ref: ref}, Body: body}}
}

// welcome is what a live window is told at first.
func welcome() protocol.Welcome {
	return protocol.Welcome{
		Agent: protocol.Agent{ID: "u1", Name: "Ana Ruiz"}, Records: "https://acme.kustomerapp.com",
		Softphone: "https://acme.ccaiplatform.com/agent/", Lease: protocol.Lease{Live: true, Term: 3}, Build: "b1",
		Status: protocol.Status{Platform: "Available", Options: []protocol.StatusOption{
			{Name: "Available", Color: "#0a0"}, {Name: "Break"}, {Name: "Unavailable"},
		}},
	}
}

// live is a welcomed live window; waiting one that is not.
func live(t *testing.T) State {
	t.Helper()
	s, _ := play(Start("b1"), LinkOpening{}, frame(welcome()))
	require.True(t, s.Working())
	return s
}

func waiting(t *testing.T, holder protocol.Holder) State {
	t.Helper()
	w := welcome()
	w.Lease = protocol.Lease{Term: 3, Holder: &holder}
	s, _ := play(Start("b1"), LinkOpening{}, frame(w))
	require.True(t, s.Waiting())
	return s
}

// unasked are the effects but for questions about a number.
func unasked(effects []Effect) []Effect {
	var rest []Effect
	for _, e := range effects {
		if say, ok := e.(Say); ok {
			if _, asks := say.Body.(protocol.AskNumber); asks {
				continue
			}
		}
		rest = append(rest, e)
	}
	return rest
}

// said are the frames said, but for questions about a number: those have tests of their own.
func said(effects []Effect) []protocol.Up {
	var ups []protocol.Up
	for _, e := range unasked(effects) {
		if say, ok := e.(Say); ok {
			ups = append(ups, say.Body)
		}
	}
	return ups
}

func TestUpdateLeavesItsStateAlone(t *testing.T) {
	t.Parallel()
	before := live(t)
	before, _ = play(before, frame(protocol.Session{Session: "call-1", State: protocol.StateConnected}))
	kept := before.Sessions[0]
	after, _ := play(before, frame(protocol.Session{Session: "call-1", State: protocol.StateEnded}))
	require.Equal(t, kept, before.Sessions[0])
	require.Equal(t, protocol.StateEnded, after.Sessions[0].State)
}

func TestWelcomeShowsEverything(t *testing.T) {
	t.Parallel()
	w := welcome()
	w.Resume = "r1"
	w.Sessions = []protocol.Session{{Session: "call-1", State: protocol.StateConnected, Direction: "in"}}
	w.Problems = []protocol.Problem{{Code: "agent-unknown", Text: "Nobody there has your e-mail."}}
	s, effects := play(Start("b1"), LinkOpening{}, frame(w))
	require.Equal(t, Live, s.Connection.State)
	require.Equal(t, "Ana Ruiz", s.Agent.Name)
	require.Equal(t, "Available", s.Status.Platform)
	require.Len(t, s.Problems, 1)
	require.Equal(t, []Effect{
		KeepResume{"r1"}, LoadSoftphone{w.Softphone}, WriteNumber{}, TellOnCall{true},
	}, effects)
}

func TestNewReleaseIsSeenAndNotForced(t *testing.T) {
	t.Parallel()
	w := welcome()
	w.Build = "b2"
	s, effects := play(Start("b1"), frame(w))
	require.True(t, s.Stale)
	require.NotContains(t, effects, Effect(Reload{}))
	_, effects = play(s, PressedReload{})
	require.Contains(t, effects, Effect(Reload{Asked: true}))
}

func TestProblemsReplaceAndClear(t *testing.T) {
	t.Parallel()
	s := live(t)
	s, _ = play(s, frame(protocol.Problem{Code: "a", Text: "one"}), frame(protocol.Problem{Code: "b", Text: "two"}),
		frame(protocol.Problem{Code: "a", Text: "three"}))
	require.Equal(t, []protocol.Problem{{Code: "b", Text: "two"}, {Code: "a", Text: "three"}}, s.Problems)
	s, _ = play(s, frame(protocol.Problem{Code: "b", Cleared: true}), DismissedProblem{"a"})
	require.Empty(t, s.Problems)
	for _, code := range []string{"1", "2", "3", "4", "5", "6"} {
		s, _ = play(s, HostProblem{protocol.Problem{Code: code}})
	}
	require.Len(t, s.Problems, problemLimit)
	require.Equal(t, "2", s.Problems[0].Code)
}
