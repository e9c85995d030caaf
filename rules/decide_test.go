package rules_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// t0 is when every story here begins.
var t0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

const (
	number   = "+14155550123"
	customer = "c00000000000000000000001"
	agent    = "a00000000000000000000015"
)

type values = map[rules.Name]string

// event is a fact of a pushed event, sec seconds into the story.
func event(session string, sec int64, v values, agents ...rules.Agent) rules.Fact {
	return rules.Fact{V: 1, Session: session, Source: rules.FromEvent, At: t0 + sec*1000, Values: v, Agents: agents}
}

// object is a fact of the object as read.
func object(session string, sec int64, v values, agents ...rules.Agent) rules.Fact {
	return rules.Fact{V: 1, Session: session, Source: rules.FromObject, At: t0 + sec*1000, Read: t0 + sec*1000 + 50, Values: v, Agents: agents}
}

func fold(facts ...rules.Fact) rules.Session {
	var s rules.Session
	for _, f := range facts {
		s = rules.Fold(s, f)
	}
	return s
}

var (
	ana     = rules.Agent{ID: "15", Name: "Ana Ruiz", State: "accepted"}
	ringing = rules.Agent{ID: "15", Name: "Ana Ruiz", State: "ringing"}
	talking = rules.Agent{ID: "15", Name: "Ana Ruiz", State: "connected"}
)

// start, route, take, talk and hangUp are the events of an inbound IVR call.
func start() rules.Fact {
	return event("call-418", 0, values{"state": "connected", "direction": "in", "externalPhone": number, "language": "en"})
}
func route() rules.Fact {
	return event("call-418", 2, values{"state": "connected", "queueIds": "3/7", "queueNames": "Support/Billing"})
}
func offer() rules.Fact  { return event("call-418", 4, values{"state": "connected"}, ringing) }
func take() rules.Fact   { return event("call-418", 5, values{"state": "connected"}, ana) }
func talk() rules.Fact   { return event("call-418", 6, values{"state": "connected"}, talking) }
func hangUp() rules.Fact { return event("call-418", 190, values{"state": "disconnected"}) }

func ivr(status string, more values) rules.Fact {
	v := values{"type": "Voice Inbound (IVR)", "status": status, "identifier": number, "endUserId": "90",
		"menuId": "7", "menuPath": "Support / Billing", "queuedAt": "2026-01-01T00:00:02Z"}
	for name, value := range more {
		v[name] = value
	}
	return object("call-418", 3, v)
}

func app(status string, more values) rules.Fact {
	f := ivr(status, values{"type": "Voice Inbound (Mobile)", "identifier": "user-7", "endUserName": "Bo Lund",
		"endUserEmail": "bo@example.com", "endUserPhone": number})
	for name, value := range more {
		f.Values[name] = value
	}
	return f
}

// known is a record in which Ana is known and nothing was settled; for the object nobody waits any more.
func known() rules.Record {
	return rules.Record{
		Tenant: "acme", Done: map[string]string{}, Buried: map[string]string{},
		Customers: map[rules.Lookup]string{}, Over: map[string]bool{rules.WaitObject: true},
		Users: map[string]rules.User{rules.AgentKey("15"): {ID: agent, Name: "Ana Ruiz"}},
	}
}

// run carries plans out against a CRM in which nobody stands in the way, and returns the last plan
// and all writes.
func run(t *testing.T, s rules.Session, r *rules.Record, set rules.Settings, crm map[rules.Lookup]string, there []rules.Conversation) (rules.Plan, []rules.Write) {
	t.Helper()
	var writes []rules.Write
	for range 30 {
		p := rules.Decide(s, *r, set)
		switch {
		case p.Settle != nil:
			r.Settled = *p.Settle
		case len(p.Ask) > 0:
			for _, q := range p.Ask {
				answer(r, q, crm, there)
			}
		case len(p.Writes) > 0:
			for _, w := range p.Writes {
				writes = append(writes, w)
				done(r, w)
			}
		default:
			return p, writes
		}
	}
	require.Fail(t, "the plan never ends")
	return rules.Plan{}, nil
}

func answer(r *rules.Record, q rules.Question, crm map[rules.Lookup]string, there []rules.Conversation) {
	switch {
	case q.Customer != rules.Lookup{}:
		r.Customers[q.Customer] = crm[q.Customer]
	case q.Shared != "":
		if r.Shared == nil {
			r.Shared = map[string][]rules.Candidate{}
		}
		r.Shared[q.Shared] = nil // nobody
	case q.Conversations != "":
		r.Listed, r.Conversations = true, there
	case q.Agent != "":
		r.Users[rules.AgentKey(q.Agent)] = rules.User{}
	case q.Email != "":
		r.Users[q.Email] = rules.User{ID: "d00000000000000000000001"}
	}
}

func done(r *rules.Record, w rules.Write) {
	if w.Key == "customer" {
		r.Settled.Customer, r.Settled.CustomerMade, r.Settled.CustomerRule = customer, true, w.Rule
	} else {
		r.Done[w.Key] = w.Mark
	}
	for key, mark := range w.Also {
		r.Done[key] = mark
	}
}

func bodyOf(t *testing.T, w rules.Write) map[string]any {
	t.Helper()
	var m map[string]any
	require.NoError(t, json.Unmarshal(w.Body, &m))
	return m
}

func keys(writes []rules.Write) string {
	var all []string
	for _, w := range writes {
		all = append(all, w.Key)
	}
	return strings.Join(all, " ")
}

// find returns the last write of a key.
func find(t *testing.T, writes []rules.Write, key string) rules.Write {
	t.Helper()
	for i := len(writes) - 1; i >= 0; i-- {
		if writes[i].Key == key {
			return writes[i]
		}
	}
	require.Failf(t, "no such write", "%s is not among %s", key, keys(writes))
	return rules.Write{}
}
