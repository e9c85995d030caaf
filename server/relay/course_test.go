package relay_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// said is one fact of call 418, some seconds after its begin.
func said(second int64, values map[rules.Name]string, agents ...rules.Agent) rules.Fact {
	return rules.Fact{V: rules.FactVersion, Session: "call-418", Source: rules.FromEvent, At: time.Now().UnixMilli() - 60_000 + second*1000, Values: values, Agents: agents}
}

func rings(second int64) rules.Fact {
	return said(second, map[rules.Name]string{rules.State: "connected", rules.Direction: "in", rules.ExternalPhone: number, rules.QueueNames: "Support"},
		rules.Agent{ID: "15", Name: "Ana Ruiz", State: "ringing"})
}

func TestRingingCallerIsNamedBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.customers = []map[string]any{{"name": "Mia Wong", "phones": []any{map[string]any{"phone": number}}}}
	h.open()
	h.say(rings(1))
	h.soon("named", func() bool { return h.told.last(userOf("15"), "call-418").Name == "Mia Wong" })
	card := h.told.last(userOf("15"), "call-418")
	require.Equal(t, protocol.StateRinging, card.State)
	require.Equal(t, customerID(0), card.Customer)
	require.Positive(t, card.OfferedAt)
}

func TestCardTellsTheCourse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	ana := userOf("15")
	for _, step := range []struct {
		name  string
		fact  rules.Fact
		check func(protocol.Session) bool
	}{
		{"rings", rings(1), func(c protocol.Session) bool { return c.State == protocol.StateRinging }},
		{"connected", said(3, nil, rules.Agent{ID: "15", State: "connected"}), func(c protocol.Session) bool { return c.State == protocol.StateConnected }},
		{"held", said(5, nil, rules.Agent{ID: "15", State: "hold"}), func(c protocol.Session) bool { return c.State == protocol.StateHeld }},
		{"hold state after unhold", said(7, nil, rules.Agent{ID: "15", State: "connected"}), func(c protocol.Session) bool { return c.State == protocol.StateConnected }},
		{"muted", said(9, nil, rules.Agent{ID: "15", State: "mute"}), func(c protocol.Session) bool { return c.Muted && c.State == protocol.StateConnected }},
		{"unmuted", said(11, nil, rules.Agent{ID: "15", State: "connected"}), func(c protocol.Session) bool { return !c.Muted }},
		{"handed over", rules.Fact{V: rules.FactVersion, Session: "call-418", Source: rules.FromObject, At: time.Now().UnixMilli() - 40_000,
			Transfers: []rules.Transfer{{ID: "1", From: "15", To: "16", FromQueue: "Support", ToQueue: "Billing", At: time.Now().UnixMilli() - 41_000}}},
			func(c protocol.Session) bool { return len(c.Transfers) == 1 && c.Transfers[0].ToQueue == "Billing" }},
		{"taken by another", said(20, nil, rules.Agent{ID: "16", Name: "Bo Ito", State: "connected"}), func(c protocol.Session) bool {
			return c.State == protocol.StateEnded && c.By == "Bo Ito" && c.Transfers[0].To == "Bo Ito"
		}},
		{"written up", said(30, map[rules.Name]string{rules.Disposition: "resolved", rules.DispositionNote: "Invoice 7."}), func(c protocol.Session) bool {
			return c.Disposition == "resolved" && c.Note == "Invoice 7."
		}},
	} {
		h.say(step.fact)
		h.soon(step.name, func() bool { return step.check(h.told.last(ana, "call-418")) })
	}
}

func TestAnsweredElsewhereSaysByWhom(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	h.say(rings(1), said(3, nil, rules.Agent{ID: "16", Name: "Bo Ito", State: "connected"}))
	h.soon("missed", func() bool {
		c := h.told.last(userOf("15"), "call-418")
		return c.State == protocol.StateMissed && c.By == "Bo Ito"
	})
}

// TestAHandOverRingsAndEnds: at the next one it rings although somebody has had the session, and who handed
// it over is out of it before the next one answers.
func TestAHandOverRingsAndEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	state := func(agent string) string { return h.told.last(userOf(agent), "call-418").State }
	h.say(rings(1), said(3, nil, rules.Agent{ID: "15", State: "connected"}),
		said(20, map[rules.Name]string{rules.Status: "queued"}, rules.Agent{ID: "15", State: "disconnected"}),
		said(21, map[rules.Name]string{rules.Status: "assigned"}, rules.Agent{ID: "16", Name: "Bo Ito", State: "ringing"}))
	h.soon("it rings at the next one", func() bool { return state("16") == protocol.StateRinging && state("15") == protocol.StateEnded })
	h.say(said(30, nil, rules.Agent{ID: "16", State: "disconnected"}))
	h.soon("the next one declines", func() bool { return state("16") == protocol.StateMissed })
	h.say(said(32, nil, rules.Agent{ID: "17", Name: "Cy Moe", State: "ringing"}), said(33, nil, rules.Agent{ID: "17", State: "connected"}))
	h.soon("somebody else takes it", func() bool { return h.told.last(userOf("15"), "call-418").By == "Cy Moe" })
	require.Equal(t, protocol.StateMissed, state("16"))
}

func TestFailReasonIsTold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	f := said(1, map[rules.Name]string{rules.Type: "Voice Outbound (API)", rules.Status: "failed", rules.FailReason: "21001", rules.AgentID: "15", rules.ExternalPhone: number},
		rules.Agent{ID: "15", State: "connecting"})
	f.Source = rules.FromObject
	h.say(f)
	h.soon("failed", func() bool {
		c := h.told.last(userOf("15"), "call-418")
		return c.State == protocol.StateFailed && c.Fail == "eu_busy"
	})
}

func TestHistoryListsVoicemails(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	f := said(1, map[rules.Name]string{rules.Type: "Voice Inbound (IVR)", rules.Status: "voicemail_received", rules.ExternalPhone: number, rules.QueueNames: "Support"})
	f.Source = rules.FromObject
	h.say(f, rules.Fact{V: rules.FactVersion, Session: "call-418", Source: rules.FromObject, At: time.Now().UnixMilli(),
		Values: map[rules.Name]string{rules.VoicemailState: "read", rules.VoicemailAgent: "15"}, Agents: []rules.Agent{{ID: "15", Name: "Ana Ruiz"}}})
	h.soon("listed", func() bool {
		mails := h.relay.History("acme", userOf("16")).Voicemails
		return len(mails) == 1 && mails[0].State == protocol.StateVoicemail && mails[0].Number == number && mails[0].Heard == "read" && mails[0].HeardBy == "Ana Ruiz"
	})
	require.Empty(t, h.relay.History("nobody", userOf("16")).Voicemails)
}
