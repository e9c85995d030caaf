package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

// setupTab tests the connections, checks the rest, and has ready what goes into other places.
func setupTab(s state.State) app.UI {
	return app.Div().Class("tab").Body(
		app.Div().Class("row").Body(
			button("Check everything", state.PressedCheckAll{}),
			app.Span().Class("word").Role("status").Aria("label", "Set-up").Text(setupText(s.Setup)),
		),
		checksPart(s.Setup, state.AreaKustomer, "Connection to Kustomer", "Test connection to Kustomer"),
		checksPart(s.Setup, state.AreaPlatform, "Connection to CCAI Platform", "Test connection to CCAI Platform"),
		checksPart(s.Setup, state.AreaRouting, "Team routing", "Check again: team routing"),
		checksPart(s.Setup, state.AreaSetup, "Set-up", "Check again: set-up"),
		valuesPart(s.Setup),
	)
}

func setupText(s state.Setup) string {
	if len(s.Busy) > 0 {
		return "Looking…"
	}
	fails, warns := s.Count("fail"), s.Count("warn")
	if fails+warns == 0 {
		return "All is well"
	}
	return strconv.Itoa(fails) + " to mend, " + strconv.Itoa(warns) + " to look at"
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
	test := "Test connection"
	if area == state.AreaRouting || area == state.AreaSetup {
		test = "Check again"
	}
	word := ""
	if s.Busy[area] {
		word = "Looking…"
	}
	return region("area-"+area, title,
		notice(s.Problems[area]),
		app.Ul().Class("checks").Aria("label", title).Body(app.Range(found).Slice(func(i int) app.UI { return checkLine(found[i]) })),
		app.Div().Class("row").Body(small(test, press, state.PressedTest{Area: area}), app.Span().Class("word").Text(word)),
	)
}

// checkWords say how a check ended, for those who do not see its color.
var checkWords = map[string]string{"ok": "Fine", "warn": "Look at this", "fail": "Mend this"}

func checkLine(c state.Check) app.UI {
	return app.Li().Class("check", c.State).Body(
		app.P().Body(app.Span().Class("state").Text(checkWords[c.State]+": "), app.Span().Text(c.Text)),
		hint(c.Fix),
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
	return region("values", "Values to paste elsewhere",
		app.P().Class("hint").Text("The platform's domain list must hold both domains: it looks at every page that frames its own."),
		app.Div().Class("values").Body(app.Range(places).Slice(func(i int) app.UI {
			values := by[places[i]]
			return app.Div().Body(app.H3().Text(places[i]), app.Range(values).Slice(func(j int) app.UI {
				return pasteLine(values[j], s.Shown[values[j].Name])
			}))
		})),
	)
}

func pasteLine(v state.Paste, shown string) app.UI {
	text := v.Value
	if v.Secret {
		text = shown
	}
	return app.Div().Class("paste").Body(
		app.Div().Body(app.Span().Class("label").Text(v.Label), app.Br(), app.Code().Text(firstText(text, "••••••••"))),
		app.Div().Class("row").Body(
			app.If(v.Secret && shown == "", func() app.UI { return small("Show", "Show "+v.Label, state.PressedReveal{Name: v.Name}) }).
				ElseIf(v.Secret, func() app.UI { return small("Hide", "Hide "+v.Label, state.PressedHide{Name: v.Name}) }),
			app.If(text != "", func() app.UI { return small("Copy", "Copy "+v.Label, state.PressedCopy{Text: text}) }),
		),
	)
}
