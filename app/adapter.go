// Package app is the adapter's browser wing: what an agent sees, and the wiring around it.
//
// The root component Adapter holds one state.State. Everything that happens, a key, a frame, a
// word from the Kustomer page, becomes a state.Msg and arrives by the one action "msg"; Update
// answers with the next State and with effects, which the Adapter carries out. The parts, one file
// each, only render values and send messages.
//
//	adapter.go     the root: state, messages, effects
//	wire.go        where messages come from: page, link, softphone
//	effects.go     where effects go
//	connection.go problems.go waiting.go ring.go choice.go dial.go number.go country.go callback.go keys.go
//	status.go session.go course.go tabs.go more.go test.go strip.go phone.go keys.go   the parts
//	texts.go       every text of theirs, in the agent's language by package texts
//
// The root always renders the same parts in the same order, empty ones too: an element that
// appears before another makes the library build the other anew, and a number being typed would
// be lost.
package app

import (
	"time"

	"sync/atomic"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/host"
	"agentadapter/app/state"
	"agentadapter/app/texts"
)

// action is the one action: every message arrives by it.
const action = "msg"

// Routes tells the library which page there is, and finds the agent's language before the first
// word is shown.
func Routes() {
	if s, err := host.Speaking(); err == nil {
		texts.Use(texts.Language{Tag: s.Tag, Table: s.Texts, Writer: s})
	}
	app.Route("/", func() app.Composer { return &Adapter{} })
}

// Adapter is the whole widget.
type Adapter struct {
	app.Compo

	state state.State
	rooms rooms
	// counting says that something in view counts seconds.
	counting atomic.Bool
}

// OnMount lets the browser show the adapter, and take keys in its number field, before all the rest.
func (a *Adapter) OnMount(ctx app.Context) { ctx.After(time.Millisecond, a.begin) }

// begin opens the rooms around the adapter and starts to listen.
func (a *Adapter) begin(ctx app.Context) {
	rooms, about, err := openRooms(ctx)
	if err != nil {
		a.state = state.Start("")
		a.state.Problems = append(a.state.Problems, startProblem(err))
		return
	}
	a.wire(ctx, rooms, about)
}

// OnDismount stops the link.
func (a *Adapter) OnDismount() {
	if a.rooms.stop != nil {
		a.rooms.stop()
	}
}

// Preview is the widget as a state has it, for looking at and for printing; nothing in it is wired.
func Preview(s state.State) app.UI { return &Adapter{state: s} }

// send passes a message to the Adapter, from any goroutine.
func send(ctx app.Context, m state.Msg) { ctx.NewActionWithValue(action, m) }

// onMsg is the one place where the state changes.
func (a *Adapter) onMsg(ctx app.Context, act app.Action) {
	m, ok := act.Value.(state.Msg)
	if !ok {
		return
	}
	next, effects := state.Update(a.state, m)
	a.state = next
	a.counting.Store(next.Counting())
	for _, e := range effects {
		a.carryOut(ctx, e)
	}
}

// Render lays out the parts.
func (a *Adapter) Render() app.UI {
	s := a.state
	live := !s.Waiting()
	return app.Main().ID("app").Class("adapter").Aria("label", textAdapter).Body(
		// A page needs one first heading; sighted people have Kustomer's title bar above the widget.
		app.If(live, func() app.UI { return app.H1().Class("unseen").Text(textAdapter) }),
		app.Header().Class("bar").Body(
			&connectionPart{Connection: s.Connection},
			strip(s),
			&releasePart{Stale: s.Stale, Busy: s.Busy()},
			&keysButton{Open: s.Keys.Open},
			&phoneButton{Softphone: s.Softphone, Hidden: !s.Lease.Live},
		),
		app.Div().Class("aside").Aria("live", "polite").Text(s.Spoken),
		&keysPart{Keys: s.Keys},
		&problemsPart{Problems: s.Problems},
		&waitingPart{Lease: s.Lease, Shown: !live, Out: s.SignedOut(), Connection: s.Connection, Call: callOf(s)},
		&ringsPart{Rings: s.Rings(), Counts: ringCounts(s), Asked: s.Softphone.Asked},
		&choicesPart{Choices: s.Choices, Hidden: !live},
		&dialPart{Dial: s.Dial, Dialing: s.Dialing, Now: s.Now, Obstacle: s.Obstacle(), Hidden: !live},
		&statusPart{Status: s.Status, Now: s.Now, Hidden: !live},
		&tabsPart{Desk: s.Desk, Hidden: !live},
		&sessionsPart{Views: views(s), Tab: s.Desk.Tab, Mirror: !live, Hidden: live && s.Desk.Tab == state.TabMore},
		&morePart{Sound: s.Sound, Test: s.Test, Leaving: s.Desk.Leaving && s.Busy(), Hidden: !live || s.Desk.Tab != state.TabMore},
	)
}
