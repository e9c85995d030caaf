package app

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/protocol"
)

// connectionPart is the line that is always there: Live, Connecting or Offline, and what to do.
type connectionPart struct {
	app.Compo
	Connection state.Connection
}

// Render shows the line.
func (c *connectionPart) Render() app.UI {
	word, hint := connectionTexts(c.Connection)
	return app.Div().Class("connection", c.Connection.State).Role("status").Aria("label", textConnection).Body(
		app.Span().Class("dot").Aria("hidden", true),
		app.Span().Class("word").Text(word),
		app.If(hint != "", func() app.UI { return app.Span().Class("hint").Text(hint) }),
	)
}

func connectionTexts(c state.Connection) (word, hint string) {
	switch {
	case c.State == state.Live:
		return textLive.String(), ""
	case c.Quiet:
		return textOffline.String(), quietText(c)
	case c.State == state.Offline:
		return textOffline.String(), firstText(c.Reason, textRetrying.String())
	}
	return textConnecting.String(), c.Reason
}

// quietText says why this page stays away: the server's reason, unless the code says it all, and
// what to do.
func quietText(c state.Connection) string {
	if c.Reason == "" || c.Code == protocol.CloseTakenOver || c.Code == protocol.CloseSignedOut {
		return quietTexts[c.Code].String()
	}
	return strings.TrimSuffix(endText(c.Reason), ".") + ". " + quietTexts[c.Code].String()
}

// endText says the server's reason for an end in the agent's language, if it is one of those known.
func endText(reason string) string {
	for _, known := range endTexts {
		before, _, _ := strings.Cut(known.English(), "{")
		if name, ok := strings.CutPrefix(reason, before); ok {
			return known.With("name", name)
		}
	}
	return reason
}

// releasePart offers the new release, never during a call.
type releasePart struct {
	app.Compo
	Stale bool
	Busy  bool
}

// Render shows the offer, if there is one.
func (c *releasePart) Render() app.UI {
	if !c.Stale || c.Busy {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("release").Body(
		app.Span().Text(textNewRelease),
		app.Button().Type("button").Class("button", "small").Text(textLoadNow).OnClick(c.onLoad),
	)
}

func (c *releasePart) onLoad(ctx app.Context, _ app.Event) { send(ctx, state.PressedReload{}) }

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
