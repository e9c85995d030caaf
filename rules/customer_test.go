package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestWhichCustomer(t *testing.T) {
	t.Parallel()
	byID := rules.Lookup{By: rules.ByExternalID, Value: "user-7"}
	byPhone := rules.Lookup{By: rules.ByPhone, Value: number}
	byEmail := rules.Lookup{By: rules.ByEmail, Value: "bo@example.com"}
	rows := []struct {
		name   string
		facts  []rules.Fact
		crm    map[rules.Lookup]string
		change func(*rules.Settings)
		rule   string // of the settled customer
		made   map[string]any
		state  rules.Doing
	}{
		{name: "C1: by externalId first", facts: []rules.Fact{app("assigned", nil)},
			crm: map[rules.Lookup]string{byID: "x1", byPhone: "x2"}, rule: "C1"},
		{name: "C1: then by phone", facts: []rules.Fact{app("assigned", nil)},
			crm: map[rules.Lookup]string{byPhone: "x2", byEmail: "x3"}, rule: "C1"},
		{name: "C1: then by e-mail", facts: []rules.Fact{app("assigned", nil)},
			crm: map[rules.Lookup]string{byEmail: "x3"}, rule: "C1"},
		{name: "C1: an IVR call's identifier is its number", facts: []rules.Fact{ivr("connected", nil), take()},
			crm: map[rules.Lookup]string{{By: rules.ByExternalID, Value: number}: "x9", byPhone: "x2"}, rule: "C2"},
		{name: "C2: nobody has the number", facts: []rules.Fact{ivr("connected", nil), take()}, rule: "C2",
			made: map[string]any{"externalId": "enduser-90", "phones": []any{map[string]any{"phone": number, "type": "mobile", "verified": false}}}},
		{name: "C2: end user id not known yet", facts: []rules.Fact{start(), route(), take()}, rule: "C2",
			made: map[string]any{"phones": []any{map[string]any{"phone": number, "type": "mobile", "verified": false}}}},
		{name: "C3: nobody has the identifier", facts: []rules.Fact{app("assigned", nil)}, rule: "C3",
			change: func(s *rules.Settings) { s.ExternalIDPrefix = "acme_" },
			made: map[string]any{"externalId": "acme_user-7", "name": "Bo Lund",
				"emails": []any{map[string]any{"email": "bo@example.com", "type": "other", "verified": false}},
				"phones": []any{map[string]any{"phone": number, "type": "mobile", "verified": false}}}},
		{name: "C5: withheld number", facts: []rules.Fact{take(), event("call-418", 0, values{"externalPhone": "Anonymous"})}, rule: "C5",
			made: map[string]any{"externalId": "anonymous-call-418", "name": "Unknown caller"}},
		{name: "C5: withheld, whoever the platform takes them for", rule: "C5", crm: map[rules.Lookup]string{byPhone: "x2", byEmail: "x3"},
			facts: []rules.Fact{take(), event("call-418", 0, values{"externalPhone": "anonymous"}), ivr("connected", values{"endUserPhone": number, "endUserEmail": "bo@example.com", "identifier": number})},
			made:  map[string]any{"externalId": "anonymous-call-418", "name": "Unknown caller"}},
		{name: "C5: restricted, as the object tells it", facts: []rules.Fact{take(), ivr("connected", values{"identifier": "restricted", "endUserName": "RESTRICTED"})}, rule: "C5",
			change: func(s *rules.Settings) { s.ExternalIDPrefix = "acme_" }, made: map[string]any{"externalId": "acme_anonymous-call-418", "name": "Unknown caller"}},
		{name: "C5: a chat of somebody who gave nothing but a name", facts: []rules.Fact{object("chat-77", 3, values{"type": "Messaging (Web)", "status": "assigned", "endUserName": "Eve"})},
			rule: "C5", made: map[string]any{"externalId": "anonymous-chat-77", "name": "Eve"}},
		{name: "C2: somebody of whom only an e-mail is known", facts: []rules.Fact{object("chat-77", 3, values{"type": "Messaging (Web)", "status": "assigned", "endUserEmail": "bo@example.com"})},
			rule: "C2", made: map[string]any{"emails": []any{map[string]any{"email": "bo@example.com", "type": "other", "verified": false}}}},
		{name: "C2: what is no e-mail is no way to find anybody", rule: "C2", crm: map[rules.Lookup]string{{By: rules.ByEmail, Value: "nobody"}: "x3"},
			facts: []rules.Fact{take(), ivr("connected", values{"endUserEmail": "nobody"})},
			made:  map[string]any{"externalId": "enduser-90", "phones": []any{map[string]any{"phone": number, "type": "mobile", "verified": false}}}},
		{name: "C1: an app's identifier although the number is withheld", facts: []rules.Fact{app("assigned", values{"endUserPhone": "anonymous", "endUserEmail": ""})},
			crm: map[rules.Lookup]string{byID: "x1"}, rule: "C1"},
		{name: "C1: with the prefix", facts: []rules.Fact{app("assigned", nil)}, crm: map[rules.Lookup]string{{By: rules.ByExternalID, Value: "acme_user-7"}: "x1", byID: "x9"},
			change: func(s *rules.Settings) { s.ExternalIDPrefix = "acme_" }, rule: "C1"},
		{name: "C3: an identifier alone", facts: []rules.Fact{app("assigned", values{"endUserPhone": "", "endUserEmail": "", "endUserName": "", "externalPhone": ""})}, rule: "C3",
			made: map[string]any{"externalId": "user-7"}},
		{name: "C5: empty once the object was read", facts: []rules.Fact{take(), ivr("connected", values{"identifier": ""})}, rule: "C5",
			made: map[string]any{"externalId": "anonymous-call-418", "name": "Unknown caller"}},
		{name: "C5: empty and the object not read: patience", facts: []rules.Fact{take()}, state: rules.Waiting},
		{name: "C7: creating is off", facts: []rules.Fact{ivr("connected", nil), take()}, state: rules.Unlinked,
			change: func(s *rules.Settings) { s.CreateCustomers = false }},
		{name: "C7: creating is off and somebody matches", facts: []rules.Fact{ivr("connected", nil), take()}, rule: "C2",
			crm: map[rules.Lookup]string{byPhone: "x2"}, change: func(s *rules.Settings) { s.CreateCustomers = false }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known()
			if row.change != nil {
				row.change(&set)
			}
			p, writes := run(t, fold(row.facts...), &r, set, row.crm, nil)
			require.Equal(t, row.rule, r.Settled.CustomerRule)
			if row.made != nil {
				w := find(t, writes, "customer")
				require.Equal(t, row.made, bodyOf(t, w))
				require.Equal(t, row.rule, w.Rule)
				require.NotEmpty(t, w.Reason)
			}
			if row.rule == "" {
				require.Equal(t, row.state, p.State)
				require.NotEmpty(t, p.Reason)
				require.Empty(t, writes)
			}
		})
	}
}

func TestC5PatienceEnds(t *testing.T) {
	t.Parallel()
	r := known()
	p := rules.Decide(fold(take()), r, rules.DefaultSettings())
	require.Equal(t, rules.WaitNumber, p.Wait.Name)
	r.Over[rules.WaitNumber] = true
	_, writes := run(t, fold(take()), &r, rules.DefaultSettings(), nil, nil)
	require.Equal(t, "C5", find(t, writes, "customer").Rule)
}
