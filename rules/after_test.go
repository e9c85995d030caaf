package rules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

var (
	bo   = rules.Agent{ID: "16", Name: "Bo Lund", State: "accepted"}
	over = ivr("finished", values{"connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:03:10Z", "callSeconds": "184",
		"holdSeconds": "20", "waitSeconds": "12"})
)

// known2 is a record in which Ana and Bo are known.
func known2() rules.Record {
	r := known()
	r.Users[rules.AgentKey("16")] = rules.User{ID: "a00000000000000000000016"}
	return r
}

func TestC6TheCustomerMadeIsTheAgents(t *testing.T) {
	t.Parallel()
	facts := []rules.Fact{start(), route(), take()}
	t.Run("C6: made by the session", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(facts...), &r, rules.DefaultSettings(), nil, nil)
		w := find(t, writes, "owner:15")
		require.Equal(t, "C6", w.Rule)
		require.Equal(t, map[string]any{"dedicatedUser": agent}, bodyOf(t, w))
		require.Equal(t, customer, w.ID)
		_, writes = run(t, fold(append(facts, hangUp())...), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "owner", "C6: once")
	})
	t.Run("C6: found, not made", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(facts...), &r, rules.DefaultSettings(), map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}, nil)
		require.NotContains(t, keys(writes), "owner")
	})
	t.Run("C6: no agent", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(ivr("failed", values{"failReason": "eu_abandoned"})), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "owner")
	})
	t.Run("C6: the org knows no owners", func(t *testing.T) {
		t.Parallel()
		r := known()
		r.NoOwner = true
		_, writes := run(t, fold(facts...), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "owner")
	})
}

func TestS3RecordFields(t *testing.T) {
	t.Parallel()
	created := time.UnixMilli(t0)
	web := app("finished", values{"type": "Voice Callback (Web)", "createdAt": "2026-01-01T00:00:00.000Z", "rating": "5", "comment": "quick"})
	for name, row := range map[string]struct {
		since time.Time
		there bool
	}{
		"S3: never created":           {time.Time{}, false},
		"S3: created before it began": {created.Add(-time.Second), true},
		"S3: created after it began":  {created.Add(time.Second), false},
		"S3: created as it began":     {created, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := known()
			r.FieldsSince = row.since
			_, writes := run(t, fold(web), &r, rules.DefaultSettings(), nil, nil)
			made := bodyOf(t, find(t, writes, "message"))
			if !row.there {
				require.NotContains(t, made, "custom")
				require.NotContains(t, bodyOf(t, find(t, writes, "customer")), "custom")
				return
			}
			require.Equal(t, map[string]any{
				"sessionTypeStr": "Voice Callback (Web)", "sessionIdStr": "418", "fromPhoneNumberStr": number, "queueNameStr": "Billing",
				"customerMenuSelectionStr": "Support / Billing", "csatRatingNum": 5.0, "csatCommentTxt": "quick", "emailUsingInWebStr": "bo@example.com",
			}, made["custom"])
			require.Equal(t, map[string]any{"customUserIdStr": "user-7"}, bodyOf(t, find(t, writes, "customer"))["custom"])
			require.NotContains(t, keys(writes), "userId", "S3: it came with the making")
		})
	}
	t.Run("S3: a customer found", func(t *testing.T) {
		t.Parallel()
		r := known()
		r.FieldsSince = created.Add(-time.Second)
		crm := map[rules.Lookup]string{{By: rules.ByExternalID, Value: "user-7"}: customer}
		_, writes := run(t, fold(web), &r, rules.DefaultSettings(), crm, nil)
		w := find(t, writes, "userId")
		require.Equal(t, customer, w.ID)
		require.Equal(t, map[string]any{"custom": map[string]any{"customUserIdStr": "user-7"}}, bodyOf(t, w))
	})
	t.Run("S3: durations once they stand, outbound number", func(t *testing.T) {
		t.Parallel()
		r := known()
		r.FieldsSince = created.Add(-time.Second)
		_, writes := run(t, fold(start(), route(), take(), talk(), over), &r, rules.DefaultSettings(), nil, nil)
		custom := bodyOf(t, find(t, writes, "message"))["custom"].(map[string]any)
		require.Equal(t, []any{184.0, 20.0, 12.0}, []any{custom["callDurationNum"], custom["holdTimeNum"], custom["waitTimeNum"]})
		require.NotContains(t, custom, "emailUsingInWebStr")

		r = known()
		r.FieldsSince = created.Add(-time.Second)
		_, writes = run(t, fold(outbound("connected")), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "+18005550100", bodyOf(t, find(t, writes, "message"))["custom"].(map[string]any)["fromPhoneNumberStr"])
	})
}

