package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func says(kind string, data map[string]any) SoftphoneSaid {
	if data == nil {
		data = map[string]any{"call_id": 1.0}
	}
	return SoftphoneSaid{Type: kind, Data: data}
}

// Each row is a fault that users of such adapters reported, or its counterpart.
func TestFaultsOfOtherAdapters(t *testing.T) {
	t.Parallel()
	connected := protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateConnected, Number: "+14155550123", ConnectedAt: 1000}
	held := connected
	held.State = protocol.StateHeld
	failed := protocol.Session{Session: "call-2", Direction: "out", State: protocol.StateFailed, Number: "+14155550123", Fail: "eu_busy"}
	connecting := failed
	connecting.State, connecting.Fail = protocol.StateConnecting, ""
	for name, c := range map[string]struct {
		msgs  []Msg
		check func(*testing.T, State)
	}{
		"a failed outbound call leaves no timer running": {[]Msg{Ticked{5000}, frame(connecting), frame(failed)}, func(t *testing.T, s State) {
			require.False(t, s.Counting())
			require.Zero(t, CountsFrom(s.Sessions[0]))
			require.False(t, s.OnCall())
			require.False(t, s.Busy())
		}},
		"a failed outbound call keeps its reason": {[]Msg{frame(connecting), frame(failed)}, func(t *testing.T, s State) {
			require.Equal(t, "eu_busy", s.Sessions[0].Fail)
			require.True(t, CanCallBack(s.Sessions[0]))
		}},
		"hold shows": {[]Msg{frame(connected), says("Call_Held", nil)}, func(t *testing.T, s State) {
			require.Equal(t, protocol.StateHeld, s.Shown(s.Sessions[0]).State)
		}},
		"hold is gone after unhold": {[]Msg{frame(connected), says("Call_Held", nil), says("Call_Resumed", nil)}, func(t *testing.T, s State) {
			require.Equal(t, protocol.StateConnected, s.Shown(s.Sessions[0]).State)
		}},
		"hold that the server told is gone after unhold": {[]Msg{frame(connected), frame(held), says("Call_Unhold", nil)}, func(t *testing.T, s State) {
			require.Equal(t, protocol.StateConnected, s.Shown(s.Sessions[0]).State)
		}},
		"the server's word comes last": {[]Msg{frame(connected), says("Call_Held", nil), frame(held), frame(connected)}, func(t *testing.T, s State) {
			require.Equal(t, protocol.StateConnected, s.Shown(s.Sessions[0]).State)
		}},
		"a card told again changes nothing": {[]Msg{frame(connected), says("Call_Held", nil), frame(connected)}, func(t *testing.T, s State) {
			require.Equal(t, protocol.StateHeld, s.Shown(s.Sessions[0]).State)
		}},
		"mute and unmute": {[]Msg{frame(connected), says("Call_Muted", nil), says("Call_Unmuted", nil)}, func(t *testing.T, s State) {
			require.False(t, s.Shown(s.Sessions[0]).Muted)
		}},
		"mute": {[]Msg{frame(connected), says("callMuted", nil)}, func(t *testing.T, s State) {
			require.True(t, s.Shown(s.Sessions[0]).Muted)
		}},
		"recording paused": {[]Msg{frame(connected), says("Call_Redaction_Started", nil)}, func(t *testing.T, s State) {
			require.Equal(t, Yes, s.Word("call-1").Paused)
		}},
		"recording goes on": {[]Msg{frame(connected), says("Call_Redaction_Started", nil), says("Call_Redaction_Ended", nil)}, func(t *testing.T, s State) {
			require.Equal(t, No, s.Word("call-1").Paused)
		}},
		"a participant who leaves ends no ring": {[]Msg{frame(ringOf("call-1")), says("callParticipantFinished", nil)}, func(t *testing.T, s State) {
			require.Len(t, s.Rings(), 1)
		}},
		"no error box is blank": {[]Msg{frame(protocol.Problem{Code: "odd"})}, func(t *testing.T, s State) {
			require.Equal(t, "Something did not work (odd).", s.Problems[0].Text)
		}},
		"a favourite more leaves the list alive": {[]Msg{ToggledCountry{}, SearchedCountry{"DE"}, ToggledFavourite{}, ToggledFavourite{}, PressedCountryKey{"Enter"}, TypedNumber{"030 1234"}, PressedCall{}}, func(t *testing.T, s State) {
			require.Equal(t, "DE", s.Dialing.Chosen)
			require.NotEmpty(t, s.Dial.Ref)
		}},
		"a session that has expired connects again": {[]Msg{LinkLost{Code: protocol.CloseSignIn}, LinkOpening{}, frame(welcome())}, func(t *testing.T, s State) {
			require.True(t, s.Working())
		}},
		"nothing waits when nothing rings": {[]Msg{frame(ringOf("call-1")), frame(connected)}, func(t *testing.T, s State) {
			require.Empty(t, s.Rings())
			require.False(t, s.Tone())
		}},
		"a message of one chat is not another's": {[]Msg{Ticked{9000},
			frame(protocol.Session{Session: "chat-1", State: protocol.StateConnected}), frame(protocol.Session{Session: "chat-2", State: protocol.StateConnected}),
			says("Chat_Inbound_Message", map[string]any{"chat_id": 2.0}), says("Chat_Inbound_Message", map[string]any{"chat_id": 2.0})}, func(t *testing.T, s State) {
			require.Zero(t, s.Word("chat-1").Unread)
			require.Equal(t, Word{Unread: 2, WaitsSince: 9000}, s.Word("chat-2"))
		}},
		"the response timer ends with the agent's message": {[]Msg{Ticked{9000}, frame(protocol.Session{Session: "chat-1", State: protocol.StateConnected}),
			says("Chat_Inbound_Message", map[string]any{"chat_id": 1.0}), says("Chat_Outbound_Message", map[string]any{"chat_id": 1.0})}, func(t *testing.T, s State) {
			require.Equal(t, Word{}, s.Word("chat-1"))
		}},
		"of several chats the one that is looked at has nothing unread": {[]Msg{Ticked{9000},
			frame(protocol.Session{Session: "chat-1", State: protocol.StateConnected}), frame(protocol.Session{Session: "chat-2", State: protocol.StateConnected}),
			says("Chat_Inbound_Message", map[string]any{"chat_id": 2.0}), ToggledSoftphone{}, says("Chat_Opened", map[string]any{"chat_id": 2.0}),
			says("Chat_Inbound_Message", map[string]any{"chat_id": 2.0}), says("Chat_Inbound_Message", map[string]any{"chat_id": 1.0})}, func(t *testing.T, s State) {
			require.Equal(t, Word{WaitsSince: 9000}, s.Word("chat-2"), "read, not answered")
			require.Equal(t, 1, s.Word("chat-1").Unread)
		}},
		"a chat that was opened counts again once the softphone is away": {[]Msg{
			frame(protocol.Session{Session: "chat-1", State: protocol.StateConnected}), frame(protocol.Session{Session: "chat-2", State: protocol.StateConnected}),
			ToggledSoftphone{}, says("Chat_Opened", map[string]any{"chat_id": 2.0}), ToggledSoftphone{},
			says("Chat_Inbound_Message", map[string]any{"chat_id": 2.0}), says("Chat_Inbound_Message", map[string]any{"chat_id": 1.0}), ToggledSoftphone{}}, func(t *testing.T, s State) {
			require.Zero(t, s.Word("chat-2").Unread, "read when it came forward")
			require.Equal(t, 1, s.Word("chat-1").Unread)
		}},
		"a chat that is looked at has nothing unread": {[]Msg{frame(protocol.Session{Session: "chat-1", State: protocol.StateConnected}),
			says("Chat_Inbound_Message", map[string]any{"chat_id": 1.0}), ToggledSoftphone{}, says("Chat_Inbound_Message", map[string]any{"chat_id": 1.0})}, func(t *testing.T, s State) {
			require.Zero(t, s.Word("chat-1").Unread)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := play(live(t), c.msgs...)
			c.check(t, s)
		})
	}
}

