package relay_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/relay"
)

// people knows agents 15 and 16, and who was hired.
type people struct{ hired *sync.Map }

func (h *house) hires(agent string) { h.hired.Store(agent, true) }

func (p people) UserOf(_ context.Context, _, agent string) (string, error) {
	hired := false
	if p.hired != nil {
		_, hired = p.hired.Load(agent)
	}
	if agent == "15" || agent == "16" || hired {
		return userOf(agent), nil
	}
	return "", engine.ErrNotFound
}

func (people) UserByEmail(context.Context, string, string) (string, error) {
	return "", engine.ErrNotFound
}

func (people) User(_ context.Context, _, id string) (protocol.Agent, error) {
	return protocol.Agent{ID: id, Email: map[string]string{userOf("15"): "Ana@acme.example", userOf("16"): "bo@acme.example"}[id]}, nil
}

func userOf(agent string) string { return "a0000000000000000000000" + agent[1:] }

// told keeps what agents were told.
type told struct {
	mu    sync.Mutex
	pops  map[string][]protocol.Pop
	cards map[string][]protocol.Session
	asked map[string][]protocol.Choose
}

func (t *told) Tell(_, agent string, d protocol.Down) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch d := d.(type) {
	case protocol.Pop:
		t.pops[agent] = append(t.pops[agent], d)
	case protocol.Choose:
		if t.asked == nil {
			t.asked = map[string][]protocol.Choose{}
		}
		t.asked[agent] = append(t.asked[agent], d)
	case protocol.Session:
		t.cards[agent] = append(t.cards[agent], d)
	}
}

// takenBack are the questions that were taken back from an agent.
func (t *told) takenBack(agent string) []protocol.Choose {
	t.mu.Lock()
	defer t.mu.Unlock()
	var back []protocol.Choose
	for _, c := range t.asked[agent] {
		if len(c.Matches) == 0 {
			back = append(back, c)
		}
	}
	return back
}

func (t *told) popsOf(agent string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.pops[agent])
}

// last is the agent's newest card of a session.
func (t *told) last(agent, session string) protocol.Session {
	t.mu.Lock()
	defer t.mu.Unlock()
	cards := t.cards[agent]
	for i := len(cards) - 1; i >= 0; i-- {
		if cards[i].Session == session {
			return cards[i]
		}
	}
	return protocol.Session{}
}

// house is a relay over the real engine.
type house struct {
	t      *testing.T
	facts  relay.Log
	ledger relay.Bucket
	marks  relay.Bucket
	books  *books
	told   *told
	set    rules.Settings // before open; choose changes it later
	setMu  sync.Mutex
	hired  sync.Map // agents whom people know beside 15 and 16
	files  *porter  // nil: files are left alone
	// timeline is what others recorded; nil: nobody looks.
	timeline *timeline
	fields   *registrar // nil: nobody registers mapped fields
	// live and patient are the CRM by urgency; nil: books.
	live, patient relay.CRM
	relay         *lone
	gone          func() bool // the process is gone: nothing reaches the disk any more
	// first and longest are the pauses between attempts; zero: next to none.
	first, longest time.Duration
}

func newHouse(t *testing.T) *house {
	t.Helper()
	e := enginetest.Open(t)
	return &house{
		t: t, facts: enginetest.Log(t, e, "facts"), ledger: enginetest.Bucket(t, e, "ledger", nats.BucketOptions{}),
		marks: enginetest.Bucket(t, e, "checkpoint", nats.BucketOptions{}), books: newBooks(), set: rules.DefaultSettings(),
		told: &told{pops: map[string][]protocol.Pop{}, cards: map[string][]protocol.Session{}},
	}
}

// disk is a bucket that takes nothing once the process is gone.
type disk struct {
	relay.Bucket
	gone func() bool
}

func (d disk) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	if d.gone != nil && d.gone() {
		return 0, engine.ErrUnavailable
	}
	return d.Bucket.Create(ctx, key, body)
}

func (d disk) Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error) {
	if d.gone != nil && d.gone() {
		return 0, engine.ErrUnavailable
	}
	return d.Bucket.Update(ctx, key, body, rev)
}

func (d disk) Put(ctx context.Context, key string, body []byte) (uint64, error) {
	if d.gone != nil && d.gone() {
		return 0, engine.ErrUnavailable
	}
	return d.Bucket.Put(ctx, key, body)
}

