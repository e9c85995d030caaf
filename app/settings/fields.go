package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// fieldsPart creates the custom fields and shows what exists.
func fieldsPart(f state.Fields) app.UI {
	create := app.Button().Type("button").Class("button").Text(texts.Say("fields.create: Create")).Aria("disabled", f.Busy)
	return region("custom-fields", texts.Say("fields: Custom fields for Account and Record"),
		app.P().Class("hint").Text(texts.Say("fields.help: Create makes the fields in Kustomer; pressing it again changes nothing. Sessions that begin afterwards carry them, in the message's Additional Information.")),
		app.Div().Class("row").Body(pressed(create, state.PressedCreate{}),
			app.Span().Class("word").Role("status").Aria("label", texts.Say("fields.status: Custom fields")).Text(fieldsText(f))),
		notice(f.Problem),
		names(texts.Say("fields.exist: Exist in Kustomer"), f.Existing, f.Created),
		names(texts.Say("fields.missing: Missing"), f.Missing),
	)
}

func fieldsText(f state.Fields) string {
	switch {
	case f.Busy:
		return texts.Say("fields.creating: Creating…")
	case !f.Read:
		return ""
	case len(f.Created) > 0:
		return texts.Say("fields.created: Created")
	case f.CreatedAt != "":
		return texts.Say("fields.created-at: Created {time}", "time", moment(f.CreatedAt))
	}
	return texts.Say("fields.not-created: Not created yet")
}

// names lists names under a heading, hidden while there are none.
func names(title string, lists ...[]string) app.UI {
	var all []string
	for _, list := range lists {
		all = append(all, list...)
	}
	box := app.Div().Class("names")
	if len(all) == 0 {
		return box.Hidden(true)
	}
	return box.Body(app.H3().Text(title), app.Ul().Body(app.Range(all).Slice(func(i int) app.UI {
		return app.Li().Body(app.Code().Text(all[i]))
	})))
}
