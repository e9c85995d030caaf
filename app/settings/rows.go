package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// rowsControl is a list of objects, each a line of fields; a pair is one line that always is there.
func rowsControl(s state.Setting, v state.Value, locked bool) app.UI {
	list := app.Range(v.Rows).Slice(func(i int) app.UI { return rowLine(s, v.Rows[i], i, locked) })
	group := app.FieldSet().Class("rows")
	if s.Kind == state.Pair {
		return group.Body(app.Legend().Text(s.Label), list)
	}
	return group.Body(
		app.Legend().Text(s.Label), app.Div().Body(list),
		app.If(!locked, func() app.UI {
			return small(texts.Say("rows.add: Add"), texts.Say("rows.add-to: Add to {list}", "list", s.Label), state.AddedRow{Name: s.Name})
		}),
	)
}

func rowLine(s state.Setting, row state.Row, i int, locked bool) app.UI {
	var cells []app.UI
	for _, c := range s.Columns {
		cells = append(cells, cell(s, c, row, i, locked))
	}
	if s.Kind == state.Rows && !locked {
		name := texts.Say("rows.remove: Remove line {n} of {list}", "n", texts.Number(i+1), "list", s.Label)
		cells = append(cells, small(texts.Say("remove: Remove"), name, state.RemovedRow{Name: s.Name, Row: i}))
	}
	return app.Div().Class("line").Body(cells...)
}

func cell(s state.Setting, c state.Column, row state.Row, i int, locked bool) app.UI {
	id := state.FieldID(s.Name, i, c.Name)
	var input app.UI
	if c.Kind == state.Choice {
		input = choices(id, c.Options, row[c.Name], locked, func(value string) state.Msg {
			return state.Typed{Name: s.Name, Row: i, Column: c.Name, Text: value}
		}, id)
	} else {
		input = field(id, c.Kind, c.Hint, c.Suggest, locked, state.Typed{Name: s.Name, Row: i, Column: c.Name})
	}
	return app.Div().Class("cell").Body(app.Label().For(id).Text(c.Label), input)
}

// suggestions are what may be meant in fields that take ids, names and addresses of others.
func suggestions(s state.State) app.UI {
	var users, emails, agents, statuses []state.Option
	for _, u := range s.People.Users {
		users = append(users, state.Option{Value: u.ID, Label: u.Label()})
		emails = append(emails, state.Option{Value: u.Email, Label: u.Name})
	}
	for _, a := range s.People.Agents {
		agents = append(agents, state.Option{Value: a.ID, Label: a.Label()})
	}
	for _, name := range s.Statuses.Settable() {
		statuses = append(statuses, state.Option{Value: name})
	}
	return app.Div().Hidden(true).Body(
		suggestion(state.SuggestUsers, users), suggestion(state.SuggestEmails, emails),
		suggestion(state.SuggestAgents, agents), suggestion(state.SuggestStatuses, statuses),
	)
}

func suggestion(id string, options []state.Option) app.UI {
	return app.DataList().ID(id).Body(app.Range(options).Slice(func(i int) app.UI {
		return app.Option().Value(options[i].Value).Text(options[i].Label)
	}))
}

// linkedPart says by name who is linked to whom: ids tell people nothing.
func linkedPart(s state.State, section state.Section) app.UI {
	var lines []string
	if section.Settings[0].Name == state.Links && s.People.Read {
		for _, row := range s.Draft.Value(state.Links).Rows {
			lines = append(lines, texts.Say("rows.linked: {user} is {agent}", "user", personNamed(s.People.Users, row["kustomer"]), "agent", personNamed(s.People.Agents, row["platform"])))
		}
	}
	list := app.Ul().Class("differences").Aria("label", texts.Say("rows.who: Who is linked"))
	if len(lines) == 0 {
		return list.Hidden(true)
	}
	return list.Body(app.Range(lines).Slice(func(i int) app.UI { return app.Li().Text(lines[i]) }))
}

func personNamed(all []state.Person, id string) string {
	for _, p := range all {
		if p.ID == id {
			return p.Label()
		}
	}
	return texts.Say("rows.nobody: nobody known ({id})", "id", id)
}
