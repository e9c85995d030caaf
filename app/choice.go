package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// choicesPart asks which of several customers a session belongs to.
type choicesPart struct {
	app.Compo
	Choices []state.Choice
	Hidden  bool
}

// Render shows one card for each session in question.
func (c *choicesPart) Render() app.UI {
	list := app.Div().Class("choices")
	if c.Hidden {
		return list.Hidden(true)
	}
	return list.Body(app.Range(c.Choices).Slice(func(i int) app.UI {
		return &choicePart{Choice: c.Choices[i]}
	}))
}

// choicePart is one question.
type choicePart struct {
	app.Compo
	Choice state.Choice
}

// CompoID keeps a card's radios its own.
func (c *choicePart) CompoID() string { return c.Choice.Session }

// Render shows who shares the number, one radio each, and the button that takes the one picked.
func (c *choicePart) Render() app.UI {
	about := "choice-" + c.Choice.Session
	use := app.Button().Type("button").Class("button", "primary").Text(textUseCustomer).OnClick(c.onUse)
	if c.Choice.Picked == "" || c.Choice.Ref != "" {
		use = use.Aria("disabled", "true")
	}
	return app.Div().Class("choice", "card").Role("dialog").
		Aria("label", textWhichCustomer).Aria("describedby", about).Body(
		app.H2().Text(textWhichCustomer),
		app.P().ID(about).Class("note").Text(sharedText(c.Choice.Number)),
		app.Div().Class("matches").Role("radiogroup").Aria("label", textWhichCustomer).Body(
			app.Range(c.Choice.Matches).Slice(func(i int) app.UI { return c.match(c.Choice.Matches[i]) }),
		),
		app.Div().Class("row").Body(use),
	)
}

func (c *choicePart) match(m protocol.Match) app.UI {
	session := c.Choice.Session
	why := ""
	if m.Customer == c.Choice.Proposed && c.Choice.Why != "" {
		why = textProposed.With("why", texts.Said(c.Choice.WhySaid, c.Choice.Why))
	}
	return app.Label().Class("match").Body(
		app.Input().Type("radio").ID(state.MatchID(session, m.Customer)).Name("match-"+session).
			Value(m.Customer).Checked(m.Customer == c.Choice.Picked).
			OnChange(func(ctx app.Context, _ app.Event) {
				send(ctx, state.PickedCustomer{Session: session, Customer: m.Customer})
			}),
		app.Span().Class("about").Body(
			app.Span().Class("who").Text(firstText(m.Name, textNoName.String())),
			app.Span().Class("last").Text(lastText(m)),
			app.If(why != "", func() app.UI { return app.Span().Class("why").Text(why) }),
		),
	)
}

func (c *choicePart) onUse(ctx app.Context, _ app.Event) {
	send(ctx, state.PressedUseCustomer{Session: c.Choice.Session})
}

func sharedText(number string) string { return textSharedBy.With("number", numberText(number)) }

// lastText tells a customer's last open conversation.
func lastText(m protocol.Match) string {
	if m.Last == "" && m.LastAt == 0 {
		return textNothingOpen.String()
	}
	title := firstText(m.Last, textNoTitle.String())
	if m.LastAt == 0 {
		return textLastOpen.With("title", title)
	}
	return textLastOpenAt.With("title", title, "time", texts.Moment(m.LastAt))
}
