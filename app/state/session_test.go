package state

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestSessionReplacesItself(t *testing.T) {
	t.Parallel()
	one := protocol.Session{Session: "call-1", State: protocol.StateConnected, Saved: protocol.Saving}
	s, effects := play(live(t), frame(one))
	require.Equal(t, []Effect{TellOnCall{true}}, effects)
	require.True(t, s.Busy())
	one.Saved, one.State = protocol.Saved, protocol.StateEnded
	s, effects = play(s, frame(one))
	require.Equal(t, []protocol.Session{one}, s.Sessions)
	require.Equal(t, []Effect{TellOnCall{false}}, effects)
}

func TestLiveFirstThenTheNewest(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), frame(protocol.Session{Session: "call-1", State: protocol.StateConnected}),
		frame(protocol.Session{Session: "call-2", State: protocol.StateMissed, Saved: protocol.NeedsHelp}))
	for i := range 9 {
		s, _ = play(s, frame(protocol.Session{Session: fmt.Sprintf("chat-%d", i), State: protocol.StateEnded}))
	}
	var names []string
	for _, one := range s.Sessions {
		names = append(names, one.Session)
	}
	require.Equal(t, []string{"call-1", "chat-8", "chat-7", "chat-6", "chat-5", "chat-4", "call-2"}, names)
}

func TestPopOnce(t *testing.T) {
	t.Parallel()
	pop := FrameCame{protocol.DownFrame{Head: protocol.Head{N: 7}, Body: protocol.Pop{Session: "call-1", Customer: "c1", Conversation: "v1"}}}
	s, effects := play(live(t), pop)
	require.Equal(t, []Effect{OpenHost{}, OpenRecord{"c1", "v1"}}, effects)
	s, effects = play(s, pop)
	require.Empty(t, effects, "told again after a reconnect")

	later := FrameCame{protocol.DownFrame{Head: protocol.Head{N: 7}, Body: protocol.Pop{Session: "call-2", Customer: "c1", Conversation: "v1"}}}
	_, effects = play(s, later)
	require.Len(t, effects, 2, "a restarted server counts from the beginning")

	_, effects = play(waiting(t, protocol.Holder{}), pop)
	require.Empty(t, effects)
}

func TestRecordURL(t *testing.T) {
	t.Parallel()
	s := live(t)
	require.Equal(t, "https://acme.kustomerapp.com/app/customers/c1/event/v1",
		s.RecordURL(protocol.Session{Customer: "c1", Conversation: "v1"}))
	require.Empty(t, s.RecordURL(protocol.Session{Customer: "c1"}))
	require.Empty(t, Start("").RecordURL(protocol.Session{Customer: "c1", Conversation: "v1"}))
}

func TestCallingLineGoesWithTheCall(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), TypedNumber{"4155550123"}, PressedCall{}, answer("q1", protocol.Dialed{Result: protocol.DialPlaced}))
	require.NotEmpty(t, s.Dial.Outcome)
	s, _ = play(s, frame(protocol.Session{Session: "call-1", Direction: "out", State: protocol.StateConnected}))
	require.Empty(t, s.Dial.Outcome)
}
