package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSimulatorTriesWhatIsEdited(t *testing.T) {
	t.Parallel()
	p := ready(t, `{"retainDays":30,"phoneNote":true}`)
	p.send(ChoseTab{TabSimulator})
	p.answerTo("recent", 200, map[string]any{"sessions": []Session{{Session: "call-418"}}})
	require.Equal(t, []string{"call-418"}, p.Simulator.Recent)

	p.send(PressedSimulate{})
	require.Equal(t, "There is nothing to try.", p.Simulator.Problem.Text)
	p.send(Toggled{"phoneNote"}, Tried{SimSession, "call-418"}, Tried{SimCustomer, "known"}, PressedSimulate{}, PressedSimulate{})
	require.Len(t, p.asked("simulate"), 1)
	require.JSONEq(t, `{"session":"call-418","assume":{"customer":"known","conversation":""},"settings":{"phoneNote":false}}`, string(p.last("simulate").Body))
	p.answerTo("simulate", 200, map[string]any{"session": "call-418", "state": "saved", "steps": []Step{{Do: "write", Rule: "S2"}}})
	require.Equal(t, "saved", p.Simulator.Result.State)
	require.False(t, p.Simulator.Busy)

	p.send(Tried{SimEvent, "{"}, PressedSimulate{})
	require.Equal(t, "The event is no JSON.", p.Simulator.Problem.Text)
	p.send(Tried{SimEvent, `{"item":{}}`}, PressedSimulate{})
	require.Contains(t, string(p.last("simulate").Body), `"event":{"item":{}}`)
	p.answerTo("simulate", 400, refusalBody("bad-event", "It cannot be read.", "Paste another."))
	require.Equal(t, "Paste another.", p.Simulator.Problem.Fix)
	require.Equal(t, "saved", p.Simulator.Result.State, "what was tried before stays")

	p.send(Typed{Name: "retainDays", Text: "x"}, PressedSimulate{})
	require.Contains(t, p.Simulator.Problem.Text, "whole number")
}

func TestSimulatorTriesAStatus(t *testing.T) {
	t.Parallel()
	p := ready(t, `{}`)
	p.send(PressedTryStatus{})
	require.NotEmpty(t, p.Simulator.Problem.Text)
	p.send(Tried{SimKustomer, "k2"}, Tried{SimPlatform, "Available"}, Tried{SimNext, " Break "}, PressedTryStatus{})
	require.JSONEq(t, `{"status":{"kustomer":{"id":"k2","name":"Lunch","type":"unavailable"},"platform":"Available","next":"Break"},"settings":{}}`, string(p.last("trystatus").Body))
	p.answerTo("trystatus", 200, map[string]any{"steps": []Step{}, "status": StatusResult{Do: "apply", Status: "Break", Rule: "T2", Why: "Because."}})
	require.Equal(t, "apply", p.Simulator.Status.Do)
}
