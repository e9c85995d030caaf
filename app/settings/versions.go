package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

// versionsTab shows what was saved before and by whom, and takes settings out and in.
func versionsTab(s state.State) app.UI {
	v := s.Versions
	return app.Div().Class("tab").Body(
		region("versions", "Versions", hint(versionsHint(v)), app.Div().Body(app.Range(v.All).Slice(func(i int) app.UI {
			return versionPart(v, v.All[i], i == 0)
		}))),
		region("export", "Export and import",
			hint("Export writes the settings as they are edited. Import takes them from the field; nothing is in force until you press Save."),
			notice(v.Problem),
			app.Div().Class("labelled").Body(app.Label().For("versions-text").Text("Settings as JSON"),
				app.Textarea().ID("versions-text").Class("wide").Rows(10).Spellcheck(false).OnInput(func(ctx app.Context, _ app.Event) {
					send(ctx, state.TypedImport{Text: ctx.JSSrc().Get("value").String()})
				})),
			app.Div().Class("row").Body(
				button("Export", state.PressedExport{}),
				app.If(v.Text != "", func() app.UI { return button("Copy", state.PressedCopy{Text: v.Text}) }),
				app.If(v.Text != "", func() app.UI { return button("Import", state.PressedImport{}) }),
			),
		),
	)
}

func versionsHint(v state.Versions) string {
	switch {
	case !v.Read:
		return "Reading the versions…"
	case len(v.All) == 0:
		return "Nothing was saved yet: the defaults are in force."
	}
	return "Each version with its author and what it changed. Take one back, look at it, and save it as a new version."
}

func versionPart(v state.Versions, one state.Version, newest bool) app.UI {
	title := "Version " + strconv.Itoa(one.Version)
	if newest {
		title += " (in force)"
	}
	all := v.Differences(one.Version)
	return app.Div().Class("version").Body(
		app.H3().Text(title+", "+moment(one.At)+", by "+one.Author),
		app.If(len(all) == 0, func() app.UI { return hint("Changed nothing.") }),
		app.Ul().Class("differences").Body(app.Range(all).Slice(func(i int) app.UI { return differenceLine(all[i]) })),
		app.If(!newest, func() app.UI {
			return small("Take back", "Take back version "+strconv.Itoa(one.Version), state.PressedRollback{Version: one.Version})
		}),
	)
}

func differenceLine(d state.Difference) app.UI {
	return app.Li().Body(
		app.Span().Class("label").Text(d.Label+": "), app.Del().Body(app.Code().Text(d.Before)),
		app.Text(" → "), app.Ins().Body(app.Code().Text(d.After)),
	)
}
