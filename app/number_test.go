package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

func TestAboutTheNumber(t *testing.T) {
	t.Parallel()
	names := state.Dialing{Names: map[string]string{"DE": "Germany"}}
	const noon = 1767225600000 + 12*3_600_000
	for want, told := range map[string]*protocol.Number{
		"":                                  nil,
		"+49301234":                         {Number: "+49301234"},
		"+800123 · FR":                      {Number: "+800123", Country: "FR"},
		"+49301234 · Germany · 13:00 there": {Number: "+49301234", Country: "DE", Offsets: []int{60}},
		"+12085550123 · 04:00–05:00 there":  {Number: "+12085550123", Offsets: []int{-480, -420}},
		"+912223456789 · IN · 17:30 there":  {Number: "+912223456789", Country: "IN", Offsets: []int{330}},
		"+6421 · NZ · 01:00 there":          {Number: "+6421", Country: "NZ", Offsets: []int{780}},
	} {
		require.Equal(t, want, aboutNumber(state.Dial{Told: told}, names, noon))
	}
	require.Empty(t, aboutNumber(state.Dial{Told: &protocol.Number{Problem: &protocol.Problem{Text: "No."}}}, names, noon))
	require.Empty(t, thereText([]int{60}, 0), "no clock yet")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	require.Equal(t, "🇩🇪", flagOf("DE"))
	require.Empty(t, flagOf(""))
	require.Equal(t, "Country: Germany, DE +49", countryName(state.Dialing{Chosen: "DE", Names: map[string]string{"DE": "Germany"}}))
	require.Equal(t, "Country", countryName(state.Dialing{}))
}

func TestCountryIsChosenByKeyboard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.ToggledCountry{})
	require.Contains(t, s.html(), `aria-label="Search country"`)
	require.Contains(t, s.log, "countries")
	s.send(state.SearchedCountry{Text: "germ"})
	s.send(state.PressedCountryKey{Key: "Enter"})
	require.Contains(t, s.html(), `aria-label="Country: Germany, DE +49"`)
	require.NotContains(t, s.html(), "Search country")
	require.Equal(t, "focus number", s.log[len(s.log)-1])
}

func TestWarningIsAnAlertdialog(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.send(state.TypedNumber{Text: "+14155550123"})
	s.send(state.PressedCall{})
	s.server("q1", protocol.Dialed{Result: protocol.DialWarned, Problem: &protocol.Problem{Text: "Quiet hours.", Fix: "Call later."}})
	require.Contains(t, s.html(), `role="alertdialog"`)
	require.Contains(t, s.html(), "Quiet hours. Call later.")
	s.send(state.PressedCallAnyway{})
	require.NotContains(t, s.html(), "Quiet hours.")
	require.Equal(t, protocol.Dial{Number: "+14155550123", Anyway: true}, s.said[len(s.said)-1])
}
