package relay_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/relay"
)

var errAway = &kustomer.Error{Kind: kustomer.Unreachable, Op: "test", Status: 502}

// picky is a CRM that does not look up certain numbers, and notes when it was asked for them.
type picky struct {
	*books
	mu     sync.Mutex
	refuse func(number string) error
	asked  []time.Time
}

func (c *picky) Find(ctx context.Context, look rules.Lookup) (rules.Candidate, error) {
	c.mu.Lock()
	err := error(nil)
	if c.refuse != nil {
		if err = c.refuse(look.Value); err != nil {
			c.asked = append(c.asked, time.Now())
		}
	}
	c.mu.Unlock()
	if err != nil {
		return rules.Candidate{}, err
	}
	return c.books.Find(ctx, look)
}

func (c *picky) refuseNumber(number string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuse = func(asked string) error {
		if number == "" || asked != number {
			return nil
		}
		return errAway
	}
}

// pauses are those between two refusals.
func (c *picky) pauses() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []time.Duration
	for i := 1; i < len(c.asked); i++ {
		all = append(all, c.asked[i].Sub(c.asked[i-1]))
	}
	return all
}

func TestW4LookUpsEndAfterSevenDays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		crm := &picky{books: h.books}
		crm.refuseNumber(number)
		h.live, h.patient = crm, crm
		h.open()
		defer h.relay.Stop()
		h.say(call(418, number)...)
		time.Sleep(time.Hour)
		require.Equal(t, "saving", h.state("call-418"))
		h.relay.Stop()
		h.age("call-418", 7*24*time.Hour-90*time.Minute)
		h.open()
		time.Sleep(20 * time.Minute)
		require.Equal(t, "saving", h.state("call-418"), "it is tried for a week")
		require.LessOrEqual(t, slices.Max(crm.pauses()), 5*time.Minute)
		time.Sleep(30 * time.Minute)
		require.Equal(t, "buried", h.state("call-418"))
		is, err := h.relay.Show(t.Context(), "acme", "call-418")
		require.NoError(t, err)
		require.Contains(t, is.Reason, "look up a customer by phone")
		last := is.Writes[len(is.Writes)-1]
		require.Equal(t, "W4", last.Rule)
		require.Contains(t, last.Outcome, "502")
		tried := len(crm.pauses())
		time.Sleep(2 * time.Hour)
		require.Len(t, crm.pauses(), tried, "nobody is asked any more")
		require.Empty(t, h.relay.Unended("acme"))

		crm.refuseNumber("")
		require.NoError(t, h.relay.Replay(t.Context(), "acme", "call-418"))
		time.Sleep(time.Minute)
		require.Equal(t, "saved", h.state("call-418"))
		require.Equal(t, "1 customers, 1 conversations, 1 messages, 1 notes", h.books.counts())
	})
}

// age makes a session one that has failed for longer.
func (h *house) age(session string, by time.Duration) {
	h.t.Helper()
	d := h.doc(session)
	since, ok := d["failingSince"].(float64)
	require.True(h.t, ok, "it fails")
	d["failingSince"] = int64(since) - by.Milliseconds()
	body, err := json.Marshal(d)
	require.NoError(h.t, err)
	_, err = h.ledger.Put(h.t.Context(), "acme."+session, body)
	require.NoError(h.t, err)
}

func TestW4APauseStopsGrowingWhereOthersGetThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		crm := &picky{books: h.books}
		crm.refuseNumber(number)
		h.live, h.patient = crm, crm
		h.open()
		defer h.relay.Stop()
		h.say(call(1, number)...)
		for i := range 120 { // one finds its customer every ten seconds
			h.say(call(100+i, "+14155550199")...)
			time.Sleep(10 * time.Second)
		}
		require.LessOrEqual(t, slices.Max(crm.pauses()), 30*time.Second)
		require.Greater(t, len(crm.pauses()), 30)

		crm.refuseNumber("")
		time.Sleep(31 * time.Second)
		require.Equal(t, "saved", h.state("call-1"))
	})
}

func TestW4AfterAnOutageTheWaitingAreWoken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		crm := &picky{books: h.books}
		crm.mu.Lock()
		crm.refuse = func(string) error { return errAway }
		crm.mu.Unlock()
		h.live, h.patient = crm, crm
		h.open()
		defer h.relay.Stop()
		for i := range 20 {
			h.say(call(100+i, "+141555501"+string(rune('0'+i/10))+string(rune('0'+i%10)))...)
		}
		time.Sleep(3 * time.Hour)
		crm.refuseNumber("")
		h.say(call(7, number)...)
		time.Sleep(10 * time.Second)
		require.Len(t, h.books.statuses(), 21, "the first success wakes all others, whatever their pause")
	})
}

// lagging is a CRM that answers some sessions' writes late.
type lagging struct {
	*books
	lag func(w rules.Write) time.Duration
	mu  sync.Mutex
	ids []string // of what was written, in order
}

func (c *lagging) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	select {
	case <-time.After(c.lag(w)):
	case <-ctx.Done():
		return rules.Outcome{}, errAway
	}
	c.mu.Lock()
	c.ids = append(c.ids, w.Key+" "+w.ID)
	c.mu.Unlock()
	return c.books.Apply(ctx, w)
}

func TestW3OneSlowAndOneRefusedSessionHoldNobodyUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		slowID := rules.MessageID("acme", "call-1", 0)
		slow := rules.ConversationID("acme", "call-1", "V1", 0)
		refused := rules.ConversationID("acme", "call-2", "V1", 0)
		crm := &lagging{books: h.books, lag: func(w rules.Write) time.Duration {
			if w.ID == slow || w.Parent == slow || w.ID == slowID {
				return 10 * time.Second
			}
			return 50 * time.Millisecond
		}}
		h.books.fault = nil
		h.live, h.patient = refusing{crm, refused}, refusing{crm, refused}
		h.open()
		defer h.relay.Stop()
		began := time.Now()
		h.say(call(1, "+14155550101")...)
		h.say(call(2, "+14155550102")...)
		for i := range 40 {
			h.say(call(100+i, "+141555502"+string(rune('0'+i/10))+string(rune('0'+i%10)))...)
		}
		time.Sleep(5 * time.Second)
		done := h.books.statuses()
		require.Len(t, done, 40, "after %s", time.Since(began))
		require.NotContains(t, done, "call-1")
		require.Equal(t, "buried", h.state("call-2"))
		time.Sleep(2 * time.Minute)
		require.Equal(t, "saved", h.state("call-1"))

		var order []string
		for _, id := range crm.ids {
			if id == "conversation "+slow || id == "message "+slowID {
				order = append(order, id)
			}
		}
		require.Equal(t, "conversation "+slow, order[0], "the slow one's writes stay in order")
		require.Equal(t, "message "+slowID, order[1])
	})
}

// refusing is a CRM that refuses one conversation.
type refusing struct {
	relay.CRM
	id string
}

func (c refusing) Apply(ctx context.Context, w rules.Write) (rules.Outcome, error) {
	if w.ID == c.id {
		return rules.Outcome{}, &kustomer.Error{Kind: kustomer.Refused, Op: "create conversation", Status: 400, Detail: "no"}
	}
	return c.CRM.Apply(ctx, w)
}
