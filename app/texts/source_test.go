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

const root = "../.."

// agentRooms are where sentences for agents are made.
var agentRooms = []string{"rules", "server/desk", "server/hub", "server/inherit", "server/lease", "server/owner", "server/people", "server/relay"}

var keyed = regexp.MustCompile(`^[a-z]+(?:[.-][a-z0-9-]+)*: `)

// book is one set of tables and where its texts stand.
type book struct {
	name, tables string
	// parts is the folder of the Go parts, without the folders in skip; scripts and pages are files.
	parts          string
	skip           []string
	scripts, pages []string
	// said are the codes of the server's sentences in it.
	said *regexp.Regexp
	// known are folders whose fixed sentences have no codes, but are known by their English.
	known []string
}

var books = []book{
	{
		name: "agents", tables: root + "/web/static/texts", parts: "app", skip: []string{"settings", "gallery", "texts"},
		scripts: scripts("language.js", "host.js", "page.js", "desk.js", "ring.js", "check.js", "softphone.js", "loader.js", "allow.js"),
		pages:   []string{"page.html", "notifications.html"},
		said:    regexp.MustCompile(`^(?:why|drift|reason|problem|number|advice|choice|end)(?:\.[a-z0-9-]+)*: `),
	},
	{
		name: "admins", tables: root + "/web/static/texts/admin", parts: "app/settings",
		scripts: scripts("language.js", "host.js", "page.js", "loader.js"), pages: []string{"settings.html"},
		said:  regexp.MustCompile(`^(?:why|drift|reason|problem|check|warning|refusal|value|fault|step)(?:\.[a-z0-9-]+)*: `),
		known: []string{"rules"},
	},
}

func scripts(names ...string) []string {
	var all []string
	for _, name := range names {
		all = append(all, root+"/web/static/"+name)
	}
	return all
}

// gathered are texts by their keys.
type gathered map[string]string

func (g gathered) add(t *testing.T, where, said string) {
	t.Helper()
	key, english := Text(said).Key(), Text(said).English()
	if was, ok := g[key]; ok {
		require.Equal(t, was, english, "%s: the key %s has two English texts", where, key)
	}
	g[key] = english
}

// inSources are all texts of a book's Go parts, of its page's scripts and of the server, by their keys.
func inSources(t *testing.T, b book) gathered {
	t.Helper()
	found := gathered{}
	for _, f := range sources(t, b.parts, b.skip...) {
		if !speaks(t, f) {
			continue
		}
		for _, said := range literals(t, f) {
			if keyed.MatchString(said) && !strings.Contains(said, "%") {
				found.add(t, f, said)
			}
		}
	}
	for _, folder := range []string{"server", "rules"} {
		for _, f := range sources(t, folder) {
			for _, said := range literals(t, f) {
				if b.said.MatchString(said) {
					found.add(t, f, said)
				}
			}
		}
	}
	for _, folder := range b.known {
		for _, said := range fixed(t, folder) {
			found[said] = said
		}
	}
	onPages(t, b, found)
	return found
}

// onPages adds what the page's scripts and the page itself say.
func onPages(t *testing.T, b book, found gathered) {
	t.Helper()
	spoken := regexp.MustCompile(`\bsay\((?:page\.title \|\| )?"((?:[^"\\]|\\.)*)"`)
	for _, f := range b.scripts {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		for _, m := range spoken.FindAllStringSubmatch(string(raw), -1) {
			require.Regexp(t, keyed, m[1], "%s: say() wants \"key: English\"", f)
			found.add(t, f, m[1])
		}
	}
	for _, name := range b.pages {
		page, err := os.ReadFile(root + "/web/" + name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\.Say "([^"]+)"`).FindAllStringSubmatch(string(page), -1) {
			found.add(t, name, m[1])
		}
	}
}

// notReasons are files of rules whose sentences are no reasons of what is written.
var notReasons = regexp.MustCompile(`/(?:settings\w*|status\w*|custom|phone)\.go$`)

