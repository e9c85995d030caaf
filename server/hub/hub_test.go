package hub_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/hub"
)

const (
	first  = "instance-first"
	second = "instance-second"
)

func TestAWelcomeHoldsEverythingThereIsToShow(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.rooms.sessions = []protocol.Session{{Session: "call-7", Direction: "in", State: protocol.StateEnded}}
		w.rooms.problems = []protocol.Problem{{Code: "platform-unreachable", Text: "CCAI Platform does not answer."}}
		_, got := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first, Device: "Windows", Browser: "Chrome"})
		require.Equal(t, protocol.Agent{ID: "ana", Name: "Name of ana", Email: "ana@acme.example", Platform: 15}, got.Agent)
		require.True(t, got.Lease.Live)
		require.Equal(t, uint64(1), got.Lease.Term)
		require.Equal(t, first, got.Lease.Holder.Instance)
		require.Equal(t, "token-acme-ana-1", got.Session)
		require.NotEmpty(t, got.Resume)
		require.Equal(t, "https://acme.example/agent/", got.Softphone)
		require.Equal(t, "https://acme.kustomerapp.com", got.Records)
		require.Equal(t, "b1", got.Build)
		require.Equal(t, "Available", got.Status.Platform)
		require.Equal(t, w.rooms.sessions, got.Sessions)
		require.Equal(t, w.rooms.problems, got.Problems)
	})
}

func TestTheOriginMustBeThePublicOne(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for origin, ok := range map[string]bool{
			public: true, "HTTPS://Adapter.Example.com:443": true,
			"": false, "null": false, "http://adapter.example.com": false, "https://adapter.example.com:8443": false,
			"https://evil.example": false, "http://adapter.internal:8080": false, "https://adapter.example.com.evil.example": false,
		} {
			conn, resp, err := w.connect(origin)
			if ok {
				require.NoError(t, err, origin)
				_ = conn.CloseNow()
				continue
			}
			require.Error(t, err, origin)
			require.Equal(t, 403, resp.StatusCode, origin)
		}
	})
}

func TestWhoIsNotLetIn(t *testing.T) {
	hello := protocol.Hello{Nonce: "nonce-acme-ana", Instance: first}
	for name, c := range map[string]struct {
		hello   protocol.Hello
		prepare func(*rooms)
		code    protocol.CloseCode
	}{
		"a spent nonce":         {protocol.Hello{Nonce: "spent", Instance: first}, nil, protocol.CloseSignIn},
		"an unknown token":      {protocol.Hello{Session: "token-acme-ana-9", Instance: first}, nil, protocol.CloseSignIn},
		"a store that is away":  {hello, func(r *rooms) { r.failing = errAway }, protocol.CloseComeBack},
		"a tenant that is gone": {protocol.Hello{Nonce: "nonce-gone-ana", Instance: first}, nil, protocol.CloseUnknownTenant},
		"a user that is gone":   {hello, func(r *rooms) { r.people = engine.ErrNotFound }, protocol.CloseRefused},
		"no nonce, no token":    {protocol.Hello{Instance: first}, nil, protocol.CloseBadFrame},
		"both at once":          {protocol.Hello{Nonce: "n", Session: "s", Instance: first}, nil, protocol.CloseBadFrame},
		"a short instance":      {protocol.Hello{Nonce: "nonce-acme-ana", Instance: "short"}, nil, protocol.CloseBadFrame},
		"a bad instance":        {protocol.Hello{Nonce: "nonce-acme-ana", Instance: "instance.*.>"}, nil, protocol.CloseBadFrame},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				if c.prepare != nil {
					c.prepare(w.rooms)
				}
				p := w.open()
				p.say("", c.hello)
				p.closed(c.code)
				after(2 * time.Second)
				require.Zero(t, w.Sockets())
			})
		})
	}
}

func TestFramesThatAreNone(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for name, c := range map[string]struct {
			kind websocket.MessageType
			data []byte
			code protocol.CloseCode
		}{
			"another version": {websocket.MessageText, raw(t, map[string]any{"v": 99, "type": "hello"}), protocol.CloseReload},
			"no JSON":         {websocket.MessageText, []byte("hello"), protocol.CloseBadFrame},
			"unknown":         {websocket.MessageText, raw(t, map[string]any{"v": 1, "type": "sing"}), protocol.CloseBadFrame},
			"binary":          {websocket.MessageBinary, []byte("{}"), protocol.CloseBadFrame},
			"too large":       {websocket.MessageText, []byte(strings.Repeat(" ", protocol.MaxUp+1)), protocol.CloseBadFrame},
			"before hello":    {websocket.MessageText, raw(t, map[string]any{"v": 1, "type": "dial"}), protocol.CloseBadFrame},
		} {
			p := w.open()
			require.NoError(t, p.conn.Write(context.Background(), c.kind, c.data), name)
			p.closed(c.code)
		}
		p := w.page(first)
		p.say("", protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		p.closed(protocol.CloseBadFrame)
	})
}

func TestWhoSaysNothingGoes(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p := w.open()
		after(9 * time.Second)
		require.Equal(t, 1, w.Sockets())
		after(2 * time.Second)
		require.Zero(t, w.Sockets())
		<-p.ended
	})
}

