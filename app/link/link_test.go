package link

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"nhooyr.io/websocket"

	"agentadapter/protocol"
)

// far is the other end of the socket: a server that a test scripts.
type far struct {
	t     *testing.T
	conns chan *websocket.Conn
	url   string
}

func newFar(t *testing.T) *far {
	t.Helper()
	f := &far{t: t, conns: make(chan *websocket.Conn, 8)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		f.conns <- c
	}))
	t.Cleanup(server.Close)
	f.url = "ws" + strings.TrimPrefix(server.URL, "http")
	return f
}

// accept waits for the next connection and its hello.
func (f *far) accept() (*websocket.Conn, protocol.Hello) {
	f.t.Helper()
	var c *websocket.Conn
	select {
	case c = <-f.conns:
	case <-time.After(time.Minute):
		f.t.Fatal("nobody connects")
	}
	hello, ok := f.read(c).Body.(protocol.Hello)
	require.True(f.t, ok, "hello comes first")
	return c, hello
}

func (f *far) read(c *websocket.Conn) protocol.UpFrame {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, data, err := c.Read(ctx)
	require.NoError(f.t, err)
	up, err := protocol.DecodeUp(data)
	require.NoError(f.t, err)
	return up
}

func (f *far) say(c *websocket.Conn, h protocol.Head, body protocol.Down) {
	f.t.Helper()
	data, err := protocol.EncodeDown(h, body)
	require.NoError(f.t, err)
	require.NoError(f.t, c.Write(context.Background(), websocket.MessageText, data))
}

func (f *far) welcome(c *websocket.Conn) {
	f.say(c, protocol.Head{}, protocol.Welcome{Session: "token-1", Lease: protocol.Lease{Live: true, Term: 1}, N: 40})
}

// near is a running link with what it told.
type near struct {
	*Link
	events chan Event
	stop   func()

	mu    sync.Mutex
	binds int
	fault error
}

func start(t *testing.T, url string) *near {
	t.Helper()
	n := &near{events: make(chan Event, 256)}
	n.Link = New(Options{
		URL: url, Tell: func(e Event) { n.events <- e }, Bind: n.bind,
		Hello: protocol.Hello{Instance: "instance-1", Build: "b1", Resume: "resume-1"},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		n.Run(ctx)
	}()
	n.stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(n.stop)
	return n
}

func (n *near) bind(context.Context) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.fault != nil {
		return "", n.fault
	}
	n.binds++
	return "nonce-" + string(rune('0'+n.binds)), nil
}

func (n *near) setFault(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault = err
}

// until waits for an event of a type, passing over others.
func until[E Event](t *testing.T, n *near) E {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case e := <-n.events:
			if want, ok := e.(E); ok {
				return want
			}
		case <-limit:
			var none E
			t.Fatalf("no %T comes", none)
		}
	}
}

func TestHelloFirstWithANonce(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, hello := f.accept()
	require.Equal(t, protocol.Hello{Nonce: "nonce-1", Instance: "instance-1", Build: "b1", Resume: "resume-1", Shown: 1}, hello)
	f.welcome(c)
	require.Equal(t, "token-1", until[Came](t, n).Frame.Body.(protocol.Welcome).Session)
}

func TestComesBackWithTheTokenAndTheLastNumber(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	f.say(c, protocol.Head{N: 42}, protocol.Status{Platform: "Available"})
	until[Came](t, n)
	until[Came](t, n)
	n.SetOnCall(true)
	f.read(c)
	go c.Close(websocket.StatusCode(protocol.CloseComeBack), "restart")
	lost := until[Lost](t, n)
	require.Equal(t, protocol.CloseComeBack, lost.Code)
	require.Equal(t, "restart", lost.Reason)

	_, hello := f.accept()
	require.Equal(t, protocol.Hello{Session: "token-1", Instance: "instance-1", Build: "b1", Since: 42, Shown: 1, OnCall: true}, hello)
}

func TestSignInAnew(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	until[Came](t, n)
	go c.Close(websocket.StatusCode(protocol.CloseSignIn), "token too old")
	_, hello := f.accept()
	require.Equal(t, "nonce-2", hello.Nonce)
	require.Empty(t, hello.Session)
}

func TestStaysAwayUntilWanted(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	go c.Close(websocket.StatusCode(protocol.CloseTakenOver), "taken over")
	require.Equal(t, protocol.CloseTakenOver, until[Lost](t, n).Code)
	n.Wake() // the network is back: no reason to come back
	n.Say(protocol.Head{Ref: "q1"}, protocol.Dial{Number: "1"})
	require.Equal(t, Unsaid{"q1", "dial"}, until[Unsaid](t, n))
	require.Empty(t, f.conns)
	n.Connect()
	_, hello := f.accept()
	require.Equal(t, "token-1", hello.Session)
}

func TestHeartbeatIsAnsweredHere(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	n.SetOnCall(true)
	require.Equal(t, protocol.Pong{OnCall: true}, f.read(c).Body, "said at once")
	f.say(c, protocol.Head{Ref: "p1"}, protocol.Ping{})
	pong := f.read(c)
	require.Equal(t, "p1", pong.Ref)
	require.Equal(t, protocol.Pong{OnCall: true}, pong.Body)
	f.welcome(c)
	require.IsType(t, protocol.Welcome{}, until[Came](t, n).Frame.Body, "the app hears nothing of it")
}

