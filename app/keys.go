package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// keysButton opens the map of keys, for those who do not know "?".
type keysButton struct {
	app.Compo
	Open bool
}

// Render shows the button.
func (c *keysButton) Render() app.UI {
	return app.Button().Type("button").ID(state.KeysButtonID).Class("button", "small", "keys").
		Aria("label", textKeys).Aria("expanded", c.Open).Aria("haspopup", "dialog").
		Text(keysSign).OnClick(onKeys)
}

// keysSign is the key that opens the map.
const keysSign = "?"

func onKeys(ctx app.Context, _ app.Event) { send(ctx, state.ToggledKeys{}) }

// keysPart is the map.
type keysPart struct {
	app.Compo
	Keys state.Keyboard
}

// Render lists every key and what it does.
func (c *keysPart) Render() app.UI {
	if !c.Keys.Open {
		return app.Div().Hidden(true)
	}
	keys := state.Shortcuts()
	return app.Div().Class("keymap", "card").Role("dialog").Aria("label", textKeys).Body(
		app.H2().Text(textKeys),
		app.P().Class("note").Text(textKeysWhere),
		app.Dl().Body(app.Range(keys).Slice(func(i int) app.UI {
			return app.Div().Body(app.Dt().Body(app.Kbd().Text(keys[i].Key)), app.Dd().Text(keys[i].Does))
		})),
		app.Label().Class("row").Body(
			app.Input().Type("checkbox").Checked(!c.Keys.Off).OnChange(onSwitchKeys),
			app.Span().Text(textKeysOn),
		),
		app.Button().Type("button").ID(state.KeysCloseID).Class("button").Text(textClose).OnClick(onKeys),
	).OnKeyDown(onKeysEscape)
}

func onSwitchKeys(ctx app.Context, _ app.Event) { send(ctx, state.SwitchedKeys{}) }

func onKeysEscape(ctx app.Context, e app.Event) {
	if e.Get("key").String() == "Escape" {
		send(ctx, state.ToggledKeys{})
	}
}
