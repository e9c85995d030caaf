package e2e

import (
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// Scores that the widget's page has to reach, of 100, on Lighthouse's desktop preset.
const (
	accessibilityScore = 100
	performanceScore   = 95
)

// TestLighthouse looks at the page as the server serves it to Kustomer's frame, with the bundle that
// ships, and at the gallery's page of the live widget, which has all parts in view.
func TestLighthouse(t *testing.T) {
	if !*nightly {
		t.Skip("make nightly looks at it")
	}
	w := world.Start(t)
	page := w.Server.URL + "/?" + url.Values{"parentUrl": {w.Told.Kustomer + "/"}, "id": {"w1"}}.Encode()
	gallery, _ := gallery(t, "en")
	for name, address := range map[string]string{"the page": page, "the gallery's live widget": gallery + "/live.html"} {
		scores := lighthouse(t, address)
		t.Logf("%s: %v", name, scores)
		require.GreaterOrEqual(t, scores["accessibility"], accessibilityScore, "%s: accessibility", name)
		require.GreaterOrEqual(t, scores["performance"], performanceScore, "%s: performance", name)
	}
}

// lighthouse gives a page's scores by category.
func lighthouse(t *testing.T, address string) map[string]int {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report.json")
	run := exec.Command("lighthouse/node_modules/.bin/lighthouse", address, "--preset=desktop", "--quiet",
		"--only-categories=performance,accessibility", "--output=json", "--output-path="+report,
		"--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic")
	run.Env = append(os.Environ(), "CHROME_PATH="+world.Chromium(t))
	out, err := run.CombinedOutput()
	require.NoError(t, err, "make install-lighthouse: %s", out)
	raw, err := os.ReadFile(report)
	require.NoError(t, err)
	var read struct {
		Categories map[string]struct{ Score float64 }
		Audits     map[string]struct {
			Title string
			Score *float64
		}
	}
	require.NoError(t, json.Unmarshal(raw, &read))
	scores := map[string]int{}
	for name, category := range read.Categories {
		scores[name] = int(category.Score*100 + 0.5)
	}
	for id, audit := range read.Audits {
		if audit.Score != nil && *audit.Score < 0.9 {
			t.Logf("%s: %.2f %s", id, *audit.Score, audit.Title)
		}
	}
	return scores
}
