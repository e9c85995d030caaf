package main

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/require"
)

// module makes a folder that looks like ours.
func module(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "protocol/up.go", "app/adapter.go", "app/settings/page.go", "wasm/main.go", "wasm/admin/main.go", "web/bundle/diet/diet.go"} {
		write(t, root, name, "package x // "+name)
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}

func TestSourceHashFollowsWhatIsBuilt(t *testing.T) {
	t.Parallel()
	root := module(t)
	agents, admins := programs[0].inputs, programs[1].inputs
	before, err := sourceHash(root, agents)
	require.NoError(t, err)
	for name, same := range map[string]bool{
		"app/adapter_test.go":  true,
		"app/settings/page.go": true,
		"wasm/admin/main.go":   true,
		"app/testdata/a.go":    true,
		"app/notes.md":         true,
		"app/adapter.go":       false,
		"protocol/down.go":     false,
		"go.sum":               false,
	} {
		write(t, root, name, "package x // changed: "+name)
		after, err := sourceHash(root, agents)
		require.NoError(t, err)
		require.Equal(t, same, before == after, name)
		before = after
	}
	_, err = sourceHash(t.TempDir(), agents)
	require.ErrorContains(t, err, "module's root")

	before, err = sourceHash(root, admins)
	require.NoError(t, err)
	for _, name := range []string{"app/settings/page.go", "wasm/admin/main.go"} {
		write(t, root, name, "package x // changed again: "+name)
		after, err := sourceHash(root, admins)
		require.NoError(t, err)
		require.NotEqual(t, before, after, name)
		before = after
	}
}

func TestSourceHashOfOursIsStable(t *testing.T) {
	t.Parallel()
	one, err := sourceHash("../..", programs[0].inputs)
	require.NoError(t, err)
	two, err := sourceHash("../..", programs[0].inputs)
	require.NoError(t, err)
	require.Equal(t, one, two)
}

func TestCompressedComesBackWhole(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("agent adapter "), 1000)
	small, err := compress(data, 5)
	require.NoError(t, err)
	require.Less(t, len(small), len(data)/10)
	back, err := io.ReadAll(brotli.NewReader(bytes.NewReader(small)))
	require.NoError(t, err)
	require.Equal(t, data, back)
}

func TestBudget(t *testing.T) {
	t.Parallel()
	b := bareSize{Go: "go1.26.8", GoApp: "v10.1.11", Brotli: 1000}
	m := manifest{Go: b.Go, GoApp: b.GoApp, recipe: recipe{Level: 11}, App: file{Brotli: 850}}
	require.NoError(t, withinBudget(m, b))
	m.App.Brotli = 851
	require.ErrorContains(t, withinBudget(m, b), "851 bytes are more than 0.85 ×")
	m.Level = 9
	require.NoError(t, withinBudget(m, b), "only the best level is comparable")
	m.Level, m.Go = 11, "go1.27.0"
	require.ErrorContains(t, withinBudget(m, b), "run with --bare")
}

func TestBareSizeIsRecorded(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("bare.json")
	require.NoError(t, err)
	var b bareSize
	require.NoError(t, json.Unmarshal(raw, &b))
	require.Greater(t, b.Brotli, int64(1_000_000))
	require.NotEmpty(t, b.Go)
}

func TestWasmExecIsThisRelease(t *testing.T) {
	t.Parallel()
	script, err := wasmExec()
	require.NoError(t, err)
	require.Contains(t, string(script), "globalThis.Go = class")
}

func TestFresh(t *testing.T) {
	t.Parallel()
	m := manifest{Source: "s1"}
	require.False(t, programs[0].fresh(&m, "s1"), "the files are not there")
}
