package settings

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

// boardTab shows what lives and what is stuck.
func boardTab(s state.State) app.UI {
	b := s.Board
	return app.Div().Class("tab").Body(
		notice(b.Problem),
		region("standing", "How it stands", standing(b), notices(b.Status.Warnings)),
		region("live", "Live agents", liveAgents(b.Agents)),
		region("sessions", "Sessions", sessionsPart(b)),
		accountPart(b.Open),
		region("figures", "The last half hour", chartsPart(b.Figures)),
	)
}

func standing(b state.Board) app.UI {
	last := "CCAI Platform has sent no event yet."
	if b.Status.LastEventAt != "" {
		last = "Last event received " + moment(b.Status.LastEventAt) + "."
	}
	writing := "Writing to Kustomer is on."
	if b.Status.Paused {
		writing = "Writing to Kustomer is paused."
	}
	return app.P().Text(last + " " + writing)
}

func liveAgents(agents []state.Agent) app.UI {
	if len(agents) == 0 {
		return hint("Nobody has the adapter open.")
	}
	return app.Div().Class("scroll").TabIndex(0).Role("group").Aria("label", "Live agents, table").Body(app.Table().Body(
		app.THead().Body(headings("Agent", "Live in", "Status in Kustomer", "Status in CCAI Platform", "")),
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
	platform := firstText(a.PlatformStatus, "unknown")
	if a.NextStatus != "" {
		platform += ", next " + a.NextStatus
	}
	return app.Tr().Body(
		app.Th().Scope("row").Text(name),
		app.Td().Body(lines(windowLines(a))),
		app.Td().Text(firstText(a.KustomerStatus, "unknown")),
		app.Td().Body(lines([]string{platform, a.Why, driftText(a.Drift)})),
		app.Td().Body(app.If(a.Holder != nil, func() app.UI {
			return small("Release", "Release "+name, state.PressedRelease{Agent: a.Agent})
		})),
	)
}

func driftText(drift string) string {
	if drift == "" {
		return ""
	}
	return "Drift: " + drift
}

// windowLines say which window is live, since when, how far away it is, and who waits.
func windowLines(a state.Agent) []string {
	if a.Holder == nil {
		return []string{"no window just now", waitingText(a.Waiting)}
	}
	h := a.Holder
	where := strings.Join(nonEmpty(h.Browser, h.Device), " on ")
	if h.OnCall {
		where += ", on a call"
	}
	trip := ""
	if h.RoundTrip > 0 {
		trip = "round trip " + strconv.Itoa(h.RoundTrip) + " ms"
	}
	page := "this release"
	if h.Old {
		page = "an earlier release"
	}
	return []string{where, "since " + moment(h.Since) + ", term " + strconv.Itoa(a.Term), strings.Join(nonEmpty(trip, page), ", "), waitingText(a.Waiting)}
}

func waitingText(waiting []state.Instance) string {
	if len(waiting) == 0 {
		return ""
	}
	return strconv.Itoa(len(waiting)) + " waiting"
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
