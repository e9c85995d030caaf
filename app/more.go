package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// morePart is how the adapter makes itself heard.
type morePart struct {
	app.Compo
	Sound  state.Sound
	Hidden bool
}

// Render shows the ring tone's choices and the way to notifications.
func (c *morePart) Render() app.UI {
	if c.Hidden {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("more-part", "card").Body(
		app.H2().Text(textSound),
		app.P().Class("note").Text(textSoundWhy),
		app.Label().Class("choose").Body(
			app.Span().Text(textVolume),
			app.Input().Type("range").Aria("label", textVolume).Attr("min", "0").Attr("max", "100").
				Attr("value", strconv.Itoa(c.Sound.Volume)).OnChange(onVolume),
		),
		app.Label().Class("choose").Body(
			app.Span().Text(textDevice),
			app.Elem("select").Attr("aria-label", textDevice).Body(
				option("usual", textUsualDevice.String(), c.Sound.Sink == ""),
				app.Range(c.Sound.Sinks).Slice(func(i int) app.UI {
					sink := c.Sound.Sinks[i]
					return option(sink.ID, sink.Name, sink.ID == c.Sound.Sink)
				}),
			).On("change", onSink),
		),
		app.Div().Class("row").Body(
			button(true, textTryTone, onTryTone),
			button(true, textAllow, onAllow),
		),
	)
}

func onVolume(ctx app.Context, _ app.Event) {
	if volume, err := strconv.Atoi(ctx.JSSrc().Get("value").String()); err == nil {
		send(ctx, state.ChoseVolume{Volume: volume})
	}
}

func onSink(ctx app.Context, _ app.Event) {
	sink := ctx.JSSrc().Get("value").String()
	if sink == "usual" {
		sink = ""
	}
	send(ctx, state.ChoseSink{ID: sink})
}

func onTryTone(ctx app.Context, _ app.Event) { send(ctx, state.PressedTryTone{}) }
func onAllow(ctx app.Context, _ app.Event)   { send(ctx, state.PressedAllow{}) }
