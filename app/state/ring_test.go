package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func ringOf(name string) protocol.Session {
	return protocol.Session{Session: name, Direction: "in", State: protocol.StateRinging, Number: "+14155550123", Queue: "Support"}
}

func TestRingComesForwardOnce(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(ringOf("call-1")))
	require.Len(t, s.Rings(), 1)
	require.Equal(t, []Effect{OpenHost{}, Notify{"call-1"}, Focus{"answer-call-1", true}, PlayTone{true}}, effects)

	s, effects = play(s, frame(ringOf("call-1")))
	require.Empty(t, effects, "the same ring again")

	w := welcome()
	w.Sessions = []protocol.Session{ringOf("call-1")}
	s, effects = play(s, LinkLost{}, LinkOpening{}, frame(w))
	require.Len(t, s.Rings(), 1)
	require.NotContains(t, effects, Effect(OpenHost{}), "the same ring after a reconnect")

	_, effects = play(s, frame(ringOf("chat-2")))
	require.Contains(t, effects, Effect(OpenHost{}))
}

func TestOpenedOncePerRingWhateverComesFirst(t *testing.T) {
	t.Parallel()
	pop := frame(protocol.Pop{Session: "call-1", Customer: "c1", Conversation: "v1"})
	opens := func(msgs ...Msg) int {
		s, n := live(t), 0
		for _, m := range msgs {
			var effects []Effect
			s, effects = Update(s, m)
			for _, e := range effects {
				if e == (OpenHost{}) {
					n++
				}
			}
		}
		return n
	}
	connected := ringOf("call-1")
	connected.State = protocol.StateConnected
	require.Equal(t, 1, opens(frame(ringOf("call-1")), pop))
	require.Equal(t, 1, opens(pop, frame(ringOf("call-1"))))
	require.Equal(t, 1, opens(frame(ringOf("call-1")), frame(connected), pop))
	require.Equal(t, 2, opens(frame(ringOf("call-1")), frame(connected), frame(ringOf("call-1"))), "it rings anew")
	require.Equal(t, 1, opens(pop, pop))
}

func TestRingEnds(t *testing.T) {
	t.Parallel()
	rings, _ := play(live(t), frame(ringOf("call-1")))
	for _, state := range []string{protocol.StateConnected, protocol.StateAbandoned, protocol.StateMissed, protocol.StateEnded} {
		over := ringOf("call-1")
		over.State = state
		s, effects := play(rings, frame(over))
		require.Empty(t, s.Rings(), state)
		require.Contains(t, effects, Effect(ReturnFocus{}), state)
	}
}

func TestNoRingForOthers(t *testing.T) {
	t.Parallel()
	out := ringOf("call-1")
	out.Direction = "out"
	s, effects := play(live(t), frame(out))
	require.Empty(t, s.Rings())
	require.NotContains(t, effects, Effect(OpenHost{}))

	s, effects = play(waiting(t, protocol.Holder{}), frame(ringOf("call-1")))
	require.Empty(t, s.Rings(), "only the live window rings")
	require.Empty(t, effects)

	_, effects = play(s, frame(protocol.Lease{Live: true, Term: 4}))
	require.Contains(t, effects, Effect(OpenHost{}), "it rings once the window is live")
}

func TestAnswerAndDeclineBringTheSoftphone(t *testing.T) {
	t.Parallel()
	for _, m := range []Msg{PressedAnswer{"call-1"}, PressedDecline{"call-1"}} {
		s, effects := play(live(t), frame(ringOf("call-1")), m)
		require.True(t, s.Softphone.Shown)
		require.Equal(t, "call-1", s.Softphone.Asked)
		require.Equal(t, []Effect{ShowSoftphone{true}, PlayTone{false}}, effects)
	}
	s, effects := play(live(t), ToggledSoftphone{}, ToggledSoftphone{})
	require.False(t, s.Softphone.Shown)
	require.Equal(t, []Effect{ShowSoftphone{false}}, effects)
}

func TestSoftphoneRingsFirst(t *testing.T) {
	t.Parallel()
	ring := SoftphoneSaid{Type: "Incoming_Call", Data: map[string]any{"call_id": 418.0, "phone_number": "+1415", "queue_path": "A / B"}}
	s, effects := play(live(t), ring)
	require.Equal(t, []protocol.Session{{Session: "call-418", Direction: "in", State: protocol.StateRinging, Number: "+1415", Queue: "A / B"}}, s.Rings())
	require.Contains(t, effects, Effect(OpenHost{}))

	s, effects = play(s, frame(ringOf("call-418")))
	require.Empty(t, effects, "the server's word about the same ring")
	require.Equal(t, "Support", s.Rings()[0].Queue)

	s, _ = play(s, SoftphoneSaid{Type: "callConnected", Data: map[string]any{"callId": "418"}})
	require.Empty(t, s.Rings())
	s, _ = play(s, SoftphoneSaid{Type: "call.ended", Data: map[string]any{"call_id": 418.0}})
	require.Equal(t, protocol.StateConnected, s.Sessions[0].State, "past ringing the server alone decides")
}

func TestSoftphoneSaysNothingOfUse(t *testing.T) {
	t.Parallel()
	for _, m := range []SoftphoneSaid{
		{},
		{Type: "Task_VA_Joined", Data: map[string]any{"call_id": 1.0}},
		{Type: "Incoming_Call"},
		{Type: "Incoming_Call", Data: map[string]any{"call_id": true}},
		{Type: "call_ended", Data: map[string]any{"chat_id": "7"}},
		{Type: "During_String", Data: map[string]any{"call_id": 1.0}},
	} {
		s, effects := play(live(t), m)
		require.Empty(t, s.Sessions, m.Type)
		require.Empty(t, effects, m.Type)
	}
}
