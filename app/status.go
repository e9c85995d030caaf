package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
)

// statusPart shows both statuses and lets the agent choose the platform's: a select-only combobox,
// because a native one would set every status that the arrow keys pass.
type statusPart struct {
	app.Compo
	Status state.Status
	Now    int64
	Hidden bool
}

// Render shows the box, its list, how long it has been so, and what follows from what.
func (c *statusPart) Render() app.UI {
	s := c.Status
	group := app.Div().Class("status").Role("group").Aria("label", textStatus)
	if c.Hidden {
		group = group.Hidden(true)
	}
	return group.Body(
		app.Div().Class("combo").Body(c.box(), c.list()),
		line("hint", busyHint(s)),
		line("since", sinceText(s.Since, c.Now)),
		// What changes here by itself is read out, but never in the middle of a word.
		app.Div().Class("told").Aria("live", "polite").Body(
			line("wanted", labelled(textSetting, s.Wanted)),
			row("next", s.Next != "").Body(
				line("", labelled(textNextStatus, s.Next)),
				button(s.Next != "", textClearNext, c.onClear),
			),
			row("kustomer", s.Kustomer != "").Body(
				colorDot(kustomerColors[s.KustomerType]), line("", labelled(textInKustomer, s.Kustomer)),
			),
			line("why", whyText(texts.Said(s.WhySaid, s.Why), s.WhyAt)),
			row("drift", s.Drift != "").Body(
				line("", texts.Said(s.DriftSaid, s.Drift)), button(s.Drift != "", textReconcile, c.onReconcile),
			),
		),
		app.P().Class("note", "fault").Role("alert").Text(s.Note),
	)
}

// kustomerColors are how Kustomer draws the types of its statuses.
var kustomerColors = map[string]string{
	"available": "#2e9e5b", "busy": "#e0a526", "unavailable": "#d64545", "offline": "#8a8f98",
}

// row is a line of several things, hidden while it says nothing.
func row(class string, shown bool) app.HTMLDiv {
	div := app.Div().Class("row", class)
	if shown {
		return div
	}
	return div.Hidden(true)
}

// button is there only while there is something to press it for.
func button(there bool, text texts.Text, on app.EventHandler) app.UI {
	if !there {
		return app.Span().Hidden(true)
	}
	return app.Button().Type("button").Class("button", "small").Text(text).OnClick(on)
}

// busyHint says what a choice means while the agent is busy.
func busyHint(s state.Status) string {
	if s.Busy && s.Next == "" {
		return textBusyChoice.String()
	}
	return ""
}

func (c *statusPart) box() app.UI {
	box := app.Div().ID(state.StatusID).Class("box").Role("combobox").TabIndex(0).
		Aria("label", textStatus).Aria("haspopup", "listbox").
		Aria("expanded", c.Status.Open).Aria("controls", state.StatusListID)
	if c.Status.Open {
		box = box.Aria("activedescendant", state.StatusOptionID(c.Status.Active))
	}
	return box.Body(
		colorDot(c.Status.Color),
		app.Span().Class("name").Text(firstText(c.Status.Platform, textUnknownStatus.String())),
	).OnClick(c.onToggle).OnKeyDown(c.onKey).OnBlur(c.onBlur)
}

func (c *statusPart) list() app.UI {
	// A list that scrolls would be a stop of its own for Tab.
	list := app.Ul().ID(state.StatusListID).Class("list").Role("listbox").TabIndex(-1).Aria("label", textStatus)
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

// line is one line of text, always in its place.
func line(class, text string) app.UI {
	p := app.P().Class("line", class)
	if text == "" {
		return p.Hidden(true)
	}
	return p.Text(text)
}

// labelled puts a status into its sentence; there is none without a status.
func labelled(sentence texts.Text, status string) string {
	if status == "" {
		return ""
	}
	return sentence.With("status", status)
}

// whyText puts the time behind a reason, as people say it here.
func whyText(why string, at int64) string {
	if why == "" || at == 0 {
		return why
	}
	return textWhyAt.With("why", strings.TrimSuffix(why, "."), "time", texts.Clock(at))
}

// sinceText tells since when and for how long, both zero while unknown.
func sinceText(since, now int64) string {
	if since == 0 {
		return ""
	}
	if now == 0 {
		return textSince.With("time", texts.Clock(since))
	}
	return textSinceFor.With("time", texts.Clock(since), "long", minutesText(max(now-since, 0)/60_000))
}

func minutesText(minutes int64) string {
	switch {
	case minutes == 0:
		return textUnderMinute.String()
	case minutes < 60:
		return textMinutes.Count(int(minutes))
	}
	return textHours.With("hours", texts.Number(int(minutes/60)), "minutes", texts.Number(int(minutes%60)))
}

func (c *statusPart) onClear(ctx app.Context, _ app.Event)     { send(ctx, state.PressedClearNext{}) }
func (c *statusPart) onReconcile(ctx app.Context, _ app.Event) { send(ctx, state.PressedReconcile{}) }

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
	li := app.Li().ID(state.StatusOptionID(c.Index)).Role("option").Aria("selected", c.Selected)
	if c.Active {
		li = li.Class("active")
	}
	return li.Body(colorDot(c.Color), app.Span().Text(c.Name)).OnClick(c.onChoose)
}

func (c *optionPart) onChoose(ctx app.Context, _ app.Event) {
	send(ctx, state.ChoseStatus{Name: c.Name})
}

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
