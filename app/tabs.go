package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
)

var tabTexts = map[string]texts.Text{
	state.TabCalls: textTabCalls, state.TabHistory: textTabHistory,
	state.TabVoicemail: textTabVoicemail, state.TabMore: textTabMore,
}

// tabsPart chooses what the lower half shows.
type tabsPart struct {
	app.Compo
	Desk   state.Desk
	Hidden bool
}

// Render shows the tabs, and the history's filter.
func (c *tabsPart) Render() app.UI {
	if c.Hidden {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("tabs").Body(
		app.Div().Class("tablist").Role("tablist").Aria("label", textTabs).Body(
			app.Range(state.Tabs).Slice(func(i int) app.UI { return c.tab(state.Tabs[i]) }),
		),
		app.If(c.Desk.Tab == state.TabHistory, func() app.UI {
			return app.Button().Type("button").Class("button", "small").Aria("pressed", c.Desk.Missed).
				Text(textMissedOnly).OnClick(onMissed)
		}),
	)
}

// tab is one of them; Tab reaches the one in front, arrows the others.
func (c *tabsPart) tab(tab string) app.UI {
	b := app.Button().Type("button").ID(state.TabID(tab)).Class("tab").Role("tab").
		Aria("selected", c.Desk.Tab == tab).Aria("controls", panelID).Text(tabTexts[tab]).
		OnClick(func(ctx app.Context, _ app.Event) { send(ctx, state.ChoseTab{Tab: tab}) }).OnKeyDown(onTabKey)
	if c.Desk.Tab != tab {
		b = b.TabIndex(-1)
	}
	return b
}

const panelID = "panel"

func onTabKey(ctx app.Context, e app.Event) {
	send(ctx, state.PressedTabKey{Key: e.Get("key").String()})
}

func onMissed(ctx app.Context, _ app.Event) { send(ctx, state.ToggledMissed{}) }
