package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func TestW9PilotAgents(t *testing.T) {
	t.Parallel()
	taken := []rules.Fact{start(), route(), take()}
	boTakes := event("call-418", 60, nil, bo)
	const mail = "ana@acme.example"
	byBo := []rules.Fact{start(), route(), event("call-418", 5, nil, bo)}
	rows := []struct {
		name   string
		facts  []rules.Fact
		pilots []string
		users  map[string]rules.User // beside Ana and Bo by their platform ids
		state  rules.Doing           // "": written
	}{
		{name: "W9: no list, everybody's", facts: byBo},
		{name: "W9: of a pilot", facts: taken, pilots: []string{mail}},
		{name: "W9: letter case aside", facts: taken, pilots: []string{"Ana@ACME.example"}},
		{name: "W9: one of several pilots", facts: taken, pilots: []string{"nobody@acme.example", mail}},
		{name: "W9: of somebody else", facts: byBo, pilots: []string{mail}, state: rules.Skipped},
		{name: "W9: nobody has it yet", facts: []rules.Fact{start(), route(), offer()}, pilots: []string{mail}, state: rules.Waiting},
		{name: "W9: nobody had it", facts: []rules.Fact{ivr("failed", values{"failReason": "eu_abandoned"})}, pilots: []string{mail}, state: rules.Skipped},
		{name: "W9: a voicemail", facts: []rules.Fact{ivr("voicemail_received", nil)}, pilots: []string{mail}, state: rules.Skipped},
		{name: "W9: handed to a pilot", facts: append(byBo, event("call-418", 60, nil, ana)), pilots: []string{mail}},
		{name: "W9: handed on by a pilot", facts: append(taken, boTakes), pilots: []string{mail}},
		{name: "W9: only offered to a pilot", facts: append(byBo, event("call-418", 60, nil, ringing)), pilots: []string{mail}, state: rules.Skipped},
		{name: "W9: an outbound call of a pilot's", facts: []rules.Fact{outbound("assigned")}, pilots: []string{mail}},
		{name: "W9: the pilot is no user of Kustomer", facts: taken, pilots: []string{"gone@acme.example"}, state: rules.Skipped},
		{name: "W9: an agent who is no user of Kustomer", facts: []rules.Fact{start(), event("call-418", 5, nil, rules.Agent{ID: "99", State: "accepted"})},
			pilots: []string{mail, "gone@acme.example"}, state: rules.Skipped},
		{name: "W9: nobody can tell", facts: taken, pilots: []string{mail}, users: map[string]rules.User{rules.AgentKey("15"): {Unreachable: true}}, state: rules.Saving},
		{name: "W9: known although another cannot be asked", facts: append(taken, boTakes), pilots: []string{mail},
			users: map[string]rules.User{rules.AgentKey("16"): {Unreachable: true}}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known2()
			set.PilotAgents = row.pilots
			r.Users[rules.AgentKey("15")] = rules.User{ID: agent, Email: "Ana@Acme.example"}
			r.Users[rules.AgentKey("16")] = rules.User{ID: "a00000000000000000000016", Email: "bo@acme.example"}
			for key, user := range row.users {
				r.Users[key] = user
			}
			p, writes := run(t, fold(row.facts...), &r, set, nil, nil)
			if row.state == "" {
				require.NotEmpty(t, only(writes, "message"))
				return
			}
			require.Empty(t, writes)
			require.Equal(t, row.state, p.State)
			require.Equal(t, "W9", p.Rule)
			require.NotEmpty(t, p.Reason)
			require.Equal(t, row.state == rules.Saving, p.Again)
		})
	}
}

func TestW9TheListIsFollowedAsItIsNow(t *testing.T) {
	t.Parallel()
	set := rules.DefaultSettings()
	set.PilotAgents = []string{"ana@acme.example"}
	r := known()
	r.Users = map[string]rules.User{}
	s := fold(start(), route(), event("call-418", 5, nil, bo))
	require.Equal(t, []rules.Question{{Agent: "16"}}, rules.Decide(s, r, set).Ask)
	_, writes := run(t, s, &r, set, nil, nil)
	require.Empty(t, writes)
	set.PilotAgents = nil
	_, writes = run(t, s, &r, set, nil, nil)
	require.NotEmpty(t, only(writes, "message"), "W9: the list is gone, so it is written")
	set.PilotAgents = []string{"ana@acme.example"}
	p, writes := run(t, rules.Fold(s, hangUp()), &r, set, nil, nil)
	require.Empty(t, writes, "W9: and nothing more once the list leaves it out; what was written stays")
	require.Equal(t, rules.Skipped, p.State)
}
