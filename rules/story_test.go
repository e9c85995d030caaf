package rules_test

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/story"
	"agentadapter/rules"
)

// TestStories tells each golden story's facts to the rules, carries their plans out on a CRM in memory,
// and compares what it holds with what was written by hand. The same must come of facts that come twice
// and in another order.
func TestStories(t *testing.T) {
	t.Parallel()
	all, err := story.Load("testdata/stories")
	require.NoError(t, err)
	for _, s := range all {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, story.Judge(s.Expect, tell(t, s, s.Facts).held()), "as told")
			require.Empty(t, story.Judge(s.Expect, tell(t, s, doubled(s.Facts)).held()), "each told twice")
			for seed := range int64(5) {
				require.Empty(t, story.Judge(s.Expect, tell(t, s, shuffled(s.Facts, seed)).held()), "in another order (%d)", seed)
			}
		})
	}
}

// doubled tells each fact twice.
func doubled(steps []story.Step) []story.Step {
	var twice []story.Step
	for _, step := range steps {
		twice = append(twice, step)
		if step.Fact != "" {
			twice = append(twice, step)
		}
	}
	return twice
}

// shuffled tells some facts later than they happened, as events and reads do that overtake one another:
// never past a request, and a later session's never before an earlier one's.
func shuffled(steps []story.Step, seed int64) []story.Step {
	chance := rand.New(rand.NewSource(seed))
	mixed := slices.Clone(steps)
	for from := 0; from < len(mixed); {
		to := from + 1
		for to < len(mixed) && mixed[from].Fact != "" && mixed[to].Fact != "" && sessionOf(mixed[to]) == sessionOf(mixed[from]) {
			to++
		}
		stretch := mixed[from:to]
		chance.Shuffle(len(stretch), func(i, j int) { stretch[i], stretch[j] = stretch[j], stretch[i] })
		from = to
	}
	return mixed
}

func sessionOf(step story.Step) string {
	var f struct{ Session string }
	_ = json.Unmarshal([]byte(step.Fact), &f) // a request has none
	return f.Session
}

// teller folds facts and carries plans out, as the server does, but at once.
type teller struct {
	*crm
	t        *testing.T
	set      rules.Settings
	sessions map[string]rules.Session
	records  map[string]*rules.Record
	order    []string
	dials    map[string]rules.Dial // by the number dialled
}

// tell tells the facts one by one and decides after each; at the end all that was waited for has come.
func tell(t *testing.T, s story.Story, steps []story.Step) *crm {
	t.Helper()
	a := &teller{crm: newCRM(t, steps), t: t, set: rules.DefaultSettings(), sessions: map[string]rules.Session{}, records: map[string]*rules.Record{},
		dials: map[string]rules.Dial{}}
	strict(t, s.Settings, &a.set)
	for _, q := range s.Before {
		a.request(q)
	}
	for _, step := range steps {
		if step.Settle {
			a.rest()
			continue
		}
		if step.Request != nil {
			a.request(*step.Request)
			continue
		}
		var f rules.Fact
		strict(t, a.resolved(step.Fact), &f)
		if strings.HasPrefix(f.Session, "dial-") {
			a.dials[f.Values[rules.ExternalPhone]] = rules.Dial{Conversation: f.Values[rules.DialConversation], Back: f.Values[rules.DialBack]}
			continue
		}
		a.fold(f, s.Fields)
		a.settle(f.Session, false)
	}
	a.rest()
	return a.crm
}

func strict(t *testing.T, raw string, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader([]byte(raw)))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(into), raw)
}

func (a *teller) fold(f rules.Fact, fields bool) {
	if a.records[f.Session] == nil {
		r := &rules.Record{Tenant: "default", Done: map[string]string{}, Buried: map[string]string{},
			Carried: map[string]rules.Carried{}, Over: map[string]bool{}}
		if fields {
			r.FieldsSince = longAgo
		}
		a.records[f.Session] = r
		a.order = append(a.order, f.Session)
	}
	a.sessions[f.Session] = rules.Fold(a.sessions[f.Session], f)
}

// rest lets every wait of every session pass.
func (a *teller) rest() {
	for _, name := range a.order {
		a.settle(name, true)
	}
}

// settle decides and acts until nothing is left to do; patient: waits pass at once.
func (a *teller) settle(name string, patient bool) {
	r := a.records[name]
	for range 200 {
		// Each pass asks anew, since others write to the CRM too.
		a.ask(r)
		p := rules.Decide(a.sessions[name], *r, a.set)
		switch {
		case p.Settle != nil:
			r.Settled = *p.Settle
		case len(p.Ask) > 0:
			for _, q := range p.Ask {
				a.answer(r, q)
			}
		case len(p.Writes) > 0:
			if w := p.Writes[0]; w.Verb == rules.Change && a.find(w.ID) == nil {
				a.resettle(r)
				continue
			}
			a.write(r, p.Writes[0])
		case len(p.Carry) > 0:
			a.carry(name, r, p.Carry)
		case patient && a.wait(r, p):
		default:
			return
		}
	}
	require.Fail(a.t, "the plans never end", name)
}

// resettle is V9: the conversation is gone, and all that stood in it is written anew.
func (a *teller) resettle(r *rules.Record) {
	was := r.Settled
	r.Settled = rules.Settlement{N: was.N + 1, Customer: was.Customer, CustomerRule: was.CustomerRule, CustomerMade: was.CustomerMade}
	r.Done, r.Listed = map[string]string{}, false
}

// ask forgets answers to what may change, and looks up what the ledger knows of an earlier call.
func (a *teller) ask(r *rules.Record) {
	for name, s := range a.sessions {
		if a.records[name] != r {
			continue
		}
		if s.Outbound() {
			r.Dial = a.dials[s.Number(a.set.DefaultCountry)]
		}
		back := s.CallsBack(r.Dial)
		if was := a.records[back]; back != "" && was != nil {
			r.Earlier = &rules.Earlier{Session: back, Conversation: was.Settled.Conversation, Brief: a.sessions[back].Brief(),
				Pending: was.Settled.Conversation == ""}
			if f, tells := s.TellsVoicemail(a.sessions[back]); tells {
				a.sessions[back] = rules.Fold(a.sessions[back], f)
			}
		}
	}
}

// wait passes what a plan waits for; false: it waits for nothing.
func (a *teller) wait(r *rules.Record, p rules.Plan) bool {
	waits := append(slices.Clone(p.Later), p.Wait)
	passed := false
	for _, w := range waits {
		if w.Name != "" && !r.Over[w.Name] {
			r.Over[w.Name], passed = true, true
		}
	}
	return passed
}
