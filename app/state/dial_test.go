package state

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
)

func TestPhoneIconFillsAndDoesNotDial(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), HostDialed{Number: "+14155550123", Customer: "c1", Conversation: "v1"})
	require.Equal(t, "+14155550123", s.Dial.Number)
	require.Equal(t, NoObstacle, s.Obstacle())
	require.Equal(t, []Effect{WriteNumber{"+14155550123"}}, unasked(effects))

	_, effects = play(s, PressedCall{})
	require.Equal(t, []protocol.Up{protocol.Dial{Number: "+14155550123", Customer: "c1", Conversation: "v1"}}, said(effects))
}

func TestIconBeforeWelcomeIsKept(t *testing.T) {
	t.Parallel()
	s, _ := play(Start("b1"), HostDialed{Number: "+14155550123"})
	require.Equal(t, NotConnected, s.Obstacle())
	s, effects := play(s, frame(welcome()))
	require.Equal(t, "+14155550123", s.Dial.Number)
	require.Contains(t, effects, Effect(WriteNumber{"+14155550123"}))
}

func TestTypingForgetsTheRecord(t *testing.T) {
	t.Parallel()
	s, effects := play(live(t), HostDialed{Number: "1", Customer: "c1"}, TypedNumber{"12"})
	require.Equal(t, Dial{Number: "12"}, s.Dial)
	require.Empty(t, effects, "the field belongs to the browser while the agent types")
}

func TestPressedTwiceDialsOnce(t *testing.T) {
	t.Parallel()
	s, first := play(live(t), TypedNumber{"4155550123"}, PressedCall{})
	require.Len(t, said(first), 1)
	require.Equal(t, AlreadyCalling, s.Obstacle())
	s, second := play(s, PressedCall{})
	require.Empty(t, second)

	s, effects := play(s, answer("q1", protocol.Dialed{Result: protocol.DialPlaced, Number: "+14155550123"}))
	require.Equal(t, "Calling +14155550123", s.Dial.Outcome)
	require.Equal(t, []Effect{WriteNumber{}}, effects)
	s, third := play(s, PressedCall{})
	require.Empty(t, third)
	require.Equal(t, "Calling +14155550123", s.Dial.Outcome)
}

func TestDialed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		dialed  protocol.Dialed
		number  string
		outcome string
		refused bool
		shown   bool
	}{
		"placed": {protocol.Dialed{Result: protocol.DialPlaced}, "", "Calling 4155550123", false, false},
		"act":    {protocol.Dialed{Result: protocol.DialAct}, "4155550123", actText.String(), false, true},
		"refused in the platform's words": {protocol.Dialed{Result: protocol.DialRefused, Problem: &protocol.Problem{
			Text: "Agent is not logged in.", Fix: "Log in to the softphone."}},
			"4155550123", "Agent is not logged in. Log in to the softphone.", true, false},
		"refused without words": {protocol.Dialed{Result: protocol.DialRefused}, "4155550123", refusedText.String(), true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := play(live(t), TypedNumber{"4155550123"}, PressedCall{}, answer("q1", c.dialed))
			require.Equal(t, c.number, s.Dial.Number)
			require.Equal(t, c.outcome, s.Dial.Outcome)
			require.Equal(t, c.refused, s.Dial.Refused)
			require.Equal(t, c.shown, s.Softphone.Shown)
			require.Empty(t, s.Dial.Ref)
		})
	}
}

func TestAnswerToAnotherDialIsOldNews(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), TypedNumber{"4155550123"}, PressedCall{}, answer("q7", protocol.Dialed{Result: protocol.DialPlaced}))
	require.Equal(t, "q1", s.Dial.Ref)
	s, _ = play(live(t), answer("", protocol.Dialed{Result: protocol.DialPlaced}))
	require.Empty(t, s.Dial.Outcome)
}

func TestObstacles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Obstacle{
		"":                           NoNumber,
		"  ":                         NoNumber,
		"+":                          NoNumber,
		"12":                         TooShort,
		"112":                        NoObstacle,
		"(415) 555-0123":             NoObstacle,
		"+44 20 7946 0958":           NoObstacle,
		"+1.415.555.0123":            NoObstacle,
		"555-CALL":                   NotDigits,
		"1234567890123456":           TooLong,
		strings.Repeat("9", 64):      TooLong,
		"\u00a0+49\u2011301\u201123": NoObstacle,
	} {
		s, _ := play(live(t), TypedNumber{text})
		require.Equal(t, want, s.Obstacle(), "%q", text)
		if want == NoObstacle {
			continue
		}
		s, effects := play(s, PressedCall{})
		require.Empty(t, effects)
		require.Equal(t, want.Text(), s.Dial.Outcome)
		require.Equal(t, text, s.Dial.Number)
	}
}

func TestCallIsNotForThoseOnACall(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		session protocol.Session
		want    Obstacle
	}{
		"connected":      {protocol.Session{Session: "call-1", State: protocol.StateConnected, Direction: "in"}, OnACall},
		"held":           {protocol.Session{Session: "call-1", State: protocol.StateHeld, Direction: "in"}, OnACall},
		"own, ringing":   {protocol.Session{Session: "call-1", State: protocol.StateRinging, Direction: "out"}, OnACall},
		"rings for them": {protocol.Session{Session: "call-1", State: protocol.StateRinging, Direction: "in"}, NoObstacle},
		"over":           {protocol.Session{Session: "call-1", State: protocol.StateEnded, Direction: "in"}, NoObstacle},
		"a chat":         {protocol.Session{Session: "chat-1", State: protocol.StateConnected, Direction: "in"}, NoObstacle},
	} {
		s, _ := play(live(t), TypedNumber{"4155550123"}, frame(c.session))
		require.Equal(t, c.want, s.Obstacle(), name)
	}
}

func TestDialThatGetsNoAnswer(t *testing.T) {
	t.Parallel()
	calling, _ := play(live(t), TypedNumber{"4155550123"}, PressedCall{})

	s, _ := play(calling, LinkLost{})
	require.Equal(t, dialUnknownText.String(), s.Dial.Outcome)
	require.True(t, s.Dial.Refused)
	require.Equal(t, "4155550123", s.Dial.Number)

	s, _ = play(calling, Unsaid{Ref: "q1", Type: "dial"})
	require.Equal(t, dialUnsaidText.String(), s.Dial.Outcome)
	s, _ = play(calling, Unsaid{Ref: "q9"}, Unsaid{})
	require.Equal(t, "q1", s.Dial.Ref)
}

func TestLongPasteIsClipped(t *testing.T) {
	t.Parallel()
	s, _ := play(live(t), HostDialed{Number: strings.Repeat("é", 500)})
	require.Len(t, []rune(s.Dial.Number), maxNumber)
}

func FuzzNumberObstacle(f *testing.F) {
	f.Add("+1 (415) 555-0123")
	f.Add("555-CALL")
	f.Fuzz(func(t *testing.T, text string) {
		o := numberObstacle(text)
		require.GreaterOrEqual(t, o, NoObstacle)
		require.Equal(t, o == NoObstacle, o.Text() == "")
	})
}
