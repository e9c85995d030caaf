package world

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
)

//go:embed ears.js
var ears string

// Listen lets the tab hear what its pages' live regions say, as a screen reader would read it out.
// Call it before the page loads.
func (tab *Tab) Listen() {
	tab.t.Helper()
	tab.OnEveryPage(ears)
}

// Heard is everything that was said so far, each as "polite: …" or "assertive: …".
func (tab *Tab) Heard() []string {
	tab.t.Helper()
	return Evaluate[[]string](tab, "window.heard || []")
}

// WaitHeard waits until something was said that begins so.
func (tab *Tab) WaitHeard(begins string) {
	tab.t.Helper()
	require.Eventually(tab.t, func() bool {
		return slices.ContainsFunc(tab.Heard(), func(said string) bool { return strings.HasPrefix(said, begins) })
	}, partPatience, 2*lookPause, "%q was not said", begins)
}

// Transcript is what a screen reader finds in the frame, top to bottom, as "role name" lines; what
// has no name, and the letters inside names, are left out.
func (f Frame) Transcript() []string {
	f.tab.t.Helper()
	var lines []string
	until := time.Now().Add(partPatience)
	for len(lines) == 0 && time.Now().Before(until) {
		nodes, err := f.find(f.tab.ctx, 0, "")
		require.NoError(f.tab.t, err)
		for _, n := range nodes {
			if n.name != "" && !slices.Contains([]string{"none", "generic", "StaticText", "InlineTextBox", "paragraph", "LabelText"}, n.role) {
				lines = append(lines, fmt.Sprintf("%s %s", n.role, n.name))
			}
		}
	}
	return lines
}
