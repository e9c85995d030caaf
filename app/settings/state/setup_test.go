package state

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSetupIsCheckedWhenItIsOpened(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.answerTo("checks routing", 200, map[string]any{"checks": []Check{{Code: "routing-off", Area: AreaRouting, State: "fail", Text: "Routing is off.", Fix: "Switch it on."}, {Code: "x", Area: AreaRouting, State: "ok", Text: "", Fix: ""}}})
	require.Equal(t, []Problem{{Code: "routing-off", Text: "Routing is off.", Fix: "Switch it on."}}, p.Setup.Routing())

	p.send(ChoseTab{TabSetup})
	for _, area := range []string{AreaKustomer, AreaPlatform, AreaRouting, AreaSetup} {
		require.True(t, p.Setup.Busy[area], area)
	}
	p.answerTo("values", 200, map[string]any{"values": []Paste{{Name: "eventsUser", Value: "ev"}}})
	p.answerTo("checks kustomer", 200, map[string]any{"checks": []Check{{Code: "role-missing", Area: AreaKustomer, State: "fail", Text: "A role.", Fix: "Give it."}}})
	p.answerTo("checks platform", 502, refusalBody("platform-unreachable", "It does not answer.", "Wait."))
	require.False(t, p.Setup.Busy[AreaKustomer])
	require.Equal(t, "Wait.", p.Setup.Problems[AreaPlatform].Fix)
	require.Equal(t, 2, p.Setup.Count("fail"), "routing is looked at anew; what it said before stands meanwhile")

	before := p.State
	p.effects = nil
	p.send(PressedTest{AreaKustomer}, PressedTest{AreaKustomer}, PressedTest{AreaSetup})
	require.Len(t, p.asked("checks"), 1, "what is being looked at is not asked twice")
	require.False(t, before.Setup.Busy[AreaKustomer], "an earlier state stays as it was")
}

func TestSecretsAreShownOnDemand(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.send(PressedReveal{"bindSecret"})
	require.Equal(t, "POST", p.last("reveal").Method)
	p.answerTo("reveal bindSecret", 200, map[string]string{"name": "bindSecret", "value": "s3cret"})
	require.Equal(t, "s3cret", p.Setup.Shown["bindSecret"])
	p.send(PressedCopy{"s3cret"})
	require.True(t, p.did(Copy{"s3cret"}))
	p.send(Copied{true}, PressedHide{"bindSecret"})
	require.Equal(t, "Copied", p.Told)
	require.Empty(t, p.Setup.Shown)
	p.send(PressedReveal{"bindSecret"})
	p.answerTo("reveal bindSecret", 404, refusalBody("value-unknown", "No such secret.", ""))
	require.Equal(t, "No such secret.", p.Problem.Text)
	p.send(PressedReveal{"bindSecret"})
	p.answerTo("reveal bindSecret", 200, map[string]string{"value": "s3cret"})
	require.Empty(t, p.Problem.Text, "the next good answer clears it")
}

// TestInheritanceWaitsForTeamRouting: it is not switched on unasked where no status could be followed.
func TestInheritanceWaitsForTeamRouting(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.answerTo("settings", 200, map[string]any{"version": 1, "settings": map[string]any{"statusInheritance": false}})
	off := map[string]any{"checks": []Check{{Code: "routing-off", Area: AreaRouting, State: "fail", Text: "Routing is off for Ana.", Fix: "Switch it on."}}}
	p.answerTo("checks routing", 200, off)
	p.send(Toggled{Inheritance})
	require.True(t, p.Draft.Gated)
	require.False(t, p.Draft.Value(Inheritance).On)
	require.True(t, p.did(Focus{"gate"}))

	p.send(PressedTest{AreaRouting})
	p.answerTo("checks routing", 200, map[string]any{"checks": []Check{{Code: "routing", Area: AreaRouting, State: "ok", Text: "On.", Fix: ""}}})
	require.False(t, p.Draft.Gated)
	p.send(Toggled{Inheritance})
	require.True(t, p.Draft.Value(Inheritance).On)

	p.send(Toggled{Inheritance}, PressedTest{AreaRouting})
	p.answerTo("checks routing", 200, off)
	p.send(Toggled{Inheritance}, PressedAnyway{})
	require.True(t, p.Draft.Value(Inheritance).On)
	require.False(t, p.Draft.Gated)
	p.send(Toggled{Inheritance})
	require.False(t, p.Draft.Value(Inheritance).On, "switching off needs no leave")
}
