package rules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// held is a conversation as an earlier session left it.
func held(id, status, channel, menuID, menu string, day int) rules.Conversation {
	return rules.Conversation{ID: id, Status: status, Channel: channel, Menu: rules.Menu{ID: menuID, Path: menu},
		CreatedAt: time.Date(2025, 12, day, 0, 0, 0, 0, time.UTC)}
}

func outbound(status string) rules.Fact {
	return object("call-500", 1, values{"type": "Voice Outbound (API)", "status": status, "identifier": number,
		"outboundNumber": "+18005550100", "agentId": "15"})
}

func TestWhichConversation(t *testing.T) {
	t.Parallel()
	taken := []rules.Fact{start(), route(), take()}
	left := []rules.Fact{start(), route(), ivr("failed", values{"failReason": "eu_abandoned", "endsAt": "2026-01-01T00:00:30Z"})}
	menu := []rules.Fact{start(), object("call-418", 3, values{"type": "Voice Inbound (IVR)", "status": "failed", "failReason": "20004"})}
	mail := []rules.Fact{start(), route(), ivr("voicemail_received", values{"voicemailReason": "after_hours"})}
	menuFrom7 := []rules.Fact{start(), ivr("failed", values{"failReason": "20004", "queuedAt": ""})}
	doneLately := held("k1", "done", "voice", "7", "", 3)
	doneLately.DoneAt = time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)
	webChat := object("chat-77", 3, values{"type": "Messaging (Web)", "status": "assigned", "endUserPhone": number, "menuId": "7", "agentId": "15"})
	off := func(s *rules.Settings) { s.CreateOnAbandoned = false }
	fits := held("k1", "open", "voice", "7", "Support / Billing", 3)
	rows := []struct {
		name   string
		facts  []rules.Fact
		there  []rules.Conversation
		change func(*rules.Settings)
		rule   string
		id     string // "" : a new one
		state  rules.Doing
	}{
		{name: "V1: same menu, same channel, open", facts: taken, there: []rules.Conversation{fits}, rule: "V1", id: "k1"},
		{name: "V1: several: the one created last", facts: taken, rule: "V1", id: "k2",
			there: []rules.Conversation{fits, held("k2", "open", "voice", "7", "", 9), held("k3", "open", "voice", "7", "", 5)}},
		{name: "V1: another menu", facts: taken, there: []rules.Conversation{held("k1", "open", "voice", "8", "Support / Billing", 3)}, rule: "V1"},
		{name: "V1: another channel", facts: taken, there: []rules.Conversation{held("k1", "open", "chat", "7", "", 3)}, rule: "V1"},
		{name: "V1: made by a person", facts: []rules.Fact{start(), take()}, there: []rules.Conversation{held("k1", "open", "", "", "", 3)}, rule: "V1"},
		{name: "V1: two without menu match", facts: []rules.Fact{start(), take()}, there: []rules.Conversation{held("k1", "open", "voice", "", "", 3)}, rule: "V1", id: "k1"},
		{name: "V1: by the text where both lack an id", facts: []rules.Fact{start(), take(), event("call-418", 2, values{"queueNames": "Sales"})},
			there: []rules.Conversation{held("k1", "open", "voice", "", "Sales", 3)}, rule: "V1", id: "k1"},
		{name: "V1: an id against none", facts: taken, there: []rules.Conversation{held("k1", "open", "voice", "", "Support / Billing", 3)}, rule: "V1"},
		{name: "V1: an app call that is assigned", facts: []rules.Fact{app("assigned", nil)}, there: []rules.Conversation{fits}, rule: "V1", id: "k1"},
		{name: "V2: snoozed is not open", facts: taken, there: []rules.Conversation{held("k1", "snoozed", "voice", "7", "", 3)}, rule: "V1"},
		{name: "V2: done is not open", facts: taken, there: []rules.Conversation{held("k1", "done", "voice", "7", "", 3)}, rule: "V1"},
		{name: "V3: the most recent one is open", facts: []rules.Fact{outbound("assigned")}, rule: "V3", id: "k2",
			there: []rules.Conversation{held("k1", "open", "voice", "7", "", 3), held("k2", "open", "", "", "", 9)}},
		{name: "V3: the most recent one is done", facts: []rules.Fact{outbound("assigned")}, rule: "V3",
			there: []rules.Conversation{held("k1", "open", "voice", "7", "", 3), held("k2", "done", "", "", "", 9)}},
		{name: "V3: none", facts: []rules.Fact{outbound("assigned")}, rule: "V3"},
		{name: "V7: abandoned, one is open", facts: left, there: []rules.Conversation{fits}, rule: "V1", id: "k1"},
		{name: "V7: abandoned, none is open", facts: left, rule: "V1"},
		{name: "V7: switched off, one is open", facts: left, there: []rules.Conversation{fits}, change: off, rule: "V1", id: "k1"},
		{name: "V7: switched off, none is open", facts: left, change: off, state: rules.Skipped},
		{name: "V7: left in the menu", facts: menu, there: []rules.Conversation{fits}, state: rules.Skipped},
		{name: "V7: left in the menu, switched on", facts: menu, rule: "V1",
			change: func(s *rules.Settings) { s.CreateOnMenuAbandoned = true }},
		{name: "V7: left in the menu, switched on, the queue's switched off", facts: menu, rule: "V1",
			change: func(s *rules.Settings) { s.CreateOnMenuAbandoned, s.CreateOnAbandoned = true, false }},
		{name: "V7: left in the menu, switched on: appended", facts: menuFrom7, there: []rules.Conversation{fits}, rule: "V1", id: "k1",
			change: func(s *rules.Settings) { s.CreateOnMenuAbandoned = true }},
		{name: "V7: failed for another reason is not abandoned", facts: []rules.Fact{start(), route(), ivr("failed", values{"failReason": "voip_conn_timeout"})}, change: off, rule: "V1"},
		{name: "V8: a voicemail after hours, the abandoned switched off", facts: mail, change: off, rule: "V8"},
		{name: "V8: no closed one is opened again for it", facts: mail, rule: "V8", there: []rules.Conversation{doneLately},
			change: func(s *rules.Settings) { s.ReopenWithinDays = 30 }},
		{name: "V1: a chat into the chat of the same menu", facts: []rules.Fact{webChat}, rule: "V1", id: "k2",
			there: []rules.Conversation{held("k1", "open", "voice", "7", "", 9), held("k2", "open", "chat", "7", "", 3)}},
		{name: "V3: nothing is opened again for an outbound call", facts: []rules.Fact{outbound("assigned")}, rule: "V3", there: []rules.Conversation{doneLately},
			change: func(s *rules.Settings) { s.ReopenWithinDays = 30 }},
		{name: "V8: a voicemail has its own", facts: mail, there: []rules.Conversation{fits}, rule: "V8"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known()
			r.Settled.Customer = customer
			if row.change != nil {
				row.change(&set)
			}
			s := fold(row.facts...)
			r.Settled.Customer = ""
			crm := map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}
			p, writes := run(t, s, &r, set, crm, row.there)
			require.Equal(t, row.rule, r.Settled.Rule)
			switch {
			case row.rule == "":
				require.Equal(t, row.state, p.State)
				require.Empty(t, writes)
			case row.id == "":
				require.Equal(t, rules.ConversationID("acme", s.Name, row.rule, 0), r.Settled.Conversation)
				require.Equal(t, row.rule, find(t, writes, "conversation").Rule)
			default:
				require.Equal(t, row.id, r.Settled.Conversation)
				require.NotContains(t, keys(writes), "conversation")
				require.Equal(t, row.id, find(t, writes, "message").Parent)
			}
		})
	}
}

