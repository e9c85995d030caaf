package app

import (
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// aboutNumber tells where the number leads and what time it is there.
func aboutNumber(dial state.Dial, dialing state.Dialing, now int64) string {
	n := dial.Told
	if n == nil || n.Number == "" {
		return ""
	}
	told := []string{n.Number}
	if n.Country != "" {
		told = append(told, dialing.Name(n.Country))
	}
	if there := thereText(n.Offsets, now); there != "" {
		told = append(told, there)
	}
	return strings.Join(told, " · ")
}

// thereText is the callee's clock: one time, or from the first to the last where zones differ.
func thereText(offsets []int, now int64) string {
	if len(offsets) == 0 || now == 0 {
		return ""
	}
	_, here := time.UnixMilli(now).Zone()
	var times []string
	for _, minutes := range offsets {
		times = append(times, texts.Clock(now+int64(minutes*60-here)*1000))
	}
	return textThere.With("time", strings.Join(times, "–"))
}

// warningText is what to think of before this number is called.
func warningText(n *protocol.Number) string {
	if n == nil || n.Warning == nil {
		return ""
	}
	text, _ := texts.Problem(*n.Warning)
	return text
}

// warnedPart asks whether to call all the same.
type warnedPart struct {
	app.Compo
	Warning protocol.Problem
}

// Render shows the question.
func (c *warnedPart) Render() app.UI {
	text, fix := texts.Problem(c.Warning)
	return el("div", "class", "question card", "role", "alertdialog", "aria-label", textWarned.String(), "aria-describedby", "warned-why").Body(
		el("p", "id", "warned-why").Text(strings.TrimSpace(text+" "+fix)),
		el("div", "class", "row").Body(
			press(textCancel.String(), c.onCancel, "id", state.CancelCallID, "class", "button"),
			press(textCallAnyway.String(), c.onAnyway, "class", "button danger"),
		),
	).On("keydown", c.onKey)
}

func (c *warnedPart) onAnyway(ctx app.Context, _ app.Event) { send(ctx, state.PressedCallAnyway{}) }
func (c *warnedPart) onCancel(ctx app.Context, _ app.Event) { send(ctx, state.CancelledCall{}) }

func (c *warnedPart) onKey(ctx app.Context, e app.Event) {
	if e.Get("key").String() == "Escape" {
		send(ctx, state.CancelledCall{})
	}
}

// choicesOf are the tenant's outbound numbers and languages, where it has some.
func choicesOf(d state.Dialing) app.UI {
	row := el("div", "class", "row dialing")
	if len(d.Numbers)+len(d.Languages) == 0 {
		return row.Hidden(true)
	}
	return row.Body(
		selectOf(textOutbound, d.Outbound, d.Numbers, numberText, func(v string) state.Msg { return state.ChoseOutbound{Number: v} }),
		selectOf(textLanguage, d.Language, d.Languages, func(l string) string { return l }, func(v string) state.Msg { return state.ChoseLanguage{Language: v} }),
	)
}

// selectOf is a native list; nothing happens at a choice but that the next call is made with it.
func selectOf(name texts.Text, chosen string, options []string, show func(string) string, choose func(string) state.Msg) app.UI {
	if len(options) == 0 {
		return nil
	}
	all := []app.UI{option(noChoice, textSoftphoneAsks.String(), chosen == "")}
	for _, o := range options {
		all = append(all, option(o, show(o), o == chosen))
	}
	return chooseOne(name, all, choose)
}

// noChoice is the value of an option that chooses nothing: an empty one is left out of the page.
const noChoice = "-"

// chooseOne is a labelled list to choose one of.
func chooseOne(name texts.Text, options []app.UI, choose func(string) state.Msg) app.UI {
	return el("label", "class", "choose").Body(
		el("span").Text(name),
		el("select", "aria-label", name.String()).Body(options...).On("change", func(ctx app.Context, _ app.Event) {
			value := ctx.JSSrc().Get("value").String()
			if value == noChoice {
				value = ""
			}
			send(ctx, choose(value))
		}),
	)
}

func option(value, text string, selected bool) app.UI {
	return el("option", "value", value, "selected", map[bool]string{true: "true"}[selected]).Text(text)
}
