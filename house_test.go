// The house rules as tests: who may import whom (here), and how large and how well described a
// room may be (house_budgets_test.go). A failing rule prints its reason; whoever wants to change a
// rule argues with the reason first, in docs/decisions.
package agentadapter_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "agentadapter"

// yetToCome are rooms that a rule names before they are built. A room that exists must leave the
// list, so that a misspelt folder in a rule never makes it a rule about nothing.
var yetToCome []string

// rule says what the files of some folders may import directly. Patterns: "std" is the standard
// library, a trailing /... means the folder and all below, everything else is meant to the letter.
// Folders of ours are named without the module.
type rule struct {
	name   string
	in     []string // folders, or single files
	except []string // folders or files inside them that another rule speaks of
	tests  bool     // holds for test files too
	may    []string // nothing else may be imported; empty: everything but never
	never  []string
	reason string
}

const (
	goApp     = "github.com/maxence-charriere/go-app/v10/..."
	nhooyr    = "nhooyr.io/websocket/..."
	gorilla   = "github.com/gorilla/websocket/..."
	natsAll   = "github.com/nats-io/..."
	testify   = "github.com/stretchr/testify/..."
	chromedp  = "github.com/chromedp/..."
	phone     = "github.com/nyaruka/phonenumbers/..."
	brotli    = "github.com/andybalholm/brotli/..."
	toxiproxy = "github.com/Shopify/toxiproxy/v2/..."
)

var importRules = []rule{
	{name: "1 protocol leans on nothing", in: []string{"protocol/..."}, may: []string{"std"},
		reason: "both wings import the words, so whatever they lean on would come along into the browser"},
	{name: "1 rules lean on nothing", in: []string{"rules/..."}, may: []string{"std", phone},
		reason: "rules are pure decisions; what does I/O or knows a wire cannot be tested as a table"},
	{name: "2 a neighbour does not know our business", in: []string{"kustomer/..."},
		never:  []string{"ccaip/...", "rules/...", "protocol/...", "server/...", "app/...", "sandbox/...", "web/..."},
		reason: "a client speaks its vendor's language; our rules would leak into it and then change with it"},
	{name: "2 nor does the other one", in: []string{"ccaip/..."},
		never:  []string{"kustomer/...", "rules/...", "protocol/...", "server/...", "app/...", "sandbox/...", "web/..."},
		reason: "a client speaks its vendor's language; our rules would leak into it and then change with it"},
	{name: "3 the browser wing is light", in: []string{"app/..."}, except: []string{"app", "app/state/...", "app/texts", "app/gallery", "app/settings/..."},
		may:    []string{"std", "protocol", "app/state", goApp, nhooyr},
		reason: "every agent downloads it and nobody should have to trust more of it than the widget needs"},
	{name: "3 the root knows the browser's rooms", in: []string{"app"},
		may:    []string{"std", "protocol", "app/state", "app/texts", "app/link", "app/host", "app/softphone", goApp, nhooyr},
		reason: "parts render values and send messages; only the root component runs effects"},
	{name: "3 state is pure", in: []string{"app/state/..."}, may: []string{"std", "protocol", "app/texts"},
		reason: "all that an agent can see is one value that a table test checks, without a browser"},
	{name: "3 the gallery shows the real parts", in: []string{"app/gallery"}, may: []string{"std", "protocol", "app", "app/state", "app/texts", "web", goApp},
		reason: "it runs natively; what it shows is what agents see, and agents never download it"},
	{name: "3 texts lean on words", in: []string{"app/texts"}, may: []string{"std", "protocol"},
		reason: "every part and every sentence stands on them"},
	{name: "3 the admin's pages stand alone", in: []string{"app/settings/..."}, may: []string{"std", "app/settings/...", "app/texts", goApp},
		reason: "they are a bundle of their own that calls /api/v1 by the browser's fetch"},
	{name: "3 the browser wing carries no HTTP client", in: []string{"app/...", "wasm/..."},
		never:  []string{"net/http", "net", "crypto/tls", "database/sql", phone, gorilla},
		reason: "net/http alone doubles the download; the socket and fetch are the browser's own"},
	{name: "4 wasm is a door", in: []string{"wasm"}, except: []string{"wasm/admin"}, may: []string{"app", goApp},
		reason: "routes and nothing else; logic here would escape the native tests"},
	{name: "4 wasm/admin is a door", in: []string{"wasm/admin"}, may: []string{"app/settings", goApp},
		reason: "routes and nothing else; logic here would escape the native tests"},
	{name: "4 web holds files", in: []string{"web/..."}, except: []string{"web/bundle"}, may: []string{"std"},
		reason: "what serves the bundle must not grow with what builds it"},
	{name: "4 the bundler compresses", in: []string{"web/bundle"}, may: []string{"std", "web/bundle/diet", brotli},
		reason: "it runs on every build, before anything else of ours compiles"},
	{name: "5 the server never meets the browser wing", in: []string{"server/..."},
		never:  []string{"app/...", "wasm/...", "sandbox/...", "e2e/...", goApp, chromedp},
		reason: "go-app's handler brings a worker, a loader and a public icon; the page is written by widget.go"},
	{name: "5 gorilla lives in the hub", in: []string{"server/..."}, except: []string{"server/hub", "server/hub/bare"},
		never: []string{gorilla}, reason: "one room owns sockets; the others speak in frames"},
	{name: "5 NATS lives behind the engine's door", in: []string{"server/..."}, except: []string{"server/engine/nats/..."},
		never: []string{natsAll}, reason: "the store must stay replaceable behind one small door"},
	{name: "5 only the parts list opens that door", in: []string{"server/..."}, except: []string{"server/run.go", "server/parts.go", "server/engine/nats/..."},
		never: []string{"server/engine/nats/..."}, reason: "rooms ask for the values of package engine; the parts list alone knows which engine it is"},
	{name: "7 the sandbox is a witness", in: []string{"sandbox/..."}, tests: true, may: []string{"std", "sandbox/..."},
		reason: "a witness that shares the client's structs repeats the client's mistakes"},
	{name: "8 e2e stands outside", in: []string{"e2e/..."}, except: []string{"e2e/bare"}, tests: true,
		may:    []string{"std", "e2e/...", chromedp, nhooyr, testify, toxiproxy},
		reason: "it starts what ships as processes; reaching inside would prove less"},
	{name: "8 the yardstick is the library as it comes", in: []string{"e2e/bare"}, may: []string{"std", goApp},
		reason: "speed is measured against the smallest program anybody would write with it"},
	{name: "9 testify is for tests", in: []string{"..."}, except: []string{"e2e/..."}, never: []string{testify},
		reason: "test helpers in a shipped binary are dead weight"},
	{name: "9 chromedp is for e2e", in: []string{"..."}, except: []string{"e2e/..."}, tests: true, never: []string{chromedp},
		reason: "unit tests must run where no browser is"},
	{name: "9 syscall/js stays at the edge", in: []string{"..."}, tests: true,
		except: []string{"app/host/host_js.go", "app/softphone/softphone_js.go", "app/settings/fetch_js.go"},
		never:  []string{"syscall/js"}, reason: "all else compiles and is tested natively"},
}