func TestV7NoCustomerWhenSwitchedOff(t *testing.T) {
	t.Parallel()
	set, r := rules.DefaultSettings(), known()
	set.CreateOnAbandoned = false
	p, writes := run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, nil, nil)
	require.Equal(t, rules.Skipped, p.State, "V7: not unlinked")
	require.Equal(t, "V7", p.Rule)
	require.Empty(t, writes)
	set.CreateCustomers = false
	p, writes = run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, nil, nil)
	require.Equal(t, rules.Skipped, p.State, "V7: not unlinked either where customers are not made at all")
	require.Empty(t, writes)
	set.CreateOnAbandoned = true
	p, _ = run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, nil, nil)
	require.Equal(t, rules.Unlinked, p.State, "C7")
}

func TestSettledOnce(t *testing.T) {
	t.Parallel()
	r := known()
	_, _ = run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
	before := r.Settled
	r.Conversations = []rules.Conversation{held("k9", "open", "voice", "8", "", 20)}
	_, _ = run(t, fold(start(), route(), take(), ivr("voicemail", values{"menuId": "8"})), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, before, r.Settled, "V1: later facts move nothing")
}

func TestV10WhenTheRecordIsMade(t *testing.T) {
	t.Parallel()
	chat := func(n string) rules.Fact {
		return object("chat-77", 3, values{"type": "Messaging (Web)", "status": "assigned", "identifier": "u", "messages": n})
	}
	rows := []struct {
		name  string
		when  string
		after int
		facts []rules.Fact
		due   bool
	}{
		{"V10: IVR offered is not enough", rules.WhenAssigned, 0, []rules.Fact{start(), route(), offer(), ivr("assigned", nil)}, false},
		{"V10: IVR taken", rules.WhenAssigned, 0, []rules.Fact{start(), route(), take()}, true},
		{"V10: IVR connected, accepted got lost", rules.WhenAssigned, 0, []rules.Fact{start(), route(), talk()}, true},
		{"V10: app call assigned", rules.WhenAssigned, 0, []rules.Fact{app("assigned", nil)}, true},
		{"V10: app call queued", rules.WhenAssigned, 0, []rules.Fact{app("queued", nil)}, false},
		{"V10: queued", rules.WhenQueued, 0, []rules.Fact{start(), route()}, true},
		{"V10: not yet queued", rules.WhenQueued, 0, []rules.Fact{start()}, false},
		{"V10: taken, setting connected", rules.WhenConnected, 0, []rules.Fact{start(), route(), take()}, false},
		{"V10: connected", rules.WhenConnected, 0, []rules.Fact{start(), route(), talk()}, true},
		{"V10: abandoned is recorded at its end", rules.WhenConnected, 0, []rules.Fact{ivr("failed", values{"failReason": "eu_abandoned"})}, true},
		{"V10: outbound is placed", rules.WhenAssigned, 0, []rules.Fact{outbound("assigned")}, true},
		{"V10: outbound waits for its object", rules.WhenAssigned, 0, []rules.Fact{event("call-418", 0, values{"direction": "out"}, ana)}, false},
		{"V10: ended without agent waits for how", rules.WhenAssigned, 0, []rules.Fact{start(), route(), hangUp()}, false},
		{"V10: chat below the messages", rules.WhenAssigned, 2, []rules.Fact{chat("1")}, false},
		{"V10: chat with the messages", rules.WhenAssigned, 2, []rules.Fact{chat("2")}, true},
		{"V10: chat below, at its end", rules.WhenAssigned, 2, []rules.Fact{object("chat-77", 3, values{"type": "Messaging (Web)", "status": "finished", "messages": "1"})}, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set := rules.DefaultSettings()
			set.RecordWhen, set.ChatRecordAfter = row.when, row.after
			p := rules.Decide(fold(row.facts...), known(), set)
			require.Equal(t, row.due, p.State != rules.Waiting, "%+v", p)
			if !row.due {
				require.NotEmpty(t, p.Reason)
			}
		})
	}
}

