// Package link is the browser's end of the socket to the server.
//
// One goroutine, Run, owns everything: it signs in, connects, says hello, hands every frame to the
// app, answers heartbeats where it reads them (the server starts them, because a hidden tab's timers
// sleep), and comes back after a loss, sooner or later by a jittered, growing pause, at once when
// the browser says that the network is there again or the clocks tell that the page was asleep. A close code of the server may tell it to stay
// away; then it waits until Connect is called.
//
//	sign in ─► connect ─► hello ─► frames ─► lost ─┬─► pause ─► again (token of the last welcome)
//	   ▲                                           ├─► 4011: sign in anew
//	   └── Connect ◄── stay away (4500 to 4999) ◄──┘
//
// The same code runs in a browser and in tests; the library underneath differs by platform.
package link

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"agentadapter/protocol"
)

// Event is what Run tells: one of Opening, Came, Lost, SignInFailed, Unsaid, Unread,
// Alive.
type Event interface{ event() }

type (
	// Opening: a connection is being made.
	Opening struct{}
	// Came: the server said something.
	Came struct{ Frame protocol.DownFrame }
	// Lost: the connection ended, or was not made. Attempts counts the failures in a row.
	Lost struct {
		Code     protocol.CloseCode
		Reason   string
		Attempts int
	}
	// SignInFailed: Bind gave no nonce; Run tries again after a pause.
	SignInFailed struct{ Reason string }
	// Unsaid: this frame could not be sent.
	Unsaid struct{ Ref, Type string }
)

// Alive: the server was heard after Suspect.
type Alive struct{}

func (Alive) event() {}

// Unread is a frame that this build does not understand.
type Unread struct{ Err error }

func (Unread) event()       {}
func (Opening) event()      {}
func (Came) event()         {}
func (Lost) event()         {}
func (SignInFailed) event() {}
func (Unsaid) event()       {}

// Options are what a Link needs of its surroundings.
type Options struct {
	// URL of the socket, ws or wss.
	URL string
	// Hello holds what is said of this page at every hello: instance, device, browser, build, and
	// the resume word of the page before, which is said once.
	Hello protocol.Hello
	// Bind gives a nonce that Kustomer has bound to the agent.
	Bind func(context.Context) (nonce string, err error)
	// Tell hears every event, in order, on the goroutine of Run. It must not block.
	Tell func(Event)
	// LastClose gives the code and reason of the socket that has just ended, where the platform's
	// websocket library does not (nil elsewhere).
	LastClose func() (code int, reason string)
	// Silence is how long the server may say nothing before the connection counts as dead; zero
	// means the default.
	Silence time.Duration
}

const (
	firstPause     = 100 * time.Millisecond // at least, after a loss
	firstSpread    = 900 * time.Millisecond // and this over all pages: they were lost in one moment
	secondPause    = time.Second
	longestPause   = 10 * time.Second
	defaultSilence = 6 * time.Second // four of the server's heartbeats; the server itself gives up sooner
	looks          = 6               // at the silence, within its limit
	proofLimit     = time.Second     // for the server to answer after a wake
	freshOpening   = time.Second     // a younger attempt than this is not begun anew by a wake
	openingLimit   = 10 * time.Second
	signInLimit    = 30 * time.Second
	sayLimit       = 10 * time.Second
	queueLimit     = 64
	frameLimit     = 1 << 20 // a welcome holds everything there is to show
	noneShown      = 1       // what a hello says in place of a number before the first pop
)

// Link is one page's connection. Make it with New, then let Run run.
type Link struct {
	opts    Options
	say     chan upFrame
	wake    chan struct{} // the network is back, or a person wants it now
	connect chan struct{}
	onCall  atomic.Bool
	suspect atomic.Bool

	// owned by Run
	token    string // of the last welcome; empty means a nonce is needed
	since    uint64
	shown    uint64 // the last pop or fill that was handed on
	resume   string
	failures int
}

type upFrame struct {
	head protocol.Head
	body protocol.Up
}

// New gives a link that does nothing until Run.
func New(opts Options) *Link {
	if opts.Silence == 0 {
		opts.Silence = defaultSilence
	}
	return &Link{
		opts: opts, resume: opts.Hello.Resume, shown: noneShown,
		say: make(chan upFrame, queueLimit), wake: make(chan struct{}, 1), connect: make(chan struct{}, 1),
	}
}

// Say queues a frame. A frame that cannot be sent, because there is no connection or the queue is
// full, comes back as the event Unsaid.
func (l *Link) Say(head protocol.Head, body protocol.Up) {
	select {
	case l.say <- upFrame{head, body}:
	default:
		l.opts.Tell(Unsaid{head.Ref, typeOf(body)})
	}
}

// Wake says that the network is there again, or that the page was asleep: a pause or an attempt that
// hangs ends at once, and an open connection has to prove that it is alive.
func (l *Link) Wake() { poke(l.wake) }

// Suspect asks to be told Alive as soon as the server is heard again, by a heartbeat if nothing
// else: the browser says that there is no network, and may be wrong.
func (l *Link) Suspect() { l.suspect.Store(true) }

// Connect comes back though the server said to stay away.
func (l *Link) Connect() {
	poke(l.connect)
	poke(l.wake)
}

// SetOnCall lets heartbeats and hellos say whether a call is live in this page; a change is said at
// once, because it decides what a take-over asks.
func (l *Link) SetOnCall(on bool) {
	if l.onCall.Swap(on) != on {
		l.Say(protocol.Head{}, protocol.Pong{OnCall: on})
	}
}

// poke leaves one mark, however often it is called.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run keeps the page connected until the context ends.
func (l *Link) Run(ctx context.Context) {
	for ctx.Err() == nil {
		code, reason := l.once(ctx)
		if ctx.Err() != nil {
			return
		}
		if code != codeSignInFailed {
			l.opts.Tell(Lost{code, reason, l.failures})
		}
		if code == protocol.CloseSignIn || code == protocol.CloseSignedOut {
			l.token = "" // it has ended
		}
		l.dropUnsaid()
		if !code.ComeBack() {
			l.stayAway(ctx)
			continue
		}
		l.pause(ctx)
	}
}

// stayAway waits for Connect.
func (l *Link) stayAway(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case f := <-l.say:
			l.unsaid(f)
		case <-l.connect:
			l.failures = 0
			return
		}
	}
}

// pause waits before the next attempt, longer after each failure.
func (l *Link) pause(ctx context.Context) {
	timer := time.NewTimer(pauseAfter(l.failures, rand.Float64())) //#nosec G404 -- it spreads work, and guards nothing
	defer timer.Stop()
	l.failures++
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-l.wake:
			l.failures = 0 // what failed before says nothing about the network that is there now
			return
		case f := <-l.say:
			l.unsaid(f)
		}
	}
}

// pauseAfter is spread over its time by luck in [0,1), so that ten thousand pages do not come back
// in one moment: the first within a second, then doubling up to longestPause.
func pauseAfter(failures int, luck float64) time.Duration {
	if failures == 0 {
		return firstPause + time.Duration(luck*float64(firstSpread))
	}
	full := min(secondPause<<min(failures-1, 10), longestPause)
	return full/2 + time.Duration(luck*float64(full/2))
}

func (l *Link) dropUnsaid() {
	for {
		select {
		case f := <-l.say:
			l.unsaid(f)
		default:
			return
		}
	}
}

func (l *Link) unsaid(f upFrame) { l.opts.Tell(Unsaid{f.head.Ref, typeOf(f.body)}) }
