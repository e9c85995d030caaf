package settings

import (
	"slices"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// mappingPart maps each Kustomer status, grouped by what it means there.
func mappingPart(s state.State) app.UI {
	d, rows := s.Draft, s.Draft.Value(state.Mapping).Rows
	body := []app.UI{
		app.P().Class("hint").Text(texts.Say("mapping.help: Which CCAI Platform status follows from which Kustomer status. Custom statuses of Kustomer are of the type unavailable; in CCAI Platform they behave as unavailable, too.")),
		notices(s.Statuses.Problems),
		lint(s.Statuses.Lint(rows)),
		app.P().Class("fault").ID("part-" + state.Mapping).TabIndex(-1).Role("alert").Text(d.Faults[state.Mapping]),
	}
	if d.IsManaged(state.Mapping) {
		body = append(body, hint(texts.Say("form.locked: Locked: the operator sets it in TENANT_SETTINGS_FILE.")))
	}
	for _, kind := range state.Types() {
		body = append(body, mappingGroup(s, kind, rows))
	}
	return region("status-mapping", texts.Say("set.status-mapping: Status mapping"), append(body, staleRows(s, rows))...)
}

func lint(found []string) app.UI {
	if len(found) == 0 {
		return app.Div().Hidden(true)
	}
	return app.Ul().Class("lint").Aria("label", texts.Say("mapping.lint: What to look at")).Body(app.Range(found).Slice(func(i int) app.UI {
		return app.Li().Text(found[i])
	}))
}

// mappingGroup is the statuses of one type.
func mappingGroup(s state.State, kind state.Option, rows []state.Row) app.UI {
	all := s.Statuses.OfType(kind.Value)
	group := app.FieldSet().Class("mapping")
	if len(all) == 0 {
		return group.Hidden(true)
	}
	return group.Body(app.Legend().Text(kind.Label), app.Range(all).Slice(func(i int) app.UI {
		return mappingLine(s, all[i], state.MappedTo(rows, all[i]))
	}))
}

func mappingLine(s state.State, k state.KustomerStatus, target string) app.UI {
	id := "map-" + k.ID
	return app.Div().Class("labelled", "across").Body(
		app.Label().For(id).Text(k.Name),
		choices(id, targets(s.Statuses, target), target, s.Draft.IsManaged(state.Mapping), func(value string) state.Msg {
			return state.Mapped{Status: k.ID, Platform: value}
		}, id),
	)
}

// targets are what a status may lead to; one that cannot be set any more is still shown.
func targets(s state.Statuses, current string) []state.Option {
	options := []state.Option{{Label: texts.Say("mapping.not-followed: (not followed)")}}
	names := s.Settable()
	for _, name := range names {
		options = append(options, state.Option{Value: name, Label: name})
	}
	if current != "" && !slices.Contains(names, current) {
		options = append(options, state.Option{Value: current, Label: texts.Say("mapping.unsettable: {status} (cannot be set)", "status", current)})
	}
	return options
}

// staleRows are mappings of statuses that Kustomer does not have, or cannot tell of now.
func staleRows(s state.State, rows []state.Row) app.UI {
	stale := s.Statuses.Stale(rows)
	return app.Div().Class("stale").Body(app.Range(stale).Slice(func(i int) app.UI {
		row := rows[stale[i]]
		return app.Div().Class("row").Body(
			app.Span().Text(row["kustomer"]+" → "+row["platform"]),
			small(texts.Say("remove: Remove"), texts.Say("mapping.remove: Remove the mapping of {status}", "status", row["kustomer"]), state.RemovedRow{Name: state.Mapping, Row: stale[i]}),
		)
	}))
}
