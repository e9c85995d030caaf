package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/hub"
	"agentadapter/server/lease"
)

const public = "https://adapter.example.com"

// memory is a bucket without a disk, for tests in a bubble of time.
type memory struct {
	mu     sync.Mutex
	rev    uint64
	values map[string]engine.Value
}

func (m *memory) Get(_ context.Context, key string) (engine.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[key]
	if !ok {
		return v, engine.ErrNotFound
	}
	return v, nil
}

func (m *memory) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	return m.Update(ctx, key, body, 0)
}

func (m *memory) Update(_ context.Context, key string, body []byte, rev uint64) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values[key].Rev != rev {
		return 0, engine.ErrConflict
	}
	m.rev++
	m.values[key] = engine.Value{Key: key, Rev: m.rev, Body: body}
	return m.rev, nil
}

// rooms stands for signin, people, desk and relay. A nonce is "nonce-{tenant}-{agent}", a token
// "token-{tenant}-{agent}-{count}".
type rooms struct {
	mu       sync.Mutex
	tokens   map[string]string // token: instance
	issued   int
	failing  error // of sign-in
	people   error // of the Kustomer half
	platform error // of the platform half
	dialed   []string
	dialWait chan struct{}
	kustomer []string
	asked    []protocol.Choose
	picked   []string
	here     int
	sessions []protocol.Session
	problems []protocol.Problem
}

func (r *rooms) do(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

func (r *rooms) Redeem(_ context.Context, nonce string) (string, string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	parts := strings.Split(nonce, "-")
	switch {
	case r.failing != nil:
		return "", "", r.failing
	case len(parts) != 3:
		return "", "", fmt.Errorf("nonce: %w", engine.ErrNotFound)
	}
	return parts[1], parts[2], nil
}

func (r *rooms) Token(_ context.Context, token, instance string) (string, string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failing != nil {
		return "", "", r.failing
	}
	if r.tokens[token] != instance {
		return "", "", engine.ErrNotFound
	}
	parts := strings.Split(token, "-")
	return parts[1], parts[2], nil
}

func (r *rooms) Issue(_ context.Context, tenant, agent, instance, earlier string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tokens, earlier)
	r.issued++
	token := fmt.Sprintf("token-%s-%s-%d", tenant, agent, r.issued)
	r.tokens[token] = instance
	return token, nil
}

func (r *rooms) Revoke(_ context.Context, token string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.tokens, token)
	return nil
}

func (r *rooms) User(_ context.Context, _, id string) (protocol.Agent, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.people != nil {
		return protocol.Agent{ID: id}, r.people
	}
	return protocol.Agent{ID: id, Name: "Name of " + id, Email: id + "@acme.example"}, nil
}

func (r *rooms) Platform(context.Context, string, string) (string, string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return "15", "", r.platform
}

func (r *rooms) Check(context.Context, string) protocol.Check {
	return protocol.Check{Now: 1, Neighbours: []protocol.Neighbour{{Name: "kustomer", Millis: 2}}}
}

func (r *rooms) Number(_ string, q protocol.AskNumber) protocol.Number {
	return protocol.Number{Typed: q.Typed, Number: "+14155550123"}
}

func (r *rooms) Dial(_ context.Context, tenant, agent string, term uint64, d protocol.Dial) protocol.Dialed {
	r.mu.Lock()
	r.dialed = append(r.dialed, fmt.Sprintf("%s %s %d %s", tenant, agent, term, d.Number))
	wait := r.dialWait
	r.mu.Unlock()
	if wait != nil {
		<-wait
	}
	return protocol.Dialed{Result: protocol.DialPlaced, Session: "call-418", Number: d.Number}
}

func (r *rooms) SetStatus(_ context.Context, _, _ string, _ uint64, s protocol.SetStatus) protocol.StatusSet {
	return protocol.StatusSet{Status: s.Status}
}

func (r *rooms) ClearNext(_ context.Context, _, _ string, term uint64) protocol.StatusSet {
	return protocol.StatusSet{Status: fmt.Sprint("cleared under ", term)}
}

