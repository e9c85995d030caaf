package hub_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/protocol"
)

func TestAPageThatDoubtsTheLineIsAnswered(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		conn, _, err := w.connect(public)
		require.NoError(t, err)
		defer func() { _ = conn.CloseNow() }()
		say := func(ref string, body protocol.Up) {
			data, err := protocol.EncodeUp(protocol.Head{Ref: ref}, body)
			require.NoError(t, err)
			require.NoError(t, conn.Write(t.Context(), websocket.MessageText, data))
		}
		heard := func() protocol.Down {
			_, data, err := conn.Read(t.Context())
			require.NoError(t, err)
			f, err := protocol.DecodeDown(data)
			require.NoError(t, err)
			return f.Body
		}
		say("", protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		require.IsType(t, protocol.Welcome{}, heard())
		time.Sleep(time.Second)
		began := time.Now()
		for range 20 { // one that echoes its own reference does no harm
			say("there", protocol.Pong{})
		}
		require.Equal(t, protocol.Ping{}, heard())
		require.Zero(t, time.Since(began), "at once")
		require.Equal(t, protocol.Ping{}, heard())
		require.Greater(t, time.Since(began), time.Second, "and once")
	})
}

func TestADialGoesToTheDeskAndItsAnswerBack(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p := w.page(first)
		got := ask[protocol.Dialed](p, protocol.Dial{Number: "+14155550123"})
		require.Equal(t, protocol.Dialed{Result: protocol.DialPlaced, Session: "call-418", Number: "+14155550123"}, got)
		require.Equal(t, []string{"acme ana 1 +14155550123"}, w.rooms.dialed)
		require.Equal(t, protocol.Number{Typed: "415", Number: "+14155550123"}, ask[protocol.Number](p, protocol.AskNumber{Typed: "415"}))
		require.Equal(t, "kustomer", ask[protocol.Check](p, protocol.AskCheck{}).Neighbours[0].Name)
		require.Equal(t, "ana", ask[protocol.History](p, protocol.AskHistory{}).Voicemails[0].Name)
		require.Equal(t, protocol.StatusSet{Status: "Break"}, ask[protocol.StatusSet](p, protocol.SetStatus{Status: "Break"}))
		require.Equal(t, protocol.StatusSet{Status: "cleared under 1"}, ask[protocol.StatusSet](p, protocol.ClearNext{}))
		require.Equal(t, protocol.StatusSet{Status: "reconciled under 1"}, ask[protocol.StatusSet](p, protocol.Reconcile{}))
	})
}

func TestADialThatTakesLongHoldsNothingUp(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.rooms.dialWait = make(chan struct{})
		p := w.page(first)
		for i := range 30 {
			p.say(fmt.Sprint(i), protocol.Dial{Number: "1"})
		}
		synctest.Wait()
		refused := 0
		for len(p.frames) > 0 {
			d := p.next().Body.(protocol.Dialed)
			require.Equal(t, "too-many", d.Problem.Code)
			refused++
		}
		require.Equal(t, 13, refused, "one at work, sixteen wait")
		after(20 * time.Second)
		require.Equal(t, 1, w.Sockets(), "heartbeats go on meanwhile")
		close(w.rooms.dialWait)
		for i := range 17 {
			require.Equal(t, fmt.Sprint(i), p.next().Ref, "in order")
		}
	})
}

func TestAWaitingPageMayNotAct(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		d := ask[protocol.Dialed](waiting, protocol.Dial{Number: "1"})
		require.Equal(t, protocol.DialRefused, d.Result)
		require.Equal(t, "not-live", d.Problem.Code)
		require.Equal(t, "not-live", ask[protocol.StatusSet](waiting, protocol.SetStatus{Status: "Break"}).Problem.Code)
		require.Equal(t, "not-live", ask[protocol.StatusSet](waiting, protocol.ClearNext{}).Problem.Code)
		waiting.say("", protocol.KustomerStatus{Name: "Lunch"})
		live.term.Store(77)
		require.Equal(t, "not-live", ask[protocol.Dialed](live, protocol.Dial{Number: "1"}).Problem.Code, "a stale term")
		live.say("", protocol.KustomerStatus{Name: "Lunch"})
		live.term.Store(1)
		live.say("", protocol.KustomerStatus{Name: "Back"})
		synctest.Wait()
		require.Empty(t, w.rooms.dialed)
		require.Equal(t, []string{"ana Back"}, w.rooms.kustomer)
	})
}

func TestANumberClickedInAWaitingPageGoesToTheLiveOne(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		number := protocol.Fill{Number: "+14155550123", Customer: "c1"}
		require.True(t, ask[protocol.Filled](waiting, number).Sent)
		require.Equal(t, protocol.Down(number), live.next().Body)
		_ = live.conn.CloseNow()
		synctest.Wait()
		require.False(t, ask[protocol.Filled](waiting, number).Sent)
	})
}