func TestWhoMayImportWhom(t *testing.T) {
	t.Parallel()
	files := goFiles(t)
	for _, r := range append(importRules, roomsApart(files)...) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range files {
				for _, breach := range r.breaches(f) {
					t.Errorf("%s imports %q.\nRule %s: %s.", f.path, breach, r.name, r.reason)
				}
			}
		})
	}
}

// roomsApart is rule 6, one rule for each room that the server has.
func roomsApart(files []goFile) []rule {
	var rooms []string
	for _, f := range files {
		parts := strings.Split(f.path, "/")
		if len(parts) > 2 && parts[0] == "server" && parts[1] != "engine" {
			rooms = append(rooms, "server/"+parts[1])
		}
	}
	slices.Sort(rooms)
	rooms = slices.Compact(rooms)
	var rules []rule
	for _, room := range rooms {
		var others []string
		for _, other := range rooms {
			if other != room {
				others = append(others, other+"/...")
			}
		}
		rules = append(rules, rule{name: "6 rooms do not import rooms: " + room, in: []string{room + "/..."},
			never: others, reason: "each declares the two or three methods it needs, and run.go introduces them"})
	}
	return rules
}

func TestRulesNameRealFolders(t *testing.T) {
	t.Parallel()
	for _, r := range importRules {
		for _, place := range slices.Concat(r.in, r.except, r.may, r.never) {
			folder := strings.TrimSuffix(strings.TrimSuffix(place, "..."), "/")
			if folder == "" || folder == "std" || isLibrary(folder) || inYetToCome(folder) {
				continue
			}
			require.True(t, exists(folder), "rule %s names %s, which is not there: mend the rule, or list the room in yetToCome", r.name, folder)
		}
	}
	for _, folder := range yetToCome {
		require.False(t, exists(folder), "%s has come: take it off the list yetToCome", folder)
	}
}

func inYetToCome(folder string) bool {
	return slices.ContainsFunc(yetToCome, func(room string) bool { return within(folder, room+"/...") })
}

// isLibrary tells a library or a package of the standard library from a folder of ours.
func isLibrary(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".") || slices.Contains([]string{"net", "crypto", "database", "syscall"}, first)
}

