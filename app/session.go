package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

// sessionsPart lists live and recent calls and chats, what rings among them.
type sessionsPart struct {
	app.Compo
	Sessions []protocol.Session
	Records  string
	Hidden   bool
}

// Render shows one region for each.
func (c *sessionsPart) Render() app.UI {
	list := app.Div().Class("sessions")
	if c.Hidden {
		return list.Hidden(true)
	}
	return list.Body(
		app.If(len(c.Sessions) == 0, func() app.UI { return app.P().Class("empty").Text(textNoneYet) }),
		app.Range(c.Sessions).Slice(func(i int) app.UI {
			s := c.Sessions[i]
			return &sessionPart{Session: s, Link: state.State{Records: c.Records}.RecordURL(s)}
		}),
	)
}

// sessionPart is one call or chat.
type sessionPart struct {
	app.Compo
	Session protocol.Session
	Link    string
}

// CompoID keeps a session's element its own.
func (c *sessionPart) CompoID() string { return c.Session.Session }

// Render shows who, what state, and how far the record has come.
func (c *sessionPart) Render() app.UI {
	s := c.Session
	section := app.Section().Class("session", "card", s.State).Role("region").
		Aria("label", sessionName(s)).DataSet("session", s.Session)
	return section.Body(
		app.Div().Class("head").Body(
			app.Span().Class("who").Text(callerText(s)),
			app.Span().Class("state").Text(firstText(stateWords[s.State].String(), s.State)),
		),
		app.Div().Class("more").Body(
			app.If(s.Name != "" && s.Number != "", func() app.UI {
				return app.Span().Class("number").Text(numberText(s.Number))
			}),
			app.If(s.Queue != "", func() app.UI { return app.Span().Class("queue").Text(s.Queue) }),
		),
		app.If(state.Brief(s), func() app.UI { return app.P().Class("note").Text(textTooShort) }),
		c.foot(),
		app.If(s.Saved == protocol.NeedsHelp && s.Reason != "", func() app.UI {
			return app.P().Class("note", "fault").Text(s.Reason)
		}),
	)
}

// foot is the way to the record and the word about it. The page's own script hears the click, in
// time to keep the link from being followed.
func (c *sessionPart) foot() app.UI {
	s := c.Session
	return app.Div().Class("foot").Body(
		app.If(c.Link != "", func() app.UI {
			return app.A().Href(c.Link).Target("_blank").Rel("noopener").Text(textOpen).
				DataSet("customer", s.Customer).DataSet("conversation", s.Conversation)
		}),
		app.If(state.CanCallBack(s), func() app.UI { return callbackButton(s) }),
		app.If(s.Saved != "", func() app.UI {
			return app.Span().Class("record", s.Saved).Role("status").Text(savedWords[s.Saved])
		}),
	)
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
