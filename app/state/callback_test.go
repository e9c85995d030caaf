package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestWhatCanBeCalledBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		one  protocol.Session
		back bool
	}{
		"ended":      {protocol.Session{Session: "call-1", State: protocol.StateEnded, Number: "+14155550123"}, true},
		"missed":     {protocol.Session{Session: "call-1", State: protocol.StateMissed, Number: "+14155550123"}, true},
		"abandoned":  {protocol.Session{Session: "call-1", State: protocol.StateAbandoned, Number: "+14155550123"}, true},
		"voicemail":  {protocol.Session{Session: "call-1", State: protocol.StateVoicemail, Number: "+14155550123"}, true},
		"failed":     {protocol.Session{Session: "call-1", State: protocol.StateFailed, Number: "+14155550123"}, true},
		"a chat":     {protocol.Session{Session: "chat-1", State: protocol.StateEnded, Number: "+14155550123"}, true},
		"withheld":   {protocol.Session{Session: "call-1", State: protocol.StateMissed}, false},
		"going on":   {protocol.Session{Session: "call-1", State: protocol.StateConnected, Number: "+14155550123"}, false},
		"rings":      {protocol.Session{Session: "call-1", State: protocol.StateRinging, Number: "+14155550123"}, false},
		"waits":      {protocol.Session{Session: "call-1", State: protocol.StateQueued, Number: "+14155550123"}, false},
		"connecting": {protocol.Session{Session: "call-1", State: protocol.StateConnecting, Number: "+14155550123"}, false},
	} {
		require.Equal(t, c.back, CanCallBack(c.one), name)
		s, _ := play(live(t), frame(c.one))
		_, effects := play(s, PressedCallback{c.one.Session})
		if !c.back {
			require.Empty(t, said(effects), name)
			continue
		}
		require.Equal(t, []protocol.Up{protocol.Dial{Number: "+14155550123", Back: c.one.Session}}, said(effects), name)
		require.Contains(t, effects, Effect(WriteNumber{"+14155550123"}), name)
	}
}

func TestBrief(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		one  protocol.Session
		want bool
	}{
		"nine seconds":    {protocol.Session{Session: "call-1", State: protocol.StateEnded, ConnectedAt: 1000, EndedAt: 10_000}, true},
		"ten seconds":     {protocol.Session{Session: "call-1", State: protocol.StateEnded, ConnectedAt: 1000, EndedAt: 11_000}, false},
		"never connected": {protocol.Session{Session: "call-1", State: protocol.StateAbandoned, EndedAt: 10_000}, false},
		"a chat":          {protocol.Session{Session: "chat-1", State: protocol.StateEnded, ConnectedAt: 1000, EndedAt: 2000}, false},
		"goes on":         {protocol.Session{Session: "call-1", State: protocol.StateConnected, ConnectedAt: 1000, EndedAt: 2000}, false},
	} {
		require.Equal(t, c.want, Brief(c.one), name)
	}
}

func TestRefusedCallbackIsTriedAgainByCall(t *testing.T) {
	t.Parallel()
	missed := protocol.Session{Session: "call-1", State: protocol.StateMissed, Number: "+14155550123", Customer: "c1", Conversation: "v1"}
	s, effects := play(live(t), frame(missed), PressedCallback{"call-1"})
	want := []protocol.Up{protocol.Dial{Number: "+14155550123", Customer: "c1", Back: "call-1"}}
	require.Equal(t, want, said(effects))
	_, effects = play(s, PressedCallback{"call-1"})
	require.Empty(t, effects, "pressed twice is one call")

	s, _ = play(s, answer("q1", protocol.Dialed{Result: protocol.DialRefused, Problem: &protocol.Problem{Text: "No."}}))
	require.Equal(t, "No.", s.Dial.Outcome)
	again, effects := play(s, PressedCall{})
	require.Equal(t, want, said(effects))
	require.Equal(t, "call-1", again.Dial.Back)
	s, _ = play(s, TypedNumber{"+14155550199"})
	require.Empty(t, s.Dial.Back, "another number is no call back")
}

func TestCallbackDuringACallSaysWhyNot(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), frame(protocol.Session{Session: "call-1", State: protocol.StateMissed, Number: "+14155550123"}),
		frame(protocol.Session{Session: "call-2", State: protocol.StateConnected, Number: "+14155550124"}))
	s, effects := play(s, PressedCallback{"call-1"})
	require.Empty(t, said(effects))
	require.Equal(t, OnACall.Text(), s.Dial.Outcome)
	s, effects = play(s, PressedCallback{"call-9"})
	require.Empty(t, effects)
	require.NotEmpty(t, s.Dial.Outcome)
}