// breaches are the imports of a file that the rule forbids.
func (r rule) breaches(f goFile) []string {
	if f.test && !r.tests || !matches(f, r.in) || matches(f, r.except) {
		return nil
	}
	var found []string
	for _, path := range f.imports {
		if len(r.may) > 0 && !allowed(path, r.may) || allowed(path, r.never) {
			found = append(found, path)
		}
	}
	return found
}

// matches tells whether a file, or its folder, is among the places.
func matches(f goFile, places []string) bool {
	return slices.ContainsFunc(places, func(place string) bool {
		return f.path == place || within(f.folder, place)
	})
}

// allowed tells whether an import path is among the patterns.
func allowed(path string, patterns []string) bool {
	ours, isOurs := strings.CutPrefix(path, module+"/")
	return slices.ContainsFunc(patterns, func(p string) bool {
		switch {
		case p == "std":
			first, _, _ := strings.Cut(path, "/")
			return !isOurs && path != module && !strings.Contains(first, ".")
		case isOurs:
			return within(ours, p)
		}
		return within(path, p)
	})
}

// within tells whether a folder is the place, or below it where the place ends in /... .
func within(folder, place string) bool {
	root, below := strings.CutSuffix(place, "...")
	root = strings.TrimSuffix(root, "/")
	return folder == root || below && (root == "" || strings.HasPrefix(folder, root+"/"))
}

// goFile is a Go file of the house, whatever its build tags.
type goFile struct {
	path, folder string
	test         bool
	imports      []string
}

// goFiles reads the imports of all of them.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	walkHouse(t, func(path string) {
		if !strings.HasSuffix(path, ".go") {
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		f := goFile{path: path, folder: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go")}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			f.imports = append(f.imports, name)
		}
		files = append(files, f)
	})
	require.NotEmpty(t, files)
	return files
}

// walkHouse visits each file that is ours: not what Git, a build or a test left beside it.
func walkHouse(t *testing.T, visit func(path string)) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
			slices.Contains([]string{"bin", "data", "testdata", "node_modules"}, name)) {
			return filepath.SkipDir
		}
		if !d.IsDir() {
			visit(filepath.ToSlash(path))
		}
		return nil
	}))
}

// TestRulesBite proves on files made up for it that a breach is seen and the allowed is not.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, imports string
		breaches      string // how the broken rule's name begins; empty: none
	}{
		{"protocol/up.go", "encoding/json", ""},
		{"protocol/up.go", "nhooyr.io/websocket", "1"},
		{"protocol/up_test.go", "github.com/stretchr/testify/require", ""},
		{"rules/fact.go", "agentadapter/protocol", "1"},
		{"kustomer/notes.go", "agentadapter/rules", "2"},
		{"app/dial.go", "agentadapter/app/link", ""},
		{"app/link/link.go", "agentadapter/app/host", "3"},
		{"app/state/dial.go", "github.com/maxence-charriere/go-app/v10/pkg/app", "3"},
		{"app/part.go", "net/http", "3"},
		{"wasm/main.go", "agentadapter/app/state", "4"},
		{"server/desk/desk.go", "agentadapter/server/hub", "6"},
		{"server/desk/desk.go", "agentadapter/server/engine", ""},
		{"server/desk/desk.go", "github.com/gorilla/websocket", "5"},
		{"server/hub/hub.go", "github.com/gorilla/websocket", ""},
		{"server/config.go", "agentadapter/server/engine/nats", "5"},
		{"server/run.go", "agentadapter/server/engine/nats", ""},
		{"sandbox/main_test.go", "agentadapter/kustomer", "7"},
		{"e2e/world/world.go", "agentadapter/protocol", "8"},
		{"server/engine/nats/enginetest/open.go", "github.com/stretchr/testify/require", "9"},
		{"app/link/link_js.go", "syscall/js", "9"},
	} {
		f := goFile{path: c.path, folder: filepath.ToSlash(filepath.Dir(c.path)),
			test: strings.HasSuffix(c.path, "_test.go"), imports: []string{c.imports}}
		var broken []string
		for _, r := range append(importRules, roomsApart([]goFile{{path: "server/hub/hub.go"}, {path: "server/desk/desk.go"}})...) {
			if len(r.breaches(f)) > 0 {
				broken = append(broken, r.name)
			}
		}
		if c.breaches == "" {
			require.Empty(t, broken, "%s imports %s", c.path, c.imports)
			continue
		}
		require.NotEmpty(t, broken, "%s imports %s", c.path, c.imports)
		require.True(t, strings.HasPrefix(broken[0], c.breaches), "%s imports %s: %v", c.path, c.imports, broken)
	}
}
