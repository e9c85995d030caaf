package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestS1StandardData(t *testing.T) {
	t.Parallel()
	r := known()
	_, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
	made := bodyOf(t, find(t, writes, "conversation"))
	require.Equal(t, map[string]any{
		"callIdStr": "418", "languageStr": "en", "inboundMenuSelectionStr": "Support / Billing",
		"inboundMenuIdStr": "7", "sessionChannelStr": "voice",
	}, made["custom"])
	require.Equal(t, "open", made["status"])
	require.Equal(t, "Inbound call · Billing", made["name"])

	r = known()
	r.NoFields = true
	_, writes = run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
	require.NotContains(t, bodyOf(t, find(t, writes, "conversation")), "custom", "S1: the key may not register fields")
}

func TestS2OneMessage(t *testing.T) {
	t.Parallel()
	r := known()
	_, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "customer conversation message note:"+r.Settled.Conversation+":"+number+" owner:15", keys(writes))
	w := find(t, writes, "message")
	made := bodyOf(t, w)
	require.Equal(t, rules.Create, w.Verb)
	require.Equal(t, "voice", made["channel"])
	require.Equal(t, "in", made["direction"])
	require.Equal(t, "call-418", made["externalId"])
	require.Equal(t, "ringing", made["meta"].(map[string]any)["status"])
	require.Equal(t, number, made["meta"].(map[string]any)["from"])
	require.Equal(t, "2026-01-01T00:00:00.000Z", made["meta"].(map[string]any)["placedAt"])

	over := ivr("finished", values{"supportNumber": "+18005550100", "connectedAt": "2026-01-01T00:00:06Z",
		"endsAt": "2026-01-01T00:03:10Z", "callSeconds": "184"})
	_, writes = run(t, fold(start(), route(), take(), talk(), hangUp(), over), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "message", keys(writes))
	w = find(t, writes, "message")
	require.Equal(t, rules.Change, w.Verb)
	require.Equal(t, rules.MessageID("acme", "call-418", 0), w.ID)
	made = bodyOf(t, w)
	require.Equal(t, "Inbound call · Billing · Ana Ruiz · 3 min 4 s", made["preview"])
	require.Equal(t, map[string]any{
		"session": "call-418", "status": "completed", "from": number, "to": "+18005550100",
		"placedAt": "2026-01-01T00:00:00.000Z", "answeredAt": "2026-01-01T00:00:06.000Z", "endedAt": "2026-01-01T00:03:10.000Z",
		"menu": "Support / Billing", "queue": "Billing", "agent": "Ana Ruiz", "language": "en",
		"sessionType": "Voice Inbound (IVR)", "duration": 184.0,
	}, made["meta"])

	_, writes = run(t, fold(over, hangUp(), talk(), take(), route(), start(), start()), &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes, "S2: nothing new, nothing written")
}

func TestS2GrowingDurationsAreNotWritten(t *testing.T) {
	t.Parallel()
	r := known()
	_, _ = run(t, fold(start(), route(), talk(), ivr("connected", values{"callSeconds": "2"})), &r, rules.DefaultSettings(), nil, nil)
	later := ivr("connected", values{"callSeconds": "62", "disconnectedBy": "disconnected_by_unknown"})
	later.At += 60_000
	_, writes := run(t, fold(start(), route(), talk(), later), &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes)
}