func TestS6Transferred(t *testing.T) {
	t.Parallel()
	handed := event("call-418", 60, values{"queueIds": "3/9", "queueNames": "Support/Sales"}, bo)
	t.Run("S6: taken by another", func(t *testing.T) {
		t.Parallel()
		r := known2()
		_, writes := run(t, fold(start(), route(), event("call-418", 5, values{"queueIds": "3/7", "queueNames": "Support/Billing"}, ana)), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "transfer")
		_, writes = run(t, fold(start(), route(), event("call-418", 5, values{"queueIds": "3/7", "queueNames": "Support/Billing"}, ana), handed), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "S6", find(t, writes, "assign:16").Rule)
		w := find(t, writes, "transfer:16")
		require.Equal(t, "S6", w.Rule)
		require.Equal(t, "Transferred from Ana Ruiz (Billing) to Bo Lund (Sales)", bodyOf(t, w)["body"])
	})
	t.Run("S6: offered is not taken", func(t *testing.T) {
		t.Parallel()
		r := known2()
		_, writes := run(t, fold(start(), take(), event("call-418", 60, nil, rules.Agent{ID: "16", State: "ringing"})), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "transfer")
		require.NotContains(t, keys(writes), "assign:16")
	})
	t.Run("S6: the queues as the object tells them", func(t *testing.T) {
		t.Parallel()
		r := known2()
		f := ivr("connected", nil)
		f.Transfers = []rules.Transfer{{ID: "1", From: "15", To: "16", FromQueue: "Billing", ToQueue: "Sales", At: t0 + 61_000}}
		_, writes := run(t, fold(start(), take(), event("call-418", 60, nil, bo), f), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "Transferred from Ana Ruiz (Billing) to Bo Lund (Sales)", bodyOf(t, find(t, writes, "transfer:16"))["body"])
		require.Equal(t, "Sales", metaOf(t, writes)["queue"], "answered last")
	})
	t.Run("S6: and back again", func(t *testing.T) {
		t.Parallel()
		r := known2()
		f := ivr("connected", nil)
		f.Transfers = []rules.Transfer{{ID: "2", From: "16", To: "15", At: t0 + 90_000}}
		s := fold(start(), take(), event("call-418", 60, nil, bo), f)
		require.Equal(t, "15", s.AgentNow())
		_, writes := run(t, s, &r, rules.DefaultSettings(), nil, nil)
		require.Contains(t, keys(writes), "transfer:16")
		require.Equal(t, "Transferred from Bo Lund to Ana Ruiz", bodyOf(t, find(t, writes, "transfer:15:2"))["body"])
	})
}

func TestS8AFailedSmartActionIsNoted(t *testing.T) {
	t.Parallel()
	r := known()
	f := ivr("finished", nil)
	f.Actions = []rules.Action{{ID: "9", Type: "verification", Status: "failed", Error: "Fingerprint access not enabled"}}
	_, writes := run(t, fold(start(), take(), f), &r, rules.DefaultSettings(), nil, nil)
	w := find(t, writes, "action:9")
	require.Equal(t, "S8", w.Rule)
	require.Equal(t, "SmartAction failed: verification\nFingerprint access not enabled", bodyOf(t, w)["body"])
}

func TestS9Rated(t *testing.T) {
	t.Parallel()
	r := known()
	_, _ = run(t, fold(start(), take(), over), &r, rules.DefaultSettings(), nil, nil)
	late := object("call-418", 900, values{"rating": "5", "comment": "quick"})
	_, writes := run(t, fold(start(), take(), over, late), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "message", keys(writes), "S9: whenever it comes")
	require.Equal(t, map[string]any{"rating": 5.0, "comment": "quick"}, metaOf(t, writes)["csat"])
	require.NotContains(t, bodyOf(t, find(t, writes, "message")), "custom", "S9: only where S3 allows record fields")
}

