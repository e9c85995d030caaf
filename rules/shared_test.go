package rules_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

func sharer(id string, created, last int) rules.Candidate {
	c := rules.Candidate{ID: id, Name: "Name of " + id, Created: time.UnixMilli(int64(created))}
	if last != 0 {
		c.LastTitle, c.LastAt = "Billing", time.UnixMilli(int64(last))
	}
	return c
}

func TestC4SharedNumbers(t *testing.T) {
	t.Parallel()
	live := []rules.Fact{start(), route(), take()}
	byPhone := map[rules.Lookup]string{{By: rules.ByPhone, Value: number}: "x1"}
	several := []rules.Candidate{sharer("m1", 1, 0), sharer("m2", 3, 0), sharer("m3", 2, 0)}
	rows := []struct {
		name     string
		facts    []rules.Fact
		crm      map[rules.Lookup]string
		shared   []rules.Candidate
		customer string // "": made
		waits    bool
		change   func(*rules.Settings)
	}{
		{name: "C4: somebody has it alone", facts: live, crm: byPhone, shared: several, customer: "x1"},
		{name: "C4: one hit", facts: live, shared: several[:1], customer: "m1"},
		{name: "C4: nobody", facts: live, customer: customer},
		{name: "C4: several and an agent", facts: live, shared: several, waits: true},
		{name: "C4: nobody picked when it ended", facts: append(live, hangUp()), shared: several, customer: "m2"},
		{name: "C4: no agent", facts: []rules.Fact{start(), route()}, shared: several, customer: "m2",
			change: func(s *rules.Settings) { s.RecordWhen = rules.WhenQueued }},
		{name: "C4: creating is off", facts: live, shared: several[:1], customer: "m1", change: func(s *rules.Settings) { s.CreateCustomers = false }},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			set, r := rules.DefaultSettings(), known()
			if row.change != nil {
				row.change(&set)
			}
			r.Shared = map[string][]rules.Candidate{number: row.shared}
			p, writes := run(t, fold(row.facts...), &r, set, row.crm, nil)
			if row.waits {
				require.Equal(t, rules.Waiting, p.State)
				require.Equal(t, "C4", p.Rule)
				require.Empty(t, writes, "until then nothing is written")
				require.Len(t, p.Choose.Candidates, 3)
				return
			}
			require.Nil(t, p.Choose)
			require.Equal(t, row.customer, r.Settled.Customer)
		})
	}
}

func TestC4TheSearchIsTheLastResort(t *testing.T) {
	t.Parallel()
	r := known()
	r.Shared = nil
	r.Customers[rules.Lookup{By: rules.ByPhone, Value: number}] = ""
	p := rules.Decide(fold(start(), route(), take()), r, rules.DefaultSettings())
	require.Equal(t, []rules.Question{{Shared: number}}, p.Ask)
	withheld := fold(take(), event("call-418", 0, values{"externalPhone": "Anonymous"}))
	p = rules.Decide(withheld, known(), rules.DefaultSettings())
	require.Equal(t, "C5", p.Writes[0].Rule, "nothing to search for")
}

func TestC4WhoIsProposedAndWhy(t *testing.T) {
	t.Parallel()
	c := rules.Choose([]rules.Candidate{sharer("m1", 9, 0), sharer("m2", 1, 5), sharer("m3", 2, 4)})
	require.Equal(t, "m2", c.Proposed)
	require.Contains(t, c.Why, "open conversation")
	require.Equal(t, "m2", c.Candidates[0].ID, "the likeliest first")
	c = rules.Choose([]rules.Candidate{sharer("m1", 1, 0), sharer("m2", 9, 0)})
	require.Equal(t, "m2", c.Proposed)
	require.Contains(t, c.Why, "created last")
}