func TestTakingOverClosesTheOther(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		l := ask[protocol.Lease](waiting, protocol.TakeOver{})
		require.True(t, l.Live)
		require.Equal(t, uint64(2), l.Term)
		told := live.next().Body.(protocol.Lease)
		require.False(t, told.Live)
		require.Equal(t, second, told.Holder.Instance)
		live.closed(protocol.CloseTakenOver)
		after(time.Minute)
		require.Equal(t, protocol.DialPlaced, ask[protocol.Dialed](waiting, protocol.Dial{Number: "1"}).Result)
		require.Equal(t, []string{"acme ana 2 1"}, w.rooms.dialed)
	})
}

func TestTakingOverDuringACallWantsAConfirmation(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		live.mu.Lock()
		live.onCall = true
		live.mu.Unlock()
		after(3 * time.Second)
		require.True(t, waiting.next().Body.(protocol.Lease).Holder.OnCall)
		l := ask[protocol.Lease](waiting, protocol.TakeOver{})
		require.False(t, l.Live)
		require.True(t, l.Holder.OnCall)
		l = ask[protocol.Lease](waiting, protocol.TakeOver{DuringCall: true})
		require.True(t, l.Live)
		live.closed(protocol.CloseTakenOver)
	})
}

func TestSigningOutEndsTokenAndLease(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		live.say("", protocol.SignOut{})
		live.closed(protocol.CloseSignedOut)
		for !waiting.next().Body.(protocol.Lease).Live { // free, then granted
		}
		w.rooms.do(func() { require.NotContains(t, w.rooms.tokens, "token-acme-ana-1") })
	})
}

func TestTheSameInstanceAgainReplacesTheOldSocket(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		old, welcome := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		_, again := w.signedIn(protocol.Hello{Session: welcome.Session, Instance: first})
		require.True(t, again.Lease.Live)
		old.closed(protocol.CloseTakenOver)
		after(time.Minute)
		require.Equal(t, 1, w.Sockets())
		_, third := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: second})
		require.False(t, third.Lease.Live)
		require.False(t, third.Lease.Holder.Away, "the old socket's end did not mark the new one")
	})
}

func TestTellReachesAllPagesAndAPopTheLiveOne(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		live, waiting := w.page(first), w.page(second)
		other, _ := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ben", Instance: first})
		last := uint64(0)
		for i := range 50 {
			w.Tell("acme", "ana", protocol.Session{Session: fmt.Sprintf("call-%d", i)})
			w.Tell("acme", "ana", protocol.Pop{Session: fmt.Sprintf("call-%d", i)})
			a, b := live.next(), waiting.next()
			require.Equal(t, a, b)
			require.Greater(t, a.N, last)
			pop := live.next()
			require.IsType(t, protocol.Pop{}, pop.Body)
			require.Greater(t, pop.N, a.N)
			last = pop.N
		}
		waiting.quiet()
		other.quiet()
		require.GreaterOrEqual(t, last, uint64(time.Now().UnixMilli()), "numbers follow the clock, so that they rise over restarts")
	})
}

func TestAPopWaitsForALivePage(t *testing.T) {
	pop := protocol.Pop{Session: "call-7", Customer: "c", Conversation: "v"}
	for name, tell := range map[string]func(t *testing.T, w *world){
		"nobody was there": func(t *testing.T, w *world) {
			w.Tell("acme", "ana", pop)
			after(time.Minute)
			p, welcome := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
			f := p.next()
			require.Equal(t, protocol.Down(pop), f.Body)
			require.Greater(t, f.N, welcome.N, "it follows the welcome")
		},
		"the page was away and says so": func(t *testing.T, w *world) {
			p, welcome := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
			w.Tell("acme", "ana", pop)
			_ = p.conn.CloseNow()
			again, welcome := w.signedIn(protocol.Hello{Session: welcome.Session, Instance: first, Since: welcome.N})
			f := again.next()
			require.Equal(t, protocol.Down(pop), f.Body)
			_ = again.conn.CloseNow()
			again, _ = w.signedIn(protocol.Hello{Session: welcome.Session, Instance: first, Since: f.N})
			again.quiet()
		},
		"a waiting page is promoted": func(t *testing.T, w *world) {
			live, waiting := w.page(first), w.page(second)
			_ = live.conn.CloseNow()
			synctest.Wait()
			w.Tell("acme", "ana", pop)
			for {
				f := waiting.next()
				if l, ok := f.Body.(protocol.Lease); ok && l.Live {
					break
				}
				require.NotEqual(t, "pop", f.Type, "not to a waiting page")
			}
			require.Equal(t, protocol.Down(pop), waiting.next().Body)
		},
		"it is too old": func(t *testing.T, w *world) {
			w.Tell("acme", "ana", pop)
			after(3 * time.Minute)
			w.page(first).quiet()
		},
		"a fresh page after it was shown": func(t *testing.T, w *world) {
			p := w.page(first)
			w.Tell("acme", "ana", pop)
			p.say("", protocol.Pong{Shown: p.next().N})
			synctest.Wait()
			_ = p.conn.CloseNow()
			after(5 * time.Second)
			w.page(second).quiet()
		},
	} {
		t.Run(name, func(t *testing.T) { story(t, tell) })
	}
}
