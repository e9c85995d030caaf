package app

import (
	"context"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/host"
	"agentadapter/app/link"
	"agentadapter/app/softphone"
	"agentadapter/app/state"
	"agentadapter/protocol"
)

// rooms are what the adapter stands among.
type rooms struct {
	host  host.Host
	phone softphone.Softphone
	link  linker
	stop  context.CancelFunc
	// ticks has the time told; tests tell it themselves.
	ticks bool
}

// linker is what the adapter needs of the link.
type linker interface {
	Say(protocol.Head, protocol.Up)
	Wake()
	Connect()
	Suspect()
	SetOnCall(bool)
	Run(context.Context)
}

// openRooms finds the page around us and makes the link that belongs to it.
func openRooms(ctx app.Context) (rooms, host.About, error) {
	page, err := host.New()
	if err != nil {
		return rooms{}, host.About{}, err
	}
	about, err := page.About()
	if err != nil {
		return rooms{}, about, err
	}
	l := link.New(link.Options{
		URL: about.Socket, Bind: page.Bind, LastClose: page.LastClose,
		Tell: func(e link.Event) { tellLink(ctx, e) },
		Hello: protocol.Hello{
			Instance: about.Instance, Resume: about.Resume,
			Device: about.Device, Browser: about.Browser, Build: about.Build,
		},
	})
	return rooms{host: page, phone: softphone.New(), link: l, ticks: true}, about, nil
}

// wire starts to listen, in an order that loses nothing: first to messages, then to what sends
// them.
func (a *Adapter) wire(ctx app.Context, r rooms, about host.About) {
	running, stop := context.WithCancel(ctx)
	r.stop = stop
	a.rooms, a.state = r, state.Start(about.Build)
	ctx.Handle(action, a.onMsg)
	if typed := r.host.Field(numberID); typed != "" { // before anybody listened
		send(ctx, state.TypedNumber{Text: typed})
	}
	send(ctx, state.Remembered{Kept: about.Kept, Flags: about.Flags})
	r.host.Attach(func(e host.Event) { a.tellHost(ctx, e) })
	go r.link.Run(running)
	if r.ticks {
		go a.tick(running, ctx)
	}
}

// tickEvery is how exact times are that people read, tickCounting while seconds are counted. Nothing
// else depends on them: timers of hidden pages stand still.
const (
	tickEvery    = 15 * time.Second
	tickCounting = time.Second
)

// tick tells the time, at once and then again and again.
func (a *Adapter) tick(running context.Context, ctx app.Context) {
	every := time.NewTicker(tickCounting)
	defer every.Stop()
	var told time.Time
	for {
		if now := time.Now(); a.counting.Load() || now.Sub(told) >= tickEvery {
			told = now
			send(ctx, state.Ticked{Now: now.UnixMilli()})
		}
		select {
		case <-running.Done():
			return
		case <-every.C:
		}
	}
}

// tellHost makes a message of what the page says.
func (a *Adapter) tellHost(ctx app.Context, e host.Event) {
	switch e.Type {
	case host.Dial:
		send(ctx, state.HostDialed{Number: e.Number, Customer: e.Customer, Conversation: e.Conversation})
	case host.Status:
		send(ctx, state.HostStatus{ID: e.ID, Name: e.Name, Type: e.StatusType})
	case host.Sinks:
		send(ctx, state.NamedSinks{Sinks: sinks(e.Text)})
	case host.Tested:
		send(ctx, state.Probed{Results: probed(e.Text)})
	case host.Key:
		send(ctx, state.PressedKey{Key: e.Name})
	case host.Softphone:
		send(ctx, state.SoftphoneSaid{Type: e.Name, Data: e.Data})
	case host.Problem:
		send(ctx, state.HostProblem{Problem: protocol.Problem{Code: e.Code, Text: e.Text, Fix: e.Fix}})
	case host.Offline:
		a.rooms.link.Suspect()
		send(ctx, state.WentOffline{})
	case host.Online:
		a.rooms.link.Wake()
	default:
		app.Logf("the page said %q, which nobody here knows", e.Type)
	}
}

// tellLink makes a message of what the link says.
func tellLink(ctx app.Context, e link.Event) {
	switch e := e.(type) {
	case link.Opening:
		send(ctx, state.LinkOpening{})
	case link.Alive:
		send(ctx, state.LinkAlive{})
	case link.Came:
		switch e.Frame.Body.(type) {
		case protocol.Welcome, protocol.Check:
			send(ctx, now()) // both clocks are compared
		}
		send(ctx, state.FrameCame{Frame: e.Frame})
	case link.Lost:
		send(ctx, state.LinkLost{Code: e.Code, Reason: e.Reason, Attempts: e.Attempts})
	case link.SignInFailed:
		send(ctx, state.SignInFailed{Reason: e.Reason})
	case link.Unsaid:
		send(ctx, state.Unsaid{Ref: e.Ref, Type: e.Type})
	case link.Unread:
		app.Logf("a frame that cannot be read: %v", e.Err)
	}
}

// sinks are the devices that the page names, one on each line: id, tab, name.
func sinks(list string) []state.Sink {
	var all []state.Sink
	for line := range strings.Lines(list) {
		if id, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			all = append(all, state.Sink{ID: id, Name: name})
		}
	}
	return all
}

// now tells the time at once.
func now() state.Ticked { return state.Ticked{Now: time.Now().UnixMilli()} }

// probed are the rows that the page tested.
func probed(list string) []state.Result {
	var all []state.Result
	for line := range strings.Lines(list) {
		parts := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(parts) == 4 {
			all = append(all, state.Result{State: parts[0], Name: parts[1], Text: parts[2], Fix: parts[3]})
		}
	}
	return all
}
