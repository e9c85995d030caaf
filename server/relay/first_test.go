package relay_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// counted is a CRM that counts its writes, and lets nobody through while gate is not nil and open.
type counted struct {
	*books
	writes atomic.Int64
	gate   chan struct{}
	held   chan string // what waits at the gate
}

func (c *counted) Find(ctx context.Context, look rules.Lookup) (rules.Candidate, error) {
	if c.gate != nil {
		c.held <- look.Value
		select {
		case <-c.gate:
		case <-ctx.Done():
			return rules.Candidate{}, ctx.Err()
		}
	}
	return c.books.Find(ctx, look)
}

func (c *counted) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	c.writes.Add(1)
	return c.books.Apply(ctx, w)
}

// now is the facts of a call with the platform's times moved to the present.
func now(id int, number string) []rules.Fact {
	facts := call(id, number)
	shift := time.Now().UnixMilli() - t0 - 18_000
	for i := range facts {
		facts[i].At += shift
	}
	last := facts[len(facts)-1].Values
	last["endsAt"] = time.Now().Add(-2 * time.Second).UTC().Format(time.RFC3339)
	last["connectedAt"] = time.Now().Add(-12 * time.Second).UTC().Format(time.RFC3339)
	return facts
}

func TestW5EachSessionIsWrittenAtItsUrgency(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	live, patient := &counted{books: h.books}, &counted{books: h.books}
	h.live, h.patient = live, patient
	h.say(call(1, number)[5]) // ended long ago
	h.open()
	h.soon("caught up", func() bool { return h.state("call-1") == "saved" })
	require.Zero(t, live.writes.Load())
	require.Positive(t, patient.writes.Load())

	before := patient.writes.Load()
	h.say(now(2, "+14155550124")...)
	h.soon("written", func() bool { return h.state("call-2") == "saved" })
	require.Equal(t, before, patient.writes.Load())
	require.Positive(t, live.writes.Load())
}

func TestW5ALiveCallDoesNotWaitForBackFill(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	patient := &counted{books: h.books, gate: make(chan struct{}), held: make(chan string, 1000)}
	h.live, h.patient = &counted{books: h.books}, patient
	for i := range 100 {
		h.say(call(100+i, fmt.Sprintf("+1415555%04d", i))[5]) // as a gap is filled: over and done
	}
	h.open()
	for range 20 {
		<-patient.held // as when the minute's share of back-fill is used up
	}
	h.say(now(7, number)...)
	h.soon("the live call is written", func() bool { return h.state("call-7") == "saved" })
	require.Equal(t, map[string]string{"call-7": "completed"}, h.books.statuses())
	close(patient.gate)
	h.soon("all of it is written", func() bool { return len(h.books.statuses()) == 101 })
}

func TestW5AHolderOfTheCustomersTurnIsHurried(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	patient := &listing{books: h.books, gate: make(chan struct{}), held: make(chan struct{}, 10)}
	h.live, h.patient = &counted{books: h.books}, patient
	h.say(call(1, number)[5])
	h.open()
	<-patient.held // it has the customer's turn, and waits for its place
	h.say(now(2, number)...)
	h.soon("the live call waits for its customer", func() bool { return h.state("call-2") == "saving" })
	close(patient.gate)
	h.soon("both are written", func() bool { return h.state("call-1") == "saved" && h.state("call-2") == "saved" })
	require.Equal(t, "1 customers, 1 conversations, 2 messages, 1 notes", h.books.counts())
}

// listing is a CRM whose lists of conversations wait at a gate.
type listing struct {
	*books
	gate chan struct{}
	held chan struct{}
}

func (l *listing) Conversations(ctx context.Context, customer string) ([]rules.Conversation, error) {
	l.held <- struct{}{}
	<-l.gate
	return l.books.Conversations(ctx, customer)
}