func (r *rooms) Reconcile(_ context.Context, _, _ string, term uint64) protocol.StatusSet {
	return protocol.StatusSet{Status: fmt.Sprint("reconciled under ", term)}
}

func (r *rooms) KustomerStatus(_ context.Context, _, agent string, _ uint64, s protocol.KustomerStatus) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kustomer = append(r.kustomer, agent+" "+s.Name)
}

func (r *rooms) Status(string, string) protocol.Status {
	return protocol.Status{Platform: "Available", Color: "green"}
}

func (r *rooms) Problems(string, string) []protocol.Problem {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.problems
}

func (r *rooms) History(_, agent string) protocol.History {
	return protocol.History{Voicemails: []protocol.Session{{Session: "call-7", State: protocol.StateVoicemail, Name: agent}}}
}

func (r *rooms) Choices(string, string) []protocol.Choose {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

func (r *rooms) Choose(_ context.Context, _, agent string, c protocol.Choice) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.asked) == 0 {
		return errors.New("nothing to choose")
	}
	r.picked = append(r.picked, agent+" "+c.Session+" "+c.Customer)
	return nil
}

func (r *rooms) Sessions(string, string) []protocol.Session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sessions
}

func (r *rooms) Here(_, _ string, p *protocol.Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.here++
	if p != nil {
		r.problems = []protocol.Problem{*p}
	}
}

func (r *rooms) Left(string, string) { r.do(func() { r.here-- }) }

// world is a hub with a real lease, served over pipes, so that it lives in a bubble of time.
type world struct {
	*hub.Hub
	t      *testing.T
	rooms  *rooms
	leases *lease.Leases
	bucket *memory
	pipes  *pipes
	server *http.Server
}

func newWorld(t *testing.T, bucket *memory) *world {
	w := &world{
		t: t, bucket: bucket,
		rooms: &rooms{tokens: map[string]string{}},
		pipes: &pipes{conns: make(chan net.Conn), done: make(chan struct{})},
	}
	w.leases = lease.New(lease.Config{Bucket: bucket})
	w.Hub = hub.New(hub.Config{
		Origin: func() string { return public },
		Place: func(tenant string) (hub.Place, bool) {
			return hub.Place{Softphone: "https://acme.example/agent/", Records: "https://acme.kustomerapp.com", Build: "b1"}, tenant == "acme"
		},
		SignIn: w.rooms, Leases: w.leases, People: w.rooms, Desk: w.rooms, Inherit: w.rooms, Relay: w.rooms,
	})
	w.leases.Watch(w.Hub)
	require.NoError(t, w.leases.Start(t.Context()))
	require.NoError(t, w.Start(t.Context()))
	w.server = &http.Server{Handler: w.Hub}
	go func() { _ = w.server.Serve(w.pipes) }()
	return w
}

func (w *world) stop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	w.Stop(ctx)
	w.leases.Stop()
	_ = w.server.Close()
}

// story runs a test in a bubble of time.
func story(t *testing.T, tell func(t *testing.T, w *world)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, &memory{values: map[string]engine.Value{}})
		defer w.stop()
		tell(t, w)
	})
}

// after lets time pass and what it sets off happen.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// pipes is a listener without a network.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

// page is a browser page on the other library.
type page struct {
	t      *testing.T
	conn   *websocket.Conn
	term   atomic.Uint64
	frames chan protocol.DownFrame
	ended  chan error

	mu     sync.Mutex
	mute   bool
	onCall bool
}

// connect opens a socket that has said nothing yet.
func (w *world) connect(origin string) (*websocket.Conn, *http.Response, error) {
	client := &http.Client{Transport: &http.Transport{DialContext: w.pipes.dial}}
	conn, resp, err := websocket.Dial(context.Background(), "http://adapter.internal:8080/socket", &websocket.DialOptions{
		HTTPClient: client,
		HTTPHeader: http.Header{"Origin": {origin}},
	})
	if conn != nil {
		conn.SetReadLimit(4 << 20)
	}
	return conn, resp, err
}

