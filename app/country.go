package app

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// countryPart chooses the country of numbers without prefix: a button that opens a list to search.
type countryPart struct {
	app.Compo
	Dialing state.Dialing
}

// Render shows the button, and the list while it is open.
func (c *countryPart) Render() app.UI {
	d := c.Dialing
	var list app.UI
	if d.Open {
		list = &countryListPart{Dialing: d}
	}
	return el("div", "class", "country").Body(
		press("", c.onToggle, "id", state.CountryID, "class", "button flag", "aria-label", countryName(d),
			"aria-haspopup", "dialog", "aria-expanded", truth(d.Open)).Body(
			el("span", "aria-hidden", "true").Text(sign(d, d.Chosen)+" "+callingText(d.Chosen)),
		),
		list,
	)
}

func (c *countryPart) onToggle(ctx app.Context, _ app.Event) { send(ctx, state.ToggledCountry{}) }

// countryListPart is the open list with its search field.
type countryListPart struct {
	app.Compo
	Dialing state.Dialing
}

// Render shows what fits, and the mark for the one that the keys are on.
func (c *countryListPart) Render() app.UI {
	d := c.Dialing
	offered := d.Offered()
	active, mark := "", app.UI(nil)
	if d.Active < len(offered) {
		active, mark = state.CountryOptionID(d.Active), c.mark(offered[d.Active])
	}
	none := ""
	if len(offered) == 0 {
		none = textNoCountry.String()
	}
	options := make([]app.UI, len(offered))
	for i, country := range offered {
		options[i] = c.option(i, country)
	}
	return el("div", "class", "countries card", "role", "dialog", "aria-label", textCountry.String()).Body(
		app.Input().ID(state.CountrySearchID).Type("text").AutoComplete(false).Spellcheck(false).
			Role("combobox").Aria("label", textSearchCountry).Aria("autocomplete", "list").
			Aria("expanded", true).Aria("controls", state.CountryListID).Aria("activedescendant", active).
			OnInput(c.onSearch).OnKeyDown(c.onKey),
		el("ul", "id", state.CountryListID, "class", "list", "role", "listbox", "tabindex", "-1",
			"aria-label", textCountry.String()).Body(options...),
		said("p", "note", none),
		mark,
	)
}

func (c *countryListPart) option(i int, country string) app.UI {
	class, star := "", ""
	if i == c.Dialing.Active {
		class = "active"
	}
	if c.Dialing.Favourite(country) {
		star = "★"
	}
	return el("li", "id", state.CountryOptionID(i), "role", "option", "class", class,
		"aria-selected", truth(country == c.Dialing.Chosen)).Body(
		el("span", "aria-hidden", "true").Text(sign(c.Dialing, country)),
		said("span", "name", c.Dialing.Name(country)),
		said("span", "star", star),
		said("span", "code", callingText(country)),
	).On("click", func(ctx app.Context, _ app.Event) { send(ctx, state.ChoseCountry{Country: country}) })
}

// mark makes the country that the keys are on a favourite, or takes that back.
func (c *countryListPart) mark(country string) app.UI {
	text := textAddFavourite
	if c.Dialing.Favourite(country) {
		text = textDropFavourite
	}
	return press(text.With("country", c.Dialing.Name(country)), c.onMark, "class", "button small")
}

func (c *countryListPart) onMark(ctx app.Context, _ app.Event) { send(ctx, state.ToggledFavourite{}) }

func (c *countryListPart) onSearch(ctx app.Context, _ app.Event) {
	send(ctx, state.SearchedCountry{Text: ctx.JSSrc().Get("value").String()})
}

func (c *countryListPart) onKey(ctx app.Context, e app.Event) {
	send(ctx, state.PressedCountryKey{Key: e.Get("key").String()})
}

// countryName is what the button is called: the country and its code, whatever the flag looks like.
func countryName(d state.Dialing) string {
	if d.Chosen == "" {
		return textCountry.String()
	}
	// What is seen stands in the name as it is seen, for those who say what they see.
	seen, name := sign(d, d.Chosen)+" "+callingText(d.Chosen), d.Name(d.Chosen)
	if name == d.Chosen {
		return strings.Join(strings.Fields(textCountryIs.With("code", seen)), " ")
	}
	return textCountryIs.With("country", name+",", "code", seen)
}

func callingText(country string) string {
	if code := state.CallingCode(country); code != "" {
		return "+" + code
	}
	return "+"
}

// sign is a country's flag where the system draws them, else its letters.
func sign(d state.Dialing, country string) string {
	if d.Flags {
		return flagOf(country)
	}
	return country
}

// flagOf is a country's flag as a pair of regional indicators.
func flagOf(country string) string {
	if len(country) != 2 {
		return ""
	}
	const first = 0x1F1E6 // the indicator of A
	return string([]rune{first + rune(country[0]-'A'), first + rune(country[1]-'A')})
}
