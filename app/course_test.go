package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

func TestCourseLines(t *testing.T) {
	t.Parallel()
	const noon = 1767268800000
	ended := func(change func(*protocol.Session)) protocol.Session {
		s := protocol.Session{Session: "call-1", State: protocol.StateEnded}
		change(&s)
		return s
	}
	chat := protocol.Session{Session: "chat-1", State: protocol.StateConnected}
	for name, c := range map[string]struct {
		one  protocol.Session
		word state.Word
		want []string
	}{
		"nothing to say": {chat, state.Word{}, nil},
		"unread":         {chat, state.Word{Unread: 2, WaitsSince: noon - 65_000}, []string{"2 unread messages", "Waits 1:05 for your answer"}},
		"muted, paused":  {protocol.Session{Session: "call-1", State: protocol.StateConnected, Muted: true}, state.Word{Paused: state.Yes}, []string{"Muted", "Recording is paused"}},
		"busy":           {ended(func(s *protocol.Session) { s.State, s.Fail = protocol.StateFailed, "eu_busy" }), state.Word{}, []string{"Busy"}},
		"no answer":      {ended(func(s *protocol.Session) { s.State, s.Fail = protocol.StateFailed, "eu_no_answer" }), state.Word{}, []string{"No answer"}},
		"voip":           {ended(func(s *protocol.Session) { s.State, s.Fail = protocol.StateFailed, "voip_conn_timeout" }), state.Word{}, []string{"The phone line failed. Call again."}},
		"unheard of":     {ended(func(s *protocol.Session) { s.State, s.Fail = protocol.StateFailed, "force_ended" }), state.Word{}, []string{"CCAI Platform ended it: force_ended"}},
		"abandoned":      {ended(func(s *protocol.Session) { s.State, s.Fail = protocol.StateAbandoned, "eu_abandoned" }), state.Word{}, nil},
		"elsewhere":      {ended(func(s *protocol.Session) { s.State, s.By = protocol.StateMissed, "Ben Ito" }), state.Word{}, []string{"Answered by Ben Ito"}},
		"handed over":    {ended(func(s *protocol.Session) { s.By = "Ben Ito" }), state.Word{}, []string{"Now with Ben Ito"}},
		"written up":     {ended(func(s *protocol.Session) { s.Disposition, s.Note = "resolved", "Invoice 7." }), state.Word{}, []string{"Disposition: resolved", "Invoice 7."}},
		"short":          {ended(func(s *protocol.Session) { s.ConnectedAt, s.EndedAt = 1000, 5000 }), state.Word{}, []string{"The call was too short."}},
		"transferred": {ended(func(s *protocol.Session) {
			s.Transfers = []protocol.Transfer{{From: "Ana Ruiz", FromQueue: "Support", To: "Ben Ito", At: noon}}
		}), state.Word{}, []string{"12:00: Ana Ruiz (Support) to Ben Ito"}},
		"heard":           {ended(func(s *protocol.Session) { s.State, s.Heard, s.HeardBy = protocol.StateVoicemail, "read", "Ben Ito" }), state.Word{}, []string{"Listened to by Ben Ito"}},
		"heard by nobody": {ended(func(s *protocol.Session) { s.State, s.Heard = protocol.StateVoicemail, "read" }), state.Word{}, []string{"Listened to"}},
		"dismissed":       {ended(func(s *protocol.Session) { s.State, s.Heard = protocol.StateVoicemail, "dismissed" }), state.Word{}, []string{"Dismissed"}},
		"called back":     {ended(func(s *protocol.Session) { s.State, s.Heard = protocol.StateVoicemail, "called_back" }), state.Word{}, []string{"Called back"}},
	} {
		require.Equal(t, c.want, courseLines(c.one, c.word, noon), name)
	}
}

func TestCounted(t *testing.T) {
	t.Parallel()
	require.Equal(t, "0:00", counted(5000, 9000), "clocks differ")
	require.Equal(t, "3:04", counted(185_000, 1000))
	require.Equal(t, "1:00:09", counted(3_610_000, 1000))
	require.Empty(t, counted(0, 1000))
	require.Empty(t, counted(1000, 0))
	require.Equal(t, "Saving (3)", savedText(protocol.Session{Saved: protocol.Saving, Writes: 3}))
	require.Equal(t, "Saving", savedText(protocol.Session{Saved: protocol.Saving, Writes: 1}))
}

func TestRingCounts(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.Ticked{Now: 1767225610000})
	s.server("", protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, Number: "+14155550123", Support: "+18005550100", Customer: "c1", OfferedAt: 1767225600000})
	require.Contains(t, s.html(), "Rings for 0:10")
	require.Contains(t, s.html(), "Dialled +1 800 555 0100")
	require.Contains(t, s.html(), "Customer in Kustomer")
	s.send(state.SoftphoneSaid{Type: "Call_Ringing", Data: map[string]any{"call_id": "1", "expires_at": 1767225630000.0}})
	require.Contains(t, s.html(), "0:20 left to answer")
}

func TestTabsShowTheirLists(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.ChoseTab{Tab: state.TabVoicemail})
	s.server("h1", protocol.History{Voicemails: []protocol.Session{{Session: "call-7", State: protocol.StateVoicemail, Number: "+14155550123", Heard: "read"}}})
	html := s.html()
	require.Contains(t, html, "Listened to")
	require.Contains(t, html, textCallback.String())
	s.send(state.ChoseTab{Tab: state.TabHistory})
	require.Contains(t, s.html(), "Missed only")
	require.Contains(t, s.html(), textNothingThere.String())
	s.send(state.ChoseTab{Tab: state.TabMore})
	require.Contains(t, s.html(), "Volume")
}
