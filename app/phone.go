package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// phoneButton shows the softphone or puts it away.
type phoneButton struct {
	app.Compo
	Softphone state.Softphone
	Hidden    bool
}

// Render shows the button where there is a softphone.
func (c *phoneButton) Render() app.UI {
	b := app.Button().Type("button").Class("button", "small", "phone").Aria("controls", "softphone").
		Aria("expanded", c.Softphone.Shown).Text(textSoftphone).OnClick(c.onToggle)
	if c.Hidden || c.Softphone.URL == "" {
		b = b.Hidden(true)
	}
	return b
}

func (c *phoneButton) onToggle(ctx app.Context, _ app.Event) { send(ctx, state.ToggledSoftphone{}) }
