package state

import (
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func key(k string) Msg { return PressedStatusKey{k} }

func TestStatusKeys(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys   []Msg
		open   bool
		active int
		set    []protocol.Up
	}{
		"arrow opens on the current":  {[]Msg{key("ArrowDown")}, true, 0, nil},
		"arrows move and set nothing": {[]Msg{key("Enter"), key("ArrowDown"), key("ArrowDown"), key("ArrowDown")}, true, 2, nil},
		"not past the ends":           {[]Msg{key("ArrowUp"), key("ArrowUp")}, true, 0, nil},
		"home and end":                {[]Msg{key("End"), key("End"), key("Home")}, true, 0, nil},
		"enter sets":                  {[]Msg{key("ArrowDown"), key("ArrowDown"), key("Enter")}, false, 1, []protocol.Up{protocol.SetStatus{Status: "Break"}}},
		"space sets":                  {[]Msg{key(" "), key("End"), key(" ")}, false, 2, []protocol.Up{protocol.SetStatus{Status: "Unavailable"}}},
		"escape leaves":               {[]Msg{key("ArrowDown"), key("ArrowDown"), key("Escape")}, false, 1, nil},
		"the current one again":       {[]Msg{key("Enter"), key("Enter")}, false, 0, nil},
		"letters do nothing":          {[]Msg{key("b")}, false, 0, nil},
		"click opens and closes":      {[]Msg{ToggledStatus{}, ToggledStatus{}}, false, 0, nil},
		"leaving closes":              {[]Msg{ToggledStatus{}, ClosedStatus{}}, false, 0, nil},
		"an option clicked":           {[]Msg{ToggledStatus{}, ChoseStatus{"Break"}}, false, 0, []protocol.Up{protocol.SetStatus{Status: "Break"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, effects := play(live(t), c.keys...)
			require.Equal(t, c.open, s.Status.Open)
			require.Equal(t, c.active, s.Status.Active)
			require.Equal(t, c.set, said(effects))
		})
	}
}

func TestTheOptionThatTheKeysAreOnIsSeen(t *testing.T) {
	t.Parallel()
	for _, k := range []Msg{key("End"), ToggledStatus{}} {
		s, effects := play(live(t), k)
		require.Equal(t, []Effect{Reveal{"status-option-0"}}, effects)
		_, effects = play(s, key("End"))
		require.Equal(t, []Effect{Reveal{"status-option-2"}}, effects)
	}
	_, effects := play(live(t), ToggledStatus{}, key("Escape"))
	require.Empty(t, effects)
}

func TestStatusAnswers(t *testing.T) {
	t.Parallel()
	chosen, _ := play(live(t), ChoseStatus{"Break"})
	require.Equal(t, "Available", chosen.Status.Platform, "the box shows what is so")
	require.Equal(t, "Break", chosen.Status.Wanted)

	s, _ := play(chosen, answer("q1", protocol.StatusSet{Status: "Break"}))
	require.Equal(t, "Break", s.Status.Platform)
	require.Empty(t, s.Status.Wanted)

	s, _ = play(chosen, answer("q1", protocol.StatusSet{Status: "Break", Next: true}))
	require.Equal(t, "Available", s.Status.Platform)
	require.Equal(t, "Break", s.Status.Next)

	s, _ = play(chosen, answer("q1", protocol.StatusSet{Problem: &protocol.Problem{Text: "In call: not changeable."}}))
	require.Equal(t, "In call: not changeable.", s.Status.Note)
	require.Equal(t, "Available", s.Status.Platform)

	s, _ = play(chosen, answer("q8", protocol.StatusSet{Status: "Break"}))
	require.Equal(t, "q1", s.Status.Ref)

	s, _ = play(chosen, LinkLost{})
	require.Equal(t, statusLostText.String(), s.Status.Note)
	s, _ = play(chosen, Unsaid{Ref: "q1"})
	require.Equal(t, setUnsaidText.String(), s.Status.Note)
	s, effects := play(s, LinkLost{}, ChoseStatus{"Break"})
	require.Equal(t, setUnsaidText.String(), s.Status.Note)
	require.Empty(t, effects)
}

func TestTheNextStatusAndTheDriftHaveButtons(t *testing.T) {
	t.Parallel()
	told := welcome().Status
	told.Platform, told.Busy, told.Next, told.Drift = "In-call", true, "Break", "Both differ"
	s, _ := play(live(t), frame(told))

	cleared, effects := play(s, PressedClearNext{})
	require.Equal(t, []protocol.Up{protocol.ClearNext{}}, said(effects))
	require.Contains(t, effects, Effect(Focus{ID: StatusID}), "the button goes, the keyboard stays")
	cleared, _ = play(cleared, frame(protocol.Status{Platform: "In-call"}), answer("q1", protocol.StatusSet{Status: "In-call"}))
	require.Empty(t, cleared.Status.Next)
	require.Empty(t, cleared.Status.Ref)

	reconciled, effects := play(s, PressedReconcile{})
	require.Equal(t, []protocol.Up{protocol.Reconcile{}}, said(effects))
	reconciled, _ = play(reconciled, answer("q1", protocol.StatusSet{Problem: &protocol.Problem{Text: "No answer."}}))
	require.Equal(t, "No answer.", reconciled.Status.Note)

	_, effects = play(s, ToggledStatus{}, ChoseStatus{"Break"})
	require.Empty(t, said(effects), "it is pending already")
	for _, m := range []Msg{PressedClearNext{}, PressedReconcile{}} {
		lost, effects := play(s, LinkLost{}, m)
		require.Empty(t, said(effects))
		require.Equal(t, setUnsaidText.String(), lost.Status.Note)
	}
}

func TestTimePasses(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), Ticked{5})
	require.EqualValues(t, 5, s.Now)
	require.Empty(t, effects)
}

func TestStatusFrame(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), ToggledStatus{}, frame(protocol.Status{Platform: "In-call", Kustomer: "Busy", Why: "A call is live."}))
	require.Equal(t, "In-call", s.Status.Platform)
	require.Equal(t, "Busy", s.Status.Kustomer)
	require.True(t, s.Status.Open)
}

func TestNothingToChoose(t *testing.T) {
	t.Parallel()
	s, _ := play(Start("b1"), ToggledStatus{}, key("ArrowDown"), key("Enter"))
	require.False(t, s.Status.Open)
}

func TestKustomerStatusIsPassedOn(t *testing.T) {
	t.Parallel()
	m := HostStatus{ID: "s1", Name: "Lunch", Type: "unavailable"}
	want := []protocol.Up{protocol.KustomerStatus{ID: "s1", Name: "Lunch", Type: "unavailable"}}
	s, effects := play(live(t), m)
	require.Equal(t, want, said(effects))
	require.Equal(t, "Lunch", s.Status.Kustomer)

	s, effects = play(Start("b1"), m)
	require.Empty(t, effects)
	_, effects = play(s, frame(welcome()))
	require.Equal(t, want, said(effects), "said once there is somebody to hear it")

	s, effects = play(live(t), LinkLost{}, m, LinkOpening{}, frame(welcome()))
	require.Equal(t, want, said(effects))
	_, effects = play(s, LinkLost{}, frame(welcome()))
	require.Empty(t, said(effects), "and only once")

	_, effects = play(waiting(t, protocol.Holder{}), m, frame(protocol.Lease{Live: true, Term: 4}))
	require.Empty(t, said(effects), "a waiting window has no say")
}
