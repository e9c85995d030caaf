package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// morePart is how the adapter makes itself heard, the self-test, and the way out.
type morePart struct {
	app.Compo
	Sound   state.Sound
	Test    state.Test
	Leaving bool
	Hidden  bool
}

// Render shows the three cards.
func (c *morePart) Render() app.UI {
	panel := el("div", "id", morePanelID, "class", "sessions", "role", "tabpanel", "aria-labelledby", state.TabID(state.TabMore))
	if c.Hidden {
		return panel.Hidden(true)
	}
	return panel.Body(c.sounds(), &testPart{Test: c.Test}, c.leave())
}

// leave is the way out, and the question before it while something is live.
func (c *morePart) leave() app.UI {
	why := textLeaveWhy
	if c.Leaving {
		why = textLeaveBusy
	}
	return el("div", "class", "more-part card").Body(
		el("p", "class", "note", "role", "status").Text(why),
		press(textLeave.String(), onLeave, "id", state.SignOutID, "class", "button small"),
	)
}

// sounds are the ring tone's choices and the way to notifications.
func (c *morePart) sounds() app.UI {
	sinks := []app.UI{option(noChoice, textUsualDevice.String(), c.Sound.Sink == "")}
	for _, sink := range c.Sound.Sinks {
		sinks = append(sinks, option(sink.ID, sink.Name, sink.ID == c.Sound.Sink))
	}
	return el("div", "class", "more-part card").Body(
		said("h2", "", textSound.String()),
		said("p", "note", textSoundWhy.String()),
		el("label", "class", "choose").Body(
			el("span").Text(textVolume),
			app.Input().Type("range").Aria("label", textVolume).Attr("min", "0").Attr("max", "100").
				Attr("value", strconv.Itoa(c.Sound.Volume)).OnChange(onVolume),
		),
		chooseOne(textDevice, sinks, func(sink string) state.Msg { return state.ChoseSink{ID: sink} }),
		el("div", "class", "row").Body(
			press(textTryTone.String(), onTryTone, "class", "button small"),
			press(textAllow.String(), onAllow, "class", "button small"),
		),
	)
}

func onVolume(ctx app.Context, _ app.Event) {
	if volume, err := strconv.Atoi(ctx.JSSrc().Get("value").String()); err == nil {
		send(ctx, state.ChoseVolume{Volume: volume})
	}
}

func onTryTone(ctx app.Context, _ app.Event) { send(ctx, state.PressedTryTone{}) }
func onLeave(ctx app.Context, _ app.Event)   { send(ctx, state.PressedSignOut{}) }
func onAllow(ctx app.Context, _ app.Event)   { send(ctx, state.PressedAllow{}) }
