package settings

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// section draws a group of settings from its table, and below them what else belongs there.
func section(d state.Draft, s state.Section, more ...app.UI) app.UI {
	body := []app.UI{hint(s.Help)}
	for _, one := range s.Settings {
		body = append(body, setting(d, one))
	}
	return region(s.ID, s.Title, append(body, more...)...)
}

// setting is one setting: its control, its help and default, why it is locked, and what is wrong.
func setting(d state.Draft, s state.Setting) app.UI {
	box := app.Div().ID("part-" + s.Name).Class("setting").TabIndex(-1)
	if d.Faults[s.Name] != "" {
		box = box.Class("wrong")
	}
	return box.Body(
		control(d, s),
		app.P().Class("hint").ID("help-"+s.Name).Text(helpText(d, s)),
		app.P().Class("fault").ID("fault-"+s.Name).Role("alert").Text(d.Faults[s.Name]),
	)
}

// helpText says what a setting does, how it comes, and who locks it.
func helpText(d state.Draft, s state.Setting) string {
	text := strings.TrimSpace(s.Help + " " + texts.Say("form.default: Default: {value}.", "value", defaultText(s)))
	if d.IsManaged(s.Name) {
		text += " " + texts.Say("form.locked: Locked: the operator sets it in TENANT_SETTINGS_FILE.")
	}
	return text
}

func defaultText(s state.Setting) string {
	v := s.Decode([]byte(s.Default))
	switch {
	case s.Kind == state.Switch && v.On:
		return texts.Say("form.on: on")
	case s.Kind == state.Switch:
		return texts.Say("form.off: off")
	case s.Kind == state.Choice:
		return optionLabel(s.Options, v.Text)
	case s.Kind == state.Pair && len(v.Rows) == 1 && s.Default != "null":
		var words []string
		for _, c := range s.Columns {
			words = append(words, v.Rows[0][c.Name])
		}
		return strings.Join(words, ", ")
	}
	return firstText(v.Text, texts.Say("none: none"))
}

func optionLabel(options []state.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

func control(d state.Draft, s state.Setting) app.UI {
	v, locked := d.Value(s.Name), d.IsManaged(s.Name)
	switch s.Kind {
	case state.Switch:
		return switchControl(s, v, locked)
	case state.Choice:
		return choiceControl(s, v, locked)
	case state.Lines:
		return linesControl(s, locked)
	case state.Rows, state.Pair:
		return rowsControl(s, v, locked)
	}
	return textControl(s, locked)
}

// switchControl is a switch: a button that is on or off, so that a key turns it over.
func switchControl(s state.Setting, v state.Value, locked bool) app.UI {
	b := app.Button().Type("button").Class("switch").Role("switch").Aria("checked", v.On).
		Aria("label", s.Label).Aria("describedby", "help-"+s.Name)
	if locked {
		b = b.Disabled(true)
	}
	word := texts.Say("form.switch-off: Off")
	if v.On {
		word = texts.Say("form.switch-on: On")
	}
	return app.Div().Class("row").Body(
		pressed(b, state.Toggled{Name: s.Name}),
		app.Span().Class("label").Aria("hidden", true).Text(s.Label),
		app.Span().Class("word").Aria("hidden", true).Text(word),
	)
}

func choiceControl(s state.Setting, v state.Value, locked bool) app.UI {
	id := state.FieldID(s.Name, 0, "")
	return app.Div().Class("labelled").Body(
		app.Label().For(id).Text(s.Label),
		choices(id, s.Options, v.Text, locked, func(value string) state.Msg { return state.Chose{Name: s.Name, Value: value} }, s.Name).
			Aria("describedby", "help-"+s.Name),
	)
}

// choices is a list of options to pick one from.
func choices(id string, options []state.Option, value string, locked bool, m func(value string) state.Msg, about string) app.HTMLSelect {
	list := app.Select().ID(id).Body(app.Range(options).Slice(func(i int) app.UI {
		o := options[i]
		return app.Option().Value(o.Value).Text(o.Label).Selected(o.Value == value)
	})).OnChange(func(ctx app.Context, _ app.Event) { send(ctx, m(ctx.JSSrc().Get("value").String())) }, app.EventScope(about))
	if locked {
		list = list.Disabled(true)
	}
	return list
}

func textControl(s state.Setting, locked bool) app.UI {
	id := state.FieldID(s.Name, 0, "")
	return app.Div().Class("labelled").Body(
		app.Label().For(id).Text(s.Label),
		field(id, s.Kind, s.Hint, s.Suggest, locked, state.Typed{Name: s.Name}).Aria("describedby", "help-"+s.Name+" fault-"+s.Name),
	)
}

// field is a text field that tells each change of its text.
func field(id string, kind state.Kind, hint, suggest string, locked bool, m state.Typed) app.HTMLInput {
	input := app.Input().ID(id).Type("text").AutoComplete(false).Placeholder(hint)
	if suggest != "" {
		input = input.List(suggest)
	}
	if kind == state.Number {
		input = input.Attr("inputmode", "numeric").Class("number")
	}
	if locked {
		input = input.Disabled(true)
	}
	return input.OnInput(typed(m), scope(m))
}

func typed(m state.Typed) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		m := m
		m.Text = ctx.JSSrc().Get("value").String()
		send(ctx, m)
	}
}

func linesControl(s state.Setting, locked bool) app.UI {
	id := state.FieldID(s.Name, 0, "")
	area := app.Textarea().ID(id).Rows(3).Placeholder(s.Hint).Spellcheck(false).
		Aria("describedby", "help-"+s.Name+" fault-"+s.Name).OnInput(typed(state.Typed{Name: s.Name}), app.EventScope(s.Name))
	if locked {
		area = area.Disabled(true)
	}
	return app.Div().Class("labelled").Body(app.Label().For(id).Text(s.Label), area)
}