// open connects and reads on, answering heartbeats.
func (w *world) open() *page {
	w.t.Helper()
	conn, _, err := w.connect(public)
	require.NoError(w.t, err)
	p := &page{t: w.t, conn: conn, frames: make(chan protocol.DownFrame, 5000), ended: make(chan error, 1)}
	w.t.Cleanup(func() { _ = conn.Close(websocket.StatusNormalClosure, "") })
	go p.read()
	return p
}

func (p *page) read() {
	for {
		_, data, err := p.conn.Read(context.Background())
		if err != nil {
			p.ended <- err
			return
		}
		f, err := protocol.DecodeDown(data)
		if err != nil {
			p.ended <- err
			return
		}
		if _, ok := f.Body.(protocol.Ping); ok {
			p.mu.Lock()
			mute, onCall := p.mute, p.onCall
			p.mu.Unlock()
			if !mute {
				p.say("", protocol.Pong{OnCall: onCall})
			}
			continue
		}
		p.frames <- f
	}
}

func (p *page) say(ref string, body protocol.Up) {
	data, err := protocol.EncodeUp(protocol.Head{Ref: ref, Term: p.term.Load()}, body)
	if err == nil {
		err = p.conn.Write(context.Background(), websocket.MessageText, data)
	}
	if err != nil {
		p.t.Logf("a page could not speak: %v", err)
	}
}

// next is the next frame; there has to be one within 30 s. What was said before the socket's end
// comes first.
func (p *page) next() protocol.DownFrame {
	p.t.Helper()
	select {
	case f := <-p.frames:
		return p.took(f)
	case err := <-p.ended:
		p.ended <- err
		select {
		case f := <-p.frames:
			return p.took(f)
		default:
			require.NoError(p.t, err, "a frame was awaited")
		}
	case <-time.After(30 * time.Second):
		require.Fail(p.t, "no frame came")
	}
	return protocol.DownFrame{}
}

// took notes what a page remembers of a frame.
func (p *page) took(f protocol.DownFrame) protocol.DownFrame {
	if l, ok := f.Body.(protocol.Lease); ok {
		p.term.Store(l.Term)
	}
	return f
}

// quiet asserts that nothing has been said.
func (p *page) quiet() {
	p.t.Helper()
	synctest.Wait()
	select {
	case f := <-p.frames:
		require.Fail(p.t, "something was said", "%s %+v", f.Type, f.Body)
	default:
	}
}

// closed asserts how the talk ended.
func (p *page) closed(code protocol.CloseCode) {
	p.t.Helper()
	select {
	case err := <-p.ended:
		p.ended <- err
		require.Equal(p.t, code, protocol.CloseCode(websocket.CloseStatus(err)), "%v", err)
	case <-time.After(30 * time.Second):
		require.Fail(p.t, "not closed")
	}
}

// signedIn opens a page, says hello and takes the welcome.
func (w *world) signedIn(hello protocol.Hello) (*page, protocol.Welcome) {
	w.t.Helper()
	p := w.open()
	p.say("", hello)
	welcome, ok := p.next().Body.(protocol.Welcome)
	require.True(w.t, ok)
	p.term.Store(welcome.Lease.Term)
	return p, welcome
}

// page opens a page of ana's by a nonce.
func (w *world) page(instance string) *page {
	w.t.Helper()
	p, _ := w.signedIn(protocol.Hello{Nonce: "nonce-acme-ana", Instance: instance, Device: "Windows", Browser: "Chrome"})
	return p
}

// ask says a question and takes the answer, passing over what else is said.
func ask[T protocol.Down](p *page, body protocol.Up) T {
	p.t.Helper()
	p.say("q", body)
	for {
		f := p.next()
		if f.Ref == "q" {
			answer, ok := f.Body.(T)
			require.True(p.t, ok, "%s %+v", f.Type, f.Body)
			return answer
		}
	}
}

// told is an error that has something to say to people.
type toldError struct{ problem protocol.Problem }

func (e toldError) Error() string             { return e.problem.Text }
func (e toldError) Problem() protocol.Problem { return e.problem }

var errAway = errors.New("away")

// raw is a frame as bytes, for what the encoder would not make.
func raw(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}
