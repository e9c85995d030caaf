package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
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
	small    []byte // gzipped, where that is of use
}

// shelf is every asset by its name, and one hash over all.
type shelf struct {
	assets map[string]asset
	build  string
	says   map[string]tongue // to agents
	admins map[string]tongue
}

var embeddedShelf = sync.OnceValues(func() (*shelf, error) { return stock(Static()) })

// served are the files of the folder static that pages may ask for; a name ending in .br is served
// under the name before it, as brotli.
var served = []string{"icon.svg", "app.wasm.br"}

// Styles are the files that make up the look, in the order in which they count: the later one wins.
var Styles = []string{"tokens.css", "controls.css", "adapter.css", "desk.css"}

// joined are files that are served as one, because each request costs a page more than its bytes:
// their parts, in the order in which they have to run.
var joined = map[string][]string{
	"adapter.css":      Styles,
	"notifications.js": {"allow.js"},
	"adapter.js":       {"language.js", "host.js", "page.js", "desk.js", "ring.js", "check.js", "softphone.js", "wasm_exec.js", "loader.js"},
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
	if s.says, err = readTongues(static, forAgents); err != nil {
		return nil, err
	}
	all := sha256.New()
	files := slices.Clone(served)
	for _, language := range languages {
		files = append(files, forAgents+language+".json")
	}
	for _, file := range files {
		data, err := fs.ReadFile(static, file)
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		s.put(file, data)
	}
	for name, parts := range joined {
		data, err := join(static, parts)
		if err != nil {
			return nil, err
		}
		s.put(name, data)
	}
	for _, name := range slices.Sorted(maps.Keys(s.assets)) {
		fmt.Fprintln(all, name, s.assets[name].hash)
	}
	s.build = hex.EncodeToString(all.Sum(nil))[:16]
	return s, s.stockForAdmins(static)
}

// join puts files behind one another, each beginning on a line of its own.
func join(static fs.FS, parts []string) ([]byte, error) {
	var all bytes.Buffer
	for _, part := range parts {
		data, err := fs.ReadFile(static, part)
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		all.Write(data)
		all.WriteByte('\n')
	}
	return all.Bytes(), nil
}

// put shelves a file. What is text is kept gzipped, too: it is done once, and every page saves it.
func (s *shelf) put(file string, data []byte) {
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
	if a.encoding == "" {
		a.small = gzipped(data)
	}
	s.assets[a.name] = a
}

func gzipped(data []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil { // cannot be: the level is one of the package's own
		return nil
	}
	// Writing into memory does not fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
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
	h.Set("Vary", "Accept-Encoding")
	data, encoding := a.data, a.encoding
	if a.small != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		data, encoding = a.small, "gzip"
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Length", fmt.Sprint(len(data)))
	if r.Method == http.MethodHead {
		return
	}
	// A browser that went away is no fault of ours and nobody is left to be told.
	_, _ = w.Write(data)
}
