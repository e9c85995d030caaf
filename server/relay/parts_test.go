package relay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/rules"
)

func TestQueueHandsANameToOneWorkerAtATime(t *testing.T) {
	t.Parallel()
	q := newQueue()
	q.push("old", false)
	q.push("live", true)
	q.push("old", false)
	q.push("late", false)
	q.push("late", true)
	next := func() string { name, _ := q.pop(anyLane); return name }
	require.Equal(t, "live", next(), "live ones first")
	require.Equal(t, "late", next(), "what became live overtakes")
	require.Equal(t, "old", next())
	require.Empty(t, next())
	q.push("live", true)
	require.Empty(t, next(), "it is with a worker")
	q.done("live")
	require.Equal(t, "live", next())
	q.done("live")
	require.Empty(t, next())
}

func TestQueueWaitsAndEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		ctx, cancel := context.WithCancel(t.Context())
		q.pushAfter(ctx, "later", time.Minute)
		began := time.Now()
		name, ok := q.next(ctx, anyLane)
		require.True(t, ok)
		require.Equal(t, "later", name)
		require.Equal(t, time.Minute, time.Since(began))
		q.pushAfter(ctx, "never", time.Minute)
		cancel()
		_, ok = q.next(ctx, anyLane)
		require.False(t, ok)
		time.Sleep(2 * time.Minute)
		name, _ = q.pop(anyLane)
		require.Empty(t, name)
	})
}

func TestTurnsGoRoundAndAreGivenUp(t *testing.T) {
	t.Parallel()
	now := time.Now()
	turns := newTurns()
	take := func(customer, session string, after time.Duration) string {
		wait, holder := turns.take(customer, session, now.Add(after))
		require.Equal(t, holder == session, wait == 0)
		return holder
	}
	require.Equal(t, "call-1", take("c1", "call-1", 0))
	require.Equal(t, "call-1", take("c1", "call-1", 0), "it has it already")
	require.Equal(t, "call-2", take("c2", "call-2", 0), "another customer")
	wait, holder := turns.take("c1", "call-3", now.Add(10*time.Second))
	require.Equal(t, "call-1", holder)
	require.Equal(t, 50*time.Second, wait)
	require.Empty(t, turns.release("c1", "call-3"), "not its to give")
	require.Equal(t, []string{"call-3"}, turns.release("c1", "call-1"))

	take("c1", "call-1", 0)
	require.Equal(t, "call-3", take("c1", "call-3", turnLasts), "who cannot go on gives the turn up")
	require.Empty(t, turns.release("c1", "call-1"))
}

func TestW4TheGateOpensAtTheReset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var woken atomic.Int64
		g := newGate(func() { woken.Add(1) }, slog.New(slog.DiscardHandler), newWarnings())
		ctx, cancel := context.WithCancel(t.Context())
		go g.run(ctx, func(context.Context) error { return errors.New("nobody asks") })
		require.True(t, g.open())
		g.limited(time.Now().Add(20 * time.Second))
		g.limited(time.Time{})
		time.Sleep(19 * time.Second)
		require.False(t, g.open())
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.True(t, g.open())
		require.Positive(t, woken.Load())
		cancel()
	})
}

func TestW4ARefusedKeyIsProbedEvery30Seconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var probes, firstAfter atomic.Int64
		var good atomic.Bool
		var woken atomic.Int64
		g := newGate(func() { woken.Add(1) }, slog.New(slog.DiscardHandler), newWarnings())
		ctx, cancel := context.WithCancel(t.Context())
		go g.run(ctx, func(context.Context) error {
			if probes.Add(1) == 1 {
				firstAfter.Store(int64(time.Since(began)))
			}
			if good.Load() {
				return nil
			}
			return errors.New("expired")
		})
		g.keyRefused(errors.New("401"))
		g.keyRefused(errors.New("401"))
		time.Sleep(95 * time.Second)
		synctest.Wait()
		require.EqualValues(t, 3, probes.Load())
		require.EqualValues(t, 30*time.Second, firstAfter.Load())
		require.False(t, g.open())
		require.Zero(t, woken.Load())
		good.Store(true)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		require.True(t, g.open())
		require.Positive(t, woken.Load())
		cancel()
	})
}

func TestPausesGrow(t *testing.T) {
	t.Parallel()
	for tries := 1; tries < 70; tries++ {
		p := growing(time.Second, longestPause, tries)
		full := min(time.Second<<min(tries-1, 20), longestPause)
		require.GreaterOrEqual(t, p, full/2)
		require.LessOrEqual(t, p, full)
	}
}

func TestShelfKeepsFiftyLiveOnesFirst(t *testing.T) {
	t.Parallel()
	s := newShelf()
	at := time.Now().Add(-time.Hour)
	live := card{Session: protocol.Session{Session: "call-0", State: protocol.StateConnected}, at: at}
	require.True(t, s.set("ana", live))
	require.False(t, s.set("ana", live), "no news")
	for i := range 60 {
		s.set("ana", card{Session: protocol.Session{Session: fmt.Sprintf("call-%d", i+1), State: protocol.StateEnded}, at: at.Add(time.Duration(i) * time.Second)})
	}
	shown := s.of("ana")
	require.Len(t, shown, 50)
	require.Equal(t, "call-0", shown[0].Session)
	require.Equal(t, "call-60", shown[1].Session)
	s.set("bo", card{Session: protocol.Session{Session: "call-1", State: protocol.StateEnded}, at: time.Now().Add(-25 * time.Hour)})
	require.Empty(t, s.of("bo"), "long over")
	require.Empty(t, s.of("nobody"))
}

