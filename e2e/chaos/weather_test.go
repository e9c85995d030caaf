package chaos

import (
	"maps"
	"testing"

	"agentadapter/e2e/world"
)

// dropped is which part of the events never comes.
const dropped = 0.1

// weather is what the neighbours do meanwhile, as they are known to.
func weather(t *testing.T, w *world.World, drop float64) {
	if *calm {
		return
	}
	w.CCAIP.Knob(t, map[string]any{
		"events": map[string]any{"double": 0.2, "reorder": 0.2, "drop": drop},
		"faults": faults("^/(manager|files)/"),
	})
	w.Kustomer.Knob(t, map[string]any{"faults": faults("^/(v1|_upload)/")})
}

// faults strike a part of the requests. Cut after: the work was done and nobody is told. A spent budget
// is rarer: all of the tenant's writing rests until the next second.
func faults(path string) []map[string]any {
	return []map[string]any{
		{"path": path, "status": 429, "share": 0.004},
		{"path": path, "status": 500, "share": 0.02},
		{"path": path, "status": 503, "share": 0.01},
		{"path": path, "cut": "before", "share": 0.02},
		{"path": path, "cut": "after", "share": 0.04},
		{"path": path, "delay": "400ms", "share": 0.02},
	}
}

// struck counts the faults that came down on a neighbour, by what they do.
func struck(t *testing.T, n *world.Neighbour) map[string]int {
	var knobs struct{ Struck map[string]int }
	n.Get(t, "/_knobs", &knobs)
	return maps.Clone(knobs.Struck)
}
