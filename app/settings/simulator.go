package settings

import (
	"encoding/json"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// simulatorTab tries sessions and changes of status under the settings as they are edited.
func simulatorTab(s state.State) app.UI {
	return app.Div().Class("tab").Body(
		app.P().Class("hint").Text(changedHint(len(s.Draft.Changed()))),
		notice(s.Simulator.Problem),
		trySession(s.Simulator),
		tryStatus(s),
	)
}

func changedHint(n int) string {
	if n == 0 {
		return texts.Say("sim.saved: Tries the settings as they are saved. Change some under Settings to see what would come of it, before saving.")
	}
	return texts.Say("sim.edited: Tries the settings as they are edited: {n} changed and not saved.", "n", texts.Number(n))
}

func trySession(s state.Simulator) app.UI {
	recent := []state.Option{{Label: texts.Say("sim.none: (none)")}}
	for _, name := range s.Recent {
		recent = append(recent, state.Option{Value: name, Label: name})
	}
	return region("try-session", texts.Say("sim.session: Try a session"),
		simChoice(texts.Say("sim.past: Past session"), state.SimSession, recent, s.Session),
		app.Div().Class("labelled").Body(
			app.Label().For("sim-event").Text(texts.Say("sim.event: Event or session as JSON")),
			app.Textarea().ID("sim-event").Class("wide").Rows(6).Spellcheck(false).Placeholder(`{"event_id":"e1","timestamp":1767225600000,"item":{"call_id":418,"state":"connected","direction":"incoming"}}`).
				OnInput(tried(state.SimEvent), app.EventScope(state.SimEvent)),
			hint(texts.Say("sim.event.help: An event as CCAI Platform posts it, a batch about one session, or a call's or chat's object. With a past session, it comes on top of what is known.")),
		),
		app.Div().Class("row").Body(
			simChoice(texts.Say("sim.customer: Customer"), state.SimCustomer, []state.Option{{Value: "", Label: texts.Say("sim.nobody: nobody matches")}, {Value: "known", Label: texts.Say("sim.one: one matches")}, {Value: "shared", Label: texts.Say("sim.shared: two share the number")}}, s.Customer),
			simChoice(texts.Say("sim.conversation: Conversation"), state.SimConversation, []state.Option{{Value: "", Label: texts.Say("sim.no-conversation: none of this menu and channel")}, {Value: "open", Label: texts.Say("sim.open: an open one")}, {Value: "done", Label: texts.Say("sim.done: one done yesterday")}}, s.Conversation),
		),
		pressed(app.Button().Type("button").Class("button", "primary").Text(texts.Say("sim.simulate: Simulate")).Aria("disabled", s.Busy), state.PressedSimulate{}),
		simResult(s.Result),
	)
}

func simChoice(label, name string, options []state.Option, value string) app.UI {
	id := "sim-" + name
	return app.Div().Class("labelled").Body(app.Label().For(id).Text(label),
		choices(id, options, value, false, func(v string) state.Msg { return state.Tried{Name: name, Text: v} }, id))
}

func tried(name string) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		send(ctx, state.Tried{Name: name, Text: ctx.JSSrc().Get("value").String()})
	}
}

// doWords say what kind of step it is.
var doWords = map[string]texts.Text{"ask": "do.ask: Ask", "wait": "do.wait: Wait", "settle": "do.settle: Settle", "write": "do.write: Write", "file": "do.file: File"}

func simResult(r state.Simulated) app.UI {
	box := app.Div().Class("values").Role("region").Aria("label", texts.Say("sim.written: What would be written"))
	if r.State == "" {
		return box.Hidden(true)
	}
	head := texts.Say("sim.result: {session}: {state}", "session", r.Session, "state", state.StateName(r.State))
	if r.Reason != "" {
		head = texts.Say("sim.result-because: {session}: {state}, because {reason} ({rule})",
			"session", r.Session, "state", state.StateName(r.State), "reason", texts.Known(r.Reason), "rule", r.Rule)
	}
	return box.Body(
		app.P().Class("label").Text(head),
		app.Ol().Class("steps").Body(app.Range(r.Steps).Slice(func(i int) app.UI { return stepLine(r.Steps[i]) })),
		app.Range(r.Notes).Slice(func(i int) app.UI { return hint(r.Note(i)) }),
	)
}

func stepLine(s state.Step) app.UI {
	text := texts.Say("sim.step: {do}: {what}", "do", doWords[s.Do].String(), "what", texts.Said(s.WhatSaid, s.What))
	if s.Rule != "" {
		text += " (" + s.Rule + ")"
	}
	return app.Li().Class("step", s.Do).Body(
		app.Span().Text(text), hint(texts.Said(s.ReasonSaid, texts.Known(s.Reason))),
		app.If(len(s.Body) > 0, func() app.UI {
			return app.Details().Body(app.Summary().Text(texts.Say("sim.body: Body")), app.Pre().TabIndex(0).Text(pretty(s.Body)))
		}),
	)
}

func pretty(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return string(raw)
	}
	return string(text)
}

func tryStatus(s state.State) app.UI {
	kustomer, platform := []state.Option{{Label: texts.Say("sim.choose: (choose)")}}, []state.Option{{Label: texts.Say("sim.choose: (choose)")}}
	for _, k := range s.Statuses.Kustomer {
		kustomer = append(kustomer, state.Option{Value: k.ID, Label: k.Name})
	}
	for _, p := range s.Statuses.Platform {
		platform = append(platform, state.Option{Value: p.Name, Label: p.Name})
	}
	sim := s.Simulator
	return region("try-status", texts.Say("sim.status: Try a change of status"),
		app.Div().Class("row").Body(
			simChoice(texts.Say("sim.becomes: Kustomer status becomes"), state.SimKustomer, kustomer, sim.Kustomer),
			simChoice(texts.Say("sim.while: While CCAI Platform has"), state.SimPlatform, platform, sim.Platform),
			app.Div().Class("labelled").Body(app.Label().For("sim-next").Text(texts.Say("sim.next: Agent's own next status")),
				app.Input().ID("sim-next").Type("text").AutoComplete(false).OnInput(tried(state.SimNext), app.EventScope(state.SimNext))),
		),
		button(texts.Say("sim.try-status: Try status"), state.PressedTryStatus{}),
		app.P().Role("status").Aria("label", texts.Say("sim.set: What would be set")).Text(statusText(sim.Status)),
	)
}

// statusWords say what would be done about a change of status.
var statusWords = map[string]texts.Text{
	"apply": "outcome.apply: Set at once", "hold": "outcome.hold: Kept as the next status", "ignore": "outcome.ignore: Not followed",
	"unmapped": "outcome.unmapped: Not mapped", "nothing": "outcome.nothing: Nothing to do",
}

func statusText(r state.StatusResult) string {
	if r.Do == "" {
		return ""
	}
	return texts.Say("sim.outcome: {outcome}: {why} ({rule}).", "outcome", statusWords[r.Do].String(), "why", texts.Said(r.WhySaid, r.Why), "rule", r.Rule)
}
