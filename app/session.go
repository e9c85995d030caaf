package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// sessionsPart lists the sessions of the tab in front.
type sessionsPart struct {
	app.Compo
	Views []view
	Tab   string
	// Mirror says that another window is the live one: its sessions are shown, and nothing can be done.
	Mirror bool
	Hidden bool
}

// Render shows one region for each.
func (c *sessionsPart) Render() app.UI {
	role, tab := "tabpanel", state.TabID(c.Tab)
	if c.Mirror {
		role, tab = "", ""
	}
	list := el("div", "id", panelID, "class", "sessions", "role", role, "aria-labelledby", tab)
	if c.Hidden || c.Mirror && len(c.Views) == 0 {
		return list.Hidden(true)
	}
	var cards []app.UI
	for _, v := range c.Views {
		cards = append(cards, &sessionPart{View: v})
	}
	if len(cards) == 0 {
		empty := textNoneYet
		if c.Tab != state.TabCalls {
			empty = textNothingThere
		}
		cards = append(cards, said("p", "empty", empty.String()))
	}
	return list.Body(cards...)
}

// sessionPart is one call or chat.
type sessionPart struct {
	app.Compo
	View view
}

// CompoID keeps a session's element its own.
func (c *sessionPart) CompoID() string { return c.View.Session.Session }

// Render shows who, what state and for how long, its course, and how far the record has come.
func (c *sessionPart) Render() app.UI {
	s := c.View.Session
	number, reason := "", ""
	if s.Name != "" {
		number = numberText(s.Number)
	}
	if s.Saved == protocol.NeedsHelp {
		reason = texts.Said(s.ReasonSaid, s.Reason)
	}
	var counts app.UI
	if c.View.Counts != "" {
		counts = el("span", "class", "counts", "role", "timer").Text(c.View.Counts)
	}
	body := []app.UI{
		el("div", "class", "head").Body(
			said("span", "who", callerText(s)),
			said("span", "state", firstText(stateWords[s.State].String(), s.State)),
			counts,
		),
		el("div", "class", "more").Body(said("span", "number", number), said("span", "queue", s.Queue)),
	}
	for _, line := range c.View.Lines {
		body = append(body, said("p", "note", line))
	}
	body = append(body, c.foot(), said("p", "note fault", reason))
	return el("section", "class", "session card "+s.State, "role", "region", "aria-label", sessionName(s),
		"data-session", s.Session).Body(body...)
}

// foot is the way to the record and the word about it. The page's own script hears the click, in
// time to keep the link from being followed.
func (c *sessionPart) foot() app.UI {
	s := c.View.Session
	var link, back, record app.UI
	if c.View.Link != "" {
		link = app.A().Href(c.View.Link).Target("_blank").Rel("noopener").Text(textOpen).
			DataSet("customer", s.Customer).DataSet("conversation", s.Conversation)
	}
	if c.View.Back {
		back = press(textCallback.String(), func(ctx app.Context, _ app.Event) {
			send(ctx, state.PressedCallback{Session: s.Session})
		}, "class", "button small callback")
	}
	if s.Saved != "" {
		record = el("span", "class", "record "+s.Saved, "role", "status").Text(savedText(s))
	}
	return el("div", "class", "foot").Body(link, back, record)
}

// savedText is how far the record has come, and how much is still to be done.
func savedText(s protocol.Session) string {
	if s.Saved == protocol.Saving && s.Writes > 1 {
		return textSavingMany.With("n", texts.Number(s.Writes))
	}
	return savedWords[s.Saved].String()
}

// sessionName is the region's: the number, which it has from the first ring on, and then the name.
func sessionName(s protocol.Session) string {
	who := callerText(s)
	if s.Name != "" && s.Number != "" {
		who = joined(numberText(s.Number), who)
	}
	return textSession.With("who", who)
}

// numberText spaces a number for the eye where the country's habit is certain: +1 415 555 0123.
// Others stay as they are, since their grouping is knowledge that only the server has.
func numberText(e164 string) string {
	if len(e164) == 12 && e164[:2] == "+1" {
		return "+1 " + e164[2:5] + " " + e164[5:8] + " " + e164[8:]
	}
	return e164
}
