package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

// signedOut is a window whose agent has signed out of it.
func signedOut(t *testing.T, before ...Msg) (State, []Effect) {
	t.Helper()
	s, effects := play(live(t), append(before, PressedSignOut{})...)
	require.Contains(t, said(effects), protocol.Up(protocol.SignOut{}))
	return play(s, LinkLost{Code: protocol.CloseSignedOut, Reason: "signed out"})
}

func TestSigningOutForgetsAndStaysAway(t *testing.T) {
	t.Parallel()
	ended := protocol.Session{Session: "call-1", State: protocol.StateEnded, Number: "+14155550123"}
	s, effects := signedOut(t, frame(ended), TypedNumber{"+14155550199"}, ChoseTab{TabMore})
	require.True(t, s.SignedOut())
	require.False(t, s.Lease.Live)
	require.Empty(t, s.Sessions, "whoever sits here next may be somebody else")
	require.Empty(t, s.Dial.Number)
	require.Contains(t, effects, Effect(UnloadSoftphone{}))
	require.Contains(t, effects, Effect(Focus{ID: UseThisID}))

	s, effects = play(s, HostDialed{Number: "+14155550142"})
	require.True(t, s.SignedOut(), "a phone icon signs nobody in")
	require.Contains(t, effects, Effect(OpenHost{}))
	s, effects = play(s, PressedUseThis{})
	require.Equal(t, []Effect{Connect{}}, effects)
	require.False(t, s.Waiting(), "nobody is live elsewhere as far as this window knows")
	s, _ = play(s, frame(welcome()))
	require.True(t, s.Working())
	require.Equal(t, "+14155550142", s.Dial.Number, "the clicked number was kept")
}

func TestSigningInAgainWaitsBehindTheNextWindow(t *testing.T) {
	t.Parallel()
	s, _ := signedOut(t)
	waits := welcome()
	waits.Lease = protocol.Lease{Term: 9, Holder: &protocol.Holder{Instance: "other"}}
	s, effects := play(s, PressedUseThis{}, frame(waits))
	require.True(t, s.Waiting())
	require.False(t, s.SignedOut())
	require.Empty(t, said(effects), "signing in takes nothing over")
}

func TestSigningOutDuringACallAsksFirst(t *testing.T) {
	t.Parallel()
	talk := frame(protocol.Session{Session: "call-1", State: protocol.StateConnected, Number: "+14155550123"})
	s, effects := play(live(t), talk, ChoseTab{TabMore}, PressedSignOut{})
	require.True(t, s.Desk.Leaving)
	require.Empty(t, said(effects))
	away, _ := play(s, ChoseTab{TabCalls})
	require.False(t, away.Desk.Leaving, "who turns away does not want to")
	_, effects = play(s, PressedSignOut{})
	require.Equal(t, []protocol.Up{protocol.SignOut{}}, said(effects))
}

func TestSigningOutWithoutAConnectionSaysSo(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), LinkLost{Attempts: 9}, PressedSignOut{})
	require.Empty(t, said(effects))
	require.Equal(t, "sign-out", s.Problems[0].Code)
}

func TestTheKeyLeadsToTheButtonOnly(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), pressed("q"))
	require.Equal(t, TabMore, s.Desk.Tab)
	require.Equal(t, []Effect{Focus{ID: SignOutID}}, effects)
}

func TestAWaitingWindowMirrorsAndDoesNothing(t *testing.T) {
	t.Parallel()
	waits := welcome()
	waits.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{Instance: "other"}}
	s, _ := play(live(t), ChoseTab{TabHistory}, frame(waits))
	s, effects := play(s, frame(ringOf("call-1")), says("Call_Ringing", nil))
	require.Len(t, s.Listed(), 1)
	require.Empty(t, s.Rings())
	require.Empty(t, effects)
	s, _ = play(s, LinkLost{Attempts: 1})
	require.Empty(t, s.Listed(), "what is not known any more is not shown")
}
