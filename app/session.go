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
	Views  []view
	Tab    string
	Hidden bool
}

// Render shows one region for each.
func (c *sessionsPart) Render() app.UI {
	list := app.Div().ID(panelID).Class("sessions").Role("tabpanel").Aria("labelledby", state.TabID(c.Tab))
	if c.Hidden {
		return list.Hidden(true)
	}
	empty := textNoneYet
	if c.Tab != state.TabCalls {
		empty = textNothingThere
	}
	return list.Body(
		app.If(len(c.Views) == 0, func() app.UI { return app.P().Class("empty").Text(empty) }),
		app.Range(c.Views).Slice(func(i int) app.UI { return &sessionPart{View: c.Views[i]} }),
	)
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
	section := app.Section().Class("session", "card", s.State).Role("region").
		Aria("label", sessionName(s)).DataSet("session", s.Session)
	return section.Body(
		app.Div().Class("head").Body(
			app.Span().Class("who").Text(callerText(s)),
			app.Span().Class("state").Text(firstText(stateWords[s.State].String(), s.State)),
			app.If(c.View.Counts != "", func() app.UI { return app.Span().Class("counts").Role("timer").Text(c.View.Counts) }),
		),
		app.Div().Class("more").Body(
			app.If(s.Name != "" && s.Number != "", func() app.UI {
				return app.Span().Class("number").Text(numberText(s.Number))
			}),
			app.If(s.Queue != "", func() app.UI { return app.Span().Class("queue").Text(s.Queue) }),
		),
		app.Range(c.View.Lines).Slice(func(i int) app.UI { return app.P().Class("note").Text(c.View.Lines[i]) }),
		c.foot(),
		app.If(s.Saved == protocol.NeedsHelp && s.Reason != "", func() app.UI {
			return app.P().Class("note", "fault").Text(s.Reason)
		}),
	)
}

// foot is the way to the record and the word about it. The page's own script hears the click, in
// time to keep the link from being followed.
func (c *sessionPart) foot() app.UI {
	s := c.View.Session
	return app.Div().Class("foot").Body(
		app.If(c.View.Link != "", func() app.UI {
			return app.A().Href(c.View.Link).Target("_blank").Rel("noopener").Text(textOpen).
				DataSet("customer", s.Customer).DataSet("conversation", s.Conversation)
		}),
		app.If(state.CanCallBack(s), func() app.UI { return callbackButton(s) }),
		app.If(s.Saved != "", func() app.UI {
			return app.Span().Class("record", s.Saved).Role("status").Text(savedText(s))
		}),
	)
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
