package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestConnectionLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		msgs  []Msg
		want  string
		quiet bool
	}{
		"begins":                   {nil, Connecting, false},
		"welcomed":                 {[]Msg{frame(welcome())}, Live, false},
		"lost once":                {[]Msg{frame(welcome()), LinkLost{}}, Connecting, false},
		"lost for long":            {[]Msg{frame(welcome()), LinkLost{}, LinkLost{Attempts: 1}, LinkLost{Attempts: 2}, LinkLost{Attempts: 3}}, Offline, false},
		"stays so while it tries":  {[]Msg{LinkLost{Attempts: 3}, LinkOpening{}, LinkLost{Attempts: 4}}, Offline, false},
		"back":                     {[]Msg{LinkLost{Attempts: 9}, frame(welcome())}, Live, false},
		"the browser says offline": {[]Msg{frame(welcome()), WentOffline{}}, Offline, false},
		"and was wrong":            {[]Msg{frame(welcome()), WentOffline{}, LinkAlive{}}, Live, false},
		"alive before the welcome": {[]Msg{LinkOpening{}, LinkAlive{}}, Connecting, false},
		"told to stay away":        {[]Msg{frame(welcome()), LinkLost{Code: protocol.CloseRefused}}, Offline, true},
		"told to come back":        {[]Msg{frame(welcome()), LinkLost{Code: protocol.CloseComeBack}}, Connecting, false},
		"sign-in failed":           {[]Msg{SignInFailed{"no"}}, Offline, false},
	} {
		s, _ := play(Start("b1"), c.msgs...)
		require.Equal(t, c.want, s.Connection.State, name)
		require.Equal(t, c.quiet, s.Connection.Quiet, name)
	}
}

func TestReasonIsShown(t *testing.T) {
	t.Parallel()
	s, _ := play(Start("b1"), SignInFailed{"Kustomer could not sign you in."})
	require.Equal(t, "Kustomer could not sign you in.", s.Connection.Reason)
	s, _ = play(s, frame(welcome()))
	require.Empty(t, s.Connection.Reason)
	s, _ = play(s, LinkLost{Code: protocol.CloseRefused, Reason: "Your user is disabled."})
	require.Equal(t, "Your user is disabled.", s.Connection.Reason)
}

func TestRefusedLeavesTheSoftphoneAlone(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), LinkLost{Code: protocol.CloseBadFrame})
	require.Empty(t, effects, "a call in it goes on")
	require.True(t, s.Lease.Live)
	require.False(t, s.Working())
}

func TestReloadWaitsForTheCall(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), LinkLost{Code: protocol.CloseReload})
	require.Equal(t, []Effect{Reload{}}, effects)
	require.False(t, s.Connection.Reload)

	call := protocol.Session{Session: "call-1", State: protocol.StateConnected, Direction: "in"}
	s, effects = play(live(t), frame(call), LinkLost{Code: protocol.CloseReload})
	require.Empty(t, effects)
	w := welcome()
	w.Sessions = []protocol.Session{call}
	s, effects = play(s, frame(w))
	require.NotContains(t, effects, Effect(Reload{}))
	call.State = protocol.StateEnded
	_, effects = play(s, frame(call))
	require.Contains(t, effects, Effect(Reload{}))
}

func TestCallsGoOnWithoutAConnection(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), frame(protocol.Session{Session: "call-1", State: protocol.StateConnected}), LinkLost{})
	require.True(t, s.OnCall())
	require.Len(t, s.Sessions, 1)
	require.Empty(t, effects)
}
