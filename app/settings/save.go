package settings

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// conflictPart says that somebody else saved meanwhile, and offers both ways out.
func conflictPart(d state.Draft) app.UI {
	if !d.Conflict {
		return app.Div().Hidden(true)
	}
	return app.Div().ID("conflict").TabIndex(-1).Class("notice", "warn").Role("alert").Body(
		app.P().Class("what").Text(texts.Say("conflict: Somebody else saved meanwhile: version {n} is in force, and nothing of yours was saved.", "n", strconv.Itoa(d.Version))),
		app.P().Text(texts.Say("conflict.fix: Keep your changes and save them on top, or drop them and see what the other saved. Versions shows what changed.")),
		app.Div().Class("row").Body(button(texts.Say("conflict.keep: Keep my changes"), state.PressedKeepMine{}), button(texts.Say("conflict.drop: Drop my changes"), state.PressedUndo{})),
	)
}

// savePart saves, and says what would be.
func savePart(d state.Draft) app.UI {
	changed := len(d.Changed())
	return app.Div().Class("save").Body(
		pressed(app.Button().Type("button").Class("button", "primary").Text(texts.Say("save: Save")).Aria("disabled", d.Saving), state.PressedSave{}),
		app.If(changed > 0, func() app.UI { return button(texts.Say("save.undo: Undo changes"), state.PressedUndo{}) }),
		app.Span().Class("word").Text(changedText(changed, d)),
	)
}

func changedText(n int, d state.Draft) string {
	switch {
	case d.Saving:
		return texts.Say("save.saving: Saving…")
	case !d.Read:
		return texts.Say("save.reading: Reading the settings…")
	case n > 0:
		return texts.Text("save.changed: {n} setting changed|{n} settings changed").Count(n)
	}
	return texts.Say("version: Version {n}", "n", strconv.Itoa(d.Version))
}

// moment is a time of /api/v1 as people here read it, in the browser's own zone.
func moment(rfc3339 string) string {
	at, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		return rfc3339
	}
	return texts.Moment(at.UnixMilli())
}
