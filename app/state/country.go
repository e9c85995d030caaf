package state

import (
	"slices"
	"strings"
)

// callingCodes are the calling codes, each with the countries that share it, the main one first. They
// let the selector follow a typed prefix at once; all other knowledge of numbers is the server's.
const callingCodes = `1USAGAIASBBBMBSCADMDOGDGUJMKNKYLCMPMSPRSXTCTTVCVGVI 7RUKZ 20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 39ITVA 40RO 41CH 43AT 44GBGGIMJE 45DK 46SE 47NOSJ 48PL 49DE 51PE 52MX 53CU 54AR 55BR 56CL 57CO 58VE 60MY 61AUCCCX 62ID 63PH 64NZ 65SG 66TH 81JP 82KR 84VN 86CN 90TR 91IN 92PK 93AF 94LK 95MM 98IR 211SS 212MAEH 213DZ 216TN 218LY 220GM 221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF 237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 246IO 247AC 248SC 249SD 250RW 251ET 252SO 253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 262REYT 263ZW 264NA 265MW 266LS 267BW 268SZ 269KM 290SHTA 291ER 297AW 298FO 299GL 350GI 351PT 352LU 353IE 354IS 355AL 356MT 357CY 358FIAX 359BG 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS 382ME 383XK 385HR 386SI 387BA 389MK 420CZ 421SK 423LI 500FK 501BZ 502GT 503SV 504HN 505NI 506CR 507PA 508PM 509HT 590GPBLMF 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY 599CWBQ 670TL 672NF 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK 683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH 850KP 852HK 853MO 855KH 856LA 880BD 886TW 960MV 961LB 962JO 963SY 964IQ 965KW 966SA 967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 992TJ 993TM 994AZ 995GE 996KG 998UZ`

// eachCode goes through the codes until visit has enough.
func eachCode(visit func(code string, countries string) (enough bool)) {
	for _, one := range strings.Fields(callingCodes) {
		at := strings.IndexFunc(one, func(r rune) bool { return r > '9' })
		if visit(one[:at], one[at:]) {
			return
		}
	}
}

// Countries are all that can be chosen, by their two letters.
func Countries() []string {
	var all []string
	eachCode(func(_, countries string) bool {
		for i := 0; i+2 <= len(countries); i += 2 {
			all = append(all, countries[i:i+2])
		}
		return false
	})
	return all
}

// CallingCode is a country's, without +; "" for none that we know.
func CallingCode(country string) (code string) {
	eachCode(func(c, countries string) bool {
		for i := 0; i+2 <= len(countries); i += 2 {
			if countries[i:i+2] == country {
				code = c
				return true
			}
		}
		return false
	})
	return code
}

// prefixCountry is the country of an international prefix ("+49 30…"), "" if there is none. Of several
// that share it the chosen one stays.
func prefixCountry(number, chosen string) string {
	number = strings.TrimSpace(number)
	if !strings.HasPrefix(number, "+") {
		return ""
	}
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	main, best := "", ""
	eachCode(func(code, countries string) bool {
		if len(code) > len(best) && strings.HasPrefix(digits, code) {
			best, main = code, countries[:2]
		}
		return false
	})
	if best != "" && CallingCode(chosen) == best {
		return chosen
	}
	return main
}

// Name is a country's name in the agent's language, or its letters while nobody told.
func (d Dialing) Name(country string) string { return first(d.Names[country], country) }

// Offered are the countries that fit what is searched for: the last used and the favourites first, the
// others by name.
func (d Dialing) Offered() []string {
	var fit []string
	for _, country := range Countries() {
		if !d.fits(country) {
			continue
		}
		at := len(fit) // sorting by hand: a generic sort of its own would make the download larger
		for at > 0 && d.before(country, fit[at-1]) {
			at--
		}
		fit = slices.Insert(fit, at, country)
	}
	return fit
}

func (d Dialing) before(a, b string) bool {
	if x, y := d.place(a), d.place(b); x != y {
		return x < y
	}
	return d.Name(a) < d.Name(b)
}

func (d Dialing) place(country string) int {
	switch {
	case country == d.Recent:
		return 0
	case d.Favourite(country):
		return 1
	}
	return 2
}

// Favourite tells whether the agent marked a country.
func (d Dialing) Favourite(country string) bool { return slices.Contains(d.Favourites, country) }

// fits: by the beginning of a word of the name, by the letters, or by the calling code.
func (d Dialing) fits(country string) bool {
	search := strings.ToLower(strings.TrimSpace(d.Search))
	if search == "" {
		return true
	}
	if strings.HasPrefix(CallingCode(country), strings.TrimPrefix(search, "+")) || strings.ToLower(country) == search {
		return true
	}
	name := strings.ToLower(d.Name(country))
	return strings.HasPrefix(name, search) || strings.Contains(name, " "+search)
}