func TestS10VoicemailTakenCareOf(t *testing.T) {
	t.Parallel()
	mail := ivr("voicemail_received", values{"voicemailReason": "after_hours"})
	told := func(what string) rules.Fact {
		return object("call-418", 600, values{"voicemailStatus": what, "voicemailAgent": "15", "voicemailAt": "2026-01-01T00:10:00Z"},
			rules.Agent{ID: "15", Name: "Ana Ruiz"})
	}
	for what, words := range map[string]string{"read": "read", "dismissed": "dismissed", "called_back": "called back"} {
		t.Run("S10: "+what, func(t *testing.T) {
			t.Parallel()
			r := known()
			_, writes := run(t, fold(mail, told(what)), &r, rules.DefaultSettings(), nil, nil)
			require.Equal(t, map[string]any{"status": what, "agentId": "15", "agent": "Ana Ruiz", "at": "2026-01-01T00:10:00.000Z"}, metaOf(t, writes)["voicemail"])
			w := find(t, writes, "voicemail:"+what)
			require.Equal(t, "S10", w.Rule)
			require.Equal(t, "Voicemail "+words+" by Ana Ruiz on 1 January 2026, 00:10 UTC", bodyOf(t, w)["body"])
		})
	}
	t.Run("S10: called back, as the call back tells", func(t *testing.T) {
		t.Parallel()
		back := outbound("connected")
		back.Values["createdAt"] = "2026-01-01T00:20:00Z"
		back.Agents = []rules.Agent{{ID: "15", Name: "Ana Ruiz"}}
		told, tells := fold(back).TellsVoicemail(fold(mail))
		require.True(t, tells)
		r := known()
		_, writes := run(t, fold(mail, told, told), &r, rules.DefaultSettings(), nil, nil)
		require.Equal(t, "Voicemail called back by Ana Ruiz on 1 January 2026, 00:20 UTC", bodyOf(t, find(t, writes, "voicemail:called_back"))["body"])
		_, tells = fold(back).TellsVoicemail(fold(mail, told))
		require.False(t, tells, "S10: once")
		_, tells = fold(back).TellsVoicemail(fold(over))
		require.False(t, tells, "S10: an answered call is no voicemail")
		_, tells = fold(over).TellsVoicemail(fold(mail))
		require.False(t, tells, "S10: an inbound call calls nobody back")
	})
	t.Run("S10: nobody has", func(t *testing.T) {
		t.Parallel()
		r := known()
		_, writes := run(t, fold(mail, told("received")), &r, rules.DefaultSettings(), nil, nil)
		require.NotContains(t, keys(writes), "voicemail:")
		require.NotContains(t, metaOf(t, writes), "voicemail")
	})
	t.Run("S10: read, then called back, learned together", func(t *testing.T) {
		t.Parallel()
		r := known()
		back := told("called_back")
		back.Values["voicemailAt"] = "2026-01-01T00:12:00Z"
		_, writes := run(t, fold(back, mail, told("read")), &r, rules.DefaultSettings(), nil, nil)
		require.Contains(t, keys(writes), "voicemail:read")
		require.Equal(t, "called_back", metaOf(t, writes)["voicemail"].(map[string]any)["status"])
	})
}

func TestS13Disposition(t *testing.T) {
	t.Parallel()
	r := known()
	code := event("call-418", 200, values{"disposition": "resolved"})
	_, writes := run(t, fold(start(), take(), over, code), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, map[string]any{"code": "resolved"}, metaOf(t, writes)["disposition"])
	require.NotContains(t, keys(writes), "disposition", "S13: no note without words")

	note := event("call-418", 201, values{"dispositionNote": "called about invoice 7"})
	_, writes = run(t, fold(start(), take(), over, code, note), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "Disposition: resolved\ncalled about invoice 7", bodyOf(t, find(t, writes, "disposition"))["body"])
	require.Equal(t, "S13", find(t, writes, "disposition").Rule)
}

