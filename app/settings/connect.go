package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// connectPart connects both sides and replaces secrets.
func connectPart(c state.Connect) app.UI {
	if c.Is.Environment {
		return region("connect", texts.Say("connect: Connection of both sides"),
			app.P().Class("hint").Text(texts.Say("connect.environment: The operator declares this connection in the server's environment: it is changed there.")))
	}
	word := c.Said
	if c.Busy {
		word = texts.Say("connect.busy: Asking…")
	}
	return region("connect", texts.Say("connect: Connection of both sides"),
		app.P().Class("hint").Text(connectedText(c.Is)),
		app.Div().Class("fields").Body(app.Range(state.ConnectFields()).Slice(func(i int) app.UI { return connectField(state.ConnectFields()[i]) })),
		app.Div().Class("row").Body(button(texts.Say("connect.try: Test connection"), state.PressedTry{}), button(texts.Say("connect.save: Save connection"), state.PressedConnect{}),
			app.Span().Class("word").Role("status").Aria("label", texts.Say("connect.status: Both sides")).Text(word)),
		notice(c.Problem),
		app.Ul().Class("checks").Aria("label", texts.Say("connect.found: What the test found")).Body(app.Range(c.Found).Slice(func(i int) app.UI { return checkLine(c.Found[i]) })),
		app.H3().Text(texts.Say("connect.replace: Replace a secret")),
		app.P().Class("hint").Text(texts.Say("connect.replace.hint: A new one is made; the one before is taken for 24 hours more, so that you can change it at the other end meanwhile.")),
		app.Div().Class("values").Body(app.Range(c.Is.Secrets).Slice(func(i int) app.UI { return wordLine(c, c.Is.Secrets[i]) })),
	)
}

func connectedText(is state.Connected) string {
	text := texts.Say("connect.kustomer: Kustomer: org {org} at {address}.", "org", is.Kustomer.Org, "address", is.Kustomer.BaseURL) + " "
	if !is.Complete {
		return text + texts.Say("connect.incomplete: CCAI Platform is not connected yet: its events are kept, and nothing is written until it is.")
	}
	return text + texts.Say("connect.platform: CCAI Platform: {address}.", "address", is.Platform.BaseURL)
}

func connectField(f state.ConnectField) app.UI {
	id := f.ID()
	kind := "text"
	if f.Secret {
		kind = "password"
	}
	set := state.TypedConnect{Name: f.Name}
	input := app.Input().ID(id).Type(kind).AutoComplete(false).Placeholder(f.Hint).
		OnInput(func(ctx app.Context, _ app.Event) {
			set.Text = ctx.JSSrc().Get("value").String()
			send(ctx, set)
		}, app.EventScope(f.Name))
	return app.Div().Class("setting").Body(app.Label().For(id).Text(f.Label), input)
}

// wordName is a secret that others send us, as pages call it.
func wordName(which string) string {
	switch which {
	case "bind":
		return texts.Say("connect.bind: Bind secret")
	case "events":
		return texts.Say("connect.events: Events password")
	}
	return texts.Say("connect.webhook: Webhook token")
}

func wordLine(c state.Connect, w state.Word) app.UI {
	name, made := wordName(w.Which), c.Made[w.Which]
	if !w.Inbound {
		return app.Span()
	}
	label := name
	if w.FormerUntil != "" {
		label = texts.Say("connect.word.former: {name}, the one before is taken until {time}", "name", name, "time", moment(w.FormerUntil))
	}
	return app.Div().Class("paste").Body(
		app.Div().Body(app.Span().Class("label").Text(label), app.Br(), app.Code().Text(firstText(made, "••••••••"))),
		app.Div().Class("row").Body(
			small(texts.Say("connect.replace.button: Replace"), texts.Say("connect.word.replace: Replace {name}", "name", name), state.PressedRotate{Which: w.Which}),
			app.If(w.FormerUntil != "", func() app.UI {
				return small(texts.Say("connect.end.button: End"), texts.Say("connect.word.end: End the former {name}", "name", name), state.PressedRetire{Which: w.Which})
			}),
			app.If(made != "", func() app.UI {
				return small(texts.Say("copy: Copy"), texts.Say("connect.word.copy: Copy new {name}", "name", name), state.PressedCopy{Text: made})
			}),
		),
	)
}
