package settings

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

// conflictPart says that somebody else saved meanwhile, and offers both ways out.
func conflictPart(d state.Draft) app.UI {
	if !d.Conflict {
		return app.Div().Hidden(true)
	}
	return app.Div().ID("conflict").TabIndex(-1).Class("notice", "warn").Role("alert").Body(
		app.P().Class("what").Text("Somebody else saved meanwhile: version "+strconv.Itoa(d.Version)+" is in force, and nothing of yours was saved."),
		app.P().Text("Keep your changes and save them on top, or drop them and see what the other saved. Versions shows what changed."),
		app.Div().Class("row").Body(button("Keep my changes", state.PressedKeepMine{}), button("Drop my changes", state.PressedUndo{})),
	)
}

// savePart saves, and says what would be.
func savePart(d state.Draft) app.UI {
	changed := len(d.Changed())
	return app.Div().Class("save").Body(
		pressed(app.Button().Type("button").Class("button", "primary").Text("Save").Aria("disabled", d.Saving), state.PressedSave{}),
		app.If(changed > 0, func() app.UI { return button("Undo changes", state.PressedUndo{}) }),
		app.Span().Class("word").Text(changedText(changed, d)),
	)
}

func changedText(n int, d state.Draft) string {
	switch {
	case d.Saving:
		return "Saving…"
	case !d.Read:
		return "Reading the settings…"
	case n == 1:
		return "1 setting changed"
	case n > 1:
		return strconv.Itoa(n) + " settings changed"
	}
	return "Version " + strconv.Itoa(d.Version)
}

// moment is a time of /api/v1 as people read it, in the browser's own zone.
func moment(rfc3339 string) string {
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return at.Local().Format("2 Jan 2006 15:04:05")
}
