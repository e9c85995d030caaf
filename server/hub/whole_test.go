package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/desk"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/hub"
	"agentadapter/server/inherit"
	"agentadapter/server/lease"
	"agentadapter/server/people"
	"agentadapter/server/signin"
)

const (
	orgID      = "5f0000000000000000000abc"
	anaID      = "5f00000000000000000000a1"
	bindSecret = "shared-with-kustomer"
)

// neighbours answers for Kustomer and CCAI Platform with literal JSON.
func neighbours(t *testing.T) (addr string, dials *atomic.Int64) {
	dials = new(atomic.Int64)
	mux := http.NewServeMux()
	say := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		})
	}
	say("GET /v1/auth/tokens/current", `{"data":{"type":"auth_token","id":"t","attributes":{"name":"key","roles":["org.admin"]},
		"relationships":{"org":{"data":{"type":"org","id":"`+orgID+`"}}}}}`)
	say("GET /v1/users/"+anaID, `{"data":{"type":"user","id":"`+anaID+`","attributes":{"name":"Ana Ruiz","email":"ana@acme.example"}}}`)
	say("GET /manager/api/v1/agents", `[{"id":15,"email":"ana@acme.example","name":"Ana Ruiz"}]`)
	say("GET /manager/api/v1/agents/current_status", `[{"id":15,"status":"Available","status_updated_at":"2026-01-01T00:00:00.000Z"}]`)
	say("GET /manager/api/v1/user_statuses", `[{"id":1,"name":"Available","color":"#2e9e5b"},{"id":3,"name":"Break","color":"#e0a526"}]`)
	say("POST /apps/api/v1/agent_statuses", `[{"agent_id":15,"name":"Ana","email":"ana@acme.example","previous_status":"In-call",
		"current_status":"In-call","message":"Agent can't leave In-call"}]`)
	mux.HandleFunc("POST /apps/api/v1/calls", func(w http.ResponseWriter, r *http.Request) {
		var d struct {
			Email  string `json:"agent_email"`
			Number string `json:"end_user_number"`
		}
		_ = json.NewDecoder(r.Body).Decode(&d)
		dials.Add(1)
		w.Header().Set("Content-Type", "application/json")
		if d.Email != "ana@acme.example" || d.Number != "+14155550123" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"message":"not %s to %s"}`, d.Email, d.Number)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":418,"status":"assigned"}`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, dials
}

// whole is all rooms around the hub, as the server wires them, on the real engine.
type whole struct {
	t    *testing.T
	http *httptest.Server
	hub  *hub.Hub
	stop func()
}

// watchers hear of leases one after the other.
type watchers []lease.Watcher

func (all watchers) LeaseMoved(tenant, agent string, l protocol.Lease) {
	for _, w := range all {
		w.LeaseMoved(tenant, agent, l)
	}
}

func newWhole(t *testing.T, dir, addr string) *whole {
	e := enginetest.OpenIn(t, dir)
	crm := kustomer.New(kustomer.Config{BaseURL: addr, Key: "key"})
	platform := ccaip.New(ccaip.Config{BaseURL: addr, Subdomain: "acme", Token: "token", Rate: 1000})
	w := &whole{t: t}
	in := signin.New(signin.Config{
		Nonces: enginetest.Bucket(t, e, "nonce", nats.BucketOptions{TTL: signin.NonceLife, Memory: true}),
		Tokens: enginetest.Bucket(t, e, "token", nats.BucketOptions{TTL: signin.TokenLife}),
		Tenant: func(id string) (signin.Tenant, bool) {
			return signin.Tenant{ID: "acme", BindSecrets: []string{bindSecret}, Auth: crm.Auth}, id == "" || id == "acme"
		},
	})
	who := people.New(people.Config{
		Kept: enginetest.Bucket(t, e, "people", nats.BucketOptions{TTL: time.Hour}),
		Tenant: func(id string) (people.Tenant, bool) {
			return people.Tenant{Users: crm.Users, Agents: platform.Agents}, id == "acme"
		},
	})
	leases := lease.New(lease.Config{Bucket: enginetest.Bucket(t, e, "lease", nats.BucketOptions{})})
	at := desk.New(desk.Config{
		Tenant: func(id string) (desk.Tenant, bool) {
			return desk.Tenant{Calls: platform.Calls, Statuses: platform.Statuses, DefaultCountry: "US"}, id == "acme"
		},
		People: who, Leases: leases, Poll: 50 * time.Millisecond,
	})
	keeper := inherit.New(inherit.Config{
		Tenant: func(id string) (inherit.Tenant, bool) {
			return inherit.Tenant{Settings: rules.DefaultSettings()}, id == "acme"
		},
		Desk: at, Leases: leases,
		Bucket: enginetest.Bucket(t, e, "status", nats.BucketOptions{}), Audit: enginetest.Log(t, e, "audit"),
	})
	w.hub = hub.New(hub.Config{
		Origin: func() string { return w.http.URL },
		Place:  func(tenant string) (hub.Place, bool) { return hub.Place{Build: "b1"}, tenant == "acme" },
		SignIn: in, Leases: leases, People: who, Desk: at, Inherit: keeper,
	})
	leases.Watch(watchers{w.hub, keeper})
	at.TellBy(w.hub)
	at.FollowBy(keeper)
	mux := http.NewServeMux()
	mux.Handle("GET /socket", w.hub)
	mux.Handle("POST /nonce", in.NonceHandler())
	mux.Handle("POST /kustomer/bind", in.BindHandler())
	w.http = httptest.NewServer(mux)
	require.NoError(t, leases.Start(t.Context()))
	require.NoError(t, at.Start(t.Context()))
	require.NoError(t, keeper.Start(t.Context()))
	require.NoError(t, w.hub.Start(t.Context()))
	w.stop = sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		w.hub.Stop(ctx)
		at.Stop()
		keeper.Stop()
		leases.Stop()
		w.http.Close()
		e.Close()
	})
	t.Cleanup(w.stop)
	return w
}

