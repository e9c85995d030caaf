package state

import (
	"slices"
	"strconv"
	"strings"

	"agentadapter/protocol"
)

// Dialing is what a call is made with, whatever the number: the tenant's choices, and the agent's.
type Dialing struct {
	protocol.Dialing
	// Chosen is the country of numbers without prefix, two letters.
	Chosen string
	// Outbound and Language are the agent's choices of the tenant's; empty: the softphone asks.
	Outbound, Language string
	// Names are the countries' names in the agent's language, nil until the browser told.
	Names map[string]string
	// Flags says that pictures of flags are drawn here; otherwise the letters are shown.
	Flags bool
	// Favourites and Recent come first in the list.
	Favourites []string
	Recent     string
	// Open shows the list, Search narrows it, Active is the option the arrow keys are on.
	Open   bool
	Search string
	Active int
}

// Ids of the country selector's elements.
const (
	// NumberID is the number field beside it.
	NumberID        = "number"
	CountryID       = "country"
	CountrySearchID = "country-search"
	CountryListID   = "country-list"
	CancelCallID    = "cancel-call"
)

// CountryOptionID is the id of an option of the list.
func CountryOptionID(i int) string { return "country-option-" + strconv.Itoa(i) }

// Names under which the agent's choices are kept in this browser.
const (
	keptCountry    = "country"
	keptFavourites = "favourites"
	keptOutbound   = "outbound"
	keptLanguage   = "language"
)

// typingPause is how long, in milliseconds, the fingers rest before the server is asked.
const typingPause = 200

// welcomeDialing takes in the tenant's choices and drops a choice of the agent's that is not among
// them any more.
func (c *change) welcomeDialing(d protocol.Dialing) {
	c.Dialing.Dialing = d
	c.Dialing.Chosen = first(c.Dialing.Chosen, c.Dialing.Recent, strings.ToUpper(d.Country))
	if !slices.Contains(d.Numbers, c.Dialing.Outbound) {
		c.Dialing.Outbound = ""
	}
	if !slices.Contains(d.Languages, c.Dialing.Language) {
		c.Dialing.Language = ""
	}
}

// remember takes in what this browser kept of earlier days.
func (c *change) remember(kept map[string]string) {
	d := &c.Dialing
	c.Keys.Off = kept[keptKeys] == keysOff
	d.Recent, d.Outbound, d.Language = kept[keptCountry], kept[keptOutbound], kept[keptLanguage]
	d.Favourites = strings.Fields(kept[keptFavourites])
	if CallingCode(d.Recent) == "" {
		d.Recent = ""
	}
}

func (c *change) dialing(m Msg) {
	switch m := m.(type) {
	case ToggledCountry:
		c.openCountries(!c.Dialing.Open)
	case SearchedCountry:
		c.Dialing.Search, c.Dialing.Active = clip(m.Text), 0
	case PressedCountryKey:
		c.countryKey(m.Key)
	case ChoseCountry:
		c.chooseCountry(m.Country)
	case ToggledFavourite:
		c.toggleFavourite()
	case NamedCountries:
		c.Dialing.Names = m.Names
	case ChoseOutbound:
		c.Dialing.Outbound = m.Number
		c.do(Keep{keptOutbound, m.Number})
	case ChoseLanguage:
		c.Dialing.Language = m.Language
		c.do(Keep{keptLanguage, m.Language})
	}
}

func (c *change) openCountries(open bool) {
	d := &c.Dialing
	d.Open, d.Search, d.Active = open, "", 0
	if !open {
		c.do(Focus{ID: CountryID})
		return
	}
	c.nameCountries()
	c.do(Focus{ID: CountrySearchID})
}

// nameCountries asks the browser, once.
func (c *change) nameCountries() {
	if c.Dialing.Names == nil {
		c.do(NameCountries{})
	}
}

