package relay_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/relay"
)

const aDay = 24 * time.Hour

// inDir is a house over an engine in a folder that can be opened again.
func inDir(t *testing.T, dir string) (*house, *nats.Engine) {
	t.Helper()
	e := enginetest.OpenIn(t, dir)
	return &house{
		t: t, facts: enginetest.Log(t, e, "facts"), ledger: enginetest.Bucket(t, e, "ledger", nats.BucketOptions{}),
		marks: enginetest.Bucket(t, e, "checkpoint", nats.BucketOptions{}), books: newBooks(), set: rules.DefaultSettings(),
		told: &told{pops: map[string][]protocol.Pop{}, cards: map[string][]protocol.Session{}},
	}, e
}

var errEnough = errors.New("enough")

// kept are the subjects of all facts on disk. A last one of nobody's ends the reading.
func (h *house) kept() (subjects []string) {
	h.t.Helper()
	end, err := h.facts.Append(h.t.Context(), "end.mark", []byte(`{}`))
	require.NoError(h.t, err)
	seen := map[string]bool{}
	err = h.facts.Follow(h.t.Context(), ">", 0, func(e engine.Entry) error {
		if e.Seq == end {
			return errEnough
		}
		if !seen[e.Subject] && e.Subject != "end.mark" {
			seen[e.Subject] = true
			subjects = append(subjects, e.Subject)
		}
		return nil
	})
	require.ErrorIs(h.t, err, errEnough)
	return subjects
}

func (h *house) listed() (names []string) {
	lines, _ := h.relay.List("acme", "", "", 0)
	for _, l := range lines {
		names = append(names, l.Session+" "+l.State)
	}
	return names
}

// finished waits until a session is in its state and out of memory.
func (h *house) finished(session, state string) {
	h.t.Helper()
	h.soon(session+" is "+state, func() bool {
		d := h.doc(session)
		return d != nil && d["finished"] == true && d["state"] == state
	})
}

func (h *house) forgetIn(days int) int {
	h.t.Helper()
	n, err := h.relay.ForgetAt(h.t.Context(), "acme", time.Now().Add(time.Duration(days)*aDay))
	require.NoError(h.t, err)
	return n
}

func TestSessionsAreForgottenAfterRetainDays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	h, e := inDir(t, dir)
	h.open()
	h.say(call(418, number)...)
	h.say(call(420, "+14155550124")[:4]...) // goes on
	h.finished("call-418", "saved")
	h.soon("the other one is on disk", func() bool { return h.doc("call-420") != nil })
	conversation := "acme." + rules.OfConversation + h.doc("call-418")["settled"].(map[string]any)["conversation"].(string)
	h.say(gone(strings.TrimPrefix(conversation, "acme."+rules.OfConversation), 100))
	h.soon("heard and written elsewhere or known", func() bool { return len(h.kept()) == 3 })
	h.finished("call-418", "saved")

	require.Zero(t, h.forgetIn(29))
	h.soon("forgotten", func() bool { return h.forgetIn(31) == 1 })
	require.Zero(t, h.forgetIn(31))
	require.Equal(t, []string{"acme.call-420"}, h.kept())
	require.Nil(t, h.doc("call-418"))
	for _, s := range h.relay.Sessions("acme", userOf("15")) {
		require.NotEqual(t, "call-418", s.Session)
	}
	_, err := h.relay.Show(t.Context(), "acme", "call-418")
	require.ErrorIs(t, err, relay.ErrUnknown)
	h.relay.Stop()
	e.Close()

	h, _ = inDir(t, dir)
	require.Equal(t, []string{"acme.call-420"}, h.kept())
	h.open()
	require.Len(t, h.listed(), 1)
	require.Nil(t, h.doc("call-418"))
}

func gone(conversation string, sec int64) rules.Fact {
	return rules.Fact{V: 1, Session: rules.OfConversation + conversation, Source: rules.FromCRM, At: t0 + sec*1000,
		Values: values{rules.ConversationStatus: "open"}}
}

func TestWhatIsNotSettledIsKept(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.books.fault = func(op string, took bool) error {
		if op == "create note" && !took {
			return &kustomer.Error{Kind: kustomer.Refused, Op: op, Status: 400}
		}
		return nil
	}
	h.open()
	h.say(call(418, number)...)
	h.finished("call-418", "buried")
	require.Zero(t, h.forgetIn(400), "somebody may still have it tried again")
	require.NoError(t, h.relay.Discard(t.Context(), "acme", "call-418", "ana"))
	h.finished("call-418", "discarded")
	h.soon("forgotten", func() bool { return h.forgetIn(31) == 1 })
	require.Empty(t, h.listed())
}

// brittle is a bucket that fails to forget while told to.
type brittle struct {
	relay.Bucket
	fails bool
}

func (b *brittle) Forget(ctx context.Context, key string, rev uint64) error {
	if b.fails {
		return engine.ErrUnavailable
	}
	return b.Bucket.Forget(ctx, key, rev)
}

func TestForgettingGoesOnAfterACrashBetween(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	disk := &brittle{h.ledger, true}
	h.ledger = disk
	h.open()
	h.say(call(418, number)...)
	h.finished("call-418", "saved")
	h.soon("the facts are gone, the document is not", func() bool {
		_, err := h.relay.ForgetAt(t.Context(), "acme", time.Now().Add(31*aDay))
		return errors.Is(err, engine.ErrUnavailable)
	})
	require.Empty(t, h.kept())
	require.Equal(t, "saved", h.state("call-418"))
	h.relay.Stop()

	disk.fails = false
	h.open()
	require.Equal(t, []string{"call-418 saved"}, h.listed())
	require.Equal(t, 1, h.forgetIn(31))
	require.Empty(t, h.listed())
}

func TestALateFactOfAForgottenSessionDoesNoHarm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	facts := call(418, number)
	h.say(facts...)
	h.finished("call-418", "saved")
	was := h.books.counts()
	h.soon("forgotten", func() bool { return h.forgetIn(31) == 1 })

	pops := h.told.popsOf(userOf("15"))
	late := facts[len(facts)-1] // the object, as the next look for changes reads it, now with a rating
	late.Read, late.At = late.Read+40*aDay.Milliseconds(), late.At+40*aDay.Milliseconds()
	h.say(late)
	h.finished("call-418", "saved")
	require.Equal(t, was, h.books.counts(), "all of it is there already")
	require.Equal(t, pops, h.told.popsOf(userOf("15")), "nobody's page is moved")
	h.soon("forgotten again", func() bool { return h.forgetIn(31) == 1 })
}

func TestOldDialsAreForgotten(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.open()
	name, err := h.relay.Dialing(t.Context(), "acme", "15", number, protocol.Dial{})
	require.NoError(t, err)
	there := func() bool {
		_, err := h.marks.Get(t.Context(), "acme."+name)
		return err == nil
	}
	h.soon("kept", there)
	h.forgetIn(29)
	require.True(t, there())
	h.soon("forgotten", func() bool { h.forgetIn(31); return !there() })
	h.soon("its facts too", func() bool { h.forgetIn(31); return len(h.kept()) == 0 })
}

func TestTheRoundsComeByThemselves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newBubble(t)
		h.set.RetainDays = 1 // each day has its thousands of rounds
		h.open()
		defer h.relay.Stop()
		h.say(call(418, number)...)
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, []string{"call-418 saved"}, h.listed())
		time.Sleep(aDay - 2*time.Hour)
		synctest.Wait()
		require.NotEmpty(t, h.listed())
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		require.Empty(t, h.listed())
		require.Contains(t, h.facts.(*memory).purged, "acme.call-418")
	})
}
