package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDialByKeyboard: a national number in a chosen country, its E.164 and clock, the warning before
// Call, and the call with the chosen number and language. No mouse.
func TestDialByKeyboard(t *testing.T) {
	w := inheriting(t, map[string]any{
		"statusInheritance": false, "doNotCall": []string{"+4930901820"},
		"outboundNumbers": []string{"+14155550100"}, "languages": []string{"en", "es"},
	})
	ana := w.Agent(t, "ana")
	ana.Adapter.Part("button", "Country: US +1").Press()
	ana.Adapter.Part("combobox", "Search country").WaitFocused()
	ana.Type("germ")
	ana.Adapter.Part("option", "Germany").Wait()
	ana.Type("\r")
	ana.Adapter.Part("button", "Country: Germany, DE +49").Wait()
	ana.Number().WaitFocused()
	ana.Type("030 901820")
	ana.Adapter.Part("textbox", "Phone number").WaitDescribed("+4930901820 · Germany · ", " there", "do-not-call list")
	outbound, language := ana.Adapter.Part("combobox", "Outbound number"), ana.Adapter.Part("combobox", "Language")
	outbound.Focus()
	ana.Type(arrowDown)
	outbound.WaitValue("+14155550100")
	language.Focus()
	ana.Type(arrowDown + arrowDown)
	language.WaitValue("es")

	ana.Call().Press()
	question := ana.Adapter.Part("alertdialog", "Call anyway?")
	question.WaitText("This number is on the do-not-call list.")
	require.Empty(t, w.Calls(t))
	question.Part("button", "Cancel").WaitFocused() // the safe answer
	ana.Type("\r")
	question.Gone()
	ana.Number().WaitValue("030 901820")

	ana.Call().Press()
	question.Part("button", "Call anyway").Press()
	ana.Adapter.Region("Session +4930901820").Wait()
	call := theCallTo(t, w, "+4930901820")
	got := w.Call(t, call)
	require.Equal(t, "+14155550100", got.OutboundNumber)
	require.Equal(t, "es", got.Lang)
}
