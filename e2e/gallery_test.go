package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// looks are the ways in which people look at the widget.
var looks = map[string]map[string]string{
	"light":         {"prefers-color-scheme": "light", "forced-colors": "none", "prefers-reduced-motion": "reduce"},
	"dark":          {"prefers-color-scheme": "dark", "forced-colors": "none", "prefers-reduced-motion": "reduce"},
	"forced colors": {"prefers-color-scheme": "dark", "forced-colors": "active", "prefers-reduced-motion": "reduce"},
}

// gallery writes the gallery in a language and serves it under the policy that the product has. It
// answers with its address and the names of its scenes.
func gallery(t testing.TB, language string) (address string, scenes []string) {
	t.Helper()
	dir := t.TempDir()
	program := exec.Command("go", "run", "./app/gallery", "--out", dir, "--lang", language)
	program.Dir = ".."
	out, err := program.CombinedOutput()
	require.NoError(t, err, string(out))
	pages, err := filepath.Glob(filepath.Join(dir, "*.html"))
	require.NoError(t, err)
	for _, page := range pages {
		if name := strings.TrimSuffix(filepath.Base(page), ".html"); name != "index" {
			scenes = append(scenes, name)
		}
	}
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, scenes
}

// axe is the source of the rules that the walk looks with.
func axe(t testing.TB) string {
	t.Helper()
	source, err := os.ReadFile("axe/node_modules/axe-core/axe.min.js")
	require.NoError(t, err, "make install-axe")
	return string(source)
}

// finding is one thing that axe-core finds wrong.
type finding struct {
	ID, Impact, Help string
	Nodes            []string
}

const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then((r) => r.violations.map((v) => (
	{ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => n.html.slice(0, 160) + " " + n.failureSummary)})))`

// TestGalleryIsAccessible walks through every state of the widget, in light, dark and forced
// colors. The console stays silent: the tab fails the test otherwise.
func TestGalleryIsAccessible(t *testing.T) {
	address, scenes := gallery(t, "en")
	require.Greater(t, len(scenes), 20)
	rules := axe(t)
	tab := world.NewTab(t)
	tab.Resize(320, 560)
	for _, scene := range scenes {
		tab.Go(address + "/" + scene + ".html")
		world.Evaluate[any](tab, rules+"; null")
		for look, features := range looks {
			tab.Prefer(features)
			for _, f := range world.Evaluate[[]finding](tab, runAxe) {
				t.Errorf("%s, %s: %s (%s) %s", scene, look, f.ID, f.Help, strings.Join(f.Nodes, "; "))
			}
		}
	}
}

// TestGalleryFitsEveryWindow: nothing sticks out of 280 pixels, nor of 320 at twice the size, in any
// language.
func TestGalleryFitsEveryWindow(t *testing.T) {
	for _, language := range []string{"en", "de", "ja"} {
		address, scenes := gallery(t, language)
		tab := world.NewTab(t)
		for _, scene := range scenes {
			tab.Resize(280, 560)
			tab.Go(address + "/" + scene + ".html")
			for _, wide := range world.Evaluate[[]string](tab, sticksOut) {
				t.Errorf("%s, %s, 280 px: %s sticks out", language, scene, wide)
			}
			world.Evaluate[any](tab, `document.documentElement.style.fontSize = "200%"; null`)
			tab.Resize(320, 560)
			for _, wide := range world.Evaluate[[]string](tab, sticksOut) {
				t.Errorf("%s, %s, 320 px at 200 %%: %s sticks out", language, scene, wide)
			}
		}
	}
}

// sticksOut names what lies beyond the window's right edge, or is wider than the part it stands in.
const sticksOut = `[...document.querySelectorAll("main *")].filter((e) => {
	const r = e.getBoundingClientRect();
	return r.width > 1 && r.right > innerWidth + 0.5;
}).map((e) => e.outerHTML.slice(0, 120))`
