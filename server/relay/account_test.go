package relay_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/relay"
)

func TestSessionsAreListedByStateAndPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	for i := range 5 {
		h.say(call(i+1, "+1415555010"+string(rune('0'+i)))...)
	}
	h.soon("saved", func() bool { lines, _ := h.relay.List("acme", "saved", "", 0); return len(lines) == 5 })
	var seen []string
	after := ""
	for {
		lines, next := h.relay.List("acme", "", after, 2)
		for _, line := range lines {
			seen = append(seen, line.Session)
			require.False(t, line.At.IsZero())
		}
		if after = next; next == "" {
			break
		}
	}
	require.ElementsMatch(t, []string{"call-1", "call-2", "call-3", "call-4", "call-5"}, seen)
	lines, next := h.relay.List("acme", "buried", "", 0)
	require.Empty(t, lines)
	require.Empty(t, next)
	lines, _ = h.relay.List("acme", "", "nonsense", 0)
	require.Empty(t, lines)
	lines, _ = h.relay.List("nobody", "", "", 0)
	require.Empty(t, lines)

	h.relay.Stop()
	h.open()
	lines, _ = h.relay.List("acme", "saved", "", 0)
	require.Len(t, lines, 5, "sessions that left memory are listed after a restart")
}

func TestW7TheAccountOfASession(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	h.say(call(418, number)...)
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	require.Equal(t, "saved", a.State)
	require.Equal(t, customerID(0), a.Customer)
	require.NotEmpty(t, a.Conversation)
	require.NotEmpty(t, a.Message)
	require.Equal(t, "create customer", a.Writes[0].What)
	require.Equal(t, "C2", a.Writes[0].Rule)
	require.NotEmpty(t, a.Writes[0].Facts)
	_, err = h.relay.Show(t.Context(), "acme", "call-1")
	require.ErrorIs(t, err, relay.ErrUnknown)
	_, err = h.relay.Show(t.Context(), "nobody", "call-1")
	require.ErrorIs(t, err, relay.ErrUnknown)
}

func TestW4ABuriedWriteIsReplayed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			return &kustomer.Error{Kind: kustomer.Refused, Op: op, Status: 400, Detail: "too odd"}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("buried", func() bool { return h.state("call-418") == "buried" })
	h.setFault(nil)
	require.NoError(t, h.relay.Replay(t.Context(), "acme", "call-418"))
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
	require.ErrorIs(t, h.relay.Replay(t.Context(), "acme", "call-1"), relay.ErrUnknown)
}

func TestW4ADiscardedSessionIsLeftAlone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(_ string, took bool) error {
		if !took {
			return &kustomer.Error{Kind: kustomer.Unreachable, Op: "test", Status: 502}
		}
		return nil
	}
	h.open()
	facts := call(418, number)
	h.say(facts[:4]...)
	h.soon("tried", func() bool { return h.state("call-418") == "saving" })
	require.NoError(t, h.relay.Discard(t.Context(), "acme", "call-418", "admin"))
	h.setFault(nil)
	h.say(facts[4:]...)
	h.soon("discarded", func() bool { return h.doc("call-418")["finished"] == true })
	require.Equal(t, "discarded", h.state("call-418"))
	require.Equal(t, "0 customers, 0 conversations, 0 messages, 0 notes", h.books.counts())
	require.NoError(t, h.relay.Replay(t.Context(), "acme", "call-418"))
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
}

func TestC7AnUnlinkedSessionIsLinkedByHand(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set.CreateCustomers = false
	h.books.customers = append(h.books.customers, map[string]any{"name": "Bo Lund"})
	h.open()
	h.say(call(418, number)...)
	h.soon("unlinked", func() bool { return h.state("call-418") == "unlinked" && h.doc("call-418")["finished"] == true })
	require.ErrorIs(t, h.relay.Link(t.Context(), "acme", "call-418", customerID(9), "admin"), relay.ErrNoCustomer)
	require.NoError(t, h.relay.Link(t.Context(), "acme", "call-418", customerID(0), "admin"))
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
	require.ErrorIs(t, h.relay.Link(t.Context(), "acme", "call-418", customerID(0), "admin"), relay.ErrLinked)
	a, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.NoError(t, err)
	require.Equal(t, "linked by admin", a.Writes[0].Reason)
	h.soon("the card", func() bool { return h.told.last(userOf("15"), "call-418").Saved == protocol.Saved })
}

func TestW4ARefusedKeyIsSaidAndTriedWhenItChanges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		return &kustomer.Error{Kind: kustomer.KeyAtFault, Op: op, Status: 401, Detail: "Expired token"}
	}
	h.open()
	h.say(call(418, number)...)
	h.soon("said", func() bool { return len(h.relay.Warnings("acme")) == 1 })
	w := h.relay.Warnings("acme")[0]
	require.Equal(t, "key-refused", w.Code)
	require.True(t, strings.Contains(w.Text, "Expired token"))
	require.NotEmpty(t, w.Fix)
	h.setFault(nil)
	changed := time.Now()
	h.relay.Wake("acme")
	h.soon("saved", func() bool { return h.state("call-418") == "saved" })
	require.Less(t, time.Since(changed), 20*time.Second, "without waiting for the probe's time")
	require.Empty(t, h.relay.Warnings("acme"))
	require.Empty(t, h.relay.Warnings("nobody"))
}

func TestAnOrderIsGivenUpInTime(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	asked, answer := make(chan struct{}), make(chan struct{})
	once := sync.OnceFunc(func() { close(asked) })
	h.setFault(func(string, bool) error { once(); <-answer; return nil })
	h.say(call(418, number)...)
	<-asked // the session's writer waits for the CRM
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := h.relay.Replay(ctx, "acme", "call-418")
	close(answer)
	require.ErrorIs(t, err, relay.ErrNotNow)
	h.relay.Stop()
	require.ErrorIs(t, h.relay.Replay(t.Context(), "acme", "call-418"), relay.ErrUnknown, "nobody works for the tenant here")
}
