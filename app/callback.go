package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

// callbackButton calls an earlier session's number. What becomes of it stands in the dial part, as of
// any call.
func callbackButton(s protocol.Session) app.UI {
	return &callbackPart{Session: s.Session}
}

// callbackPart is the button.
type callbackPart struct {
	app.Compo
	Session string
}

// Render shows it.
func (c *callbackPart) Render() app.UI {
	return app.Button().Type("button").Class("button", "small", "callback").Text(textCallback).OnClick(c.onPress)
}

func (c *callbackPart) onPress(ctx app.Context, _ app.Event) {
	send(ctx, state.PressedCallback{Session: c.Session})
}
