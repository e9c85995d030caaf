package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

// problemsPart shows the faults that wait to be read.
type problemsPart struct {
	app.Compo
	Problems []protocol.Problem
}

// Render shows one alert for each.
func (c *problemsPart) Render() app.UI {
	return app.Div().Class("problems").Body(
		app.Range(c.Problems).Slice(func(i int) app.UI { return &problemPart{Problem: c.Problems[i]} }),
	)
}

// problemPart is one of them.
type problemPart struct {
	app.Compo
	Problem protocol.Problem
}

// CompoID keeps an alert's element its own: another fault must be announced anew.
func (c *problemPart) CompoID() string { return c.Problem.Code }

// Render shows what happened and what to do.
func (c *problemPart) Render() app.UI {
	return app.Div().Class("problem").Role("alert").Body(
		app.Div().Body(
			app.P().Class("what").Text(c.Problem.Text),
			app.If(c.Problem.Fix != "", func() app.UI { return app.P().Class("fix").Text(c.Problem.Fix) }),
		),
		app.Button().Type("button").Class("button", "small").Text(textDismiss).OnClick(c.onDismiss),
	)
}

func (c *problemPart) onDismiss(ctx app.Context, _ app.Event) {
	send(ctx, state.DismissedProblem{Code: c.Problem.Code})
}
