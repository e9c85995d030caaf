package app

import (
	"errors"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"github.com/stretchr/testify/require"

	"agentadapter/app/host"
	"agentadapter/app/link"
	"agentadapter/app/state"
	"agentadapter/protocol"
)

func liveWelcome() protocol.Welcome {
	return protocol.Welcome{
		Agent: protocol.Agent{ID: "u1"}, Lease: protocol.Lease{Live: true, Term: 3}, Resume: "r1",
		Softphone: "https://acme.example/agent/", Records: "https://acme.kustomerapp.com",
		Status: protocol.Status{Platform: "Available", Color: "#22aa55", Options: []protocol.StatusOption{
			{Name: "Available", Color: "#22aa55"}, {Name: "Break", Color: "amber"},
		}},
	}
}

func TestIconThenCall(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.page(host.Event{Type: host.Dial, Number: "+14155550123", Customer: "c1"})
	s.server("", liveWelcome())
	require.Contains(t, s.log, "number=+14155550123")
	require.Empty(t, s.said)
	require.Equal(t, []protocol.AskNumber{{Typed: "+14155550123"}}, s.asked)

	s.send(state.PressedCall{})
	s.send(state.PressedCall{})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "+14155550123", Customer: "c1"}}, s.said)
	require.Contains(t, s.html(), "Calling…")

	s.server("q1", protocol.Dialed{Result: protocol.DialRefused, Problem: &protocol.Problem{Text: "Agent is not logged in."}})
	require.Contains(t, s.html(), "Agent is not logged in.")
}

func TestRingIsShownOpenedAndAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.server("", protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, Number: "+14155550123"})
	require.Contains(t, s.html(), `aria-label="Incoming call"`)
	require.Equal(t, []string{"resume r1", "load https://acme.example/agent/", "number=", "open", "notify call-1 Incoming call: +1 415 555 0123",
		"tone true false", "focus answer-call-1"}, s.log)

	s.send(state.PressedAnswer{Session: "call-1"})
	require.Contains(t, s.html(), textInSoftphone.String())
	require.Contains(t, s.log, "show")
	s.server("", protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateConnected, Number: "+14155550123"})
	require.NotContains(t, s.html(), "Incoming call")
	require.Equal(t, []string{"on call", "return focus"}, s.log[len(s.log)-2:])
}

func TestEveryEffectIsCarriedOut(t *testing.T) {
	t.Parallel()
	for want, effect := range map[string]state.Effect{
		"connect": state.Connect{}, "open": state.OpenHost{}, "record c1 v1": state.OpenRecord{Customer: "c1", Conversation: "v1"},
		"number=1": state.WriteNumber{Text: "1"}, "focus x": state.Focus{ID: "x"}, "return focus": state.ReturnFocus{},
		"reveal y": state.Reveal{ID: "y"},
		"load u":   state.LoadSoftphone{URL: "u"}, "unload": state.UnloadSoftphone{}, "hide": state.ShowSoftphone{},
		"resume w": state.KeepResume{Word: "w"}, "off call": state.TellOnCall{}, "reload": state.Reload{},
		"probe": state.Probe{}, "download t": state.Download{Text: "t"}, "unnotify s": state.Unnotify{Session: "s"}, "allow": state.AllowNotifications{}, "tone true false": state.PlayTone{On: true},
		"tone true true": state.TryTone{}, "sound 5 d1": state.SetSound{Volume: 5, Sink: "d1"},
		"keep country=DE": state.Keep{Name: "country", Text: "DE"}, "countries": state.NameCountries{},
	} {
		s := newStage(t)
		s.log = nil
		s.adapter.carryOut(s.ctx, effect)
		s.engine.ConsumeAll()
		require.Equal(t, []string{want}, s.log)
	}
}

func TestReloadThatDoesNotHelpIsTold(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.again = true
	s.send(state.LinkLost{Code: protocol.CloseReload})
	require.Contains(t, s.html(), "older than the server")
}

func TestWhatThePageSays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server("", liveWelcome())
	s.page(host.Event{Type: host.Status, ID: "s1", Name: "Lunch", StatusType: "unavailable"})
	require.Equal(t, []protocol.Up{protocol.KustomerStatus{ID: "s1", Name: "Lunch", Type: "unavailable"}}, s.said)
	s.page(host.Event{Type: host.Softphone, Name: "Incoming_Chat", Data: map[string]any{"chat_id": "7"}})
	require.Contains(t, s.html(), `aria-label="Incoming chat"`)
	s.page(host.Event{Type: host.Problem, Code: "c", Text: "Kustomer did not do as asked."})
	require.Contains(t, s.html(), "Kustomer did not do as asked.")
	s.page(host.Event{Type: host.Offline})
	require.Contains(t, s.html(), textOffline.String())
	s.page(host.Event{Type: host.Online})
	require.Contains(t, s.log, "wake")
}

func TestWhatTheLinkSays(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, e := range []link.Event{
		link.Opening{}, link.Alive{}, link.Came{Frame: protocol.DownFrame{Body: liveWelcome()}}, link.Unsaid{}, link.Unread{Err: errors.New("x")},
		link.Lost{Code: protocol.CloseRefused, Reason: "Your user is disabled."},
	} {
		tellLink(s.ctx, e)
		s.engine.ConsumeAll()
	}
	require.Contains(t, s.html(), "Your user is disabled. You may not use the adapter.")
	tellLink(s.ctx, link.SignInFailed{Reason: "No answer from Kustomer."})
	s.engine.ConsumeAll()
	require.Contains(t, s.html(), "No answer from Kustomer.")
}

// TestTypedBeforeAnybodyListens: the field takes keys from the first moment on.
func TestTypedBeforeAnybodyListens(t *testing.T) {
	t.Parallel()
	f := &fakes{typed: "+14155550123"}
	s := &stage{t: t, fakes: f, adapter: &Adapter{rooms: rooms{host: f, phone: f, link: f}}, engine: app.NewTestEngine()}
	require.NoError(t, s.engine.Load(s.adapter))
	s.engine.ConsumeAll()
	t.Cleanup(s.adapter.OnDismount)
	s.server("", liveWelcome())
	s.send(state.PressedCall{})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "+14155550123"}}, s.said)
}