func TestV10HowLongIsWaited(t *testing.T) {
	t.Parallel()
	back := outbound("assigned")
	back.Values["parentId"] = "418"
	found, nobodyWaited := known(), known()
	delete(nobodyWaited.Over, rules.WaitObject)
	found.Settled.Customer, found.Earlier = customer, &rules.Earlier{Session: "call-418", Pending: true}
	for name, row := range map[string]struct {
		facts []rules.Fact
		r     rules.Record
		wait  rules.Wait
	}{
		"V3: for the object":                  {[]rules.Fact{event("call-418", 0, values{"direction": "out"}, ana)}, nobodyWaited, rules.Wait{Name: rules.WaitObject, For: 10 * time.Second}},
		"C5: for the number":                  {[]rules.Fact{take()}, known(), rules.Wait{Name: rules.WaitNumber, For: 5 * time.Second}},
		"V8: for how it ended":                {[]rules.Fact{start(), route(), hangUp()}, known(), rules.Wait{Name: rules.WaitOutcome, For: 10 * time.Second}},
		"V5: for the call before it, if soon": {[]rules.Fact{back}, found, rules.Wait{Name: rules.WaitEarlier, For: time.Minute}},
	} {
		p := rules.Decide(fold(row.facts...), row.r, rules.DefaultSettings())
		require.Equal(t, row.wait, p.Wait, name)
		require.Equal(t, rules.Waiting, p.State, name)
		row.r.Over[row.wait.Name] = true
		require.NotEqual(t, row.wait.Name, rules.Decide(fold(row.facts...), row.r, rules.DefaultSettings()).Wait.Name, name)
	}
}

