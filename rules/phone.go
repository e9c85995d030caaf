package rules

import "strings"

// anonymous are the words, and the digits that carriers make of them, sent instead of a withheld
// number (C5).
var anonymous = map[string]bool{
	"anonymous": true, "restricted": true, "unknown": true, "private": true, "unavailable": true,
	"withheld": true, "blocked": true, "anonym": true, "null": true, "null null": true, "none": true,
	"+266696687": true, "+7378742833": true, "+8656696": true, "+86282452253": true, "+2562533": true,
}

// Withheld tells whether what stands for a number says that there is none.
func Withheld(number string) bool {
	return anonymous[strings.ToLower(strings.TrimSpace(number))]
}

// calling are the country calling codes that a national number can be completed with, and the
// prefix that is dropped before it.
var calling = map[string]struct{ code, trunk string }{
	"US": {"1", "1"}, "CA": {"1", "1"}, "GB": {"44", "0"}, "IE": {"353", "0"}, "DE": {"49", "0"},
	"AT": {"43", "0"}, "CH": {"41", "0"}, "FR": {"33", "0"}, "BE": {"32", "0"}, "NL": {"31", "0"},
	"LU": {"352", ""}, "ES": {"34", ""}, "PT": {"351", ""}, "IT": {"39", ""}, "DK": {"45", ""},
	"SE": {"46", "0"}, "NO": {"47", ""}, "FI": {"358", "0"}, "PL": {"48", ""}, "CZ": {"420", ""},
	"AU": {"61", "0"}, "NZ": {"64", "0"}, "JP": {"81", "0"}, "IN": {"91", "0"}, "BR": {"55", "0"},
	"MX": {"52", ""}, "ZA": {"27", "0"}, "SG": {"65", ""}, "HK": {"852", ""}, "IL": {"972", "0"},
}

// E164 writes a number the international way, "" if it is none. A number without "+" or "00" is
// completed for the country where its calling code is known here, and must not be longer than 15
// digits nor shorter than 7.
func E164(number, country string) string {
	if Withheld(number) {
		return ""
	}
	number = strings.TrimPrefix(strings.TrimSpace(number), "tel:")
	digits, plus := digitsOf(number)
	if digits == "" {
		return ""
	}
	if after, ok := strings.CutPrefix(digits, "00"); ok && !plus {
		digits, plus = after, true
	}
	if !plus {
		digits = national(digits, country)
	}
	if len(digits) < 7 || len(digits) > 15 || digits[0] == '0' {
		return ""
	}
	return "+" + digits
}

// digitsOf drops what people put between digits; anything else makes it no number.
func digitsOf(number string) (digits string, plus bool) {
	var b strings.Builder
	for i, r := range number {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			plus = true
		case strings.ContainsRune(" -.()/\u00a0", r):
		default:
			return "", false
		}
	}
	return b.String(), plus
}

func national(digits, country string) string {
	c, ok := calling[strings.ToUpper(country)]
	if !ok {
		return ""
	}
	if c.code == "1" {
		digits = strings.TrimPrefix(digits, "1")
		if len(digits) != 10 {
			return ""
		}
		return "1" + digits
	}
	return c.code + strings.TrimPrefix(digits, c.trunk)
}

// Number is the end user's number in E.164, "" while unknown or withheld: the one that this session
// came from or went to, otherwise the one that the platform keeps of them.
func (s Session) Number(country string) string {
	for _, told := range s.numbers() {
		if Withheld(told) && !s.SDK() {
			return "" // whoever the platform takes them for (C5)
		}
		if n := E164(told, country); n != "" {
			return n
		}
	}
	return ""
}

// numbers are what was told for the end user's number, the best first. An app's identifier is none.
func (s Session) numbers() []string {
	all := []string{s.Get(ExternalPhone), s.Get(EndUserPhone)}
	if !s.SDK() {
		all = append(all, s.Get(Identifier))
	}
	return all
}

// withheld: somebody told that the caller hides the number, and nobody told one before.
func (s Session) withheld() bool {
	for _, told := range s.numbers() {
		if told != "" {
			return Withheld(told)
		}
	}
	return false
}
