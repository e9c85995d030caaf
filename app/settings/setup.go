package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// setupTab tests the connections, checks the rest, and has ready what goes into other places.
func setupTab(s state.State) app.UI {
	return app.Div().Class("tab").Body(
		app.Div().Class("row").Body(
			button(texts.Say("setup.check: Check everything"), state.PressedCheckAll{}),
			app.Span().Class("word").Role("status").Aria("label", texts.Say("setup: Set-up")).Text(setupText(s.Setup)),
		),
		connectPart(s.Connect),
		checksPart(s.Setup, state.AreaKustomer, texts.Say("setup.kustomer: Connection to Kustomer"), texts.Say("setup.kustomer.test: Test connection to Kustomer")),
		checksPart(s.Setup, state.AreaPlatform, texts.Say("setup.platform: Connection to CCAI Platform"), texts.Say("setup.platform.test: Test connection to CCAI Platform")),
		checksPart(s.Setup, state.AreaRouting, texts.Say("setup.routing: Team routing"), texts.Say("setup.routing.test: Check again: team routing")),
		checksPart(s.Setup, state.AreaSetup, texts.Say("setup: Set-up"), texts.Say("setup.test: Check again: set-up")),
		valuesPart(s.Setup),
	)
}

func setupText(s state.Setup) string {
	if len(s.Busy) > 0 {
		return texts.Say("setup.looking: Looking…")
	}
	fails, warns := s.Count("fail"), s.Count("warn")
	if fails+warns == 0 {
		return texts.Say("setup.well: All is well")
	}
	return texts.Say("setup.counts: {fails} to mend, {warns} to look at", "fails", texts.Number(fails), "warns", texts.Number(warns))
}

// checksPart is what was found in an area, what is wrong first.
func checksPart(s state.Setup, area, title, press string) app.UI {
	var found []state.Check
	for _, wanted := range []string{"fail", "warn", "ok"} {
		for _, c := range s.Checks[area] {
			if c.State == wanted {
				found = append(found, c)
			}
		}
	}
	test := texts.Say("setup.test-connection: Test connection")
	if area == state.AreaRouting || area == state.AreaSetup {
		test = texts.Say("setup.check-again: Check again")
	}
	word := ""
	if s.Busy[area] {
		word = texts.Say("setup.looking: Looking…")
	}
	return region("area-"+area, title,
		notice(s.Problems[area]),
		app.Ul().Class("checks").Aria("label", title).Body(app.Range(found).Slice(func(i int) app.UI { return checkLine(found[i]) })),
		app.Div().Class("row").Body(small(test, press, state.PressedTest{Area: area}), app.Span().Class("word").Text(word)),
	)
}

// checkWords say how a check ended, for those who do not see its color.
var checkWords = map[string]texts.Text{"ok": "check-is.ok: Fine", "warn": "check-is.warn: Look at this", "fail": "check-is.fail: Mend this"}

func checkLine(c state.Check) app.UI {
	return app.Li().Class("check", c.State).Body(
		app.P().Body(app.Span().Class("state").Text(texts.Say("setup.word: {word}: ", "word", checkWords[c.State].String())), app.Span().Text(texts.Said(c.Said, c.Text))),
		hint(texts.Said(c.FixSaid, c.Fix)),
	)
}

// valuesPart lists what is pasted elsewhere, by place.
func valuesPart(s state.Setup) app.UI {
	var places []string
	by := map[string][]state.Paste{}
	for _, v := range s.Values {
		if len(by[v.Where]) == 0 {
			places = append(places, v.Where)
		}
		by[v.Where] = append(by[v.Where], v)
	}
	return region("values", texts.Say("values: Values to paste elsewhere"),
		app.P().Class("hint").Text(texts.Say("values.help: The platform's domain list must hold both domains: it looks at every page that frames its own.")),
		app.Div().Class("values").Body(app.Range(places).Slice(func(i int) app.UI {
			values := by[places[i]]
			return app.Div().Body(app.H3().Text(texts.Said(values[0].WhereSaid, places[i])), app.Range(values).Slice(func(j int) app.UI {
				return pasteLine(values[j], s.Shown[values[j].Name])
			}))
		})),
	)
}

func pasteLine(v state.Paste, shown string) app.UI {
	v.Label = texts.Said(v.LabelSaid, v.Label)
	text := v.Value
	if v.Secret {
		text = shown
	}
	return app.Div().Class("paste").Body(
		app.Div().Body(app.Span().Class("label").Text(v.Label), app.Br(), app.Code().Text(firstText(text, "••••••••"))),
		app.Div().Class("row").Body(
			app.If(v.Secret && shown == "", func() app.UI {
				return small(texts.Say("show: Show"), texts.Say("show.of: Show {what}", "what", v.Label), state.PressedReveal{Name: v.Name})
			}).
				ElseIf(v.Secret, func() app.UI {
					return small(texts.Say("values.hide: Hide"), texts.Say("values.hide-of: Hide {what}", "what", v.Label), state.PressedHide{Name: v.Name})
				}),
			app.If(text != "", func() app.UI {
				return small(texts.Say("copy: Copy"), texts.Say("copy.of: Copy {what}", "what", v.Label), state.PressedCopy{Text: text})
			}),
		),
	)
}
