package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

// built is the folder static as it stands after a build.
func built() fstest.MapFS {
	return fstest.MapFS{
		"bundle.json":  {Data: []byte(`{"app":{"file":"app.wasm.br","hash":"a1","raw":7000000,"brotli":5},"admin":{"file":"admin.wasm.br","raw":6000000},"wasmExec":{"file":"wasm_exec.js","hash":"e1","raw":4}}`)},
		"app.wasm.br":  {Data: []byte("wasm!")},
		"wasm_exec.js": {Data: []byte("exec")},
		"adapter.css":  {Data: []byte("css")},
		"desk.css":     {Data: []byte("desk")},
		"desk.js":      {Data: []byte("desk")},
		"ring.js":      {Data: []byte("ring")},
		"check.js":     {Data: []byte("check")},
		"allow.js":     {Data: []byte("allow")},
		"tokens.css":   {Data: []byte("tokens")},
		"controls.css": {Data: []byte("controls")},
		"host.js":      {Data: []byte("host")},
		"page.js":      {Data: []byte("page")},
		"softphone.js": {Data: []byte("phone")},
		"loader.js":    {Data: []byte("load")},
		"icon.svg":     {Data: []byte("<svg/>")},
		"settings.css": {Data: []byte("css")},

		"admin.wasm.br": {Data: []byte("admin!")},
		"language.js":   {Data: []byte("language")},

		"texts/en.json": {Data: []byte(`{"adapter":"Agent adapter"}`)},
		"texts/de.json": {Data: []byte(`{"adapter":"Agent-Adapter"}`)},
		"texts/es.json": {Data: []byte(`{}`)}, "texts/fr.json": {Data: []byte(`{}`)}, "texts/ja.json": {Data: []byte(`{}`)},
		"texts/admin/en.json": {Data: []byte(`{}`)}, "texts/admin/de.json": {Data: []byte(`{"settings":"Einstellungen des Agent-Adapters"}`)},
		"texts/admin/es.json": {Data: []byte(`{}`)}, "texts/admin/fr.json": {Data: []byte(`{}`)}, "texts/admin/ja.json": {Data: []byte(`{}`)},
	}
}

func stocked(t *testing.T, static fs.FS) *shelf {
	t.Helper()
	s, err := stock(static)
	require.NoError(t, err)
	return s
}

func TestBundle(t *testing.T) {
	t.Parallel()
	b, err := readBundle(built())
	require.NoError(t, err)
	require.Equal(t, int64(7000000), b.App.Raw)

	none := built()
	delete(none, "bundle.json")
	_, err = readBundle(none)
	require.ErrorIs(t, err, ErrNoBundle)
	require.ErrorContains(t, err, "make wasm")

	half := built()
	delete(half, "app.wasm.br")
	_, err = readBundle(half)
	require.ErrorContains(t, err, `"app.wasm.br", which is not there; run make wasm`)

	torn := built()
	torn["bundle.json"] = &fstest.MapFile{Data: []byte("{")}
	_, err = readBundle(torn)
	require.ErrorContains(t, err, "damaged, run make wasm")

	_, err = readBundle(faulty{})
	require.ErrorContains(t, err, "disk")
}

type faulty struct{}

func (faulty) Open(string) (fs.File, error) { return nil, errors.New("disk") }

func TestEmbeddedFolderWithoutABundleIsUsable(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"tokens.css", "controls.css", "adapter.css", "language.js", "host.js", "page.js", "softphone.js", "loader.js", "icon.svg"} {
		_, err := fs.Stat(Static(), name)
		require.NoError(t, err, name)
	}
}

func get(s http.Handler, method, path string) *http.Response {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w.Result()
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	for name, want := range map[string][2]string{
		"app.wasm":    {"application/wasm", "br"},
		"adapter.js":  {"text/javascript; charset=utf-8", ""},
		"adapter.css": {"text/css; charset=utf-8", ""},
		"icon.svg":    {"image/svg+xml", ""},

		"texts/de.json": {"application/json", ""},
	} {
		r := get(s, "GET", s.address(name))
		require.Equal(t, 200, r.StatusCode, name)
		require.Equal(t, want[0], r.Header.Get("Content-Type"))
		require.Equal(t, want[1], r.Header.Get("Content-Encoding"))
		require.Contains(t, r.Header.Get("Cache-Control"), "immutable")
		require.Equal(t, "nosniff", r.Header.Get("X-Content-Type-Options"))
	}
	body, err := io.ReadAll(get(s, "GET", s.address("app.wasm")).Body)
	require.NoError(t, err)
	require.Equal(t, "wasm!", string(body))
	require.Equal(t, "5", get(s, "HEAD", s.address("app.wasm")).Header.Get("Content-Length"))
}

