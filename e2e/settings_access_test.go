package e2e

import (
	"fmt"
	"strings"
	"testing"

	"agentadapter/e2e/world"
)

// TestSettingsAndBoardAreAccessible walks through the admin's pages with data in them, as Kustomer's
// settings frame them, in light, dark and forced colors.
func TestSettingsAndBoardAreAccessible(t *testing.T) {
	rules := axe(t)
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	page := openSettings(w, ana)
	w.CCAIP.Play(t, "inbound-abandoned", map[string]any{"number": stranger})
	for _, tab := range []struct{ button, region, text string }{
		{"Settings", "Status mapping", "Lunch"},
		{"Set-up check", "Values to paste elsewhere", "Bind secret"},
		{"Simulator", "", ""},
		{"Versions", "", ""},
		{"Board", "Sessions", "call-"},
	} {
		page.Button(tab.button).Click()
		page.Button(tab.button).WaitAttribute("aria-current", "page")
		if tab.region != "" {
			page.Region(tab.region).WaitText(tab.text)
		}
		for look, features := range looks {
			ana.Prefer(features)
			var found []finding
			page.Run(fmt.Sprintf("%s; return %s", rules, runAxe), &found)
			for _, f := range found {
				t.Errorf("%s, %s: %s (%s) %s", tab.button, look, f.ID, f.Help, strings.Join(f.Nodes, "; "))
			}
		}
	}
}
