package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// statusPart shows the platform status and lets the agent choose another: a select-only combobox,
// because a native one would set every status that the arrow keys pass.
type statusPart struct {
	app.Compo
	Status state.Status
	Hidden bool
}

// Render shows the box, its list, and why the status is what it is.
func (c *statusPart) Render() app.UI {
	group := app.Div().Class("status").Role("group").Aria("label", textStatus)
	if c.Hidden {
		group = group.Hidden(true)
	}
	return group.Body(
		app.Div().Class("combo").Body(c.box(), c.list()),
		c.line("wanted", textSetting, c.Status.Wanted),
		c.line("next", textNextStatus, c.Status.Next),
		c.line("kustomer", textInKustomer, c.Status.Kustomer),
		c.line("why", "", c.Status.Why),
		app.P().Class("note", "fault").Role("alert").Text(c.Status.Note),
	)
}

func (c *statusPart) box() app.UI {
	box := app.Div().ID("status").Class("box").Role("combobox").TabIndex(0).
		Aria("label", textStatus).Aria("haspopup", "listbox").
		Aria("expanded", c.Status.Open).Aria("controls", state.StatusListID)
	if c.Status.Open {
		box = box.Aria("activedescendant", optionID(c.Status.Active))
	}
	return box.Body(
		colorDot(c.Status.Color),
		app.Span().Class("name").Text(firstText(c.Status.Platform, textUnknownStatus)),
	).OnClick(c.onToggle).OnKeyDown(c.onKey).OnBlur(c.onBlur)
}

func (c *statusPart) list() app.UI {
	list := app.Ul().ID(state.StatusListID).Class("list").Role("listbox").Aria("label", textStatus)
	if !c.Status.Open {
		list = list.Hidden(true)
	}
	return list.Body(app.Range(c.Status.Options).Slice(func(i int) app.UI {
		o := c.Status.Options[i]
		return &optionPart{
			Index: i, Name: o.Name, Color: o.Color,
			Selected: o.Name == c.Status.Platform, Active: i == c.Status.Active,
		}
	}))
}

// line is one line below the box, always in its place.
func (c *statusPart) line(class, label, value string) app.UI {
	p := app.P().Class("line", class)
	if value == "" {
		return p.Hidden(true)
	}
	return p.Text(label + value)
}

func (c *statusPart) onToggle(ctx app.Context, _ app.Event) { send(ctx, state.ToggledStatus{}) }
func (c *statusPart) onBlur(ctx app.Context, _ app.Event)   { send(ctx, state.ClosedStatus{}) }

func (c *statusPart) onKey(ctx app.Context, e app.Event) {
	send(ctx, state.PressedStatusKey{Key: e.Get("key").String()})
}

// optionPart is one status in the list.
type optionPart struct {
	app.Compo
	Index            int
	Name, Color      string
	Selected, Active bool
}

// Render shows the status by its name in the platform.
func (c *optionPart) Render() app.UI {
	li := app.Li().ID(optionID(c.Index)).Role("option").Aria("selected", c.Selected)
	if c.Active {
		li = li.Class("active")
	}
	return li.Body(colorDot(c.Color), app.Span().Text(c.Name)).OnClick(c.onChoose)
}

func (c *optionPart) onChoose(ctx app.Context, _ app.Event) {
	send(ctx, state.ChoseStatus{Name: c.Name})
}

func optionID(i int) string { return "status-option-" + strconv.Itoa(i) }

// colorDot shows a status's color, which the platform's admins choose. It is drawn, because the
// page's policy allows no style attributes.
func colorDot(color string) app.UI {
	const svg = "http://www.w3.org/2000/svg"
	dot := app.Elem("circle").XMLNS(svg).Attr("cx", "6").Attr("cy", "6").Attr("r", "5")
	if isColor(color) {
		dot = dot.Attr("fill", color)
	}
	return app.Elem("svg").XMLNS(svg).Attr("class", "color").Attr("viewBox", "0 0 12 12").
		Attr("aria-hidden", "true").Body(dot)
}

// isColor admits #rgb and #rrggbb alone.
func isColor(s string) bool {
	if len(s) != 4 && len(s) != 7 || s[0] != '#' {
		return false
	}
	_, err := strconv.ParseUint(s[1:], 16, 32)
	return err == nil
}
