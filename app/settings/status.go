package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// settingsTab is all that is saved. What saves it stands below what scrolls, and covers nothing.
func settingsTab(s state.State) app.UI {
	body := []app.UI{suggestions(s), conflictPart(s.Draft), statusPart(s), mappingPart(s), fieldsPart(s.Fields)}
	for _, one := range state.Sections() {
		body = append(body, section(s.Draft, one, linkedPart(s, one)))
	}
	return app.Div().Class("tab-frame").Hidden(s.Tab != state.TabSettings).Body(
		app.Div().Class("tab").Body(body...), savePart(s.Draft))
}

// statusPart is the switch, the prioritization, and what else inheritance does.
func statusPart(s state.State) app.UI {
	d := s.Draft
	toggle, _ := state.Find(state.Inheritance)
	login, _ := state.Find("statusAtLogin")
	vanished, _ := state.Find("vanishedAgent")
	return region("agent-status", texts.Say("section.agent-status: Agent Status"),
		setting(d, toggle),
		gatePart(d), notices(s.Setup.Routing()),
		priorityPart(d),
		pressed(app.Button().Type("button").Class("button").Text(texts.Say("status.set-priority: Set Status Prioritization")), state.PressedSetPriority{}),
		app.P().Class("hint").Text(texts.Say("status.set-priority.help: Saves the switch and the prioritization at once. Everything else waits for Save.")),
		setting(d, login),
		setting(d, vanished),
	)
}

// gatePart asks before inheritance is switched on while team routing is off.
func gatePart(d state.Draft) app.UI {
	if !d.Gated {
		return app.Div().Hidden(true)
	}
	return app.Div().ID("gate").TabIndex(-1).Class("notice", "bad").Role("alert").Body(
		app.P().Class("what").Text(texts.Say("gate: Not switched on: team routing is off for some agents, as told below.")),
		app.P().Text(texts.Say("gate.fix: Switch it on in Kustomer and check again. Those agents have no status until then.")),
		app.Div().Class("row").Body(
			button(texts.Say("gate.check: Check team routing again"), state.PressedTest{Area: state.AreaRouting}),
			button(texts.Say("gate.anyway: Switch on anyway"), state.PressedAnyway{}),
		),
	)
}

// priorityPart is the choice between the two, as radio buttons with their whole sentences.
func priorityPart(d state.Draft) app.UI {
	p, _ := state.Find(state.Prioritization)
	chosen, locked := d.Value(p.Name).Text, d.IsManaged(p.Name)
	return app.Div().ID("part-"+p.Name).Class("setting").TabIndex(-1).Body(
		app.Div().Class("radios").Role("radiogroup").Aria("labelledby", "priority-label").Aria("describedby", "help-"+p.Name).Body(
			app.Span().ID("priority-label").Class("label").Text(p.Label),
			app.Range(p.Options).Slice(func(i int) app.UI {
				o := p.Options[i]
				return radio(p.Name, o, o.Value == chosen, locked)
			}),
		),
		app.P().Class("hint").ID("help-"+p.Name).Text(helpText(d, p)),
		app.P().Class("fault").Role("alert").Text(d.Faults[p.Name]),
	)
}

func radio(name string, o state.Option, checked, locked bool) app.UI {
	m := state.Chose{Name: name, Value: o.Value}
	input := app.Input().Type("radio").Name(name).ID("radio-"+o.Value).Value(o.Value).Checked(checked).
		OnChange(func(ctx app.Context, _ app.Event) { send(ctx, m) }, scope(m))
	if locked {
		input = input.Disabled(true)
	}
	return app.Div().Class("radio").Body(input, app.Label().For("radio-"+o.Value).Text(o.Label))
}
