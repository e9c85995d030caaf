package rules

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHandedTo(t *testing.T) {
	t.Parallel()
	fact := func(at int64, source Source, values map[Name]string, transfers []Transfer, agents ...Agent) Fact {
		return Fact{V: FactVersion, Session: "call-418", Source: source, At: at, Values: values, Transfers: transfers, Agents: agents}
	}
	talking := fact(2000, FromEvent, nil, nil, Agent{ID: "15", State: "connected"})
	for name, c := range map[string]struct {
		facts []Fact
		want  bool
	}{
		"both were asked, and the other one answered":   {[]Fact{fact(1000, FromEvent, nil, nil, Agent{ID: "15", State: "ringing"}, Agent{ID: "16", State: "ringing"}), talking}, false},
		"offered after the other one had it":            {[]Fact{talking, fact(3000, FromEvent, nil, nil, Agent{ID: "16", State: "ringing"})}, true},
		"the object says that it is assigned":           {[]Fact{talking, fact(3000, FromObject, map[Name]string{Status: "assigned", AgentID: "16"}, nil)}, true},
		"assigned to somebody else":                     {[]Fact{talking, fact(3000, FromObject, map[Name]string{Status: "assigned", AgentID: "17"}, nil)}, false},
		"a hand-over that nobody has taken":             {[]Fact{talking, fact(3000, FromObject, nil, []Transfer{{ID: "1", From: "15", To: "16"}})}, true},
		"a hand-over to a queue":                        {[]Fact{talking, fact(3000, FromObject, nil, []Transfer{{ID: "1", From: "15", ToQueue: "Billing"}})}, false},
		"declined before, asked again by the hand-over": {[]Fact{fact(500, FromEvent, nil, nil, Agent{ID: "16", State: "ringing"}), talking, fact(3000, FromObject, nil, []Transfer{{ID: "1", From: "15", To: "16"}})}, true},
	} {
		s := Session{}
		for _, f := range c.facts {
			s = Fold(s, f)
		}
		require.Equal(t, c.want, s.HandedTo("16"), name)
	}
}