func TestS2Statuses(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name  string
		want  rules.Phase
		facts []rules.Fact
	}{
		{"S2: queued", rules.Queued, []rules.Fact{start(), route()}},
		{"S2: ringing", rules.Ringing, []rules.Fact{start(), offer()}},
		{"S2: in progress", rules.InProgress, []rules.Fact{start(), talk()}},
		{"S2: in progress by the object", rules.InProgress, []rules.Fact{ivr("connected", nil)}},
		{"S2: ended by an event, the object is older", rules.Completed, []rules.Fact{ivr("connected", nil), talk(), hangUp()}},
		{"S2: finished", rules.Completed, []rules.Fact{ivr("finished", nil)}},
		{"S2: deflected", rules.Completed, []rules.Fact{ivr("deflected", nil)}},
		{"S2: left in the queue", rules.Abandoned, []rules.Fact{ivr("failed", values{"failReason": "eu_abandoned"})}},
		{"S2: left in the queue, by number", rules.Abandoned, []rules.Fact{ivr("failed", values{"failReason": "20003"})}},
		{"S2: left in the menu", rules.Abandoned, []rules.Fact{ivr("failed", values{"failReason": "eu_in_menu_abandoned"})}},
		{"S2: failed", rules.Failed, []rules.Fact{ivr("failed", values{"failReason": "voip_conn_timeout"})}},
		{"S2: voicemail", rules.VoiceMail, []rules.Fact{ivr("voicemail_received", nil)}},
		{"S2: voicemail by its reason", rules.VoiceMail, []rules.Fact{ivr("finished", values{"voicemailReason": "no_agents"})}},
		{"S2: no voicemail", rules.Completed, []rules.Fact{ivr("finished", values{"voicemailReason": "not_voicemail"})}},
		{"S2: chat dismissed", rules.Completed, []rules.Fact{object("chat-7", 1, values{"status": "dismissed"})}},
		{"S2: outbound nobody answered", rules.Failed, []rules.Fact{event("call-1", 0, values{"direction": "out", "state": "disconnected"}, ana)}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, row.want, fold(row.facts...).Phase())
		})
	}
}

func TestS2Channels(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]string{
		"Messaging (Web)": "chat", "Messaging (Mobile)": "chat", "Messaging (WhatsApp)": "whatsapp",
		"Messaging Inbound (SMS)": "sms", "Messaging Outbound (SMS by API)": "sms",
	} {
		require.Equal(t, want, fold(object("chat-1", 0, values{"type": kind})).Channel(), kind)
	}
	require.Equal(t, "voice", fold(start()).Channel())
}

func TestS4PhoneNote(t *testing.T) {
	t.Parallel()
	r := known()
	_, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
	w := find(t, writes, "note:"+r.Settled.Conversation+":"+number)
	require.Equal(t, number, bodyOf(t, w)["body"])
	require.Equal(t, rules.PhoneNoteID("acme", r.Settled.Conversation, number), w.ID, "S4: the same for every session")

	r = known()
	set := rules.DefaultSettings()
	set.PhoneNote = false
	_, writes = run(t, fold(start(), route(), take()), &r, set, nil, nil)
	require.NotContains(t, keys(writes), "note")
}

func TestW2Ids(t *testing.T) {
	t.Parallel()
	id := rules.ConversationID("acme", "call-418", "V1", 0)
	require.Regexp(t, `^[0-9a-f]{24}$`, id)
	require.NotEqual(t, id, rules.ConversationID("acme", "call-418", "V1", 1), "W2: the settlement's number counts")
	require.NotEqual(t, id, rules.ConversationID("other", "call-418", "V1", 0))
	require.NotEqual(t, rules.MessageID("a", "call-1", 0), rules.MessageID("a", "chat-1", 0))
	require.Equal(t, "call-418", rules.SessionOf("acme_", "acme_call-418-1"))
	require.Equal(t, "chat-7", rules.SessionOf("", "chat-7"))
	require.Empty(t, rules.SessionOf("", "enduser-7"))
	require.Empty(t, rules.SessionOf("acme_", "call-7"))
}

func TestW2BuriedIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	r := known()
	s := fold(start(), route(), take())
	r.Settled = rules.Settlement{Customer: customer, Conversation: "k1", Rule: "V1"}
	r.Buried["note:k1:"+number] = "x"
	_, writes := run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "message assign:15", keys(writes))

	r.Settled = rules.Settlement{Customer: customer, Conversation: "k2", Make: true, Rule: "V1"}
	r.Buried["conversation"] = "x"
	_, writes = run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Empty(t, writes, "what stands on it is given up too")
}