func TestCountdownWhereTheSoftphoneTells(t *testing.T) {
	t.Parallel()
	for _, until := range []any{1767225600000.0, "2026-01-01T00:00:00Z"} {
		s, _ := play(live(t), says("Call_Ringing", map[string]any{"call_id": 1.0, "expires_at": until, "support_number": "+18005550100"}))
		require.Equal(t, int64(1767225600000), s.Word("call-1").Until)
		require.Equal(t, "+18005550100", s.Rings()[0].Support)
	}
	s, _ := play(live(t), says("Call_Ringing", map[string]any{"call_id": 1.0, "expires_at": "soon"}))
	require.Zero(t, s.Word("call-1").Until)
}

func TestWordsOfSessionsThatAreOverAreForgotten(t *testing.T) {
	t.Parallel()
	one := protocol.Session{Session: "call-1", State: protocol.StateConnected}
	s, _ := play(live(t), frame(one), says("Call_Muted", nil))
	one.State = protocol.StateEnded
	s, _ = play(s, frame(one), says("Call_Muted", map[string]any{"call_id": 2.0}))
	require.Len(t, s.Softphone.words, 1)
}

func TestToneIsOursOnlyWhileTheSoftphoneIsMute(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(ringOf("call-1")))
	require.True(t, s.Tone())
	require.Contains(t, effects, Effect(PlayTone{true}))
	s, effects = play(s, PressedDecline{"call-1"})
	require.Contains(t, effects, Effect(PlayTone{false}), "declined")
	s, effects = play(s, frame(ringOf("call-2")))
	require.Contains(t, effects, Effect(PlayTone{true}), "another one")
	s, effects = play(s, SoftphoneSaid{Type: "Agent_Login"})
	require.Contains(t, effects, Effect(PlayTone{false}), "the softphone rings itself")
	_, effects = play(s, frame(ringOf("call-3")))
	require.NotContains(t, effects, Effect(PlayTone{true}))
	gone, effects := play(live(t), frame(ringOf("call-1")), frame(protocol.Lease{Term: 4}))
	require.False(t, gone.Tone())
	require.Contains(t, effects, Effect(PlayTone{false}), "another window is live")
	require.Contains(t, effects, Effect(Unnotify{"call-1"}))
}

