package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

// sessionsPart lists sessions by state, with what may be done about each.
func sessionsPart(b state.Board) app.UI {
	options := []state.Option{{Label: "all"}}
	for _, name := range state.States {
		label := name
		if n := b.Figures.States[name]; n > 0 {
			label += " (" + strconv.Itoa(n) + ")"
		}
		options = append(options, state.Option{Value: name, Label: label})
	}
	return app.Div().Class("values").Body(
		app.Div().Class("labelled").Body(app.Label().For("board-state").Text("State"),
			choices("board-state", options, b.Filter, false, func(v string) state.Msg { return state.ChoseState{State: v} }, "board-state")),
		app.If(len(b.Sessions) == 0, func() app.UI { return hint("No sessions.") }),
		app.Div().Class("scroll").TabIndex(0).Role("group").Aria("label", "Sessions, table").Hidden(len(b.Sessions) == 0).Body(app.Table().Body(
			app.THead().Body(headings("Session", "State", "Since", "")),
			app.TBody().Body(app.Range(b.Sessions).Slice(func(i int) app.UI { return sessionLine(b.Sessions[i]) })),
		)),
		app.If(b.More, func() app.UI { return hint("These are the latest 100; choose a state to see others.") }),
	)
}

func sessionLine(s state.Session) app.UI {
	order := func(text, name string) app.UI {
		return small(text, text+" "+s.Session, state.PressedOrder{Session: s.Session, Order: name})
	}
	stuck := s.State == "buried" || s.State == "parked"
	return app.Tr().Body(
		app.Th().Scope("row").Text(s.Session),
		app.Td().Body(lines([]string{s.State, s.Reason})),
		app.Td().Text(moment(s.At)),
		app.Td().Body(
			small("Show", "Show "+s.Session, state.PressedOpen{Session: s.Session}),
			app.If(stuck || s.State == "discarded", func() app.UI { return order("Replay", "replay") }),
			app.If(stuck || s.State == "unlinked" || s.State == "saving", func() app.UI { return order("Discard", "discard") }),
			app.If(s.State == "unlinked", func() app.UI { return linkForm(s.Session) }),
		),
	)
}

// linkForm takes the id of the customer that a session belongs to.
func linkForm(session string) app.UI {
	id := state.LinkID(session)
	return app.Div().Class("row").Body(
		app.Input().ID(id).Type("text").AutoComplete(false).Placeholder("id of the customer").Aria("label", "Customer for "+session).
			OnInput(func(ctx app.Context, _ app.Event) {
				send(ctx, state.TypedCustomer{Session: session, Text: ctx.JSSrc().Get("value").String()})
			}, app.EventScope(id)),
		small("Link", "Link "+session, state.PressedOrder{Session: session, Order: "link"}),
	)
}

// accountPart is one session's audit trail.
func accountPart(a state.Account) app.UI {
	if a.Session == "" {
		return app.Div().Hidden(true)
	}
	return region("account", "Trail of "+a.Session,
		app.P().Text(a.State+". "+a.Reason),
		app.P().Class("hint").Text("Customer "+firstText(a.Customer, "none")+", conversation "+firstText(a.Conversation, "none")+"."),
		app.Ol().Class("steps").Body(app.Range(a.Writes).Slice(func(i int) app.UI {
			w := a.Writes[i]
			return app.Li().Class("step").Body(
				app.Span().Text(w.What+" ("+w.Rule+"), "+moment(w.At)+": "+w.Outcome),
				hint(w.Reason), facts(w.Facts),
			)
		})),
		small("Close", "Close the trail", state.PressedClose{}),
	)
}

func facts(list []string) app.UI {
	if len(list) == 0 {
		return app.Div().Hidden(true)
	}
	return app.Details().Body(app.Summary().Text("Facts"), app.Ul().Body(app.Range(list).Slice(func(i int) app.UI {
		return app.Li().Body(app.Code().Text(list[i]))
	})))
}
