package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// waitingPart stands in a window that is not the live one, or that was signed out.
type waitingPart struct {
	app.Compo
	Lease      state.Lease
	Connection state.Connection
	Shown      bool
	// Out says that the agent has signed this window out.
	Out bool
	// Call is whom the live window talks to.
	Call string
}

// Render says who is live and offers to take over.
func (c *waitingPart) Render() app.UI {
	if !c.Shown {
		return app.Section().Hidden(true)
	}
	title, who, use := textElsewhere, holderText(c.Lease.Holder, c.Call), textUse
	switch {
	case c.Out:
		title, who, use = textSignedOut, textSignedOutWhy.String(), textSignIn
	case c.Lease.Taking:
		use = textTaking
	}
	return app.Section().Class("waiting", "card").Body(
		app.H1().Text(title),
		app.P().Class("holder").Text(who),
		app.Button().Type("button").ID(state.UseThisID).Class("button", "primary").Text(use).OnClick(c.onUse),
		app.P().Class("note").Role("status").Text(c.Lease.Note),
		app.If(c.Lease.Asking, func() app.UI { return &takeOverPart{} }),
	)
}

func (c *waitingPart) onUse(ctx app.Context, _ app.Event) { send(ctx, state.PressedUseThis{}) }

// callOf says whom the live window talks to, empty if to nobody.
func callOf(s state.State) string {
	for _, one := range s.Sessions {
		if one.Live() && !state.Chat(one.Session) {
			return callerText(one)
		}
	}
	return ""
}

// holderText describes the live window as a person would, and whom it talks to.
func holderText(h *protocol.Holder, call string) string {
	if h == nil {
		return ""
	}
	if h.Away {
		return textHolderLost.String()
	}
	said := firstText(h.Browser, textABrowser.String())
	if h.Device != "" {
		said = textHolder.With("browser", said, "device", h.Device)
	}
	if h.Since > 0 {
		said = joined(said, textSinceThen.With("time", texts.Clock(h.Since)))
	}
	if h.OnCall {
		said = joined(said, textOnACall.String())
		if call != "" {
			said = joined(said, call)
		}
	}
	return textSentence.With("text", said)
}

// joined puts two things behind one another as the language lists them.
func joined(first, second string) string {
	return textList.With("first", first, "second", second)
}

// takeOverPart asks before a call's audio is ended.
type takeOverPart struct{ app.Compo }

// Render shows the question.
func (c *takeOverPart) Render() app.UI {
	return app.Div().Class("question").Role("alertdialog").Aria("label", textAskTake).
		Aria("describedby", "take-over-why").Body(
		app.H2().Text(textAskTake),
		app.P().ID("take-over-why").Text(textAskWhy),
		app.Div().Class("row").Body(
			app.Button().Type("button").ID(state.TakeOverID).Class("button", "danger").Text(textTakeOver).OnClick(c.onTake),
			app.Button().Type("button").Class("button").Text(textCancel).OnClick(c.onCancel),
		),
	).OnKeyDown(c.onKey)
}

func (c *takeOverPart) onTake(ctx app.Context, _ app.Event)   { send(ctx, state.ConfirmedTakeOver{}) }
func (c *takeOverPart) onCancel(ctx app.Context, _ app.Event) { send(ctx, state.CancelledTakeOver{}) }

func (c *takeOverPart) onKey(ctx app.Context, e app.Event) {
	if e.Get("key").String() == "Escape" {
		send(ctx, state.CancelledTakeOver{})
	}
}
