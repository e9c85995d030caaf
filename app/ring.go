package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// ringsPart shows what rings for the agent, and says it aloud.
type ringsPart struct {
	app.Compo
	Rings []protocol.Session
	Asked string
	// Counts tell of each how long it rings, or how long it will.
	Counts []string
}

// Render shows one card for each ring. The line for screen readers stands always: a region that
// appears together with its text is not read by all.
func (c *ringsPart) Render() app.UI {
	return app.Div().Class("rings").Body(
		app.Div().Class("aside").Aria("live", "assertive").Text(ringsAloud(c.Rings)),
		app.Range(c.Rings).Slice(func(i int) app.UI {
			return &ringPart{Ring: c.Rings[i], Counts: c.Counts[i], Asked: c.Rings[i].Session == c.Asked}
		}),
	)
}

func ringsAloud(rings []protocol.Session) string {
	if len(rings) == 0 {
		return ""
	}
	last := rings[len(rings)-1]
	what, caller := ringName(last).String(), callerText(last)
	if last.Queue == "" {
		return textRingAloud.With("what", what, "caller", caller)
	}
	return textRingAloudIn.With("what", what, "caller", caller, "queue", last.Queue)
}

// ringPart is one incoming call or chat.
type ringPart struct {
	app.Compo
	Ring   protocol.Session
	Counts string
	Asked  bool
}

// ringCounts tell how long each ring is left, where the softphone said so, or for how long it rings.
func ringCounts(s state.State) []string {
	var all []string
	for _, one := range s.Rings() {
		if until := s.Word(one.Session).Until; until > 0 && s.Clock() > 0 {
			all = append(all, textLeftToAnswer.With("time", counted(until, min(s.Clock(), until))))
			continue
		}
		time := counted(s.Clock(), state.CountsFrom(one))
		if time != "" {
			time = textRingsFor.With("time", time)
		}
		all = append(all, time)
	}
	return all
}

// CompoID keeps a ring's buttons its own: focus on Answer must never slide to another caller.
func (c *ringPart) CompoID() string { return c.Ring.Session }

// Render shows who and from where, and the two ways on.
func (c *ringPart) Render() app.UI {
	about := "about-" + c.Ring.Session
	return app.Div().Class("ring", "card").Role("alertdialog").
		Aria("label", ringName(c.Ring)).Aria("describedby", about).Body(
		app.H2().Text(ringName(c.Ring)),
		app.Div().ID(about).Body(
			app.P().Class("caller").Text(callerText(c.Ring)),
			app.If(c.Ring.Name != "" && c.Ring.Number != "", func() app.UI {
				return app.P().Class("number").Text(numberText(c.Ring.Number))
			}),
			app.If(c.Ring.Queue != "", func() app.UI {
				return app.P().Class("queue").Text(textWaitsIn.With("queue", c.Ring.Queue))
			}),
			said("p", "queue", supportText(c.Ring)),
			said("p", "queue", knownText(c.Ring)),
		),
		said("p", "note", c.Counts),
		app.Div().Class("row").Body(
			app.Button().Type("button").ID(state.AnswerID(c.Ring.Session)).Class("button", "answer").
				Text(textAnswer).OnClick(c.onAnswer),
			app.Button().Type("button").Class("button", "decline").Text(textDecline).OnClick(c.onDecline),
		),
		app.If(c.Asked, func() app.UI { return app.P().Class("note").Role("status").Text(textInSoftphone) }),
	)
}

func (c *ringPart) onAnswer(ctx app.Context, _ app.Event) {
	send(ctx, state.PressedAnswer{Session: c.Ring.Session})
}

func (c *ringPart) onDecline(ctx app.Context, _ app.Event) {
	send(ctx, state.PressedDecline{Session: c.Ring.Session})
}

func ringName(s protocol.Session) texts.Text {
	if state.Chat(s.Session) {
		return textIncomingChat
	}
	return textIncomingCall
}

// callerText is the customer's name, else the number.
func callerText(s protocol.Session) string {
	return firstText(s.Name, numberText(s.Number), textWithheld.String())
}

// supportText is the number of ours that the caller dialled.
func supportText(s protocol.Session) string {
	if s.Support == "" {
		return ""
	}
	return textSupport.With("number", numberText(s.Support))
}

// knownText says that the caller is a customer.
func knownText(s protocol.Session) string {
	if s.Customer == "" {
		return ""
	}
	return textKnown.String()
}