// nonce asks for one and has Kustomer's servers bind it.
func (w *whole) nonce() string {
	w.t.Helper()
	resp, err := http.Post(w.http.URL+"/nonce?tenant=acme", "", nil)
	require.NoError(w.t, err)
	var said struct{ Nonce string }
	require.NoError(w.t, json.NewDecoder(resp.Body).Decode(&said))
	_ = resp.Body.Close()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.http.URL+"/kustomer/bind", strings.NewReader(`{"nonce":"`+said.Nonce+`"}`))
	require.NoError(w.t, err)
	r.Header.Set("x-kustomer-org-id", orgID)
	r.Header.Set("x-kustomer-user-id", anaID)
	r.Header.Set("x-adapter-secret", bindSecret)
	resp, err = http.DefaultClient.Do(r)
	require.NoError(w.t, err)
	_ = resp.Body.Close()
	require.Equal(w.t, http.StatusNoContent, resp.StatusCode)
	return said.Nonce
}

func (w *whole) open(hello protocol.Hello) (*page, protocol.Welcome) {
	w.t.Helper()
	conn, _, err := websocket.Dial(w.t.Context(), w.http.URL+"/socket", &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {w.http.URL}}})
	require.NoError(w.t, err)
	p := &page{t: w.t, conn: conn, frames: make(chan protocol.DownFrame, 1000), ended: make(chan error, 1)}
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	go p.read()
	p.say("", hello)
	welcome, ok := p.next().Body.(protocol.Welcome)
	require.True(w.t, ok)
	p.term.Store(welcome.Lease.Term)
	return p, welcome
}

func TestTheWholePathFromNonceToCall(t *testing.T) {
	t.Parallel()
	addr, dials := neighbours(t)
	dir := t.TempDir()
	w := newWhole(t, dir, addr)
	p, welcome := w.open(protocol.Hello{Nonce: w.nonce(), Instance: first})
	require.Equal(t, protocol.Agent{ID: anaID, Name: "Ana Ruiz", Email: "ana@acme.example", Platform: 15}, welcome.Agent)
	require.True(t, welcome.Lease.Live)
	require.Empty(t, welcome.Problems)
	for {
		s := p.next().Body.(protocol.Status)
		if s.Platform == "Available" && len(s.Options) == 2 {
			require.Equal(t, "#2e9e5b", s.Color)
			break
		}
	}
	for range 3 {
		d := ask[protocol.Dialed](p, protocol.Dial{Number: "(415) 555-0123"})
		require.Equal(t, protocol.Dialed{Result: protocol.DialPlaced, Session: "call-418", Number: "+14155550123"}, d)
	}
	require.Equal(t, int64(1), dials.Load())
	set := ask[protocol.StatusSet](p, protocol.SetStatus{Status: "Break"})
	require.Equal(t, protocol.StatusSet{Status: "Break", Next: true}, set, "the platform says that the agent is on a call")

	w.stop()
	p.closed(protocol.CloseComeBack)
	again := newWhole(t, dir, addr)
	back, welcome2 := again.open(protocol.Hello{Session: welcome.Session, Instance: first})
	require.True(t, welcome2.Lease.Live, "the page has its lease after a restart")
	require.Equal(t, welcome.Lease.Term, welcome2.Lease.Term)
	back.say("", protocol.SignOut{})
	back.closed(protocol.CloseSignedOut)
}

func TestTwoHundredPagesComingBackAtOnce(t *testing.T) {
	t.Parallel()
	addr, _ := neighbours(t)
	w := newWhole(t, t.TempDir(), addr)
	var live atomic.Int64
	var all sync.WaitGroup
	pages := make([]*page, 200)
	for i := range pages {
		nonce := w.nonce()
		all.Go(func() {
			p, welcome := w.open(protocol.Hello{Nonce: nonce, Instance: fmt.Sprintf("instance-%04d", i)})
			pages[i] = p
			if welcome.Lease.Live {
				live.Add(1)
			}
		})
	}
	all.Wait()
	require.Equal(t, int64(1), live.Load())
	lost := 0 // for the hub's heartbeats, a page that a busy machine lets starve is silent
	require.Eventually(t, func() bool {
		lost = 0
		for _, p := range pages {
			lost += len(p.ended)
		}
		return w.hub.Sockets() == len(pages)-lost
	}, time.Minute, 10*time.Millisecond)
	require.Less(t, lost, len(pages)/10)
}
