package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestSecondVisitDownloadsNoCode: what does not change is fetched once and kept.
func TestSecondVisitDownloadsNoCode(t *testing.T) {
	w := world.Start(t)
	ana := w.NewAgent(t, "ana")
	first := ana.Watch(w.Server.URL)
	ana.Open()
	ana.WaitLive()
	require.Positive(t, first.Of("app.wasm"))

	second := ana.Watch(w.Server.URL)
	ana.Reload()
	ana.WaitLive()
	for _, name := range []string{"app.wasm", "adapter.js", "adapter.css"} {
		require.Zero(t, second.Of(name), "%s came over the line again", name)
	}
}

// TestNewReleaseWaitsForTheEndOfTheCall: a page in use is never taken away; the next load has the
// new release.
func TestNewReleaseWaitsForTheEndOfTheCall(t *testing.T) {
	t.Parallel()
	w := world.Start(t)
	ana := w.Agent(t, "ana")
	ana.ExpectConsole(`WebSocket|ERR_CONNECTION_REFUSED|Failed to load resource`)
	old := running(t, w)
	call := talk(t, w, ana)
	w.Server.Program = nextRelease(t)
	w.Server.Stop(t)
	w.Server.Start(t)
	require.NotEqual(t, old, running(t, w), "the next release is another one")

	ana.WaitLive()
	ana.Adapter.Region("Session " + strangerText).WaitText("Connected")
	require.Zero(t, ana.Adapter.Button("Load it now").Count(), "never in the middle of a call")
	hangUp(t, w, call)
	ana.Leave(ana.Adapter.Button("Load it now").Click)
	ana.WaitLive()
	ana.Adapter.Button("Load it now").Gone()
}

// running names the release that the server serves, by the address of its scripts.
func running(t *testing.T, w *world.World) string {
	t.Helper()
	page := w.Server.Get(t, "/")
	_, after, found := strings.Cut(page, `data-build="`)
	require.True(t, found, page)
	build, _, _ := strings.Cut(after, `"`)
	return build
}

// nextRelease builds a server that differs in one file of its page.
func nextRelease(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	icon := filepath.Join(root, "web", "static", "icon.svg")
	drawn, err := os.ReadFile(icon)
	require.NoError(t, err)
	other := filepath.Join(dir, "icon.svg")
	require.NoError(t, os.WriteFile(other, append(drawn, '\n'), 0o600))
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{icon: other}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))
	program := filepath.Join(dir, "agentadapter")
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, "./server")
	build.Dir = root
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}
