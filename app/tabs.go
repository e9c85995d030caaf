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
	bar := el("div", "class", "tabs")
	if c.Hidden {
		return bar.Hidden(true)
	}
	tabs := make([]app.UI, len(state.Tabs))
	for i, tab := range state.Tabs {
		tabs[i] = c.tab(tab)
	}
	var missed app.UI
	if c.Desk.Tab == state.TabHistory {
		missed = press(textMissedOnly.String(), onMissed, "class", "button small", "aria-pressed", truth(c.Desk.Missed))
	}
	return bar.Body(
		el("div", "class", "tablist", "role", "tablist", "aria-label", textTabs.String()).Body(tabs...),
		missed,
	)
}

// tab is one of them; Tab reaches the one in front, arrows the others.
func (c *tabsPart) tab(tab string) app.UI {
	front := c.Desk.Tab == tab
	index, panel := "-1", panelID
	if tab == state.TabMore {
		panel = morePanelID
	}
	if front {
		index = "0"
	}
	return press(tabTexts[tab].String(), func(ctx app.Context, _ app.Event) { send(ctx, state.ChoseTab{Tab: tab}) },
		"id", state.TabID(tab), "class", "tab", "role", "tab", "tabindex", index,
		"aria-selected", truth(front), "aria-controls", panel).On("keydown", onTabKey)
}

// Ids of what the tabs show.
const (
	panelID     = "panel"
	morePanelID = "panel-more"
)

func onTabKey(ctx app.Context, e app.Event) {
	send(ctx, state.PressedTabKey{Key: e.Get("key").String()})
}

func onMissed(ctx app.Context, _ app.Event) { send(ctx, state.ToggledMissed{}) }
