// Package settings is the admins' wing in the browser: the settings page that Kustomer frames, and the
// board. It is a bundle of its own, which agents never download.
//
// The root component Page holds one state.State. Everything that happens, a key, an answer of /api/v1,
// a nonce bound by Kustomer, becomes a state.Msg and arrives by the one action "msg"; state.Update
// answers with the next State and with effects, which the Page carries out. The parts, one file each,
// only render values and send messages.
//
//	page.go       the root: state, messages, effects
//	fetch_js.go   the browser's fetch, clock and clipboard (fetch_other.go: none)
//	bar.go        the head: signed in or not, tabs
//	form.go       one setting by its kind; rows.go lists of objects
//	status.go     inheritance and prioritization; mapping.go the status mapping
//	fields.go     custom fields for account and record
//	save.go       saving, and what stands in its way
//	setup.go      connections, checks, values to paste elsewhere
//	versions.go simulator.go board.go charts.go
//
// Text fields keep their own text while somebody types; the state writes into them only after it was
// read, reset or reordered (the effect Refill).
package settings

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
	"agentadapter/app/texts"
)

// action is the one action: every message arrives by it.
const action = "msg"

// tickEvery is how often the board is read while it is shown.
const tickEvery = 3 * time.Second

// Routes tells the library which page there is, and finds the admin's language before the first word is
// shown.
func Routes() {
	texts.Use(speaking())
	app.Route("/settings", func() app.Composer { return &Page{} })
}

// Page is the whole page.
type Page struct {
	app.Compo

	state   state.State
	browser browser
	stop    chan struct{}
}

// browser is what the page needs of its browser.
type browser interface {
	// Tenant is whom the page is for, API the address of /api/v1.
	Tenant() string
	// Bind asks Kustomer who this is, and answers a bound nonce or a sentence why not.
	Bind(done func(nonce, fault string))
	// Fetch makes a request; status 0: none came, for the reason in fault.
	Fetch(r state.Request, done func(status int, body []byte, fault string))
	// Copy puts a text into the clipboard.
	Copy(text string, done func(ok bool))
	// Fill writes texts into fields, by id; Focus moves the keyboard.
	Fill(texts map[string]string)
	Focus(id string)
}

// OnMount begins to listen, and then signs in.
func (p *Page) OnMount(ctx app.Context) {
	p.wire(ctx, newBrowser())
	p.stop = make(chan struct{})
	go tick(ctx, p.stop)
}

func (p *Page) wire(ctx app.Context, b browser) {
	p.browser = b
	p.state = state.Start(b.Tenant())
	ctx.Handle(action, p.onMsg)
	send(ctx, state.Opened{})
}

// OnDismount stops the clock.
func (p *Page) OnDismount() {
	if p.stop != nil {
		close(p.stop)
	}
}

func tick(ctx app.Context, stop <-chan struct{}) {
	every := time.NewTicker(tickEvery)
	defer every.Stop()
	for {
		select {
		case <-stop:
			return
		case <-every.C:
			send(ctx, state.Ticked{})
		}
	}
}

// send passes a message to the Page, from any goroutine.
func send(ctx app.Context, m state.Msg) { ctx.NewActionWithValue(action, m) }

// onMsg is the one place where the state changes.
func (p *Page) onMsg(ctx app.Context, act app.Action) {
	m, ok := act.Value.(state.Msg)
	if !ok {
		return
	}
	next, effects := state.Update(p.state, m)
	p.state = next
	for _, e := range effects {
		p.carryOut(ctx, e)
	}
}

// carryOut does what Update asked for. What touches elements waits until they are rendered.
func (p *Page) carryOut(ctx app.Context, e state.Effect) {
	switch e := e.(type) {
	case state.SignIn:
		p.browser.Bind(func(nonce, fault string) { send(ctx, state.Bound{Nonce: nonce, Fault: fault}) })
	case state.Request:
		p.browser.Fetch(e, func(status int, body []byte, fault string) {
			send(ctx, state.Answered{Request: e, Status: status, Body: body, Fault: fault})
		})
	case state.Copy:
		p.browser.Copy(e.Text, func(ok bool) { send(ctx, state.Copied{OK: ok}) })
	case state.Refill:
		ctx.Defer(func(app.Context) { p.browser.Fill(p.state.Texts()) })
	case state.Focus:
		ctx.Defer(func(app.Context) { p.browser.Focus(e.ID) })
	}
}

// Render lays out the page. The settings stay in the page while another tab is shown, so that their
// fields keep what was typed.
func (p *Page) Render() app.UI {
	s := p.state
	return app.Main().ID("app").Class("settings").Aria("label", texts.Say("settings: Agent adapter settings")).Body(
		head(s),
		app.Div().Class("pane").Hidden(s.Phase != state.SignedIn).Body(
			tabs(s.Tab),
			settingsTab(s),
			shown(s.Tab == state.TabSetup, func() app.UI { return setupTab(s) }),
			shown(s.Tab == state.TabSimulator, func() app.UI { return simulatorTab(s) }),
			shown(s.Tab == state.TabVersions, func() app.UI { return versionsTab(s) }),
			shown(s.Tab == state.TabBoard, func() app.UI { return boardTab(s) }),
		),
	)
}

// shown keeps a tab's place in the page while it is not shown.
func shown(is bool, draw func() app.UI) app.UI {
	if !is {
		return app.Div().Hidden(true)
	}
	return app.Div().Class("tab-frame").Body(draw())
}
