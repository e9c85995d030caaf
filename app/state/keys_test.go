package state

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func pressed(key string) Msg { return PressedKey{key} }

func ringFor() FrameCame {
	return frame(protocol.Session{Session: "call-1", Direction: "in", State: protocol.StateRinging, Number: "+14155550123", Customer: "c1", Conversation: "v1"})
}

// TestEachKeyDoesWhatItsButtonDoes: the same message, the same effects.
func TestEachKeyDoesWhatItsButtonDoes(t *testing.T) {
	t.Parallel()
	drifted := welcome().Status
	drifted.Next, drifted.Drift = "Break", "They differ"
	ended := frame(protocol.Session{Session: "call-2", Direction: "in", State: protocol.StateMissed, Number: "+14155550199"})
	stale := welcome()
	stale.Build = "b2"
	for key, c := range map[string]struct {
		before []Msg
		button Msg
	}{
		"c": {[]Msg{TypedNumber{"+14155550123"}}, PressedCall{}},
		"a": {[]Msg{ringFor()}, PressedAnswer{"call-1"}},
		"d": {[]Msg{ringFor()}, PressedDecline{"call-1"}},
		"p": {nil, ToggledSoftphone{}},
		"x": {[]Msg{frame(drifted)}, PressedClearNext{}},
		"r": {[]Msg{frame(drifted)}, PressedReconcile{}},
		"b": {[]Msg{ended}, PressedCallback{Session: "call-2"}},
		"m": {[]Msg{frame(protocol.Problem{Code: "p", Text: "Fault."})}, DismissedProblem{"p"}},
		"l": {[]Msg{frame(stale)}, PressedReload{}},
		"k": {nil, ToggledCountry{}},
		"g": {[]Msg{ChoseTab{TabMore}}, ChoseTab{TabCalls}},
		"h": {nil, ChoseTab{TabHistory}},
		"v": {nil, ChoseTab{TabVoicemail}},
		"t": {[]Msg{ChoseTab{TabMore}}, PressedTest{}},
		"?": {nil, ToggledKeys{}},
	} {
		s, _ := play(live(t), c.before...)
		want, wantEffects := Update(s, c.button)
		got, effects := Update(s, pressed(key))
		require.Equal(t, want, got, key)
		require.Equal(t, wantEffects, effects, key)
	}
}

func TestKeysThatMoveAround(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), pressed("n"))
	require.Equal(t, []Effect{Focus{ID: NumberID}}, effects)
	s, effects = play(s, pressed("s"))
	require.True(t, s.Status.Open)
	require.Contains(t, effects, Focus{ID: StatusID})
	_, effects = play(s, ringFor(), pressed("o"))
	require.Equal(t, []Effect{OpenRecord{"c1", "v1"}}, effects)
}

func TestKeysWithNothingToDoDoNothing(t *testing.T) {
	t.Parallel()
	s := live(t)
	for _, key := range []string{"a", "d", "x", "r", "o", "b", "m", "u", "l", "z", "é", ""} {
		after, effects := Update(s, pressed(key))
		require.Equal(t, s, after, key)
		require.Empty(t, effects, key)
	}
}

func TestUseThisWindowByKey(t *testing.T) {
	t.Parallel()
	w := welcome()
	w.Lease = protocol.Lease{Term: 3, Holder: &protocol.Holder{}}
	s, effects := play(Start("b1"), frame(w), pressed("u"))
	require.True(t, s.Lease.Taking)
	require.Len(t, effects, 1)
	s, _ = play(s, pressed("s"))
	require.False(t, s.Status.Open, "there is no status box in a waiting window")
}

// TestKeysAreDistinct: and none needs Shift but the one that opens the map.
func TestKeysAreDistinct(t *testing.T) {
	t.Parallel()
	var keys []string
	for _, s := range Shortcuts() {
		require.Regexp(t, `^[a-z?]$`, s.Key)
		require.NotEmpty(t, s.Does)
		keys = append(keys, s.Key)
	}
	slices.Sort(keys)
	require.Equal(t, slices.Compact(slices.Clone(keys)), keys)
}

func TestMapOfKeysGivesTheKeyboardBack(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), ToggledKeys{})
	require.True(t, s.Keys.Open)
	require.Equal(t, []Effect{Focus{ID: KeysCloseID}}, effects)
	s, effects = play(s, ToggledKeys{})
	require.False(t, s.Keys.Open)
	require.Equal(t, []Effect{ReturnFocus{}}, effects)
}

func TestSingleKeysCanBeSwitchedOff(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), SwitchedKeys{})
	require.Equal(t, []Effect{Keep{"keys", "off"}}, effects)
	s, effects = play(s, pressed("p"))
	require.Empty(t, effects)
	_, effects = play(s, SwitchedKeys{})
	require.Equal(t, []Effect{Keep{"keys", ""}}, effects)
	s, _ = play(Start("b1"), Remembered{Kept: map[string]string{"keys": "off"}})
	require.True(t, s.Keys.Off, "from one day to the next")
}

func TestSpokenPolitely(t *testing.T) {
	t.Parallel()
	call := func(state string) Msg {
		return frame(protocol.Session{Session: "call-1", Direction: "in", State: state, Number: "+14155550123"})
	}
	broken := welcome().Status
	broken.Platform = "Break"
	s := live(t)
	for _, step := range []struct {
		m    Msg
		want string
	}{
		{call(protocol.StateRinging), ""},
		{call(protocol.StateConnected), "Connected"},
		{call(protocol.StateHeld), "On hold"},
		{call(protocol.StateConnected), "Off hold"},
		{SoftphoneSaid{Type: "call_muted"}, "Muted"},
		{SoftphoneSaid{Type: "callUnmuted"}, "Not muted"},
		{call(protocol.StateEnded), "Ended"},
		{frame(broken), "Status Break"},
		{Ticked{Now: 1}, "Status Break"},
	} {
		s, _ = Update(s, step.m)
		require.Equal(t, step.want, s.Spoken)
	}
	s, _ = play(Start("b1"), frame(welcome()))
	require.Empty(t, s.Spoken, "what a welcome tells is no news")
}