// TestScriptsAndStylesAreServedAsOne: in the order in which they have to run, and small.
func TestScriptsAndStylesAreServedAsOne(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	body, err := io.ReadAll(get(s, "GET", s.address("adapter.js")).Body)
	require.NoError(t, err)
	require.Equal(t, "language\nhost\npage\ndesk\nring\ncheck\nphone\nexec\nload\n", string(body))

	request := httptest.NewRequest("GET", s.address("adapter.css"), nil)
	request.Header.Set("Accept-Encoding", "gzip, br")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, request)
	require.Equal(t, "gzip", w.Header().Get("Content-Encoding"))
	require.Equal(t, strconv.Itoa(w.Body.Len()), w.Header().Get("Content-Length"))
	unpacked, err := gzip.NewReader(w.Body)
	require.NoError(t, err)
	body, err = io.ReadAll(unpacked)
	require.NoError(t, err)
	require.Equal(t, "tokens\ncontrols\ncss\ndesk\n", string(body))
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	for _, path := range []string{
		"/static/0000000000000000/adapter.js", "/static/adapter.js", "/static/x/host.js", "/static/", "/static/x/bundle.json",
		strings.Replace(s.address("adapter.js"), "adapter.js", "../adapter.js", 1), s.address("app.wasm") + ".br",
	} {
		r := get(s, "GET", path)
		require.Equal(t, 404, r.StatusCode, path)
		require.Equal(t, "no-store", r.Header.Get("Cache-Control"))
	}
	require.Equal(t, 405, get(s, "POST", s.address("adapter.js")).StatusCode)
}

func TestBuildFollowsEveryFile(t *testing.T) {
	t.Parallel()
	before := stocked(t, built())
	changed := built()
	changed["page.js"] = &fstest.MapFile{Data: []byte("page, newer")}
	after := stocked(t, changed)
	require.NotEqual(t, before.build, after.build)
	require.NotEqual(t, before.address("adapter.js"), after.address("adapter.js"))
	require.Equal(t, before.address("app.wasm"), after.address("app.wasm"))

	missing := built()
	delete(missing, "page.js")
	_, err := stock(missing)
	require.ErrorContains(t, err, "page.js")
}

func page() Page {
	return Page{
		Tenant: `a"cme`, ParentOrigin: "https://acme.kustomerapp.com", CardScript: "https://cdn.example/card.js",
		BindCommand: "ccaip_agent_adapter.app.bind", HostEvents: map[string]string{"dial": "clickToCall"},
	}
}

func TestWritePage(t *testing.T) {
	t.Parallel()
	s := stocked(t, built())
	var out bytes.Buffer
	require.NoError(t, s.writePage(&out, page()))
	html := out.String()
	for _, want := range []string{
		`<html lang="en"`, `<title>Agent adapter</title>`, `<main id="app" aria-label="Agent adapter"`,
		`data-tenant="a&#34;cme"`, `data-parent-origin="https://acme.kustomerapp.com"`,
		`data-bind-command="ccaip_agent_adapter.app.bind"`,
		`data-host-events="{&#34;dial&#34;:&#34;clickToCall&#34;}"`, `data-build="` + s.build + `"`,
		`src="https://cdn.example/card.js"`, `href="` + s.address("app.wasm") + `"`, `data-wasm="` + s.address("app.wasm") + `"`,
		`src="` + s.address("adapter.js") + `"`, `<progress`,
	} {
		require.Contains(t, html, want)
	}
	p := page()
	p.Base = "/adapter"
	out.Reset()
	require.NoError(t, s.writePage(&out, p))
	require.Contains(t, out.String(), `src="/adapter`+s.address("adapter.js")+`"`)
}

var inline = regexp.MustCompile(`(?i)<script(?:[^>]*)>[^<]|<style|\sstyle=|\son[a-z]+=|javascript:`)

func TestPageHasNothingInline(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, stocked(t, built()).writePage(&out, page()))
	require.NotRegexp(t, inline, out.String())
	for _, script := range []string{"language.js", "host.js", "page.js", "softphone.js", "loader.js"} {
		text, err := fs.ReadFile(Static(), script)
		require.NoError(t, err)
		require.NotRegexp(t, `\.style\b|innerHTML|eval\(|new Function|setAttribute\("style"`, string(text), script)
		require.Less(t, strings.Count(string(text), "\n"), 300, script)
	}
}

func TestWithoutABundle(t *testing.T) {
	t.Parallel()
	if _, err := Bundle(); err == nil {
		t.Log("built: the ways without a bundle are tested on a made-up folder")
		require.NotEmpty(t, Build())
		return
	}
	require.ErrorIs(t, WritePage(io.Discard, page()), ErrNoBundle)
	require.Empty(t, Build())
	w := httptest.NewRecorder()
	Serve(w, httptest.NewRequest("GET", "/static/x/host.js", nil))
	require.Equal(t, 503, w.Code)
}

func TestNothingBuiltIsCommitted(t *testing.T) {
	t.Parallel()
	ignored, err := os.ReadFile("../.gitignore")
	require.NoError(t, err)
	for _, name := range []string{"/web/static/*.wasm.br", "/web/static/wasm_exec.js", "/web/static/bundle.json"} {
		require.Contains(t, string(ignored), name)
	}
}