// countryKey is the keyboard of the search field: arrows move, Enter chooses, Escape closes.
func (c *change) countryKey(key string) {
	offered := c.Dialing.Offered()
	at := c.Dialing.Active
	switch key {
	case "ArrowDown":
		at++
	case "ArrowUp":
		at--
	case "PageDown":
		at += 10
	case "PageUp":
		at -= 10
	case "Escape":
		c.openCountries(false)
		return
	case "Enter":
		if at < len(offered) {
			c.chooseCountry(offered[at])
		}
		return
	default:
		return
	}
	c.Dialing.Active = max(0, min(at, len(offered)-1))
	c.do(Reveal{CountryOptionID(c.Dialing.Active)})
}

func (c *change) chooseCountry(country string) {
	if CallingCode(country) == "" {
		return
	}
	c.Dialing.Chosen = country
	c.Dialing.Open, c.Dialing.Search = false, ""
	c.do(Focus{ID: NumberID})
	c.Dial.Told = nil
	c.askNumber()
}

// toggleFavourite marks the country that the keys are on, or takes the mark away.
func (c *change) toggleFavourite() {
	offered := c.Dialing.Offered()
	if c.Dialing.Active >= len(offered) {
		return
	}
	country := offered[c.Dialing.Active]
	kept := slices.DeleteFunc(slices.Clone(c.Dialing.Favourites), func(one string) bool { return one == country })
	if len(kept) == len(c.Dialing.Favourites) {
		kept = append(kept, country)
	}
	c.Dialing.Favourites = kept
	c.Dialing.Active = max(0, slices.Index(c.Dialing.Offered(), country))
	c.do(Keep{keptFavourites, strings.Join(kept, " ")})
}

// numberChanged follows a prefix with the selector, and asks the server once the fingers rest.
func (c *change) numberChanged() {
	if country := prefixCountry(c.Dial.Number, c.Dialing.Chosen); country != "" {
		c.Dialing.Chosen = country
	}
	c.Dialing.Open = false
	if numberObstacle(c.Dial.Number) == NoObstacle {
		c.do(Later{typingPause, RestedTyping{c.Dial.Number}})
	}
}

// askNumber asks where the number leads. The field and Call never wait for the answer.
func (c *change) askNumber() {
	if !c.Working() || numberObstacle(c.Dial.Number) != NoObstacle {
		return
	}
	c.asked++
	c.Dial.Asked = "n" + strconv.Itoa(c.asked)
	c.do(Say{protocol.Head{Ref: c.Dial.Asked, Term: c.Lease.Term}, protocol.AskNumber{Typed: c.Dial.Number, Country: c.numberCountry()}})
}

// numberCountry is the country that the number needs, none if it has a prefix.
func (s State) numberCountry() string {
	if strings.HasPrefix(strings.TrimSpace(s.Dial.Number), "+") {
		return ""
	}
	return s.Dialing.Chosen
}

// numberTold takes the answer to the newest question.
func (c *change) numberTold(ref string, n protocol.Number) {
	if ref == "" || ref != c.Dial.Asked {
		return
	}
	c.Dial.Asked, c.Dial.Told = "", &n
	if n.Country != "" {
		c.Dialing.Chosen = n.Country
		c.nameCountries()
	}
}

// dialedFrom keeps the country of a call that was placed as the last used.
func (c *change) dialedFrom() {
	if c.Dialing.Recent != c.Dialing.Chosen && c.Dialing.Chosen != "" {
		c.Dialing.Recent = c.Dialing.Chosen
		c.do(Keep{keptCountry, c.Dialing.Recent})
	}
}

// warned asks whether to call all the same; the keyboard is on the safe answer.
func (c *change) warned(p *protocol.Problem) {
	if p == nil {
		p = &protocol.Problem{Text: warnedText.String()}
	}
	c.Dial.Warned = p
	c.do(Focus{ID: CancelCallID})
}

func (c *change) callAnyway() {
	if c.Dial.Warned == nil || c.Dial.Ref != "" || !c.Working() {
		return
	}
	c.Dial.Warned = nil
	c.place(true)
	c.do(ReturnFocus{})
}

func (c *change) cancelCall() {
	c.Dial.Warned = nil
	c.do(ReturnFocus{})
}
