package relay_test

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine/nats"
	"agentadapter/server/relay"
)

const number = "+14155550123"

func TestACallIsRecordedFromRingToEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts, ana := call(418, number), userOf("15")

	h.say(facts[0], facts[1])
	h.soon("the ring is shown", func() bool { return h.told.last(ana, "call-418").State == protocol.StateRinging })
	require.Equal(t, "0 customers, 0 conversations, 0 messages, 0 notes", h.books.counts(), "being offered is not enough")

	h.say(facts[2])
	h.soon("the record is popped", func() bool { return h.told.popsOf(ana) == 1 })
	pop := h.told.pops[ana][0]
	require.Equal(t, protocol.Pop{Session: "call-418", Customer: customerID(0), Conversation: rules.ConversationID("acme", "call-418", "V1", 0)}, pop)

	h.say(facts[3:]...)
	h.soon("it is saved", func() bool { return h.books.statuses()["call-418"] == "completed" && h.state("call-418") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
	require.Equal(t, []any{ana}, h.books.conversations[pop.Conversation]["assignedUsers"])
	h.soon("the last card", func() bool {
		c := h.told.last(ana, "call-418")
		return c.State == protocol.StateEnded && c.Saved == protocol.Saved
	})
	require.Equal(t, 1, h.told.popsOf(ana))
	shown := h.relay.Sessions("acme", ana)
	require.Len(t, shown, 1)
	require.Equal(t, pop.Conversation, shown[0].Conversation)
	require.Equal(t, "+14155550123", shown[0].Number)
	require.Empty(t, h.relay.Unended("acme"))
	require.Empty(t, h.relay.Sessions("acme", "nobody"))
	require.Empty(t, h.relay.Sessions("other", ana))
}

func TestW7TheTrailSaysWhy(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	h.say(call(418, number)...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	var lines []string
	for _, line := range h.doc("call-418")["trail"].([]any) {
		l := line.(map[string]any)
		lines = append(lines, fmt.Sprint(l["rule"], " ", l["verb"], " ", l["target"], " ", l["outcome"]))
		require.NotEmpty(t, l["reason"])
	}
	require.Equal(t, "C2 create customer done", lines[0])
	require.Equal(t, "V1 create conversation done", lines[1])
	require.Equal(t, "S2 create message done", lines[2])
	require.Contains(t, lines, "S4 create note done")
}

func TestSessionsOfOneCustomerSettleOneAfterTheOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var all []rules.Fact
	for i := range 10 {
		all = append(all, call(500+i, number)[:4]...)
	}
	h.say(all...)
	h.open()
	h.soon("all are saved", func() bool { return len(h.books.statuses()) == 10 })
	h.soon("quiet", func() bool { return h.state("call-509") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 10 messages, 1 notes", h.books.counts())
}

func TestV1FromOurOwnLedgerWhereFieldsAreMissing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.noFields = true
	h.open()
	h.say(call(1, number)...)
	h.soon("first", func() bool { return h.state("call-1") == "saved" })
	h.say(call(2, number)...)
	h.soon("second", func() bool { return h.state("call-2") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 2 messages, 1 notes", h.books.counts())
	for _, c := range h.books.conversations {
		require.NotContains(t, c, "custom")
	}
}

func TestW4UnreachableIsTriedAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	chance := rand.New(rand.NewSource(7)) // books call fault one at a time
	h.books.fault = func(_ string, took bool) error {
		if !took && chance.Intn(5) == 0 || took && chance.Intn(5) == 0 {
			return &kustomer.Error{Kind: kustomer.Unreachable, Op: "test", Status: 502}
		}
		return nil
	}
	h.open()
	for i := range 5 {
		h.say(call(i, fmt.Sprintf("+1415555010%d", i))...)
	}
	for i := range 5 {
		h.soon("saved", func() bool { return h.state(fmt.Sprintf("call-%d", i)) == "saved" && h.done() })
	}
	require.Equal(t, "5 customers, 5 conversations, 5 messages, 5 notes", h.books.counts())
}

func TestW4ARefusedWriteIsBuriedAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			return &kustomer.Error{Kind: kustomer.Refused, Op: "create note", Status: 400, Field: "body", Detail: "too odd"}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("buried", func() bool { return h.state("call-418") == "buried" && h.books.statuses()["call-418"] == "completed" })
	require.Contains(t, h.doc("call-418")["reason"], "too odd")
	h.soon("needs help", func() bool { return h.told.last(userOf("15"), "call-418").Saved == protocol.NeedsHelp })
	require.Contains(t, h.told.last(userOf("15"), "call-418").Reason, "too odd")
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	refused := a.Writes[slices.IndexFunc(a.Writes, func(w relay.Written) bool { return w.Request != "" })]
	require.Contains(t, refused.Request, number, "W4: with the request,")
	require.Contains(t, refused.Outcome, "400", "the answer")
	require.Contains(t, refused.Outcome, "too odd", "and the reason")
	h.books.mu.Lock()
	h.books.fault = nil
	h.books.mu.Unlock()
	h.say(call(419, "+14155550199")...)
	h.soon("another session goes on", func() bool { return h.state("call-419") == "saved" })
	require.Equal(t, 1, h.books.made[rules.OnNote], "what was buried is not tried again")
}

func TestW4BuriedConversationTakesWhatStandsOnIt(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create conversation" && !took {
			return &kustomer.Error{Kind: kustomer.Refused, Op: op, Status: 400}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("buried", func() bool { return h.state("call-418") == "buried" })
	require.Equal(t, "1 customers, 0 conversations, 0 messages, 0 notes", h.books.counts())
}

func TestW4LimitedWaitsForTheReset(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var refused atomic.Int64
	reset := time.Now().Add(1500 * time.Millisecond)
	var early atomic.Int64
	h.books.fault = func(_ string, took bool) error {
		if time.Now().Before(reset) && !took {
			if refused.Add(1) > 1 {
				early.Add(1)
			}
			return &kustomer.Error{Kind: kustomer.Limited, Op: "test", Status: 429, RetryAt: reset}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.False(t, time.Now().Before(reset))
	require.Zero(t, early.Load(), "nobody asks before the reset")
}

func TestW4ARoleThatIsMissingParksThatKindAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var asked atomic.Int64
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			asked.Add(1)
			return &kustomer.Error{Kind: kustomer.RoleMissing, Op: op, Status: 403}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("parked", func() bool { return h.state("call-418") == "parked" && h.books.statuses()["call-418"] == "completed" })
	require.Contains(t, h.doc("call-418")["reason"], "role")
	require.EqualValues(t, 1, asked.Load(), "it is not asked again with every fact")
}

func TestC7UnlinkedIsSaid(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.CreateCustomers = false
	h.open()
	h.say(call(418, number)...)
	h.soon("unlinked", func() bool { return h.state("call-418") == "unlinked" })
	h.soon("needs help", func() bool { return h.told.last(userOf("15"), "call-418").Saved == protocol.NeedsHelp })
	require.Equal(t, "0 customers, 0 conversations, 0 messages, 0 notes", h.books.counts())
}

func TestTransferredSessionIsShownToBoth(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts[:4]...)
	h.soon("popped", func() bool { return h.told.popsOf(userOf("15")) == 1 })
	h.say(rules.Fact{V: 1, Session: "call-418", Source: rules.FromEvent, At: t0 + 9000,
		Agents: []rules.Agent{{ID: "16", Name: "Bo Lund", State: "connected"}}})
	h.soon("popped to the new one", func() bool { return h.told.popsOf(userOf("16")) == 1 })
	h.soon("over for the first", func() bool { return h.told.last(userOf("15"), "call-418").State == protocol.StateEnded })
	h.soon("assigned", func() bool {
		h.books.mu.Lock()
		defer h.books.mu.Unlock()
		return fmt.Sprint(h.books.conversations[rules.ConversationID("acme", "call-418", "V1", 0)]["assignedUsers"]) == "["+userOf("16")+"]"
	})
}

func TestAnUnknownAgentIsNoHindrance(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	for i := range facts {
		for j := range facts[i].Agents {
			facts[i].Agents[j].ID = "99"
		}
	}
	h.say(facts...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" && h.books.statuses()["call-418"] == "completed" })
	require.NotContains(t, h.books.conversations[rules.ConversationID("acme", "call-418", "V1", 0)], "assignedUsers")
}

func TestWhatCannotBeReadIsPassedOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	_, err := h.facts.Append(t.Context(), "acme.call-1", []byte("no JSON"))
	require.NoError(t, err)
	_, err = h.ledger.Put(t.Context(), "acme.call-2", []byte(strings.Repeat("x", 10)))
	require.NoError(t, err)
	r := h.relay
	require.Nil(t, r)
	h.say(call(3, number)...)
	require.NoError(t, h.ledger.(*nats.Bucket).Delete(t.Context(), "acme.call-2", 0))
	h.open()
	h.soon("saved", func() bool { return h.state("call-3") == "saved" })
}

func TestPausedWritesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.Paused = true
	h.say(call(418, number)...)
	h.open()
	h.soon("waiting", func() bool { return strings.Contains(fmt.Sprint(h.doc("call-418")["reason"]), "paused") })
	require.Equal(t, "0 customers, 0 conversations, 0 messages, 0 notes", h.books.counts())
}

func TestUnendedNamesWhatGoesOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts[:5]...)
	h.soon("saved", func() bool { return h.books.statuses()["call-418"] == "completed" && h.state("call-418") == "saved" })
	require.Equal(t, []string{"call-418"}, h.relay.Unended("acme"), "an event told the end, the object has not")
	h.say(facts[5])
	h.soon("gone", func() bool { return len(h.relay.Unended("acme")) == 0 })
}
