package texts

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

var german = Language{Tag: "de", Table: map[string]string{
	"why.waits":          "{status} wartet: {words}",
	"why.alone":          "{text}.",
	"why.mapped":         "{status}, weil der Kustomer-Status {kustomer} darauf abgebildet ist",
	"problem.no-answer":  "{where} antwortet nicht.",
	"problem.gone":       "Weg.",
	"problem.gone.fix":   "Laden Sie neu.",
	"problem.hint.fix":   "Warten Sie auf {where}.",
	"problem.status":     "Kaputt.",
	"problem.status.fix": "",
}}

// TestWhatTheServerSays: by its code, with what fills it, sentences in sentences too; unknown codes and
// English stay as they came.
func TestWhatTheServerSays(t *testing.T) {
	answer := protocol.Fault("x", "problem.no-answer: {where} does not answer.", "problem.hint.fix: Wait for {where}.", "where", "Kustomer")
	english, said := protocol.Say("why.waits: {status} waits: {words}", "status", "Break", "words", answer.Text)
	require.Equal(t, "Break waits: Kustomer does not answer.", english)
	waits := said.With("words", answer.Sentence())
	_, alone := protocol.Say("why.alone: {text}.", "text", english)
	whole := alone.With("text", waits)
	require.Equal(t, english, Said(waits, english), "English is the server's own")

	in(t, german)
	require.Equal(t, "Break wartet: Kustomer antwortet nicht.", Said(waits, english))
	require.Equal(t, "Break wartet: Kustomer antwortet nicht..", Said(whole, english+"."))
	require.Equal(t, "Break wartet: Agent is away.", Said(protocol.Said{"why.waits", "status", "Break", "words", "Agent is away.", "words@", "problem.unknown"}, ""))
	require.Equal(t, "so", Said(protocol.Said{"why.unknown"}, "so"))
	require.Equal(t, "so", Said(nil, "so"))

	text, fix := Problem(answer)
	require.Equal(t, "Kustomer antwortet nicht.", text)
	require.Equal(t, "Warten Sie auf Kustomer.", fix)
	text, fix = Problem(protocol.Fault("gone", "problem.gone: Gone.", "problem.gone.fix: Load anew."))
	require.Equal(t, "Weg.", text, "the Problem's code alone tells")
	require.Equal(t, "Laden Sie neu.", fix)
}

// FuzzSaid: whatever a server says, a page that reads it goes on.
func FuzzSaid(f *testing.F) {
	f.Add("why.waits", "status", "words@", "why.waits")
	f.Fuzz(func(_ *testing.T, code, a, b, c string) {
		before := current.Load()
		defer current.Store(before)
		Use(german)
		for _, said := range []protocol.Said{{code}, {code, a}, {code, a, b}, {code, a, b, c}, {code, "words@", b, c, a, "words@"}} {
			Said(said, "english")
		}
	})
}