func TestAPopIsAcknowledgedAtOnceAndAtTheNextHello(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	f.say(c, protocol.Head{N: 41}, protocol.Pop{Session: "call-7"})
	require.Equal(t, protocol.Pong{Shown: 41}, f.read(c).Body)
	until[Came](t, n)
	f.say(c, protocol.Head{N: 42}, protocol.Status{})
	until[Came](t, n)
	until[Came](t, n)
	_ = c.CloseNow()
	_, hello := f.accept()
	require.Equal(t, uint64(42), hello.Since)
	require.Equal(t, uint64(41), hello.Shown)
}

func TestSuspicionIsLifted(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	until[Came](t, n)
	n.Suspect()
	f.say(c, protocol.Head{}, protocol.Ping{})
	until[Alive](t, n)
	f.read(c)
	f.say(c, protocol.Head{}, protocol.Ping{})
	f.read(c)
	require.Empty(t, n.events, "told once")
}

func TestSaysInOrder(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	until[Came](t, n)
	n.Say(protocol.Head{Ref: "q1", Term: 3}, protocol.Dial{Number: "1"})
	n.Say(protocol.Head{Ref: "q2", Term: 3}, protocol.SetStatus{Status: "Break"})
	first, second := f.read(c), f.read(c)
	require.Equal(t, protocol.Dial{Number: "1"}, first.Body)
	require.Equal(t, uint64(3), first.Term)
	require.Equal(t, "q2", second.Ref)
}

func TestNothingIsDroppedInSilence(t *testing.T) {
	t.Parallel()
	told := make(chan Event, 200)
	l := New(Options{Tell: func(e Event) { told <- e }})
	for range queueLimit {
		l.Say(protocol.Head{}, protocol.SignOut{})
	}
	require.Empty(t, told)
	l.Say(protocol.Head{Ref: "q65"}, protocol.SetStatus{})
	require.Equal(t, Unsaid{"q65", "setStatus"}, <-told)
}

func TestFailedSignInIsToldAndTriedAgain(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := &near{events: make(chan Event, 256)}
	n.setFault(errors.New("Kustomer could not sign you in"))
	n.Link = New(Options{URL: f.url, Tell: func(e Event) { n.events <- e }, Bind: n.bind})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go n.Run(ctx)
	require.Equal(t, "Kustomer could not sign you in", until[SignInFailed](t, n).Reason)
	n.setFault(nil)
	n.Wake()
	_, hello := f.accept()
	require.NotEmpty(t, hello.Nonce)
}

func TestUnreadableFrameIsTold(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	require.NoError(t, c.Write(context.Background(), websocket.MessageText, []byte(`{"v":1,"type":"newer"}`)))
	var unknown *protocol.UnknownTypeError
	require.ErrorAs(t, until[Unread](t, n).Err, &unknown)
	f.welcome(c)
	until[Came](t, n)
}

func TestSilentServerIsLeft(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	told := make(chan Event, 256)
	l := New(Options{
		URL: f.url, Tell: func(e Event) { told <- e }, Silence: 60 * time.Millisecond,
		Bind: func(context.Context) (string, error) { return "n", nil },
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go l.Run(ctx)
	f.accept()
	f.accept() // comes back though the first never closed
}

func TestAWakeWantsAProofOfLife(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	c, _ := f.accept()
	f.welcome(c)
	until[Came](t, n)
	n.Wake()
	asked := f.read(c)
	require.Equal(t, "there", asked.Ref)
	f.say(c, protocol.Head{}, protocol.Ping{})
	require.Empty(t, f.read(c).Ref)
	n.Wake()
	require.Equal(t, "there", f.read(c).Ref)
	began := time.Now()
	f.accept() // nothing was said: it comes back, though the old connection never closed
	require.Less(t, time.Since(began), 3*time.Second)
}

func TestSilenceByTheClockThatShowsMore(t *testing.T) {
	t.Parallel()
	now := time.Now()
	require.Less(t, silence(now), time.Minute)
	asleep := now.Round(0).Add(-time.Hour) // the wall clock alone went on
	require.GreaterOrEqual(t, silence(asleep), time.Hour)
}

func TestUnreachableServer(t *testing.T) {
	t.Parallel()
	n := start(t, "ws://127.0.0.1:1/socket")
	require.Equal(t, 0, until[Lost](t, n).Attempts)
	lost := until[Lost](t, n)
	require.Equal(t, 1, lost.Attempts)
	require.True(t, lost.Code.ComeBack())
}

func TestStopsWhenTold(t *testing.T) {
	t.Parallel()
	f := newFar(t)
	n := start(t, f.url)
	f.accept()
	n.stop() // returns only when Run has
}

func TestLastCloseWhereTheLibraryForgets(t *testing.T) {
	t.Parallel()
	l := New(Options{LastClose: func() (int, string) { return 4502, "taken over" }})
	code, reason := l.endOf(errors.New("closed"))
	require.Equal(t, protocol.CloseTakenOver, code)
	require.Equal(t, "taken over", reason)
	code, _ = New(Options{}).endOf(errors.New("closed"))
	require.Equal(t, codeCut, code)
}

func TestPauses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failures int
		luck     float64
		want     time.Duration
	}{
		{0, 0, 100 * time.Millisecond},
		{0, 1, time.Second},
		{1, 0, 500 * time.Millisecond},
		{1, 1, time.Second},
		{4, 1, 8 * time.Second},
		{5, 1, longestPause},
		{1000, 0, longestPause / 2},
	} {
		require.Equal(t, c.want, pauseAfter(c.failures, c.luck), "%d failures, luck %v", c.failures, c.luck)
	}
}
