package settings

import (
	"encoding/json"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
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
		return "Tries the settings as they are saved. Change some under Settings to see what would come of it, before saving."
	}
	return "Tries the settings as they are edited: " + strconv.Itoa(n) + " changed and not saved."
}

func trySession(s state.Simulator) app.UI {
	recent := []state.Option{{Label: "(none)"}}
	for _, name := range s.Recent {
		recent = append(recent, state.Option{Value: name, Label: name})
	}
	return region("try-session", "Try a session",
		simChoice("Past session", state.SimSession, recent, s.Session),
		app.Div().Class("labelled").Body(
			app.Label().For("sim-event").Text("Event or session as JSON"),
			app.Textarea().ID("sim-event").Class("wide").Rows(6).Spellcheck(false).Placeholder(`{"event_id":"e1","timestamp":1767225600000,"item":{"call_id":418,"state":"connected","direction":"incoming"}}`).
				OnInput(tried(state.SimEvent), app.EventScope(state.SimEvent)),
			hint("An event as CCAI Platform posts it, a batch about one session, or a call's or chat's object. With a past session, it comes on top of what is known."),
		),
		app.Div().Class("row").Body(
			simChoice("Customer", state.SimCustomer, []state.Option{{Value: "", Label: "nobody matches"}, {Value: "known", Label: "one matches"}, {Value: "shared", Label: "two share the number"}}, s.Customer),
			simChoice("Conversation", state.SimConversation, []state.Option{{Value: "", Label: "none of this menu and channel"}, {Value: "open", Label: "an open one"}, {Value: "done", Label: "one done yesterday"}}, s.Conversation),
		),
		pressed(app.Button().Type("button").Class("button", "primary").Text("Simulate").Aria("disabled", s.Busy), state.PressedSimulate{}),
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
var doWords = map[string]string{"ask": "Ask", "wait": "Wait", "settle": "Settle", "write": "Write", "file": "File"}

func simResult(r state.Simulated) app.UI {
	box := app.Div().Class("values").Role("region").Aria("label", "What would be written")
	if r.State == "" {
		return box.Hidden(true)
	}
	head := r.Session + ": " + r.State
	if r.Reason != "" {
		head += ", because " + r.Reason + " (" + r.Rule + ")"
	}
	return box.Body(
		app.P().Class("label").Text(head),
		app.Ol().Class("steps").Body(app.Range(r.Steps).Slice(func(i int) app.UI { return stepLine(r.Steps[i]) })),
		app.Range(r.Notes).Slice(func(i int) app.UI { return hint(r.Notes[i]) }),
	)
}

func stepLine(s state.Step) app.UI {
	text := doWords[s.Do] + ": " + s.What
	if s.Rule != "" {
		text += " (" + s.Rule + ")"
	}
	return app.Li().Class("step", s.Do).Body(
		app.Span().Text(text), hint(s.Reason),
		app.If(len(s.Body) > 0, func() app.UI {
			return app.Details().Body(app.Summary().Text("Body"), app.Pre().TabIndex(0).Text(pretty(s.Body)))
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
	kustomer, platform := []state.Option{{Label: "(choose)"}}, []state.Option{{Label: "(choose)"}}
	for _, k := range s.Statuses.Kustomer {
		kustomer = append(kustomer, state.Option{Value: k.ID, Label: k.Name})
	}
	for _, p := range s.Statuses.Platform {
		platform = append(platform, state.Option{Value: p.Name, Label: p.Name})
	}
	sim := s.Simulator
	return region("try-status", "Try a change of status",
		app.Div().Class("row").Body(
			simChoice("Kustomer status becomes", state.SimKustomer, kustomer, sim.Kustomer),
			simChoice("While CCAI Platform has", state.SimPlatform, platform, sim.Platform),
			app.Div().Class("labelled").Body(app.Label().For("sim-next").Text("Agent's own next status"),
				app.Input().ID("sim-next").Type("text").AutoComplete(false).OnInput(tried(state.SimNext), app.EventScope(state.SimNext))),
		),
		button("Try status", state.PressedTryStatus{}),
		app.P().Role("status").Aria("label", "What would be set").Text(statusText(sim.Status)),
	)
}

// statusWords say what would be done about a change of status.
var statusWords = map[string]string{"apply": "Set at once", "hold": "Kept as the next status", "ignore": "Not followed", "unmapped": "Not mapped", "nothing": "Nothing to do"}

func statusText(r state.StatusResult) string {
	if r.Do == "" {
		return ""
	}
	return statusWords[r.Do] + ": " + r.Why + " (" + r.Rule + ")."
}
