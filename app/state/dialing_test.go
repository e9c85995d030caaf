package state

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

// dialling is a live window of a tenant with choices.
func dialling(t *testing.T) State {
	t.Helper()
	w := welcome()
	w.Dialing = protocol.Dialing{Country: "us", Numbers: []string{"+14155550100"}, Languages: []string{"en", "es"}}
	s, _ := play(Start("b1"), Remembered{Kept: map[string]string{
		keptFavourites: "FR DE", keptOutbound: "+14155550100", keptLanguage: "tlh",
	}}, frame(w), NamedCountries{map[string]string{"US": "United States", "DE": "Germany", "FR": "France", "GB": "United Kingdom"}})
	return s
}

func questions(effects []Effect) []protocol.AskNumber {
	var all []protocol.AskNumber
	for _, e := range effects {
		if say, ok := e.(Say); ok {
			if q, ok := say.Body.(protocol.AskNumber); ok {
				all = append(all, q)
			}
		}
	}
	return all
}

func TestEveryCountryHasACode(t *testing.T) {
	t.Parallel()
	all := Countries()
	require.Greater(t, len(all), 230)
	sorted := slices.Sorted(slices.Values(all))
	require.Equal(t, sorted, slices.Compact(slices.Clone(sorted)), "each once")
	for _, country := range all {
		require.NotEmpty(t, CallingCode(country), country)
	}
	require.Equal(t, "49", CallingCode("DE"))
	require.Empty(t, CallingCode("XX"))
}

func TestPrefixMovesTheSelector(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+49 30 12345": "DE", "+4": "US", "+1604": "US", "+7": "RU", "+380": "UA", "+38": "US", "030 12345": "US",
		"  +33": "FR", "+99999": "US", "+": "US", "": "US",
	} {
		s, _ := play(dialling(t), TypedNumber{typed})
		require.Equal(t, want, s.Dialing.Chosen, "%q", typed)
	}
	s, _ := play(dialling(t), ChoseCountry{"CA"}, TypedNumber{"+1 604"})
	require.Equal(t, "CA", s.Dialing.Chosen, "of several with one code the chosen one stays")
}

func TestServerIsAskedOnceTheFingersRest(t *testing.T) {
	t.Parallel()
	s, effects := play(dialling(t), TypedNumber{"030"}, TypedNumber{"030 1234"})
	require.Equal(t, []Effect{Later{typingPause, RestedTyping{"030 1234"}}}, effects)
	_, effects = play(s, RestedTyping{"030"})
	require.Empty(t, effects, "it was typed on since")
	s, effects = play(s, RestedTyping{"030 1234"})
	require.Equal(t, []protocol.AskNumber{{Typed: "030 1234", Country: "US"}}, questions(effects))
	require.Equal(t, NoObstacle, s.Obstacle(), "the field and Call do not wait")

	told := protocol.Number{Typed: "030 1234", Number: "+49301234", Country: "DE", Offsets: []int{60}}
	old, _ := play(s, answer("n7", told))
	require.Nil(t, old.Dial.Told, "an answer to another question")
	s, effects = play(s, answer("n1", told))
	require.Equal(t, &told, s.Dial.Told)
	require.Equal(t, "DE", s.Dialing.Chosen)
	require.Empty(t, effects)
	s, _ = play(s, TypedNumber{"030 12345"})
	require.Nil(t, s.Dial.Told, "it was about another number")

	_, effects = play(dialling(t), TypedNumber{"03"})
	require.Empty(t, effects, "too short to ask")
	_, effects = play(dialling(t), TypedNumber{"030 1234"}, LinkLost{}, RestedTyping{"030 1234"})
	require.Empty(t, questions(effects), "nobody to ask")
}

func TestCountryListByKeyboard(t *testing.T) {
	t.Parallel()
	s, effects := play(dialling(t), ToggledCountry{})
	require.True(t, s.Dialing.Open)
	require.Equal(t, []Effect{Focus{ID: CountrySearchID}}, effects)
	require.Equal(t, []string{"FR", "DE"}, s.Dialing.Offered()[:2], "favourites first, by name")

	s, _ = play(s, SearchedCountry{"kin"})
	require.Equal(t, []string{"GB"}, s.Dialing.Offered(), "the beginning of any word")
	s, _ = play(s, SearchedCountry{"+49"})
	require.Equal(t, []string{"DE"}, s.Dialing.Offered())
	s, _ = play(s, SearchedCountry{"fr"}, PressedCountryKey{"ArrowDown"}, PressedCountryKey{"ArrowDown"})
	require.Equal(t, 0, s.Dialing.Active, "the last one")
	s, effects = play(s, PressedCountryKey{"Enter"})
	require.Equal(t, "FR", s.Dialing.Chosen)
	require.False(t, s.Dialing.Open)
	require.Equal(t, []Effect{Focus{ID: NumberID}}, effects)

	s, _ = play(s, ToggledCountry{}, PressedCountryKey{"PageDown"}, PressedCountryKey{"ArrowUp"}, PressedCountryKey{"PageUp"}, PressedCountryKey{"x"})
	require.Equal(t, 0, s.Dialing.Active)
	s, effects = play(s, PressedCountryKey{"Escape"})
	require.False(t, s.Dialing.Open)
	require.Equal(t, []Effect{Focus{ID: CountryID}}, effects)

	s, _ = play(s, ToggledCountry{}, SearchedCountry{"nowhere"}, PressedCountryKey{"ArrowDown"}, PressedCountryKey{"Enter"}, ToggledFavourite{})
	require.Equal(t, "FR", s.Dialing.Chosen)
}

