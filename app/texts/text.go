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
// What the server says to a person comes as English and by its code (protocol.Said); Said and Problem
// say it by the same tables. Those sentences stand in the server's rooms and in rules, as "key: English"
// too.
//
// To add a text: write the constant, run `go test ./app/texts -update`, which writes en.json anew,
// and put the key into the four other tables. The tests name what is missing, unused or at odds.
package texts

import (
	"strconv"
	"strings"

	"agentadapter/protocol"
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

// Say says a text where it is written, its placeholders filled in as by With.
func Say(t Text, pairs ...string) string { return t.With(pairs...) }

// With fills the placeholders: name, value, name, value.
func (t Text) With(pairs ...string) string { return protocol.FillIn(t.String(), pairs) }

// Match tells whether an English sentence is this text, and answers what fills its placeholders: name,
// value, name, value.
func (t Text) Match(english string) (pairs []string, ok bool) {
	rest, form := english, t.English()
	for {
		before, after, open := strings.Cut(form, "{")
		if !strings.HasPrefix(rest, before) {
			return nil, false
		}
		rest = rest[len(before):]
		if !open {
			return pairs, rest == ""
		}
		name, tail, _ := strings.Cut(after, "}")
		next, _, more := strings.Cut(tail, "{")
		end := len(rest)
		if next != "" || more {
			end = strings.Index(rest, next)
		}
		if end < 0 {
			return nil, false
		}
		pairs, rest, form = append(pairs, name, rest[:end]), rest[end:], tail
	}
}

// Count takes the form for n and fills the placeholders; {n} is the number itself.
func (t Text) Count(n int, pairs ...string) string {
	said := t.String()
	if one, many, ok := strings.Cut(said, "|"); ok {
		said = many
		if current.Load().single(n) {
			said = one
		}
	}
	return protocol.FillIn(said, append(pairs, "n", Number(n)))
}

// Number writes a whole number as people do.
func Number(n int) string {
	if w := current.Load().Writer; w != nil {
		return w.Number(n)
	}
	return strconv.Itoa(n)
}
