// Package texts says what the adapter says, in the agent's language.
//
// Every text is a constant beside the parts that show it (app/texts.go, app/state/texts.go) or a
// literal in the page's scripts, written as "key: English". English is compiled in, so that nothing
// flashes; web/static/texts holds a table per language, which the page fetches while the WebAssembly
// is on its way and hands to Use once, before anything is shown. A table that lacks a key lets the
// English through.
//
//	const textWaits = texts.Text("ring.queue: Queue: {queue}")
//	textWaits.With("queue", "Support")         Warteschlange: Support
//	const textMissed = texts.Text("history.missed: {n} missed call|{n} missed calls")
//	textMissed.Count(3)                        3 verpasste Anrufe
//
// Words in braces are placeholders. Forms for one and for many stand on both sides of a bar; where a
// language knows one form only, its table has no bar. Moments and numbers are written by the
// browser: Clock, Moment, Number.
//
// To add a text: write the constant, run `go test ./app/texts -update`, which writes en.json anew,
// and put the key into the four other tables. The tests name what is missing, unused or at odds.
package texts

import (
	"strconv"
	"strings"
)

// Text is one text: its key, a colon and a space, and the English.
type Text string

// Key finds the text in a table.
func (t Text) Key() string {
	key, _, _ := strings.Cut(string(t), ": ")
	return key
}

// English is the text as it is compiled in, with all its forms.
func (t Text) English() string {
	_, english, _ := strings.Cut(string(t), ": ")
	return english
}

// String is the text in the agent's language, placeholders and all.
func (t Text) String() string {
	if said, ok := current.Load().Table[t.Key()]; ok {
		return said
	}
	return t.English()
}

// With fills the placeholders: name, value, name, value.
func (t Text) With(pairs ...string) string { return fill(t.String(), pairs) }

// Count takes the form for n and fills the placeholders; {n} is the number itself.
func (t Text) Count(n int, pairs ...string) string {
	said := t.String()
	if one, many, ok := strings.Cut(said, "|"); ok {
		said = many
		if current.Load().single(n) {
			said = one
		}
	}
	return fill(said, append(pairs, "n", Number(n)))
}

// fill goes over the text once: what stands in a value is never taken for a placeholder.
func fill(said string, pairs []string) string {
	var out strings.Builder
	for {
		before, rest, open := strings.Cut(said, "{")
		name, after, closed := strings.Cut(rest, "}")
		out.WriteString(before)
		if !open || !closed {
			return out.String()
		}
		out.WriteString(valueOf(name, pairs))
		said = after
	}
}

func valueOf(name string, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return pairs[i+1]
		}
	}
	return ""
}

// Number writes a whole number as people do.
func Number(n int) string {
	if w := current.Load().Writer; w != nil {
		return w.Number(n)
	}
	return strconv.Itoa(n)
}
