package app

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/state"
)

// carryOut does what Update asked for. What touches elements waits until they are rendered.
func (a *Adapter) carryOut(ctx app.Context, e state.Effect) {
	r := a.rooms
	switch e := e.(type) {
	case state.Say:
		r.link.Say(e.Head, e.Body)
	case state.Connect:
		r.link.Connect()
	case state.OpenHost:
		r.host.Open()
	case state.OpenRecord:
		r.host.OpenRecord(e.Customer, e.Conversation)
	case state.WriteNumber:
		ctx.Defer(func(app.Context) { r.host.SetField(numberID, e.Text) })
	case state.Later:
		ctx.After(time.Duration(e.Millis)*time.Millisecond, func(ctx app.Context) { send(ctx, e.Msg) })
	case state.Keep:
		r.host.Keep(e.Name, e.Text)
	case state.Notify:
		a.notify(e.Session)
	case state.Unnotify:
		r.host.Unnotify(e.Session)
	case state.AllowNotifications:
		r.host.AllowNotifications()
	case state.PlayTone:
		r.host.PlayTone(e.On, false)
	case state.TryTone:
		r.host.PlayTone(true, true)
	case state.SetSound:
		r.host.SetSound(e.Volume, e.Sink)
	case state.Probe:
		r.host.Probe()
	case state.Download:
		r.host.Download(e.Text)
	case state.NameCountries:
		send(ctx, state.NamedCountries{Names: r.host.Countries(state.Countries())})
	case state.Focus:
		ctx.Defer(func(app.Context) { r.host.Focus(e.ID, e.Politely) })
	case state.ReturnFocus:
		ctx.Defer(func(app.Context) { r.host.ReturnFocus() })
	case state.Reveal:
		ctx.Defer(func(app.Context) { r.host.Reveal(e.ID) })
	case state.LoadSoftphone:
		r.phone.Load(e.URL)
	case state.UnloadSoftphone:
		r.phone.Unload()
	case state.ShowSoftphone:
		r.phone.Show(e.Shown)
	case state.KeepResume:
		r.host.KeepResume(e.Word)
	case state.TellOnCall:
		r.link.SetOnCall(e.OnCall)
	case state.Reload:
		a.reload(ctx, e.Asked)
	}
}

// reload loads the page again, or says that it just did and did not help.
func (a *Adapter) reload(ctx app.Context, asked bool) {
	if !a.rooms.host.Reload(asked) {
		send(ctx, state.HostProblem{Problem: oldPageProblem()})
	}
}

// notify shows a ring by the system's own means: who, and from which queue.
func (a *Adapter) notify(session string) {
	for _, one := range a.state.Rings() {
		if one.Session == session {
			text := callerText(one)
			if one.Queue != "" {
				text = joined(text, one.Queue)
			}
			a.rooms.host.Notify(session, ringName(one).String(), text)
		}
	}
}