func TestNotificationsGoWithTheirRing(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(ringOf("call-1")))
	require.Contains(t, effects, Effect(Notify{"call-1"}))
	elsewhere := ringOf("call-1")
	elsewhere.State, elsewhere.By = protocol.StateMissed, "Ben Ito"
	s, effects = play(s, frame(elsewhere))
	require.Contains(t, effects, Effect(Unnotify{"call-1"}))
	require.Equal(t, "Ben Ito", s.Sessions[0].By)
}

func TestSoundIsKept(t *testing.T) {
	t.Parallel()
	s, effects := play(Start("b1"), Remembered{Kept: map[string]string{keptVolume: "20", keptSink: "d1"}})
	require.Equal(t, []Effect{SetSound{20, "d1"}}, effects)
	s, effects = play(s, ChoseVolume{130})
	require.Equal(t, []Effect{Keep{keptVolume, "100"}, SetSound{100, "d1"}}, effects)
	s, effects = play(s, ChoseSink{""}, NamedSinks{[]Sink{{"d1", "Headset"}}}, PressedTryTone{})
	require.Equal(t, []Effect{TryTone{}}, effects)
	require.Equal(t, Sound{Volume: 100, Sinks: []Sink{{"d1", "Headset"}}}, s.Sound)
	_, effects = play(s, PressedAllow{})
	require.Equal(t, []Effect{AllowNotifications{}}, effects)
	s, _ = play(Start("b1"), Remembered{Kept: map[string]string{keptVolume: "loud"}})
	require.Equal(t, usualVolume, s.Sound.Volume)
}