// open starts a relay on what is there.
func (h *house) open() {
	h.t.Helper()
	tenant := relay.Tenant{ID: "acme", CRM: h.books, Settings: h.settings}
	if h.live != nil {
		tenant.CRM, tenant.Patient = h.live, h.patient
	}
	if h.timeline != nil {
		tenant.Timeline = h.timeline
	}
	if h.files != nil {
		tenant.Files = h.files
	}
	if h.fields != nil {
		tenant.Fields = h.fields
	}
	h.relay = alone(relay.Config{
		Tenant: func(id string) (relay.Tenant, bool) { return tenant, id == tenant.ID },
		Facts:  h.facts, Ledger: disk{h.ledger, h.gone}, Checkpoints: disk{h.marks, h.gone}, People: people{&h.hired}, Teller: h.told,
		Pause: cmp.Or(h.first, 2*time.Millisecond), LongestPause: cmp.Or(h.longest, 50*time.Millisecond),
	})
	require.NoError(h.t, h.relay.Start(h.t.Context()))
	h.t.Cleanup(h.relay.Stop)
}

func (h *house) settings() rules.Settings {
	h.setMu.Lock()
	defer h.setMu.Unlock()
	return h.set
}

// choose changes the settings under a relay that runs, as the settings page does.
func (h *house) choose(fn func(*rules.Settings)) {
	h.setMu.Lock()
	fn(&h.set)
	h.setMu.Unlock()
	h.relay.Wake("acme")
}

func (h *house) say(facts ...rules.Fact) {
	h.t.Helper()
	for _, f := range facts {
		body, err := json.Marshal(f)
		require.NoError(h.t, err)
		_, err = h.facts.Append(h.t.Context(), "acme."+f.Session, body)
		require.NoError(h.t, err)
	}
}

func (h *house) soon(what string, is func() bool) {
	h.t.Helper()
	require.Eventually(h.t, is, time.Minute, 2*time.Millisecond, what)
}

// doc reads a session's document from the ledger.
func (h *house) doc(session string) map[string]any {
	h.t.Helper()
	v, err := h.ledger.Get(h.t.Context(), "acme."+session)
	if err != nil {
		return nil
	}
	var d map[string]any
	require.NoError(h.t, json.Unmarshal(v.Body, &d))
	return d
}

func (h *house) state(session string) string {
	state, _ := h.doc(session)["state"].(string)
	return state
}

var t0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()

type values = map[rules.Name]string

// call is the facts of one answered IVR call from beginning to end.
func call(id int, number string) []rules.Fact {
	session := fmt.Sprintf("call-%d", id)
	ana := func(state string) []rules.Agent { return []rules.Agent{{ID: "15", Name: "Ana Ruiz", State: state}} }
	event := func(sec int64, v values, agents []rules.Agent) rules.Fact {
		return rules.Fact{V: 1, Session: session, Source: rules.FromEvent, At: t0 + sec*1000, Values: v, Agents: agents}
	}
	object := values{"type": "Voice Inbound (IVR)", "status": "finished", "identifier": number, "endUserId": "eu" + number,
		"menuId": "7", "menuPath": "Billing", "callSeconds": "10", "endsAt": "2026-01-01T00:00:16Z", "connectedAt": "2026-01-01T00:00:06Z"}
	return []rules.Fact{
		// The kind of session is told at once, so that nobody waits for the object.
		event(0, values{"type": "Voice Inbound (IVR)", "state": "connected", "direction": "in", "externalPhone": number, "queueIds": "7", "queueNames": "Billing"}, nil),
		event(4, values{"state": "connected"}, ana("ringing")),
		event(5, values{"state": "connected"}, ana("accepted")),
		event(6, values{"state": "connected"}, ana("connected")),
		event(16, values{"state": "disconnected"}, ana("disconnected")),
		{V: 1, Session: session, Source: rules.FromObject, At: t0 + 17_000, Read: t0 + 18_000, Values: object},
	}
}

// setFault changes what stands in the way from now on.
func (h *house) setFault(fault func(op string, took bool) error) {
	h.books.mu.Lock()
	defer h.books.mu.Unlock()
	h.books.fault = fault
}
