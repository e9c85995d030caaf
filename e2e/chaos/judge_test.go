package chaos

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// held is everything that the CRM holds.
type held struct {
	customers, conversations, messages, notes []world.Record
}

func look(w *world.World) held {
	return held{w.CRM.List("/v1/customers"), w.CRM.List("/v1/conversations"), w.CRM.List("/v1/messages"), w.CRM.List("/v1/notes")}
}

// since leaves out what was there before.
func (h held) since(before held) held {
	return held{
		newOnes(h.customers, before.customers), newOnes(h.conversations, before.conversations),
		newOnes(h.messages, before.messages), newOnes(h.notes, before.notes),
	}
}

func newOnes(now, before []world.Record) []world.Record {
	return slices.DeleteFunc(now, func(r world.Record) bool {
		return slices.ContainsFunc(before, func(old world.Record) bool { return old.ID == r.ID })
	})
}

// judge waits until every call is told to its end, then demands that nothing is there twice.
func judge(t *testing.T, w *world.World, before held, rang []int) {
	t.Helper()
	var now held
	var lost []string
	pause := time.NewTicker(time.Second)
	defer pause.Stop()
	for end := time.Now().Add(patience); ; <-pause.C {
		now = look(w).since(before)
		if lost = missing(now, rang); len(lost) == 0 || time.Now().After(end) {
			break
		}
	}
	doubled := surplus(now, rang)
	fmt.Printf("chaos: %d sessions, %d conversations, %d messages, %d notes: %d lost, %d doubled\n",
		len(rang), len(now.conversations), len(now.messages), len(now.notes), len(lost), len(doubled))
	require.Empty(t, lost, "lost")
	require.Empty(t, doubled, "doubled")
}

// missing names what a call should have left and has not.
func missing(now held, rang []int) []string {
	status := map[string]string{}
	for _, m := range now.messages {
		status[m.Text("externalId")] = m.Text("meta", "status")
	}
	var lost []string
	for _, id := range rang {
		name := fmt.Sprintf("call-%d", id)
		if got, ok := status[name]; !ok {
			lost = append(lost, name+" has no message")
		} else if got != "completed" {
			lost = append(lost, name+" is "+got+", not completed")
		}
	}
	notes := notesOf(now)
	for _, c := range now.conversations {
		if len(notes[c.ID]) == 0 {
			lost = append(lost, "conversation "+c.ID+" has no phone note")
		}
	}
	return lost
}

// surplus names what is there more often than it should be.
func surplus(now held, rang []int) []string {
	var twice []string
	twice = append(twice, repeated("message", now.messages, func(m world.Record) string { return m.Text("externalId") })...)
	twice = append(twice, repeated("conversation of customer", now.conversations, func(c world.Record) string { return c.Related("customer") })...)
	twice = append(twice, repeated("customer", now.customers, func(c world.Record) string { return fmt.Sprint(c.Attributes["phones"]) })...)
	for conversation, bodies := range notesOf(now) {
		slices.Sort(bodies)
		if len(bodies) != len(slices.Compact(bodies)) {
			twice = append(twice, "notes in conversation "+conversation)
		}
	}
	messages := map[string]bool{}
	for _, m := range now.messages {
		messages[m.Related("conversation")] = true
		if !strings.HasPrefix(m.Text("externalId"), "call-") || len(now.messages) > len(rang) {
			twice = append(twice, "message "+m.ID+" "+m.Text("externalId"))
		}
	}
	for _, c := range now.conversations {
		if !messages[c.ID] {
			twice = append(twice, "conversation "+c.ID+" without a message")
		}
	}
	return twice
}

func notesOf(now held) map[string][]string {
	bodies := map[string][]string{}
	for _, n := range now.notes {
		bodies[n.Related("conversation")] = append(bodies[n.Related("conversation")], n.Text("body"))
	}
	return bodies
}

// repeated names each key that more than one record has.
func repeated(what string, records []world.Record, key func(world.Record) string) []string {
	seen := map[string]int{}
	for _, r := range records {
		seen[key(r)]++
	}
	var twice []string
	for k, n := range seen {
		if n > 1 {
			twice = append(twice, fmt.Sprintf("%s %s: %d", what, k, n))
		}
	}
	return twice
}

// TestJudge proves the judge on records made up for it: a judge that sees nothing acquits all.
func TestJudge(t *testing.T) {
	t.Parallel()
	record := func(id string, attributes map[string]any, relations string) world.Record {
		r := world.Record{ID: id, Attributes: attributes}
		r.Relate("conversation", relations)
		r.Relate("customer", relations)
		return r
	}
	message := func(id, call, status, conversation string) world.Record {
		return record(id, map[string]any{"externalId": call, "meta": map[string]any{"status": status}}, conversation)
	}
	good := held{
		conversations: []world.Record{record("v1", nil, "c1")},
		messages:      []world.Record{message("m1", "call-1", "completed", "v1"), message("m2", "call-2", "completed", "v1")},
		notes:         []world.Record{record("n1", map[string]any{"body": "+1"}, "v1")},
	}
	require.Empty(t, missing(good, []int{1, 2}))
	require.Empty(t, surplus(good, []int{1, 2}))
	require.Len(t, missing(good, []int{1, 2, 3}), 1, "a call without a message")

	bad := good
	bad.messages = append(slices.Clone(good.messages), message("m3", "call-2", "in-progress", "v1"))
	bad.conversations = append(slices.Clone(good.conversations), record("v2", nil, "c1"))
	bad.notes = append(slices.Clone(good.notes), record("n2", map[string]any{"body": "+1"}, "v1"))
	require.NotEmpty(t, missing(bad, []int{1, 2}), "a call that never ends, and a conversation without a note")
	require.GreaterOrEqual(t, len(surplus(bad, []int{1, 2})), 4)
}