func TestV10OutcomeFromEventsAlone(t *testing.T) {
	t.Parallel()
	r := known()
	s := fold(start(), route(), hangUp())
	p := rules.Decide(s, r, rules.DefaultSettings())
	require.Equal(t, rules.WaitOutcome, p.Wait.Name)
	r.Over[rules.WaitOutcome] = true
	_, writes := run(t, s, &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "abandoned", bodyOf(t, find(t, writes, "message"))["meta"].(map[string]any)["status"])
}

func TestV11TheAgent(t *testing.T) {
	t.Parallel()
	t.Run("V11: with the making", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, []any{agent}, bodyOf(t, find(t, writes, "conversation"))["assignedUsers"])
		require.NotContains(t, keys(writes), "assign")
	})
	t.Run("V11: appended: once", func(t *testing.T) {
		t.Parallel()
		r := known()
		there := []rules.Conversation{held("k1", "open", "voice", "7", "", 3)}
		crm := map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}
		_, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), crm, there)
		w := find(t, writes, "assign:15")
		require.Equal(t, map[string]any{"assignedUsers": []any{agent}}, bodyOf(t, w))
		_, writes = run(t, fold(start(), route(), take(), talk(), hangUp()), &r, rules.DefaultSettings(), crm, there)
		require.NotContains(t, keys(writes), "assign")
	})
	t.Run("V11: an app call is assigned later", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(app("assigned", nil)), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, bodyOf(t, find(t, writes, "conversation")), "assignedUsers")
		_, writes = run(t, fold(app("assigned", nil), talk()), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "V11", find(t, writes, "assign:15").Rule)
	})
	t.Run("V11: unknown to Kustomer", func(t *testing.T) {
		t.Parallel()
		r := known()
		r.Users = map[string]rules.User{}
		p, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, []string{"15"}, p.Missing)
		require.Equal(t, rules.Saved, p.State)
		require.NotContains(t, bodyOf(t, find(t, writes, "conversation")), "assignedUsers")
	})
	t.Run("V11: unreachable holds nothing up", func(t *testing.T) {
		t.Parallel()
		r := known()
		r.Users[rules.AgentKey("15")] = rules.User{Unreachable: true}
		p, writes := run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
		require.Contains(t, keys(writes), "message")
		require.True(t, p.Again)
		require.Equal(t, rules.Saving, p.State)
		r.Users[rules.AgentKey("15")] = rules.User{ID: agent}
		_, writes = run(t, fold(start(), route(), take()), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "assign:15 owner:15", keys(writes))
	})
	t.Run("V11: no agent, appended: nobody", func(t *testing.T) {
		t.Parallel()
		r, set := known(), rules.DefaultSettings()
		set.DefaultAuthor = "d00000000000000000000009"
		there := []rules.Conversation{held("k1", "open", "voice", "7", "", 3)}
		_, writes := run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}, there)
		require.Equal(t, "k1", r.Settled.Conversation)
		require.NotContains(t, keys(writes), "assign")
	})
	t.Run("V11: no agent: the default author by id", func(t *testing.T) {
		t.Parallel()
		r, set := known(), rules.DefaultSettings()
		set.DefaultAuthor = "d00000000000000000000009"
		_, writes := run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, nil, nil)
		require.Equal(t, []any{"d00000000000000000000009"}, bodyOf(t, find(t, writes, "conversation"))["assignedUsers"])
	})
	t.Run("V11: an older session never takes it back", func(t *testing.T) {
		t.Parallel()
		older, newer := known2(), known2()
		crm := map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}
		there := []rules.Conversation{held("k1", "open", "voice", "7", "", 3)}
		_, _ = run(t, fold(start(), route(), take()), &older, rules.DefaultSettings(), crm, there)
		_, writes := run(t, fold(start(), route(), event("call-418", 300, nil, bo)), &newer, rules.DefaultSettings(), crm, there)
		require.NotEmpty(t, only(writes, "assign:16"))
		_, writes = run(t, fold(start(), route(), take(), talk(), hangUp(), over), &older, rules.DefaultSettings(), crm, there)
		require.Equal(t, "message", keys(writes), "V11: a late fact of an older session")
	})
	t.Run("V11: no agent: the default author", func(t *testing.T) {
		t.Parallel()
		r, set := known(), rules.DefaultSettings()
		set.DefaultAuthor = "desk@acme.example"
		_, writes := run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, set, nil, nil)
		require.Equal(t, []any{"d00000000000000000000001"}, bodyOf(t, find(t, writes, "conversation"))["assignedUsers"])
	})
}
