package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/app"
)

var update = flag.Bool("update", false, "write the goldens anew")

func TestMain(m *testing.M) {
	time.Local = time.UTC // goldens show times of day
	m.Run()
}

// TestGoldens: a change of what agents see shows in the change's own diff.
func TestGoldens(t *testing.T) {
	t.Parallel()
	kept := map[string]bool{}
	for _, scene := range Scenes() {
		path := filepath.Join("testdata", scene.Name+".html")
		require.False(t, kept[path], "two scenes are named %s", scene.Name)
		kept[path] = true
		got := Markup(app.Preview(scene.State())) + "\n"
		if *update {
			require.NoError(t, os.MkdirAll("testdata", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(got), 0o644))
		}
		want, err := os.ReadFile(path)
		require.NoError(t, err, "write it with go test ./app/gallery -update")
		require.Equal(t, string(want), got, scene.Name)
	}
	there, err := filepath.Glob("testdata/*.html")
	require.NoError(t, err)
	for _, path := range there {
		require.True(t, kept[path], "%s shows no scene any more", path)
	}
}

func TestScenesAreNamedAndDescribed(t *testing.T) {
	t.Parallel()
	for _, scene := range Scenes() {
		require.Regexp(t, `^[a-z][a-z0-9-]*$`, scene.Name)
		require.Regexp(t, `^[A-Z].*\.$`, scene.About, scene.Name)
		require.NotContains(t, Markup(app.Preview(scene.State())), "style=", "%s: the page's policy blocks it", scene.Name)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	pages, err := Pages()
	require.NoError(t, err)
	require.Contains(t, string(pages["index.html"]), `src="ring.html"`)
	require.Contains(t, string(pages["ring.html"]), `<link rel="stylesheet" href="adapter.css">`)
	require.Contains(t, string(pages["ring.html"]), `aria-label="Incoming call"`)
	require.NotEmpty(t, pages["adapter.css"])
	for name, page := range pages {
		require.NotRegexp(t, regexp.MustCompile(`<script|\son[a-z]+=`), string(page), name)
	}
}

func TestMarkup(t *testing.T) {
	t.Parallel()
	require.Equal(t, ` aria-label="say &#34;hi&#34;"`, attributeText("aria-label", `"say \"hi\""`))
	require.Equal(t, ` aria-hidden="true"`, attributeText("aria-hidden", ""))
	require.Equal(t, " hidden", attributeText("hidden", ""))
}

func TestLanguages(t *testing.T) {
	require.ErrorContains(t, speak("xx"), "no such language")
	dir := t.TempDir()
	require.NoError(t, run(dir, "ja"))
	raw, err := os.ReadFile(filepath.Join(dir, "ring.html"))
	require.NoError(t, err)
	require.Contains(t, string(raw), `lang="ja"`)
	require.Contains(t, string(raw), ">応答<")
	require.NoError(t, speak("en"))
	require.True(t, strings.Contains(Markup(app.Preview(Scenes()[1].State())), ">Call<"))
}
