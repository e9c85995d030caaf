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

func TestBothSidesAreConnected(t *testing.T) {
	t.Parallel()
	p := opened(t)
	p.send(ChoseTab{TabSetup})
	is := map[string]any{"complete": false, "kustomer": map[string]any{"org": "acme"}, "platform": map[string]any{"subdomain": "old"},
		"secrets": []map[string]any{{"which": "bind", "set": true, "inbound": true}}}
	p.answerTo("connection read", 200, is)
	require.Equal(t, "old", p.Connect.Text("platform.subdomain"))
	p.send(TypedConnect{"platform.subdomain", " acme "}, TypedConnect{"platform.token", "s3cret"}, TypedConnect{"kustomer.key", ""}, PressedTry{}, PressedTry{})
	require.Len(t, p.asked("connection"), 2, "reading it, and one test at a time")
	require.JSONEq(t, `{"platform":{"subdomain":"acme","token":"s3cret"}}`, string(p.last("connection").Body), "an empty secret stays as it is")
	p.answerTo("connection test", 200, map[string]any{"checks": []Check{{Code: "platform-apps", Area: AreaPlatform, State: "fail", Text: "No.", Fix: "Do."}}})
	require.Equal(t, "Tested; nothing was changed", p.Connect.Said)
	require.Len(t, p.Connect.Found, 1)
	p.send(PressedConnect{})
	require.Equal(t, "PATCH", p.last("connection").Method)
	p.answerTo("connection save", 400, refusalBody("token-refused", "CCAI Platform refused.", "Give another."))
	require.Equal(t, "Give another.", p.Connect.Problem.Fix)
	require.Equal(t, "s3cret", p.Connect.Text("platform.token"), "what was typed is not lost")
	p.send(PressedConnect{})
	is["complete"] = true
	p.answerTo("connection save", 200, is)
	require.True(t, p.Connect.Is.Complete)
	require.Empty(t, p.Texts()["connect-platform-token"], "a secret that is saved stands nowhere")
	p.send(PressedRotate{"bind"})
	p.answerTo("connection rotate bind", 200, map[string]any{"value": "n3w", "text": "Put it there."})
	require.Equal(t, "n3w", p.Connect.Made["bind"])
	p.send(PressedRetire{"bind"})
	require.Equal(t, "/tenants/acme/secrets/bind/retire", p.last("connection retire").Path)
}
