package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/host"
	"agentadapter/app/state"
	"agentadapter/protocol"
)

func TestSelfTestShowsRows(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.ChoseTab{Tab: state.TabMore})
	s.send(state.PressedTest{})
	require.Contains(t, s.html(), "Testing…")
	s.page(host.Event{Type: host.Tested, Text: "bad\tMicrophone\tNot allowed\tAllow it.\nbroken row\ngood\tSound\tAllowed\t"})
	s.server("q1", protocol.Check{Now: 1, Neighbours: []protocol.Neighbour{{Name: "kustomer", Millis: 5}}})
	html := s.html()
	for _, text := range []string{"Microphone", "Does not work", "Allow it.", "Sound", "Kustomer", "5 ms"} {
		require.Contains(t, html, text)
	}
	require.NotContains(t, html, "broken")
	s.send(state.PressedReport{})
	require.Contains(t, s.log[len(s.log)-1], "download agent adapter, build b1")
}

func TestDevicesAreRead(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.page(host.Event{Type: host.Sinks, Text: "d1\tHeadset\nno tab\nd2\tSpeakers"})
	s.send(state.ChoseTab{Tab: state.TabMore})
	require.Contains(t, s.html(), "Headset")
	require.Contains(t, s.html(), "Speakers")
}

func TestStripSaysWhatMatters(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.Ticked{Now: 61_000})
	s.server("", protocol.Session{Session: "call-1", State: protocol.StateConnected, ConnectedAt: 1000, Saved: protocol.Saving})
	got := printed(strip(s.adapter.state))
	for _, text := range []string{"Available", "1:00", "Saving"} {
		require.Contains(t, got, text)
	}
}
