package texts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

// in runs a test in a language; the tests of this package that do are not parallel.
func in(t *testing.T, l Language) {
	t.Helper()
	before := current.Load()
	Use(l)
	t.Cleanup(func() { current.Store(before) })
}

const (
	waits  = Text("test.queue: Queue: {queue}")
	missed = Text("test.missed: {n} missed call by {who}|{n} missed calls by {who}")
)

func TestEnglishIsCompiledIn(t *testing.T) {
	require.Equal(t, "test.queue", waits.Key())
	require.Equal(t, "Queue: {queue}", waits.String())
	require.Equal(t, "Queue: Support", waits.With("queue", "Support"))
	require.Equal(t, "1 missed call by Mia", missed.Count(1, "who", "Mia"))
	require.Equal(t, "0 missed calls by {n}", missed.Count(0, "who", "{n}"), "a value is no pattern")
	require.Empty(t, Text("").String())
	require.Equal(t, "Open ", Text("k: Open {what").String()[:5])
	require.Equal(t, "en", Tag())
	require.Equal(t, "00:02", Clock(1767225720000))
	require.Equal(t, "1 Jan 00:02", Moment(1767225720000))
}

func TestAnotherLanguage(t *testing.T) {
	in(t, Language{Tag: "fr", Table: map[string]string{
		"test.queue": "File : {queue}", "test.missed": "{n} appel manqué de {who}|{n} appels manqués de {who}",
		"problem.not-live": "Une autre fenêtre parle pour vous.", "problem.not-live.fix": "Utilisez celle-ci.",
	}, Writer: loud{}})
	require.Equal(t, "File : Support", waits.With("queue", "Support"))
	require.Equal(t, "n0 appel manqué de Mia", missed.Count(0, "who", "Mia"), "French counts none as one")
	require.Equal(t, "n2 appels manqués de Mia", missed.Count(2, "who", "Mia"))
	require.Equal(t, "Answer", Text("test.unknown: Answer").String(), "what a table lacks is English")
	require.Equal(t, "clock", Clock(1))
	require.Equal(t, "moment", Moment(1))

	text, fix := Problem(protocol.Problem{Code: "not-live", Text: "Another window.", Fix: "Use it."})
	require.Equal(t, "Une autre fenêtre parle pour vous.", text)
	require.Equal(t, "Utilisez celle-ci.", fix)
	text, fix = Problem(protocol.Problem{Code: "call-refused", Text: "Agent is away.", Fix: "Wait."})
	require.Equal(t, "Agent is away.", text, "the platform's own words stay")
	require.Equal(t, "Wait.", fix)
}

func TestOneFormForAll(t *testing.T) {
	in(t, Language{Tag: "ja", Table: map[string]string{"test.missed": "{who}から不在着信{n}件"}})
	require.Equal(t, "Miaから不在着信1件", missed.Count(1, "who", "Mia"))
}

type loud struct{}

func (loud) Clock(int64) string  { return "clock" }
func (loud) Moment(int64) string { return "moment" }
func (loud) Number(n int) string { return "n" + string(rune('0'+n)) }

func TestMain(m *testing.M) {
	time.Local = time.UTC // the tests name times of day
	m.Run()
}
