package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// versionsTab shows what was saved before and by whom, and takes settings out and in.
func versionsTab(s state.State) app.UI {
	v := s.Versions
	return app.Div().Class("tab").Body(
		region("versions", texts.Say("tab.versions: Versions"), hint(versionsHint(v)), app.Div().Body(app.Range(v.All).Slice(func(i int) app.UI {
			return versionPart(v, v.All[i], i == 0)
		}))),
		region("export", texts.Say("export: Export and import"),
			hint(texts.Say("export.help: Export writes the settings as they are edited. Import takes them from the field; nothing is in force until you press Save.")),
			notice(v.Problem),
			app.Div().Class("labelled").Body(app.Label().For("versions-text").Text(texts.Say("export.json: Settings as JSON")),
				app.Textarea().ID("versions-text").Class("wide").Rows(10).Spellcheck(false).OnInput(func(ctx app.Context, _ app.Event) {
					send(ctx, state.TypedImport{Text: ctx.JSSrc().Get("value").String()})
				})),
			app.Div().Class("row").Body(
				button(texts.Say("export.do: Export"), state.PressedExport{}),
				app.If(v.Text != "", func() app.UI { return button(texts.Say("copy: Copy"), state.PressedCopy{Text: v.Text}) }),
				app.If(v.Text != "", func() app.UI { return button(texts.Say("export.import: Import"), state.PressedImport{}) }),
			),
		),
	)
}

func versionsHint(v state.Versions) string {
	switch {
	case !v.Read:
		return texts.Say("versions.reading: Reading the versions…")
	case len(v.All) == 0:
		return texts.Say("versions.none: Nothing was saved yet: the defaults are in force.")
	}
	return texts.Say("versions.help: Each version with its author and what it changed. Take one back, look at it, and save it as a new version.")
}

func versionPart(v state.Versions, one state.Version, newest bool) app.UI {
	title := texts.Say("version: Version {n}", "n", strconv.Itoa(one.Version))
	if newest {
		title = texts.Say("version.in-force: {version} (in force)", "version", title)
	}
	all := v.Differences(one.Version)
	return app.Div().Class("version").Body(
		app.H3().Text(texts.Say("version.by: {version}, {time}, by {author}", "version", title, "time", moment(one.At), "author", one.Author)),
		app.If(len(all) == 0, func() app.UI { return hint(texts.Say("version.same: Changed nothing.")) }),
		app.Ul().Class("differences").Body(app.Range(all).Slice(func(i int) app.UI { return differenceLine(all[i]) })),
		app.If(!newest, func() app.UI {
			return small(texts.Say("version.back: Take back"), texts.Say("version.back-to: Take back version {n}", "n", strconv.Itoa(one.Version)), state.PressedRollback{Version: one.Version})
		}),
	)
}

func differenceLine(d state.Difference) app.UI {
	return app.Li().Body(
		app.Span().Class("label").Text(d.Label+": "), app.Del().Body(app.Code().Text(d.Before)),
		app.Text(" → "), app.Ins().Body(app.Code().Text(d.After)),
	)
}
