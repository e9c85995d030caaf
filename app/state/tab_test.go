package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestHistoryIsAskedForAndKeptUpToDate(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), Ticked{1000}, ChoseTab{TabHistory})
	require.Equal(t, []protocol.Up{protocol.AskHistory{}}, said(effects))
	require.Equal(t, "h1", s.Desk.Ref)
	missed := protocol.Session{Session: "call-1", State: protocol.StateMissed, Direction: "in"}
	ended := protocol.Session{Session: "call-2", State: protocol.StateEnded}
	mail := protocol.Session{Session: "call-3", State: protocol.StateVoicemail}
	old, _ := play(s, answer("h7", protocol.History{Sessions: []protocol.Session{ended}}))
	require.Empty(t, old.Listed())
	s, _ = play(s, answer("h1", protocol.History{Sessions: []protocol.Session{missed, ended}, Voicemails: []protocol.Session{mail}}))
	require.Len(t, s.Listed(), 2)
	s, _ = play(s, ToggledMissed{})
	require.Equal(t, []protocol.Session{missed}, s.Listed())
	s, _ = play(s, PressedTabKey{"ArrowRight"})
	require.Equal(t, []protocol.Session{mail}, s.Listed())

	ended.Saved = protocol.Saved
	before := s.Desk.History.Sessions[1]
	now, _ := play(s, frame(ended))
	require.Equal(t, protocol.Saved, now.Desk.History.Sessions[1].Saved)
	require.Equal(t, before, s.Desk.History.Sessions[1], "the earlier state is left alone")

	_, effects = play(s, Ticked{50_000})
	require.Empty(t, said(effects))
	_, effects = play(s, Ticked{62_000})
	require.Equal(t, []protocol.Up{protocol.AskHistory{}}, said(effects), "voicemails are told to nobody")
	s, effects = play(s, ChoseTab{TabCalls}, Ticked{200_000})
	require.Empty(t, said(effects))
	_, effects = play(s, LinkLost{}, ChoseTab{TabHistory})
	require.Empty(t, said(effects))
}

func TestTabsByKeyboard(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), PressedTabKey{"ArrowLeft"})
	require.Equal(t, TabMore, s.Desk.Tab)
	require.Equal(t, []Effect{Focus{ID: "tab-more"}}, effects)
	s, _ = play(s, PressedTabKey{"ArrowRight"}, PressedTabKey{"x"}, ChoseTab{"nowhere"})
	require.Equal(t, TabCalls, s.Desk.Tab)
}

func TestVoicemailIsCalledBack(t *testing.T) {
	t.Parallel()
	mail := protocol.Session{Session: "call-3", State: protocol.StateVoicemail, Number: "+14155550123"}
	s, _ := play(live(t), ChoseTab{TabVoicemail}, answer("h1", protocol.History{Voicemails: []protocol.Session{mail}}))
	_, effects := play(s, PressedCallback{"call-3"})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "+14155550123", Back: "call-3"}}, said(effects))
}

func TestClockFollowsTheServer(t *testing.T) {
	t.Parallel()
	w := welcome()
	w.Now = 1000
	s, _ := play(Start("b1"), Ticked{61_000}, frame(w), Ticked{62_000})
	require.Equal(t, int64(2000), s.Clock())
	s, _ = play(Start("b1"), frame(w))
	require.Zero(t, s.Clock(), "no time yet")
}

func TestWhatCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		one  protocol.Session
		want int64
	}{
		"rings":      {protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, StartedAt: 1, OfferedAt: 5}, 5},
		"connected":  {protocol.Session{Session: "call-1", State: protocol.StateConnected, StartedAt: 1, ConnectedAt: 9}, 9},
		"held":       {protocol.Session{Session: "call-1", State: protocol.StateHeld, StartedAt: 1, ConnectedAt: 9}, 9},
		"connecting": {protocol.Session{Session: "call-1", Direction: "out", State: protocol.StateConnecting, StartedAt: 1}, 1},
		"over":       {protocol.Session{Session: "call-1", State: protocol.StateEnded, StartedAt: 1, ConnectedAt: 9}, 0},
	} {
		require.Equal(t, c.want, CountsFrom(c.one), name)
		s, _ := play(live(t), frame(c.one))
		require.Equal(t, c.want != 0, s.Counting(), name)
	}
}

func TestWrapUpIsTheCallThatEndedLast(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), frame(protocol.Session{Session: "call-1", State: protocol.StateEnded, EndedAt: 9}),
		frame(protocol.Session{Session: "call-2", State: protocol.StateEnded, EndedAt: 5}), frame(protocol.Session{Session: "call-3", State: protocol.StateMissed, EndedAt: 20}))
	require.Empty(t, s.WrapUp())
	s, _ = play(s, frame(protocol.Status{Platform: "Wrap-up"}))
	require.Equal(t, "call-1", s.WrapUp())
	require.True(t, s.Counting())
}