func TestWhereOutboundCallsBelong(t *testing.T) {
	t.Parallel()
	older, newest := held("k1", "open", "voice", "7", "", 3), held("k2", "open", "", "", "", 9)
	closed := held("k2", "done", "", "", "", 9)
	back := outbound("assigned")
	back.Values["parentId"] = "418"
	rows := []struct {
		name    string
		fact    rules.Fact
		there   []rules.Conversation
		dial    rules.Dial
		earlier *rules.Earlier
		off     bool
		rule    string
		id      string
	}{
		{name: "V4: dialled from an open one", fact: outbound("assigned"), there: []rules.Conversation{older, newest}, dial: rules.Dial{Conversation: "k1"}, rule: "V4", id: "k1"},
		{name: "V4: from one that is no longer open", fact: outbound("assigned"), there: []rules.Conversation{held("k1", "done", "", "", "", 3), newest}, dial: rules.Dial{Conversation: "k1"}, rule: "V3", id: "k2"},
		{name: "V4: from one of another customer", fact: outbound("assigned"), there: []rules.Conversation{newest}, dial: rules.Dial{Conversation: "k9"}, rule: "V3", id: "k2"},
		{name: "V4: switched off", fact: outbound("assigned"), there: []rules.Conversation{older, newest}, dial: rules.Dial{Conversation: "k1"}, off: true, rule: "V3", id: "k2"},
		{name: "V5: hung up and called back", fact: back, there: []rules.Conversation{older, newest}, earlier: &rules.Earlier{Session: "call-418", Conversation: "k1"}, rule: "V5", id: "k1"},
		{name: "V5: before where it was dialled from", fact: back, there: []rules.Conversation{older, newest}, dial: rules.Dial{Conversation: "k2"}, earlier: &rules.Earlier{Session: "call-418", Conversation: "k1"}, rule: "V5", id: "k1"},
		{name: "V5: the earlier one is done", fact: back, there: []rules.Conversation{held("k1", "done", "", "", "", 3), newest}, earlier: &rules.Earlier{Session: "call-418", Conversation: "k1"}, rule: "V3", id: "k2"},
		{name: "V5: an earlier call that nobody knows", fact: back, there: []rules.Conversation{older, closed}, rule: "V3"},
		{name: "V5: the earlier call's record did not come in time", fact: back, there: []rules.Conversation{older, newest}, earlier: &rules.Earlier{Session: "call-418", Pending: true}, rule: "V3", id: "k2"},
		{name: "V6: the earlier one is done", fact: back, there: []rules.Conversation{held("k1", "done", "", "", "", 3), newest}, earlier: &rules.Earlier{Session: "call-418", Conversation: "k1", Brief: true}, rule: "V3", id: "k2"},
		{name: "V6: connected for less than ten seconds", fact: back, there: []rules.Conversation{older, newest}, earlier: &rules.Earlier{Session: "call-418", Conversation: "k1", Brief: true}, rule: "V6", id: "k1"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known()
			set.OutboundFollowsContext = !row.off
			r.Dial, r.Earlier, r.Over[rules.WaitEarlier] = row.dial, row.earlier, true
			_, _ = run(t, fold(row.fact), &r, set, map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}, row.there)
			require.Equal(t, row.rule, r.Settled.Rule)
			if row.id != "" {
				require.Equal(t, row.id, r.Settled.Conversation)
			} else {
				require.True(t, r.Settled.Make)
			}
			require.NotEmpty(t, r.Settled.Why)
		})
	}
	require.Equal(t, "call-418", fold(back).CallsBack(rules.Dial{}))
	require.Equal(t, "call-7", fold(back).CallsBack(rules.Dial{Back: "call-7"}))
	require.Empty(t, fold(ivr("connected", values{"parentId": "3"})).CallsBack(rules.Dial{}), "an inbound call calls nobody back")
	require.True(t, fold(ivr("finished", values{"connectedAt": "2026-01-01T00:00:06Z", "endsAt": "2026-01-01T00:00:15Z"})).Brief())
	require.False(t, fold(over).Brief())
}

func TestV12ReopenedWithinDays(t *testing.T) {
	t.Parallel()
	done := func(day int) rules.Conversation {
		c := held("k1", "done", "voice", "7", "", 1)
		c.DoneAt = time.Date(2025, 12, day, 0, 0, 0, 0, time.UTC)
		return c
	}
	chatDone, younger := done(31), done(28)
	chatDone.Channel = "chat"
	younger.ID, younger.CreatedAt = "k5", younger.CreatedAt.Add(time.Hour)
	rows := []struct {
		name  string
		days  int
		there []rules.Conversation
		rule  string
		id    string
	}{
		{"V12: closed lately", 3, []rules.Conversation{done(30)}, "V12", "k1"},
		{"V12: closed too long ago", 3, []rules.Conversation{done(20)}, "V1", ""},
		{"V12: switched off", 0, []rules.Conversation{done(31)}, "V1", ""},
		{"V12: an open one goes first", 3, []rules.Conversation{done(31), held("k2", "open", "voice", "7", "", 2)}, "V1", "k2"},
		{"V12: closed at the very edge", 3, []rules.Conversation{done(29)}, "V12", "k1"},
		{"V12: of another channel", 3, []rules.Conversation{chatDone}, "V1", ""},
		{"V12: snoozed is not closed", 3, []rules.Conversation{held("k1", "snoozed", "voice", "7", "", 1)}, "V1", ""},
		{"V12: several: the one created last", 30, []rules.Conversation{done(30), younger, done(29)}, "V12", "k5"},
		{"V12: of another menu", 3, []rules.Conversation{held("k3", "done", "voice", "8", "", 31)}, "V1", ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known()
			set.ReopenWithinDays = row.days
			_, writes := run(t, fold(start(), route(), take()), &r, set, map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: customer}, row.there)
			require.Equal(t, row.rule, r.Settled.Rule)
			if row.id != "" {
				require.Equal(t, row.id, r.Settled.Conversation)
			}
			if row.rule == "V12" {
				require.Equal(t, "reopen", writes[0].Key, "before anything is written into it")
				require.Equal(t, map[string]any{"status": "open"}, bodyOf(t, writes[0]))
			}
		})
	}
}
