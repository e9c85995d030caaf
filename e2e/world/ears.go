package world

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
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
	until(tab.t, partPatience, fmt.Sprintf("%q is said", begins), func() bool {
		return slices.ContainsFunc(tab.Heard(), func(said string) bool { return strings.HasPrefix(said, begins) })
	})
}

// Transcript is what a screen reader finds in the frame, top to bottom, as "role name" lines; what
// has no name, and the letters inside names, are left out.
func (f Frame) Transcript() []string {
	f.tab.t.Helper()
	var lines []string
	until(f.tab.t, partPatience, "there is something to read", func() bool {
		for _, n := range f.now() {
			if n.name != "" && n.role != "StaticText" && !slices.Contains(silent, n.role) {
				lines = append(lines, fmt.Sprintf("%s %s", n.role, n.name))
			}
		}
		return len(lines) > 0
	})
	return lines
}