func TestNamesAreAskedForOnce(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), ToggledCountry{})
	require.Contains(t, effects, Effect(NameCountries{}))
	s, effects = play(s, NamedCountries{map[string]string{"DE": "Deutschland"}}, ToggledCountry{}, ToggledCountry{})
	require.NotContains(t, effects, Effect(NameCountries{}))
	require.Equal(t, "Deutschland", s.Dialing.Name("DE"))
	require.Equal(t, "FR", s.Dialing.Name("FR"))
}

func TestFavouritesAndTheLastUsedAreKept(t *testing.T) {
	t.Parallel()
	s, effects := play(dialling(t), ToggledCountry{}, SearchedCountry{"united s"}, ToggledFavourite{})
	require.Equal(t, []Effect{Keep{keptFavourites, "FR DE US"}}, effects)
	s, effects = play(s, ToggledFavourite{})
	require.Equal(t, []Effect{Keep{keptFavourites, "FR DE"}}, effects)

	s, _ = play(s, ChoseCountry{"GB"}, TypedNumber{"020 7946 0018"}, PressedCall{})
	s, effects = play(s, answer("q1", protocol.Dialed{Result: protocol.DialPlaced}))
	require.Contains(t, effects, Effect(Keep{keptCountry, "GB"}))
	require.Equal(t, "GB", s.Dialing.Offered()[0])
	s, _ = play(Start("b1"), Remembered{Kept: map[string]string{keptCountry: "GB"}}, frame(welcome()))
	require.Equal(t, "GB", s.Dialing.Chosen, "tomorrow too")
	s, _ = play(Start("b1"), Remembered{Kept: map[string]string{keptCountry: "??"}}, frame(welcome()))
	require.Empty(t, s.Dialing.Recent)
}

func TestCallsAreMadeWithTheChoices(t *testing.T) {
	t.Parallel()
	s := dialling(t)
	require.Empty(t, s.Dialing.Language, "not offered any more")
	s, effects := play(s, ChoseLanguage{"es"})
	require.Equal(t, []Effect{Keep{keptLanguage, "es"}}, effects)
	_, effects = play(s, TypedNumber{"4155550123"}, PressedCall{})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "4155550123", Country: "US", Outbound: "+14155550100", Language: "es"}}, said(effects))
	s, _ = play(s, ChoseOutbound{""}, ChoseCountry{"XX"})
	require.Empty(t, s.Dialing.Outbound)
	require.Equal(t, "US", s.Dialing.Chosen)
}

func TestWarningIsAskedBeforeTheCall(t *testing.T) {
	t.Parallel()
	warning := &protocol.Problem{Code: "do-not-call", Text: "This number is on the do-not-call list.", Fix: "Call it only if the customer asked for it."}
	s, effects := play(dialling(t), TypedNumber{"4155550123"}, PressedCall{}, answer("q1", protocol.Dialed{Result: protocol.DialWarned, Problem: warning}))
	require.Equal(t, warning, s.Dial.Warned)
	require.Equal(t, []Effect{Focus{ID: CancelCallID}}, effects, "Enter pressed once more must not call")

	off, effects := play(s, CancelledCall{})
	require.Nil(t, off.Dial.Warned)
	require.Equal(t, []Effect{ReturnFocus{}}, effects)
	require.Equal(t, "4155550123", off.Dial.Number)
	_, effects = play(off, PressedCallAnyway{})
	require.Empty(t, effects, "nothing is asked any more")

	on, effects := play(s, PressedCallAnyway{})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "4155550123", Country: "US", Outbound: "+14155550100", Anyway: true}}, said(effects))
	_, effects = play(on, PressedCallAnyway{}, PressedCall{})
	require.Empty(t, said(effects), "once")
	typed, _ := play(s, TypedNumber{"4155550124"})
	require.Nil(t, typed.Dial.Warned, "it was about another number")
	bare, _ := play(dialling(t), TypedNumber{"4155550123"}, PressedCall{}, answer("q1", protocol.Dialed{Result: protocol.DialWarned}))
	require.Equal(t, warnedText.String(), bare.Dial.Warned.Text)
}
