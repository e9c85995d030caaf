package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// strip is what is left of the widget where its frame is only a strip high: the status, the running
// time and how the record stands. The style sheet shows it there and hides all else.
func strip(s state.State) app.UI {
	time, saved := "", ""
	for _, v := range views(s) {
		if v.Counts != "" && time == "" {
			time = v.Counts
		}
		if saved == "" && v.Session.Saved != "" {
			saved = savedText(v.Session)
		}
	}
	ring := ""
	if rings := s.Rings(); len(rings) > 0 {
		ring = joined(ringName(rings[0]).String(), callerText(rings[0]))
	}
	return el("div", "class", "strip").Body(
		said("span", "ring-word", ring),
		said("span", "status-word", s.Status.Platform),
		said("span", "counts", time),
		said("span", "saved-word", saved),
	)
}
