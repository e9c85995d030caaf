package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestWaitingWindow(t *testing.T) {
	t.Parallel()
	w := welcome()
	w.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{Browser: "Chrome 156"}}
	s, effects := play(Start("b1"), frame(w))
	require.True(t, s.Waiting())
	require.False(t, s.Working())
	require.Empty(t, effects, "no softphone in a waiting window: two log-ins fight")
}

func TestUseThisOne(t *testing.T) {
	t.Parallel()
	s, effects := play(waiting(t, protocol.Holder{}), PressedUseThis{})
	require.Equal(t, []protocol.Up{protocol.TakeOver{}}, said(effects))
	require.True(t, s.Lease.Taking)
	refused, _ := play(s, frame(protocol.Lease{Term: 4, Holder: &protocol.Holder{OnCall: true}}))
	require.False(t, refused.Lease.Taking)
	s, effects = play(s, frame(protocol.Lease{Live: true, Term: 4}))
	require.True(t, s.Working())
	require.False(t, s.Lease.Taking)
	require.Contains(t, effects, Effect(LoadSoftphone{"https://acme.ccaiplatform.com/agent/"}))
}

func TestTakeOverDuringACallAsks(t *testing.T) {
	t.Parallel()
	asked, effects := play(waiting(t, protocol.Holder{OnCall: true}), PressedUseThis{})
	require.True(t, asked.Lease.Asking)
	require.Equal(t, []Effect{Focus{ID: TakeOverID}}, effects)

	s, effects := play(asked, CancelledTakeOver{})
	require.False(t, s.Lease.Asking)
	require.Equal(t, []Effect{ReturnFocus{}}, effects)

	s, effects = play(asked, ConfirmedTakeOver{})
	require.False(t, s.Lease.Asking)
	require.Equal(t, []protocol.Up{protocol.TakeOver{DuringCall: true}}, said(effects))
}

func TestTakenOverStaysAwayUntilWanted(t *testing.T) {
	t.Parallel()
	gone, effects := play(live(t), LinkLost{Code: protocol.CloseTakenOver, Reason: "taken over"})
	require.True(t, gone.Waiting())
	require.True(t, gone.Connection.Quiet)
	require.Equal(t, []Effect{UnloadSoftphone{}}, effects)

	s, effects := play(gone, PressedUseThis{})
	require.Equal(t, []Effect{Connect{}}, effects)
	w := welcome()
	w.Lease = protocol.Lease{Term: 4, Holder: &protocol.Holder{}}
	_, effects = play(s, LinkOpening{}, frame(w))
	require.Equal(t, []protocol.Up{protocol.TakeOver{}}, said(effects))
	require.Equal(t, uint64(4), effects[len(effects)-1].(Say).Head.Term)

	w.Lease.Holder.OnCall = true
	s, effects = play(gone, PressedUseThis{}, frame(w))
	require.True(t, s.Lease.Asking, "the question is asked then, too")
	require.Empty(t, said(effects))
}

func TestIconInAWaitingWindow(t *testing.T) {
	t.Parallel()
	s, effects := play(waiting(t, protocol.Holder{}), HostDialed{Number: "+1415", Customer: "c1"})
	require.Equal(t, []protocol.Up{protocol.Fill{Number: "+1415", Customer: "c1"}}, said(effects))
	require.Empty(t, s.Dial.Number)
	s, _ = play(s, answer("q1", protocol.Filled{Sent: true}))
	require.Equal(t, "Sent to your live window", s.Lease.Note)
	s, _ = play(s, answer("q1", protocol.Filled{}))
	require.Equal(t, notSentText.String(), s.Lease.Note)
}

func TestIconInAQuietWindowConnectsToSendIt(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), LinkLost{Code: protocol.CloseTakenOver}, HostDialed{Number: "+1415"})
	require.Equal(t, []Effect{Connect{}}, effects)
	w := welcome()
	w.Lease = protocol.Lease{Term: 4, Holder: &protocol.Holder{}}
	waits, effects := play(s, frame(w))
	require.Equal(t, []protocol.Up{protocol.Fill{Number: "+1415"}}, said(effects))
	require.Nil(t, waits.Lease.fill)

	w.Lease = protocol.Lease{Live: true, Term: 5}
	s, _ = play(s, frame(w))
	require.Equal(t, "+1415", s.Dial.Number, "the live window has gone: it is shown here")
}

func TestFillFromAnotherWindow(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(protocol.Fill{Number: "+1415", Customer: "c1", Conversation: "v1"}))
	require.Equal(t, "c1", s.Dial.Customer)
	require.Equal(t, []Effect{WriteNumber{"+1415"}, OpenHost{}}, unasked(effects))
}

func TestNoLongerLive(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(protocol.Session{Session: "call-1", State: protocol.StateConnected}),
		frame(protocol.Lease{Term: 4, Holder: &protocol.Holder{}}))
	require.True(t, s.Waiting())
	require.False(t, s.OnCall())
	require.Equal(t, []Effect{UnloadSoftphone{}, TellOnCall{false}}, effects)
}
