package app

import (
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
	return app.Div().Class("country").Body(
		app.Button().Type("button").ID(state.CountryID).Class("button", "flag").
			Aria("label", countryName(d)).Aria("haspopup", "dialog").Aria("expanded", d.Open).
			OnClick(c.onToggle).Body(
			app.Span().Aria("hidden", "true").Text(sign(d, d.Chosen)+" "+callingText(d.Chosen)),
		),
		app.If(d.Open, func() app.UI { return &countryListPart{Dialing: d} }),
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
	search := app.Input().ID(state.CountrySearchID).Type("text").AutoComplete(false).Spellcheck(false).
		Role("combobox").Aria("label", textSearchCountry).Aria("autocomplete", "list").
		Aria("expanded", true).Aria("controls", state.CountryListID).
		OnInput(c.onSearch).OnKeyDown(c.onKey)
	if d.Active < len(offered) {
		search = search.Aria("activedescendant", state.CountryOptionID(d.Active))
	}
	return app.Div().Class("countries", "card").Role("dialog").Aria("label", textCountry).Body(
		search,
		app.Ul().ID(state.CountryListID).Class("list").Role("listbox").TabIndex(-1).Aria("label", textCountry).Body(
			app.Range(offered).Slice(func(i int) app.UI { return c.option(i, offered[i]) }),
		),
		app.If(len(offered) == 0, func() app.UI { return app.P().Class("note").Text(textNoCountry) }),
		app.If(d.Active < len(offered), func() app.UI { return c.mark(offered[d.Active]) }),
	)
}

func (c *countryListPart) option(i int, country string) app.UI {
	li := app.Li().ID(state.CountryOptionID(i)).Role("option").Aria("selected", country == c.Dialing.Chosen)
	if i == c.Dialing.Active {
		li = li.Class("active")
	}
	star := ""
	if c.Dialing.Favourite(country) {
		star = "★"
	}
	return li.Body(
		app.Span().Aria("hidden", "true").Text(sign(c.Dialing, country)),
		app.Span().Class("name").Text(c.Dialing.Name(country)),
		app.Span().Class("star").Text(star),
		app.Span().Class("code").Text(callingText(country)),
	).OnClick(func(ctx app.Context, _ app.Event) { send(ctx, state.ChoseCountry{Country: country}) })
}

// mark makes the country that the keys are on a favourite, or takes that back.
func (c *countryListPart) mark(country string) app.UI {
	said := textAddFavourite
	if c.Dialing.Favourite(country) {
		said = textDropFavourite
	}
	return app.Button().Type("button").Class("button", "small").
		Text(said.With("country", c.Dialing.Name(country))).OnClick(c.onMark)
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
	return textCountryIs.With("country", d.Name(d.Chosen), "code", callingText(d.Chosen))
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
