package relay_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// slow is a CRM that keeps one session's message waiting, refuses another's, and notes the order of
// all writes.
type slow struct {
	*books
	gate chan struct{}

	mu  sync.Mutex
	did []string
}

func (s *slow) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	if w.Target == rules.OnMessage && w.Verb == rules.Create {
		switch {
		case strings.Contains(string(w.Body), `"call-1"`):
			<-s.gate
		case strings.Contains(string(w.Body), `"call-2"`):
			return rules.Outcome{}, &kustomer.Error{Kind: kustomer.Refused, Op: "create message", Status: 400}
		}
	}
	s.mu.Lock()
	s.did = append(s.did, w.Key)
	s.mu.Unlock()
	return s.books.Apply(ctx, w)
}

func TestW3ASessionsWritesInOrderAndNobodyElseIsHeldUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	crm := &slow{books: h.books, gate: make(chan struct{})}
	h.live, h.patient = crm, crm
	h.open()
	h.say(call(1, "+14155550101")...)
	h.say(call(2, "+14155550102")...)
	h.say(call(3, "+14155550103")...)
	h.soon("the others are done", func() bool { return h.state("call-3") == "saved" && h.state("call-2") == "buried" })
	require.NotContains(t, h.books.statuses(), "call-1", "W3: it waits for its own message")
	require.Equal(t, "saving", h.state("call-1"))
	close(crm.gate)
	h.soon("and so is the slow one", func() bool { return h.state("call-1") == "saved" })

	a, err := h.relay.Show(t.Context(), "acme", "call-1")
	require.NoError(t, err)
	var order []string
	for _, w := range a.Writes {
		if w.What != "change message" { // of facts that came while it was on its way
			order = append(order, w.What)
		}
	}
	require.Equal(t, []string{"create customer", "create conversation", "create message", "create note"}, order[:4], "W3: in order")
	at := func(key string) int {
		return slices.IndexFunc(crm.did, func(k string) bool { return strings.HasPrefix(k, key) })
	}
	require.Less(t, at("customer"), at("conversation"))
	require.Less(t, at("conversation"), at("note:"))
}
