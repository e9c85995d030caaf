package settings

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// boardTab shows what lives and what is stuck.
func boardTab(s state.State) app.UI {
	b := s.Board
	return app.Div().Class("tab").Body(
		notice(b.Problem),
		region("standing", texts.Say("board.standing: How it stands"), standing(b), notices(b.Status.Warnings)),
		region("live", texts.Say("board.live: Live agents"), liveAgents(b.Agents)),
		region("sessions", texts.Say("board.sessions: Sessions"), sessionsPart(b)),
		accountPart(b.Open),
		region("figures", texts.Say("board.figures: The last half hour"), chartsPart(b.Figures)),
	)
}

func standing(b state.Board) app.UI {
	last := texts.Say("board.no-event: CCAI Platform has sent no event yet.")
	if b.Status.LastEventAt != "" {
		last = texts.Say("board.last-event: Last event received {time}.", "time", moment(b.Status.LastEventAt))
	}
	writing := texts.Say("board.writing: Writing to Kustomer is on.")
	if b.Status.Paused {
		writing = texts.Say("board.paused: Writing to Kustomer is paused.")
	}
	return app.P().Text(last + " " + writing)
}

func liveAgents(agents []state.Agent) app.UI {
	if len(agents) == 0 {
		return hint(texts.Say("board.nobody: Nobody has the adapter open."))
	}
	return app.Div().Class("scroll").TabIndex(0).Role("group").Aria("label", texts.Say("board.live.table: Live agents, table")).Body(app.Table().Body(
		app.THead().Body(headings(texts.Say("board.agent: Agent"), texts.Say("board.live-in: Live in"), texts.Say("board.in-kustomer: Status in Kustomer"), texts.Say("board.in-platform: Status in CCAI Platform"), "")),
		app.TBody().Body(app.Range(agents).Slice(func(i int) app.UI { return agentLine(agents[i]) })),
	))
}

func headings(names ...string) app.UI {
	return app.Tr().Body(app.Range(names).Slice(func(i int) app.UI {
		if names[i] == "" {
			return app.Td()
		}
		return app.Th().Scope("col").Text(names[i])
	}))
}

func agentLine(a state.Agent) app.UI {
	name := firstText(a.Email, a.Agent)
	platform := firstText(a.PlatformStatus, texts.Say("board.unknown: unknown"))
	if a.NextStatus != "" {
		platform = texts.Say("board.next: {status}, next {next}", "status", platform, "next", a.NextStatus)
	}
	return app.Tr().Body(
		app.Th().Scope("row").Text(name),
		app.Td().Body(lines(windowLines(a))),
		app.Td().Text(firstText(a.KustomerStatus, texts.Say("board.unknown: unknown"))),
		app.Td().Body(lines([]string{platform, texts.Said(a.WhySaid, a.Why), driftText(texts.Said(a.DriftSaid, a.Drift))})),
		app.Td().Body(app.If(a.Holder != nil, func() app.UI {
			return small(texts.Say("board.release: Release"), texts.Say("board.release-of: Release {name}", "name", name), state.PressedRelease{Agent: a.Agent})
		})),
	)
}

func driftText(drift string) string {
	if drift == "" {
		return ""
	}
	return texts.Say("board.drift: Drift: {text}", "text", drift)
}

// windowLines say which window is live, since when, how far away it is, and who waits.
func windowLines(a state.Agent) []string {
	if a.Holder == nil {
		return []string{texts.Say("board.no-window: no window just now"), waitingText(a.Waiting)}
	}
	h := a.Holder
	where := firstText(h.Browser, h.Device)
	if h.Browser != "" && h.Device != "" {
		where = texts.Say("board.window: {browser} on {device}", "browser", h.Browser, "device", h.Device)
	}
	if h.OnCall {
		where = texts.Say("board.on-call: {window}, on a call", "window", where)
	}
	trip := ""
	if h.RoundTrip > 0 {
		trip = texts.Say("board.trip: round trip {n} ms", "n", texts.Number(h.RoundTrip))
	}
	page := texts.Say("board.this-release: this release")
	if h.Old {
		page = texts.Say("board.old-release: an earlier release")
	}
	return []string{where, texts.Say("board.since: since {time}, term {n}", "time", moment(h.Since), "n", texts.Number(a.Term)), strings.Join(nonEmpty(trip, page), ", "), waitingText(a.Waiting)}
}

func waitingText(waiting []state.Instance) string {
	if len(waiting) == 0 {
		return ""
	}
	return texts.Say("board.waiting: {n} waiting", "n", texts.Number(len(waiting)))
}

func nonEmpty(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}

// lines stack texts in a cell.
func lines(texts []string) app.UI {
	all := nonEmpty(texts...)
	return app.Div().Body(app.Range(all).Slice(func(i int) app.UI { return app.Div().Text(all[i]) }))
}
