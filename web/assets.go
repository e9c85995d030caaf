package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
)

// asset is one file as it goes over the wire.
type asset struct {
	name     string // as the address says it: app.wasm, not app.wasm.br
	hash     string
	mime     string
	encoding string // Content-Encoding, empty for none
	data     []byte
}

// shelf is every asset by its name, and one hash over all.
type shelf struct {
	assets map[string]asset
	build  string
	says   map[string]tongue
}

var embeddedShelf = sync.OnceValues(func() (*shelf, error) { return stock(Static()) })

// served are the names that pages may ask for; a name ending in .br is served under the name
// before it, as brotli.
var served = []string{
	"adapter.css", "desk.css", "language.js", "host.js", "loader.js", "page.js", "desk.js", "softphone.js", "icon.svg", "wasm_exec.js", "app.wasm.br",
}

// types are said outright: the system's own table differs from machine to machine, and a wasm of
// another type is not compiled while it streams.
var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".wasm": "application/wasm", ".json": "application/json",
}

func stock(static fs.FS) (*shelf, error) {
	if _, err := readBundle(static); err != nil {
		return nil, err
	}
	s := &shelf{assets: map[string]asset{}}
	var err error
	if s.says, err = readTongues(static); err != nil {
		return nil, err
	}
	all := sha256.New()
	files := slices.Clone(served)
	for _, language := range languages {
		files = append(files, tableOf(language))
	}
	for _, file := range files {
		a, err := load(static, file)
		if err != nil {
			return nil, err
		}
		s.assets[a.name] = a
		fmt.Fprintln(all, a.name, a.hash)
	}
	s.build = hex.EncodeToString(all.Sum(nil))[:16]
	return s, nil
}

func load(static fs.FS, file string) (asset, error) {
	data, err := fs.ReadFile(static, file)
	if err != nil {
		return asset{}, fmt.Errorf("web: %w", err)
	}
	a := asset{name: file, data: data}
	if name, ok := strings.CutSuffix(file, ".br"); ok {
		a.name, a.encoding = name, "br"
	}
	sum := sha256.Sum256(data)
	a.hash = hex.EncodeToString(sum[:])[:16]
	a.mime = types[path.Ext(a.name)]
	if a.mime == "" {
		a.mime = mime.TypeByExtension(path.Ext(a.name))
	}
	return a, nil
}

// address is where the asset lives below the server's own address.
func (s *shelf) address(name string) string {
	return "/static/" + s.assets[name].hash + "/" + name
}

// Build is one hash over all that browsers download, empty without a bundle. A page whose own
// differs is of another release.
func Build() string {
	s, err := embeddedShelf()
	if err != nil {
		return ""
	}
	return s.build
}

// Serve answers GET /static/{hash}/{name}. An address of another release is 404 and not kept: the
// page that asks for it is to be loaded again.
func Serve(w http.ResponseWriter, r *http.Request) {
	s, err := embeddedShelf()
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	s.ServeHTTP(w, r)
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/static/"), "/")
	a, ok := s.assets[name]
	if !ok || a.hash != hash {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "no such file in this release; load the page again", http.StatusNotFound)
		return
	}
	a.write(w, r)
}

func (a asset) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.mime)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	if a.encoding != "" {
		h.Set("Content-Encoding", a.encoding)
		h.Set("Vary", "Accept-Encoding")
	}
	h.Set("Content-Length", fmt.Sprint(len(a.data)))
	if r.Method == http.MethodHead {
		return
	}
	// A browser that went away is no fault of ours and nobody is left to be told.
	_, _ = io.Copy(w, strings.NewReader(string(a.data)))
}