func TestStatesOfACard(t *testing.T) {
	t.Parallel()
	part := func(offered, taken, connected int64, state string) rules.Part {
		return rules.Part{Offered: offered, Taken: taken, Connected: connected, State: rules.Said{Value: state}}
	}
	status := func(word string) map[rules.Name]rules.Said {
		return map[rules.Name]rules.Said{rules.Status: {Value: word, Source: rules.FromObject}}
	}
	outbound := map[rules.Name]rules.Said{rules.Direction: {Value: "out"}}
	rows := []struct {
		name string
		s    rules.Session
		want string
	}{
		{"offered", rules.Session{Agents: map[string]rules.Part{"15": part(1, 0, 0, "ringing")}}, protocol.StateRinging},
		{"rang in vain, goes on", rules.Session{Agents: map[string]rules.Part{"15": part(1, 0, 0, "disconnected")}}, protocol.StateMissed},
		{"declined", rules.Session{Agents: map[string]rules.Part{"15": part(1, 0, 0, "declined")}}, protocol.StateMissed},
		{"accepted", rules.Session{Agents: map[string]rules.Part{"15": part(1, 2, 0, "accepted")}}, protocol.StateRinging},
		{"accepted, outbound", rules.Session{Told: outbound, Agents: map[string]rules.Part{"15": part(1, 2, 0, "accepted")}}, protocol.StateConnecting},
		{"connected", rules.Session{Agents: map[string]rules.Part{"15": part(1, 2, 3, "connected")}}, protocol.StateConnected},
		{"held", rules.Session{Agents: map[string]rules.Part{"15": part(1, 2, 3, "hold")}}, protocol.StateHeld},
		{"another took it", rules.Session{Agents: map[string]rules.Part{"15": part(1, 0, 0, ""), "16": part(1, 2, 0, "")}}, protocol.StateMissed},
		{"handed on", rules.Session{Agents: map[string]rules.Part{"15": part(1, 2, 3, ""), "16": part(4, 5, 6, "")}}, protocol.StateEnded},
		{"over", rules.Session{Told: status("finished"), Agents: map[string]rules.Part{"15": part(1, 2, 3, "")}}, protocol.StateEnded},
		{"never taken", rules.Session{Told: status("finished"), Agents: map[string]rules.Part{"15": part(1, 0, 0, "")}}, protocol.StateMissed},
		{"voicemail", rules.Session{Told: status("voicemail"), Agents: map[string]rules.Part{"15": part(1, 0, 0, "")}}, protocol.StateVoicemail},
		{"failed", rules.Session{Told: status("failed"), Agents: map[string]rules.Part{"15": part(1, 2, 0, "")}}, protocol.StateFailed},
		{"left", rules.Session{Told: status("abandoned"), Agents: map[string]rules.Part{"15": part(1, 0, 0, "")}}, protocol.StateAbandoned},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.s.Name = "call-1"
			require.Equal(t, row.want, stateFor(row.s, "15"))
		})
	}
}

func TestCardsOfAnAssignedSession(t *testing.T) {
	t.Parallel()
	d := newDocument("call-1")
	d.Session.Told = map[rules.Name]rules.Said{
		rules.Status: {Value: "assigned", Source: rules.FromObject}, rules.AgentID: {Value: "15", Source: rules.FromObject},
	}
	require.Contains(t, cards(&d, "US"), "15", "the object's status is a ring too")
	require.Equal(t, protocol.StateRinging, cards(&d, "US")["15"].State)
	d.Session.Told[rules.Status] = rules.Said{Value: "queued", Source: rules.FromObject}
	require.Empty(t, cards(&d, "US"))
}

func TestNoPopLongAfterTheEnd(t *testing.T) {
	t.Parallel()
	now := time.Now()
	d := newDocument("call-1")
	d.Session.Agents = map[string]rules.Part{"15": {Taken: 1}, "16": {Offered: 1}}
	d.Users = map[string]string{"15": "ana", "16": "bo"}
	require.Empty(t, pops(&d, now), "no conversation yet")
	d.Settled = rules.Settlement{Customer: "c", Conversation: "k"}
	require.Equal(t, map[string]protocol.Pop{"ana": {Session: "call-1", Customer: "c", Conversation: "k"}}, pops(&d, now))
	d.Popped = map[string]bool{"ana": true}
	require.Empty(t, pops(&d, now), "once")
	d.Popped, d.EndSeen = nil, now.Add(-popWithin-time.Second).UnixMilli()
	require.Empty(t, pops(&d, now))
}

func TestDocumentOfANewerServerIsNotTouched(t *testing.T) {
	t.Parallel()
	_, err := readDocument([]byte(`{"v":2}`))
	require.ErrorContains(t, err, "newer")
	_, err = readDocument([]byte(`{`))
	require.Error(t, err)
}

func FuzzReadDocument(f *testing.F) {
	f.Add([]byte(`{"v":1,"session":{"name":"call-1"},"state":"saved"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := readDocument(body)
		if err == nil {
			_ = cards(&d, "US")
			_ = pops(&d, time.Now())
		}
	})
}

func TestNoNumberIsLogged(t *testing.T) {
	t.Parallel()
	require.Equal(t, "note:c1:+•••90", quiet("note:c1:+14155550190"))
	require.Equal(t, "message", quiet("message"))
}
