package agentadapter_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	maxFileLines     = 300
	maxFunctionLines = 70
	// A package comment shorter than this names the package and tells nothing.
	minDocLetters = 60
	// wasmBudget is how large the agents' download may be, as a part of the smallest go-app program.
	wasmBudget = 0.85
	// bareLevel is the level of brotli that the smallest program was measured at.
	bareLevel = 11
)

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestEveryPackageTellsItsStory(t *testing.T) {
	t.Parallel()
	docs := map[string]string{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), f.path, nil, parser.PackageClauseOnly|parser.ParseComments)
		require.NoError(t, err)
		docs[f.folder] += parsed.Doc.Text()
	}
	for folder, doc := range docs {
		if len(doc) < minDocLetters {
			t.Errorf("%s has no package comment that tells what it is for: a newcomer reads it before the code.", folder)
		}
	}
}

func TestFilesAndFunctionsStayShort(t *testing.T) {
	t.Parallel()
	walkHouse(t, func(path string) {
		switch {
		case strings.HasSuffix(path, "_test.go"), strings.HasSuffix(path, "wasm_exec.js"):
		case strings.HasSuffix(path, ".go"):
			checkLines(t, path)
			checkFunctions(t, path)
		case strings.HasSuffix(path, ".js"):
			checkLines(t, path)
		}
	})
}

func checkLines(t *testing.T, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	if lines := strings.Count(string(raw), "\n"); lines > maxFileLines {
		t.Errorf("%s has %d lines, more than %d: it holds a second concern that wants a file of its own.", path, lines, maxFileLines)
	}
}

func checkFunctions(t *testing.T, path string) {
	t.Helper()
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if lines := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1; lines > maxFunctionLines {
			t.Errorf("%s: %s has %d lines, more than %d: nobody holds it in the head at once.", path, f.Name.Name, lines, maxFunctionLines)
		}
	}
}

func TestNoStyleAttributes(t *testing.T) {
	t.Parallel()
	styled := regexp.MustCompile(`\.Styles?\(`)
	walkHouse(t, func(path string) {
		if !strings.HasPrefix(path, "app/") || !strings.HasSuffix(path, ".go") {
			return
		}
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		if styled.Match(raw) {
			t.Errorf("%s sets a style attribute: the page's style-src 'self' blocks it. Use a class, <progress> or an SVG attribute.", path)
		}
	})
}

func TestWasmBudget(t *testing.T) {
	t.Parallel()
	var bundle struct {
		App   struct{ Brotli int64 }
		Go    string
		Level int
	}
	var bare struct {
		Brotli int64
		Go     string
	}
	// The demo's quicker compression is not what agents download.
	if !readJSON(t, "web/static/bundle.json", &bundle) || bundle.Level < bareLevel {
		const missing = "there is no bundle as it ships, so the size that agents download was NOT checked: run make wasm"
		if os.Getenv("CI") != "" || os.Getenv("HOUSE_BUNDLE") == "required" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	require.True(t, readJSON(t, "web/bundle/bare.json", &bare), "the size of bare go-app is not recorded: go run ./web/bundle --bare")
	require.Equal(t, bare.Go, bundle.Go, "bare go-app was measured with another Go: go run ./web/bundle --bare")
	require.Positive(t, bundle.App.Brotli)
	ratio := float64(bundle.App.Brotli) / float64(bare.Brotli)
	t.Logf("the bundle is %d bytes of brotli, %.2f times bare go-app", bundle.App.Brotli, ratio)
	require.LessOrEqual(t, ratio, wasmBudget,
		"every agent downloads it at each release; go build -ldflags=-dumpdep, or a look at new imports, tells what came in")
}

func readJSON(t *testing.T, path string, into any) bool {
	t.Helper()
	raw, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return false
	}
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, into), path)
	return true
}

// TestDocsNameRealTargets keeps every "make something" in the prose true.
func TestDocsNameRealTargets(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("Makefile")
	require.NoError(t, err)
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([a-z][a-z0-9-]*):`).FindAllStringSubmatch(string(makefile), -1) {
		targets[m[1]] = true
	}
	require.NotEmpty(t, targets)
	// Only code is looked at: prose may make sense, too.
	named := regexp.MustCompile("(?m)(?:`|^\\s*(?:\\$ |exec )?)make ([a-z][a-z0-9-]*)")
	for _, path := range append(prose(t), ".ci/run") {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range named.FindAllStringSubmatch(string(raw), -1) {
			if !targets[m[1]] {
				t.Errorf("%s says make %s, which the Makefile does not know.", path, m[1])
			}
		}
	}
}

// TestDocsNameRealFiles keeps the links between our own pages true.
func TestDocsNameRealFiles(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	for _, path := range prose(t) {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(raw), -1) {
			if !exists(filepath.Join(filepath.Dir(path), m[1])) {
				t.Errorf("%s links to %s, which is not there.", path, m[1])
			}
		}
	}
}

func prose(t *testing.T) []string {
	t.Helper()
	var pages []string
	walkHouse(t, func(path string) {
		if strings.HasSuffix(path, ".md") {
			pages = append(pages, path)
		}
	})
	return pages
}
