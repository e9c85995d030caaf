package texts

import (
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the English table anew from the sources")

const (
	root   = "../.."
	tables = root + "/web/static/texts"
	// problems are the faults that the server tells by a code; their English stands in the server.
	problems = "problem."
)

var keyed = regexp.MustCompile(`^[a-z]+(?:[.-][a-z0-9-]+)*: `)

// inSources are all texts of the Go parts and of the page's scripts, by their keys.
func inSources(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	add := func(where, said string) {
		key, english := Text(said).Key(), Text(said).English()
		if was, ok := found[key]; ok {
			require.Equal(t, was, english, "%s: the key %s has two English texts", where, key)
		}
		found[key] = english
	}
	for _, f := range sources(t, "app", ".go") {
		if !speaks(t, f) {
			continue
		}
		for _, said := range literals(t, f) {
			if keyed.MatchString(said) && !strings.Contains(said, "%") {
				add(f, said)
			}
		}
	}
	spoken := regexp.MustCompile(`\bsay\(\s*"((?:[^"\\]|\\.)*)"`)
	for _, f := range sources(t, "web/static", ".js") {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range spoken.FindAllStringSubmatch(string(raw), -1) {
			require.Regexp(t, keyed, m[1], "%s: say() wants \"key: English\"", f)
			add(f, m[1])
		}
	}
	for _, name := range []string{"page.html", "notifications.html"} {
		page, err := os.ReadFile(root + "/web/" + name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\.Say "([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
			add(name, m[1])
		}
	}
	return found
}

// speaks tells whether a Go file has texts at all.
func speaks(t *testing.T, path string) bool {
	t.Helper()
	return slices.Contains(literals(t, path), "agentadapter/app/texts")
}

func sources(t *testing.T, folder, ext string) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (slices.Contains([]string{"settings", "gallery", "texts"}, d.Name()) && folder == "app") {
			return filepath.SkipDir // their texts are their own, or samples
		}
		if filepath.Ext(path) == ext && !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, "wasm_exec.js") {
			files = append(files, path)
		}
		return nil
	}))
	return files
}

// literals are the text literals of a Go file.
func literals(t *testing.T, path string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	var said []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			require.NoError(t, err)
			said = append(said, text)
		}
		return true
	})
	return said
}

func table(t *testing.T, language string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(tables, language+".json"))
	require.NoError(t, err)
	var all map[string]string
	require.NoError(t, json.Unmarshal(raw, &all), language)
	return all
}

// TestEnglishTable keeps en.json, which translators read, in step with the sources.
func TestEnglishTable(t *testing.T) {
	want := inSources(t)
	for key, said := range table(t, "en") {
		if strings.HasPrefix(key, problems) {
			want[key] = said
		}
	}
	if *update {
		write(t, "en", want)
	}
	require.Equal(t, want, table(t, "en"), "go test ./app/texts -update writes it anew")
}

func write(t *testing.T, language string, all map[string]string) {
	t.Helper()
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	require.NoError(t, enc.Encode(all))
	require.NoError(t, os.WriteFile(filepath.Join(tables, language+".json"), []byte(out.String()), 0o644))
}

// TestEveryLanguageSaysEverything: no key is missing, none is left over, and what is filled in
// stands in each language.
func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	english := table(t, "en")
	for _, language := range Languages[1:] {
		all := table(t, language)
		for _, key := range slices.Sorted(maps.Keys(english)) {
			said, ok := all[key]
			if !ok {
				t.Errorf("%s.json lacks %q: %q", language, key, english[key])
				continue
			}
			if said == "" && english[key] != "" {
				t.Errorf("%s.json says nothing for %q", language, key)
			}
			require.Equal(t, placeholders(english[key]), placeholders(said), "%s.json: the placeholders of %q", language, key)
			if !strings.Contains(english[key], "|") {
				require.NotContains(t, said, "|", "%s.json: %q has one form only", language, key)
			}
		}
		for key := range all {
			if _, ok := english[key]; !ok {
				t.Errorf("%s.json says %q, which nobody asks for", language, key)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// placeholders are those of a text, each once, in order.
func placeholders(said string) []string {
	names := placeholder.FindAllString(said, -1)
	slices.Sort(names)
	return slices.Compact(names)
}

// TestProblemsAreTheServers: each code that is translated is one the server tells, in these very
// words.
func TestProblemsAreTheServers(t *testing.T) {
	t.Parallel()
	told := map[string]bool{}
	for _, f := range sources(t, "server", ".go") {
		for _, said := range literals(t, f) {
			told[said] = true
		}
	}
	for key, said := range table(t, "en") {
		code, ok := strings.CutPrefix(key, problems)
		if !ok || said == "" {
			continue
		}
		code = strings.TrimSuffix(code, ".fix")
		require.True(t, told[code], "the server tells no problem %q", code)
		require.True(t, told[said], "the server says %q in other words than %q", code, said)
	}
}

// shown are the calls of parts whose text an agent sees or hears.
var shown = regexp.MustCompile(`[^s]\.(?:Text|Title|Placeholder|Alt)\("|\.Aria\("(?:label|description|roledescription|valuetext|placeholder)", *"`)

// TestPartsHaveNoTextOfTheirOwn: a sentence that stands in a part is one that nobody translates.
func TestPartsHaveNoTextOfTheirOwn(t *testing.T) {
	t.Parallel()
	sentence := regexp.MustCompile(`^[A-Z][a-z]+(?: [A-Za-z]|[.?!…]$)`)
	for _, f := range sources(t, "app", ".go") {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		require.NotRegexp(t, shown, string(raw), "%s: the text belongs into texts.go", f)
		if strings.Contains(f, "/link/") || strings.Contains(f, "/host/") {
			continue // errors, which developers read
		}
		for _, said := range literals(t, f) {
			require.NotRegexp(t, sentence, said, "%s: the sentence belongs into texts.go, with a key", f)
		}
	}
}