// fixed are the reasons in a folder that have no codes.
func fixed(t *testing.T, folder string) []string {
	t.Helper()
	reason := regexp.MustCompile(`^[a-z][a-z']*,? [A-Za-z].*[a-z)]$`)
	var all []string
	for _, f := range sources(t, folder) {
		if notReasons.MatchString(f) {
			continue
		}
		for _, said := range literals(t, f) {
			if reason.MatchString(said) && !strings.Contains(said, "%") {
				all = append(all, said)
			}
		}
	}
	return all
}

// speaks tells whether a Go file has texts at all.
func speaks(t *testing.T, path string) bool {
	t.Helper()
	return slices.Contains(literals(t, path), "agentadapter/app/texts")
}

// sources are a folder's Go files, tests left out, and the folders in skip.
func sources(t *testing.T, folder string, skip ...string) []string {
	t.Helper()
	var files []string
	require.NoError(t, filepath.WalkDir(filepath.Join(root, folder), func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && slices.Contains(skip, d.Name()) {
			return filepath.SkipDir // their texts are their own, or samples
		}
		if filepath.Ext(path) == ".go" && !strings.HasSuffix(path, "_test.go") {
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

func (b book) table(t *testing.T, language string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(b.tables, language+".json"))
	require.NoError(t, err)
	var all map[string]string
	require.NoError(t, json.Unmarshal(raw, &all), language)
	return all
}

// TestEnglishTable keeps both en.json, which translators read, in step with the sources.
func TestEnglishTable(t *testing.T) {
	for _, b := range books {
		want := map[string]string(inSources(t, b))
		if *update {
			b.write(t, "en", want)
		}
		require.Equal(t, want, b.table(t, "en"), "%s: go test ./app/texts -update writes it anew", b.name)
	}
}

func (b book) write(t *testing.T, language string, all map[string]string) {
	t.Helper()
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	require.NoError(t, enc.Encode(all))
	require.NoError(t, os.WriteFile(filepath.Join(b.tables, language+".json"), []byte(out.String()), 0o644))
}

// TestEveryLanguageSaysEverything: no key is missing, none is left over, and what is filled in
// stands in each language.
func TestEveryLanguageSaysEverything(t *testing.T) {
	t.Parallel()
	for _, b := range books {
		english := b.table(t, "en")
		for _, language := range Languages[1:] {
			complete(t, b.name+" "+language, english, b.table(t, language))
		}
	}
}

func complete(t *testing.T, name string, english, all map[string]string) {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(english)) {
		said, ok := all[key]
		if !ok {
			t.Errorf("%s lacks %q: %q", name, key, english[key])
			continue
		}
		if said == "" && english[key] != "" {
			t.Errorf("%s says nothing for %q", name, key)
		}
		require.Equal(t, placeholders(english[key]), placeholders(said), "%s: the placeholders of %q", name, key)
		if !strings.Contains(english[key], "|") {
			require.NotContains(t, said, "|", "%s: %q has one form only", name, key)
		}
	}
	for key := range all {
		if _, ok := english[key]; !ok {
			t.Errorf("%s says %q, which nobody asks for", name, key)
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

// bare is a sentence that a room gives a frame without a code.
var bare = regexp.MustCompile(`(?s)protocol\.Problem\{[^}]*\b(?:Text|Fix):\s*["\x60]|\bWhy:\s*"[A-Z]`)

// TestTheServerSaysNothingWithoutACode: a sentence without one stays English for everybody.
func TestTheServerSaysNothingWithoutACode(t *testing.T) {
	t.Parallel()
	for _, room := range agentRooms {
		for _, f := range sources(t, room) {
			raw, err := os.ReadFile(f)
			require.NoError(t, err)
			require.NotRegexp(t, bare, string(raw), "%s: use protocol.Fault or protocol.Say", f)
		}
	}
}

// shown are the calls of parts whose text an agent sees or hears.
var shown = regexp.MustCompile(`[^s]\.(?:Text|Title|Placeholder|Alt)\("|\.Aria\("(?:label|description|roledescription|valuetext|placeholder)", *"`)

// TestPartsHaveNoTextOfTheirOwn: a sentence that stands in a part is one that nobody translates.
func TestPartsHaveNoTextOfTheirOwn(t *testing.T) {
	t.Parallel()
	sentence := regexp.MustCompile(`^[A-Z][a-z]+(?: [A-Za-z]|[.?!…]$)`)
	for _, f := range sources(t, "app", books[0].skip...) {
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
