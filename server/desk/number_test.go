package desk_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/desk"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, country, want string }{
		{"+14155550123", "US", "+14155550123"},
		{"415 555 0123", "US", "+14155550123"},
		{"(415) 555-0123", "us", "+14155550123"},
		{"415.555.0123", "US", "+14155550123"},
		{"1-415-555-0123", "US", "+14155550123"},
		{" tel:+1-415-555-0123 ", "US", "+14155550123"},
		{"+44 20 7946 0018", "US", "+442079460018"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"0044 20 7946 0018", "DE", "+442079460018"},
		{"030/901820", "DE", "+4930901820"},
		{"＋１４１５５５５０１２３", "US", "+14155550123"},
		{"+1 415‑555‑0123", "US", "+14155550123"},
		{"\u202a+14155550123\u202c", "US", "+14155550123"},
		{"+39 06 698 12345", "US", "+390669812345"},
		{"+14155550123", "", "+14155550123"},
	} {
		got, err := desk.Number(c.typed, c.country)
		require.NoError(t, err, c.typed)
		require.Equal(t, c.want, got, c.typed)
	}
}

func TestNumberRefusesInPeoplesWords(t *testing.T) {
	t.Parallel()
	for typed, why := range map[string]string{
		"":                                  "There is no number.",
		"   ":                               "There is no number.",
		"+":                                 "There is no number.",
		"tel:":                              "There is no number.",
		"1-800-FLOWERS":                     "There are letters in the number.",
		"415 555 0123 ext 7":                "There are letters in the number.",
		"12a":                               "There are letters in the number.",
		"415;555;0123":                      `The sign ';' does not belong into a number.`,
		"4155550123#7":                      `The sign '#' does not belong into a number.`,
		"12":                                "The number is too short.",
		"+1 415":                            "The number is too short.",
		"5550123":                           "The area code is missing.",
		"+1415555012345678901":              "The number is too long.",
		"+1 415 555 0123 45":                "The number is too long.",
		strings.Repeat("1", 500):            "The number is too long.",
		strings.Repeat(" 1 ", 18):           "",
		"1" + strings.Repeat(" ", 99) + "2": "The number is too long.",
		"+999 415 555 0123":                 "The country code of the number does not exist.",
	} {
		_, err := desk.Number(typed, "US")
		var said *desk.NumberError
		require.ErrorAs(t, err, &said, typed)
		if why != "" {
			require.Equal(t, why, said.Problem().Text, typed)
		}
		require.NotEmpty(t, said.Problem().Fix, typed)
	}
	_, err := desk.Number("415 555 0123", "")
	require.ErrorContains(t, err, "not a phone number", "no country to take it from")
}

func FuzzNumber(f *testing.F) {
	for _, seed := range []string{"+14155550123", "tel:", "(415) 555-0123", "1-800-FLOWERS", "٠١٢٣", "+\u200d1"} {
		f.Add(seed, "US")
	}
	e164 := regexp.MustCompile(`^\+[1-9][0-9]{1,17}$`)
	f.Fuzz(func(t *testing.T, typed, country string) {
		got, err := desk.Number(typed, country)
		if err == nil && !e164.MatchString(got) {
			t.Fatalf("%q in %q gave %q", typed, country, got)
		}
		if err != nil && got != "" {
			t.Fatalf("%q in %q gave %q beside %v", typed, country, got, err)
		}
	})
}
