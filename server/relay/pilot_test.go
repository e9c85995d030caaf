package relay_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

const nothing = "0 customers, 0 conversations, 0 messages, 0 notes"

func TestW9OnlyThePilotsSessionsAreWritten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.PilotAgents = []string{"BO@acme.example"}
	h.open()
	h.say(call(1, "+14155550101")...)
	h.soon("left out", func() bool { return h.state("call-1") == "skipped" })
	lines, _ := h.relay.List("acme", "skipped", "", 0)
	require.Contains(t, lines[0].Reason, "pilot")
	require.Equal(t, nothing, h.books.counts())

	h.say(rules.Fact{V: 1, Session: "call-1", Source: rules.FromEvent, At: t0 + 9000, Agents: []rules.Agent{{ID: "16", Name: "Bo Lund", State: "connected"}}})
	h.soon("handed to a pilot", func() bool { return h.state("call-1") == "saved" && h.books.statuses()["call-1"] == "completed" })
}

func TestW9TheListChangesLater(t *testing.T) {
	t.Parallel()
	for name, restart := range map[string]bool{"W9: while we run": false, "W9: over a restart": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.set.PilotAgents = []string{"bo@acme.example"}
			h.open()
			h.say(call(1, "+14155550101")...)
			h.soon("left out", func() bool { return h.state("call-1") == "skipped" && h.doc("call-1")["finished"] == true })
			if restart {
				h.relay.Stop()
				h.set.PilotAgents = []string{"bo@acme.example", "ana@acme.example"}
				h.open()
			} else {
				h.choose(func(s *rules.Settings) { s.PilotAgents = append(s.PilotAgents, "ana@acme.example") })
			}
			h.soon("written", func() bool { return h.state("call-1") == "saved" && h.books.statuses()["call-1"] == "completed" })

			h.choose(func(s *rules.Settings) { s.PilotAgents = []string{"bo@acme.example"} })
			h.say(rules.Fact{V: 1, Session: "call-1", Source: rules.FromObject, At: t0 + 99_000, Read: t0 + 99_000, Values: values{"rating": "5"}})
			h.soon("no longer a pilot's", func() bool { return h.state("call-1") == "skipped" })
			require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts(), "what was written stays")
		})
	}
}

func TestW9PausedIsKeptAndWrittenOnceResumed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.Paused = true
	h.open()
	one, two := call(1, "+14155550101"), call(2, "+14155550102")
	h.say(one...)
	h.say(two[:3]...)
	paused := func(session string) func() bool {
		return func() bool { reason, _ := h.doc(session)["reason"].(string); return strings.Contains(reason, "paused") }
	}
	h.soon("paused", paused("call-1"))
	h.relay.Stop()
	h.open()
	h.say(two[3:]...)
	h.soon("still paused after a restart", paused("call-2"))
	require.Equal(t, nothing, h.books.counts())
	h.choose(func(s *rules.Settings) { s.Paused = false })
	h.soon("all of it is written", func() bool { return h.state("call-1") == "saved" && h.state("call-2") == "saved" })
	require.Equal(t, map[string]string{"call-1": "completed", "call-2": "completed"}, h.books.statuses())
	require.Equal(t, "2 customers, 2 conversations, 2 messages, 2 notes", h.books.counts())
}
