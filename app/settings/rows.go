package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
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
		app.If(!locked, func() app.UI { return small("Add", "Add to "+s.Label, state.AddedRow{Name: s.Name}) }),
	)
}

func rowLine(s state.Setting, row state.Row, i int, locked bool) app.UI {
	var cells []app.UI
	for _, c := range s.Columns {
		cells = append(cells, cell(s, c, row, i, locked))
	}
	if s.Kind == state.Rows && !locked {
		name := "Remove line " + strconv.Itoa(i+1) + " of " + s.Label
		cells = append(cells, small("Remove", name, state.RemovedRow{Name: s.Name, Row: i}))
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
		input = field(id, c.Kind, c.Hint, locked, state.Typed{Name: s.Name, Row: i, Column: c.Name})
	}
	return app.Div().Class("cell").Body(app.Label().For(id).Text(c.Label), input)
}