func TestNeighboursThatDoNotAnswerDoNotLockAgentsOut(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		away := protocol.Problem{Code: "kustomer-unreachable", Text: "Kustomer does not answer."}
		w.rooms.people = toldError{away}
		_, got := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		require.Equal(t, "ana", got.Agent.ID)
		require.Equal(t, []protocol.Problem{away}, got.Problems)

		unknown := protocol.Problem{Code: "agent-unknown", Text: "CCAI Platform has nobody with the e-mail."}
		w.rooms.do(func() { w.rooms.people, w.rooms.platform = nil, toldError{unknown} })
		_, got = w.signedIn(protocol.Hello{Nonce: "nonce-acme-ben", Instance: first})
		require.Equal(t, []protocol.Problem{unknown}, got.Problems)
		require.Zero(t, got.Agent.Platform)
	})
}

func TestAReconnectCostsNoSignIn(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p, welcome := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		_ = p.conn.CloseNow()
		after(time.Second)
		_, again := w.signedIn(protocol.Hello{Session: welcome.Session, Instance: first})
		require.True(t, again.Lease.Live)
		require.Equal(t, welcome.Lease.Term, again.Lease.Term)
		require.NotEqual(t, welcome.Session, again.Session)

		late := w.open()
		late.say("", protocol.Hello{Session: welcome.Session, Instance: first})
		late.closed(protocol.CloseSignIn)
	})
}

func TestTheServerAsksAndTheSilentGo(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p, other := w.page(first), w.page(second)
		after(time.Hour)
		require.Equal(t, 2, w.Sockets(), "who answers stays")
		other.quiet()
		p.mu.Lock()
		p.mute = true
		p.mu.Unlock()
		began := time.Now()
		l := other.next().Body.(protocol.Lease)
		require.True(t, l.Holder.Away)
		require.LessOrEqual(t, time.Since(began), 5*time.Second, "noticed within five seconds")
		p.closed(protocol.CloseSilent)
		l = other.next().Body.(protocol.Lease)
		require.True(t, l.Live, "the first in line is promoted unasked")
		require.LessOrEqual(t, time.Since(began), 7*time.Second)
	})
}

func TestAPageThatReadsTooSlowlyIsLetGo(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		conn, _, err := w.connect(public)
		require.NoError(t, err)
		hello, err := protocol.EncodeUp(protocol.Head{}, protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		require.NoError(t, err)
		require.NoError(t, conn.Write(context.Background(), websocket.MessageText, hello))
		synctest.Wait()
		other := w.page(second)
		for i := range 2000 {
			w.Tell("acme", "ana", protocol.Session{Session: fmt.Sprintf("call-%d", i), State: protocol.StateEnded})
			if i%100 == 0 {
				synctest.Wait()
			}
		}
		synctest.Wait()
		for {
			if _, _, err = conn.Read(context.Background()); err != nil {
				break
			}
		}
		require.Equal(t, protocol.CloseSlow, protocol.CloseCode(websocket.CloseStatus(err)))
		for i := range 2000 {
			require.Equal(t, fmt.Sprintf("call-%d", i), nextSession(other), "the others miss nothing")
		}
	})
}

// nextSession passes over what the lease says.
func nextSession(p *page) string {
	p.t.Helper()
	for {
		if s, ok := p.next().Body.(protocol.Session); ok {
			return s.Session
		}
	}
}

func TestStopTellsEverybodyToComeBackAndKeepsTheLease(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p, welcome := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		waiting := w.page(second)
		w.stop()
		w.stop()
		p.closed(protocol.CloseComeBack)
		waiting.closed(protocol.CloseComeBack)
		require.Zero(t, w.Sockets())
		_, resp, err := w.connect(public)
		require.Error(t, err)
		require.Nil(t, resp, "the server is closed")

		next := newWorld(t, w.bucket)
		defer next.stop()
		next.rooms.tokens, next.rooms.issued = w.rooms.tokens, w.rooms.issued
		_, got := next.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: second})
		require.False(t, got.Lease.Live)
		require.True(t, got.Lease.Holder.Away)
		_, got = next.signedIn(protocol.Hello{Session: welcome.Session, Instance: first})
		require.True(t, got.Lease.Live)
	})
}

func TestTheDeskKnowsWhoIsHere(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		p := w.page(first)
		require.Equal(t, 1, w.Sockets())
		require.Equal(t, 1, w.rooms.here)
		_ = p.conn.CloseNow()
		after(time.Second)
		require.Zero(t, w.Sockets())
		w.rooms.do(func() { require.Zero(t, w.rooms.here) })
	})
}

func TestAPageThatDoesNotAnswerTheCloseIsCut(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		conn, _, err := w.connect(public) // says nothing, reads nothing
		require.NoError(t, err)
		began := time.Now()
		w.stop()
		require.Zero(t, w.Sockets())
		require.Less(t, time.Since(began), 10*time.Second)
		_ = conn.CloseNow()
	})
}

func TestBeyondItsRoomItTurnsPagesAway(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.server.Handler = hub.New(hub.Config{Origin: func() string { return public }, MaxSockets: 1})
		conn, _, err := w.connect(public)
		require.NoError(t, err)
		_, resp, err := w.connect(public)
		require.Error(t, err)
		require.Equal(t, 503, resp.StatusCode)
		require.NotEmpty(t, resp.Header.Get("Retry-After"))
		_ = conn.CloseNow()
		after(time.Second)
		conn, _, err = w.connect(public)
		require.NoError(t, err)
		_ = conn.CloseNow()
	})
}

func TestATenantThatGoesTakesItsPagesAlong(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		ana, _ := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: first})
		w.Leave("globex")
		require.Equal(t, 1, w.Sockets(), "another tenant's going is not theirs")
		w.Leave("acme")
		ana.closed(protocol.CloseUnknownTenant)
		after(time.Second)
		require.Zero(t, w.Sockets())
		w.rooms.do(func() { require.Zero(t, w.rooms.here) })
	})
}
