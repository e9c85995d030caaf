package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func asked(session string) protocol.Choose {
	return protocol.Choose{Session: session, Number: "+14155550123", Proposed: "c2", Why: "was created last",
		Matches: []protocol.Match{{Customer: "c1", Name: "Mia"}, {Customer: "c2", Name: "Mo"}}}
}

func TestACustomerIsPicked(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(asked("call-1")))
	require.Equal(t, "c2", s.Choices[0].Picked, "the proposed one")
	require.Equal(t, []Effect{Focus{"match-call-1-c2", true}}, effects)
	s, effects = play(s, frame(asked("call-1")), PickedCustomer{"call-1", "c1"}, frame(asked("call-1")), PressedUseCustomer{"call-1"})
	require.Len(t, effects, 1)
	require.Equal(t, protocol.Choice{Session: "call-1", Customer: "c1"}, effects[0].(Say).Body)
	s, again := play(s, PickedCustomer{"call-1", "c2"}, PressedUseCustomer{"call-1"})
	require.Empty(t, again, "said once")
	require.Equal(t, "c1", s.Choices[0].Picked, "nothing changes while the answer is under way")
	_, effects = play(s, frame(protocol.Choose{Session: "call-9"}))
	require.Empty(t, effects, "nobody asked that")
	s, effects = play(s, frame(protocol.Choose{Session: "call-1"}))
	require.Empty(t, s.Choices)
	require.Equal(t, []Effect{ReturnFocus{}}, effects)
}

func TestAChoiceThatWasNotTakenMayBePressedAgain(t *testing.T) {
	t.Parallel()
	pressed := func(m func(ref string) Msg) State {
		s, _ := play(live(t), frame(asked("call-1")), PressedUseCustomer{"call-1"})
		require.NotEmpty(t, s.Choices[0].Ref)
		s, _ = play(s, m(s.Choices[0].Ref))
		return s
	}
	problem := func(ref string) Msg {
		return FrameCame{protocol.DownFrame{Head: protocol.Head{Ref: ref}, Body: protocol.Problem{Code: "not-asked", Text: "No."}}}
	}
	require.Empty(t, pressed(problem).Choices[0].Ref)
	require.Empty(t, pressed(func(ref string) Msg { return Unsaid{Ref: ref} }).Choices[0].Ref)
	require.Empty(t, pressed(func(string) Msg { return LinkLost{} }).Choices[0].Ref)
	s, effects := play(live(t), frame(asked("call-1")), LinkLost{}, PressedUseCustomer{"call-1"})
	require.Empty(t, s.Choices[0].Ref)
	require.NotContains(t, effects, Say{})
}

func TestAWelcomeTellsWhatIsStillAsked(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), frame(asked("call-1")), frame(asked("call-2")), PickedCustomer{"call-2", "c1"})
	w := welcome()
	w.Choices = []protocol.Choose{asked("call-2"), asked("call-3")}
	s, _ = play(s, frame(w))
	require.Len(t, s.Choices, 2)
	require.Equal(t, "c1", s.Choices[0].Picked)
	require.Equal(t, "call-3", s.Choices[1].Session)
}
