package settings

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// chartsPart draws the last minutes and the budgets. Charts are SVG attributes: the page's policy
// allows no style attributes.
func chartsPart(f state.Figures) app.UI {
	k, p := f.Kustomer, f.Platform
	return app.Div().Class("values").Body(
		app.Div().Class("charts").Body(
			chart(texts.Say("chart.writes: Writes to Kustomer a minute"), k.Minutes, func(m state.Minute) int { return m.Writes }),
			chart(texts.Say("chart.waiting: Sessions that waited to be written"), k.Minutes, func(m state.Minute) int { return m.Waiting }),
			chart(texts.Say("chart.waits: Requests told to wait by Kustomer"), k.Minutes, func(m state.Minute) int { return m.Waits }),
			chart(texts.Say("chart.requests: Requests to CCAI Platform a minute"), p.Minutes, func(m state.Minute) int { return m.Reads + m.Writes }),
		),
		meter(texts.Say("chart.kustomer: Kustomer's budget this minute"), k),
		meter(texts.Say("chart.platform: CCAI Platform's budget this minute"), p),
	)
}

const (
	chartWidth  = 240
	chartHeight = 56
)

// chart is one bar for each minute, the newest on the right.
func chart(title string, minutes []state.Minute, value func(state.Minute) int) app.UI {
	most, now := 0, 0
	for _, m := range minutes {
		now = value(m)
		most = max(most, now)
	}
	summary := texts.Say("chart.summary: {title}: {now} now, {most} at most", "title", title, "now", texts.Number(now), "most", texts.Number(most))
	bars := app.Range(minutes).Slice(func(i int) app.UI { return bar(i, len(minutes), value(minutes[i]), most) })
	return app.Div().Class("chart").Body(
		app.Elem("svg").XMLNS(svgNS).Attr("viewBox", "0 0 "+strconv.Itoa(chartWidth)+" "+strconv.Itoa(chartHeight)).
			Attr("role", "img").Attr("aria-label", summary).Body(bars,
			app.Elem("line").XMLNS(svgNS).Attr("class", "axis").Attr("x1", "0").Attr("x2", strconv.Itoa(chartWidth)).
				Attr("y1", strconv.Itoa(chartHeight)).Attr("y2", strconv.Itoa(chartHeight))),
		app.P().Class("hint").Aria("hidden", true).Text(summary),
	)
}

const svgNS = "http://www.w3.org/2000/svg"

func bar(i, of, value, most int) app.UI {
	width := chartWidth / max(of, 1)
	height := 0
	if most > 0 {
		height = value * (chartHeight - 4) / most
	}
	return app.Elem("rect").XMLNS(svgNS).Attr("class", "bar").
		Attr("x", strconv.Itoa(i*width)).Attr("width", strconv.Itoa(max(width-2, 1))).
		Attr("y", strconv.Itoa(chartHeight-height)).Attr("height", strconv.Itoa(height))
}

// meter draws how much of a budget is used.
func meter(title string, n state.Neighbour) app.UI {
	used := max(n.Limit-n.Left, 0)
	text := texts.Say("chart.used: {title}: {n} of {limit} requests used", "title", title, "n", texts.Number(used), "limit", texts.Number(n.Limit))
	return app.Div().Class("meter").Body(
		app.Span().Aria("hidden", true).Text(text),
		app.Progress().Max(float64(max(n.Limit, 1))).Value(float64(used)).Aria("label", text),
	)
}
