package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// testPart is the self-test: one button, a row for each thing with what to do about it, and a report
// for support.
type testPart struct {
	app.Compo
	Test state.Test
}

// Render shows the button and the newest run's rows.
func (c *testPart) Render() app.UI {
	rows := make([]app.UI, len(c.Test.Results))
	for i, r := range c.Test.Results {
		rows[i] = el("li", "class", r.State).Body(
			said("span", "name", r.Name), said("span", "word", testWords[r.State].String()),
			said("p", "note", r.Text), said("p", "fix", r.Fix),
		)
	}
	run := textRunTest
	if c.Test.Running() {
		run = textTesting
	}
	return el("div", "class", "test-part card").Body(
		said("h2", "", textTest.String()),
		el("div", "class", "row").Body(
			press(run.String(), onTest, "class", "button small"),
			press(textReport.String(), onReport, "class", "button small"),
		),
		said("p", "note", textReportWhy.String()),
		el("ul", "class", "results", "aria-live", "polite", "aria-label", textTest.String()).Body(rows...),
	)
}

func onTest(ctx app.Context, _ app.Event) {
	send(ctx, now())
	send(ctx, state.PressedTest{})
}

func onReport(ctx app.Context, _ app.Event) { send(ctx, state.PressedReport{}) }
