package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

const (
	numberID = state.NumberID
	aboutID  = "number-about"
	reasonID = "call-reason"
)

// dialPart is the number field and Call. The field's text belongs to the browser while the agent
// types, so it is never rendered: state.WriteNumber writes it when something else fills it.
type dialPart struct {
	app.Compo
	Dial     state.Dial
	Dialing  state.Dialing
	Now      int64
	Obstacle state.Obstacle
	Hidden   bool
}

// Render shows the field, the button and what became of the last call.
func (c *dialPart) Render() app.UI {
	form := app.Form().Class("dial").OnSubmit(c.onCall)
	if c.Hidden {
		form = form.Hidden(true)
	}
	return form.Body(
		app.Label().For(numberID).Text(textNumber),
		app.Div().Class("row").Body(
			&countryPart{Dialing: c.Dialing},
			app.Input().ID(numberID).Type("tel").AutoComplete(false).Spellcheck(false).
				MaxLength(64).Aria("describedby", aboutID).OnInput(c.onInput),
			c.button(),
		),
		app.P().ID(aboutID).Class("note", "about").Body(
			app.Span().Text(aboutNumber(c.Dial, c.Dialing, c.Now)),
			app.Span().Class("warn").Text(warningText(c.Dial.Told)),
		),
		choicesOf(c.Dialing),
		app.Span().ID(reasonID).Class("aside").Text(c.Obstacle.Text()),
		c.outcome(),
		app.If(c.Dial.Warned != nil, func() app.UI { return &warnedPart{Warning: *c.Dial.Warned} }),
	)
}

// button is aria-disabled, never disabled: pressed all the same, it says why it does nothing.
func (c *dialPart) button() app.UI {
	b := app.Button().Type("submit").Class("button", "primary", "call")
	if c.Obstacle != state.NoObstacle {
		b = b.Aria("disabled", true).Aria("describedby", reasonID)
	}
	return b.Text(textCall)
}

func (c *dialPart) outcome() app.UI {
	switch {
	case c.Dial.Ref != "":
		return app.P().Class("note").Role("status").Text(textCalling)
	case c.Dial.Refused:
		return app.P().Class("note", "fault").Role("alert").Text(c.Dial.Outcome)
	}
	return app.P().Class("note").Role("status").Text(c.Dial.Outcome)
}

func (c *dialPart) onInput(ctx app.Context, _ app.Event) {
	send(ctx, state.TypedNumber{Text: ctx.JSSrc().Get("value").String()})
}

func (c *dialPart) onCall(ctx app.Context, _ app.Event) { send(ctx, state.PressedCall{}) }
