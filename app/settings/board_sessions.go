package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// sessionsPart lists sessions by state, with what may be done about each.
func sessionsPart(b state.Board) app.UI {
	options := []state.Option{{Label: texts.Say("board.all: all")}}
	for _, name := range state.States {
		label := state.StateName(name)
		if n := b.Figures.States[name]; n > 0 {
			label += " (" + texts.Number(n) + ")"
		}
		options = append(options, state.Option{Value: name, Label: label})
	}
	return app.Div().Class("values").Body(
		app.Div().Class("labelled").Body(app.Label().For("board-state").Text(texts.Say("board.state: State")),
			choices("board-state", options, b.Filter, false, func(v string) state.Msg { return state.ChoseState{State: v} }, "board-state")),
		app.If(len(b.Sessions) == 0, func() app.UI { return hint(texts.Say("board.no-sessions: No sessions.")) }),
		app.Div().Class("scroll").TabIndex(0).Role("group").Aria("label", texts.Say("board.sessions.table: Sessions, table")).Hidden(len(b.Sessions) == 0).Body(app.Table().Body(
			app.THead().Body(headings(texts.Say("board.session: Session"), texts.Say("board.state: State"), texts.Say("board.since-when: Since"), "")),
			app.TBody().Body(app.Range(b.Sessions).Slice(func(i int) app.UI { return sessionLine(b.Sessions[i]) })),
		)),
		app.If(b.More, func() app.UI {
			return hint(texts.Say("board.more: These are the latest 100; choose a state to see others."))
		}),
	)
}

func sessionLine(s state.Session) app.UI {
	order := func(text, name string) app.UI {
		return small(text, texts.Say("board.order: {order} {session}", "order", text, "session", s.Session), state.PressedOrder{Session: s.Session, Order: name})
	}
	stuck := s.State == "buried" || s.State == "parked"
	return app.Tr().Body(
		app.Th().Scope("row").Text(s.Session),
		app.Td().Body(lines([]string{state.StateName(s.State), texts.Said(s.ReasonSaid, texts.Known(s.Reason))})),
		app.Td().Text(moment(s.At)),
		app.Td().Body(
			small(texts.Say("show: Show"), texts.Say("show.of: Show {what}", "what", s.Session), state.PressedOpen{Session: s.Session}),
			app.If(stuck || s.State == "discarded", func() app.UI { return order(texts.Say("board.replay: Replay"), "replay") }),
			app.If(stuck || s.State == "unlinked" || s.State == "saving", func() app.UI { return order(texts.Say("board.discard: Discard"), "discard") }),
			app.If(s.State == "unlinked", func() app.UI { return linkForm(s.Session) }),
		),
	)
}

// linkForm takes the id of the customer that a session belongs to.
func linkForm(session string) app.UI {
	id := state.LinkID(session)
	return app.Div().Class("row").Body(
		app.Input().ID(id).Type("text").AutoComplete(false).Placeholder(texts.Say("board.customer-id: id of the customer")).Aria("label", texts.Say("board.customer-for: Customer for {session}", "session", session)).
			OnInput(func(ctx app.Context, _ app.Event) {
				send(ctx, state.TypedCustomer{Session: session, Text: ctx.JSSrc().Get("value").String()})
			}, app.EventScope(id)),
		small(texts.Say("board.link: Link"), texts.Say("board.order: {order} {session}", "order", texts.Say("board.link: Link"), "session", session), state.PressedOrder{Session: session, Order: "link"}),
	)
}

// accountPart is one session's audit trail.
func accountPart(a state.Account) app.UI {
	if a.Session == "" {
		return app.Div().Hidden(true)
	}
	return region("account", texts.Say("board.trail: Trail of {session}", "session", a.Session),
		app.P().Text(texts.Say("board.account: {state}. {reason}", "state", state.StateName(a.State), "reason", texts.Said(a.ReasonSaid, texts.Known(a.Reason)))),
		app.P().Class("hint").Text(texts.Say("board.records: Customer {customer}, conversation {conversation}.", "customer", firstText(a.Customer, texts.Say("none: none")), "conversation", firstText(a.Conversation, texts.Say("none: none")))),
		app.Ol().Class("steps").Body(app.Range(a.Writes).Slice(func(i int) app.UI {
			w := a.Writes[i]
			return app.Li().Class("step").Body(
				app.Span().Text(w.What+" ("+w.Rule+"), "+moment(w.At)+": "+w.Outcome),
				hint(texts.Known(w.Reason)), facts(w.Facts),
			)
		})),
		small(texts.Say("close: Close"), texts.Say("board.close-trail: Close the trail"), state.PressedClose{}),
	)
}

func facts(list []string) app.UI {
	if len(list) == 0 {
		return app.Div().Hidden(true)
	}
	return app.Details().Body(app.Summary().Text(texts.Say("board.facts: Facts")), app.Ul().Body(app.Range(list).Slice(func(i int) app.UI {
		return app.Li().Body(app.Code().Text(list[i]))
	})))
}
