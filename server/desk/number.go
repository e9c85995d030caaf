package desk

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"agentadapter/protocol"
)

// maxTyped is the longest text that is looked at: E.164 has 15 digits, people add signs.
const maxTyped = 64

// NumberError says in people's words why a text is no number that can be called.
type NumberError struct{ said protocol.Problem }

// Error is the sentence.
func (e *NumberError) Error() string { return "desk: " + e.said.Text }

// Problem tells it to the agent.
func (e *NumberError) Problem() protocol.Problem { return e.said }

// badNumber makes one of two sentences, "code: English" each, and what fills them.
func badNumber(why, fix string, pairs ...string) *NumberError {
	return &NumberError{protocol.Fault("bad-number", why, fix, pairs...)}
}

// What to do about several of them.
const (
	digitsOnly = "number.digits.fix: Use digits only, with country code: +1 415 555 0123."
	addCode    = "number.short.fix: Add what is missing, with country code: +1 415 555 0123."
)

// Number makes E.164 ("+14155550123") of what an agent typed or clicked. A number without prefix
// is one of the country ("US"). It asks whether the number is possible, not whether somebody has
// it: numbering plans change faster than tables. Errors are *NumberError.
func Number(typed, country string) (string, error) {
	parsed, err := parse(typed, country)
	if err != nil {
		return "", err
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), nil
}

// parse is Number before it is written down.
func parse(typed, country string) (*phonenumbers.PhoneNumber, error) {
	text := strings.TrimSpace(typed)
	if len(text) >= 4 && strings.EqualFold(text[:4], "tel:") {
		text = text[4:]
	}
	if err := readable(text); err != nil {
		return nil, err
	}
	text = strings.Map(visible, text)
	parsed, err := phonenumbers.Parse(text, strings.ToUpper(country))
	if err != nil {
		return nil, unparsed(err, strings.ContainsAny(text, "+＋"), country)
	}
	return parsed, possible(phonenumbers.IsPossibleNumberWithReason(parsed))
}

// readable refuses what people mistype, before the library makes something of it: it would turn
// letters into digits and cut off what it does not know.
func readable(text string) error {
	digits := 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			return badNumber("number.letters: There are letters in the number.", digitsOnly)
		case unicode.IsSpace(r), unicode.Is(unicode.Dash, r), unicode.Is(unicode.Cf, r), strings.ContainsRune("+()[]./", r), r == '＋':
		default:
			return badNumber("number.sign: The sign {sign} does not belong into a number.", digitsOnly, "sign", fmt.Sprintf("%q", r))
		}
	}
	switch {
	case digits == 0:
		return badNumber("number.none: There is no number.", "number.none.fix: Type a phone number, or click one in Kustomer.")
	case digits > 18 || len(text) > maxTyped:
		return tooLong
	}
	return nil
}

// visible drops the marks that copying from a page brings along.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

var (
	tooLong = badNumber("number.long: The number is too long.",
		"number.long.fix: A phone number has at most 15 digits: check it, and dial extensions by the keypad.")
	tooShort = badNumber("number.short: The number is too short.", addCode)
	noLand   = badNumber("number.no-land: The country code of the number does not exist.", "number.no-land.fix: Check the digits after the +.")
)

func unparsed(err error, prefixed bool, region string) error {
	switch err {
	case phonenumbers.ErrNumTooLong:
		return tooLong
	case phonenumbers.ErrInvalidCountryCode:
		if prefixed {
			return noLand
		}
	case phonenumbers.ErrTooShortNSN, phonenumbers.ErrTooShortAfterIDD:
		return tooShort
	}
	return badNumber("number.not-one: This is not a phone number.",
		"number.not-one.fix: Type it with country code (+1 415 555 0123); without one it is taken as a number of {country}.",
		"country", fmt.Sprintf("%q", region))
}

func possible(verdict phonenumbers.ValidationResult) error {
	switch verdict {
	case phonenumbers.IS_POSSIBLE:
		return nil
	case phonenumbers.TOO_LONG:
		return tooLong
	case phonenumbers.INVALID_COUNTRY_CODE:
		return noLand
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return badNumber("number.no-area: The area code is missing.", "number.no-area.fix: Add it, with country code: +1 415 555 0123.")
	}
	return tooShort
}

// mask leaves the last two digits, for logs.
func mask(number string) string {
	if len(number) <= 2 {
		return "•••"
	}
	return "•••" + number[len(number)-2:]
}
