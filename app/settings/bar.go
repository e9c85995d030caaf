package settings

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// head says whose settings these are, whether somebody is signed in, and what went wrong.
func head(s state.State) app.UI {
	return app.Header().Class("head").Body(
		app.H1().Text(texts.Say("adapter: Agent adapter")),
		app.P().Class("tenant").Text(texts.Say("bar.tenant: Tenant {name}", "name", s.Tenant)),
		app.P().Class("told").Role("status").Aria("label", texts.Say("connection: Connection")).Text(headText(s)),
		problem(s),
	)
}

func headText(s state.State) string {
	switch {
	case s.Phase == state.SigningIn:
		return texts.Say("bar.signing-in: Signing in by Kustomer")
	case s.Phase == state.SignedIn:
		return firstText(s.Told, texts.Say("bar.signed-in: Signed in"))
	}
	return texts.Say("bar.not-signed-in: Not signed in")
}

// problem is an alert with what to do, and a button where signing in again may help.
func problem(s state.State) app.UI {
	p := s.Problem.Translated()
	if p.Text == "" {
		return app.Div().Hidden(true)
	}
	if s.Phase == state.NotAdmin {
		p.Fix = texts.Say("bar.no-admin.fix: Ask somebody with the role org.admin to open this page, or to give your Kustomer user that role (Settings › Users). Then sign in again.")
	}
	return app.Div().Class("notice", "bad").Role("alert").Body(
		app.P().Class("what").Text(p.Text), app.P().Text(p.Fix),
		app.If(s.Phase != state.SignedIn, func() app.UI { return button(texts.Say("bar.sign-in: Sign in again"), state.PressedSignIn{}) }),
	)
}

// tabNames are the tabs in their order.
func tabNames() []state.Option {
	return []state.Option{
		{Value: state.TabSettings, Label: texts.Say("tab.settings: Settings")}, {Value: state.TabSetup, Label: texts.Say("tab.setup: Set-up check")},
		{Value: state.TabSimulator, Label: texts.Say("tab.simulator: Simulator")}, {Value: state.TabVersions, Label: texts.Say("tab.versions: Versions")},
		{Value: state.TabBoard, Label: texts.Say("tab.board: Board")},
	}
}

func tabs(current string) app.UI {
	names := tabNames()
	return app.Nav().Class("tabs").Aria("label", texts.Say("tabs: Pages")).Body(app.Range(names).Slice(func(i int) app.UI {
		tab := names[i]
		b := app.Button().Type("button").Class("tab-button").Text(tab.Label)
		if tab.Value == current {
			b = b.Aria("current", "page")
		}
		return pressed(b, state.ChoseTab{Tab: tab.Value})
	}))
}

// pressed sends a message when a button is pressed.
func pressed(b app.HTMLButton, m state.Msg) app.UI {
	return b.OnClick(func(ctx app.Context, _ app.Event) { send(ctx, m) }, scope(m))
}

// button is an ordinary one.
func button(text string, m state.Msg) app.UI {
	return pressed(app.Button().Type("button").Class("button").Text(text), m)
}

// small is a button beside something; name is its whole name where the text alone is none.
func small(text, name string, m state.Msg) app.UI {
	b := app.Button().Type("button").Class("button", "small").Text(text)
	if name != "" {
		b = b.Aria("label", name)
	}
	return pressed(b, m)
}

// scope tells the library that a handler of another message is another handler.
func scope(m state.Msg) app.EventOption { return app.EventScope(fmt.Sprintf("%#v", m)) }

// region is a landmark with a heading.
func region(id, title string, body ...app.UI) app.UI {
	return app.Section().Class("card").Aria("labelledby", "h-"+id).Body(
		append([]app.UI{app.H2().ID("h-" + id).Text(title)}, body...)...)
}

// hint is a line of help, hidden while there is none.
func hint(text string) app.UI {
	p := app.P().Class("hint")
	if text == "" {
		return p.Hidden(true)
	}
	return p.Text(text)
}

// notices tell of problems, each with its fix.
func notices(problems []state.Problem) app.UI {
	return app.Div().Class("notices").Body(app.Range(problems).Slice(func(i int) app.UI {
		return notice(problems[i])
	}))
}

func notice(p state.Problem) app.UI {
	p = p.Translated()
	if p.Text == "" {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("notice", "warn").Body(app.P().Class("what").Text(p.Text), app.P().Text(p.Fix))
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
