// Package web holds what browsers download: the page around the adapter, its styles and scripts,
// and the bundle that `make wasm` builds.
//
// A page names each file by an address that carries a hash of the file's contents,
// /static/{hash}/{name}, so that browsers may keep it for ever and a new release is picked up by
// the next load of the page. The folder static is embedded whole: a fresh clone builds and tests
// without a bundle, and serving without one is an error that says what to run.
//
//	web.Bundle()              what was built, or what to do about it
//	web.WritePage(w, page)    the adapter's page
//	web.WriteSettings(w, page) the admins' page
//	web.Serve(w, r)           GET /static/{hash}/{name}
//	web.Build()               one hash over everything, to tell an old page from a new one
package web

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed static
var embedded embed.FS

// Static is the folder static: styles, scripts, icons and, once built, the bundle.
func Static() fs.FS {
	sub, err := fs.Sub(embedded, "static")
	if err != nil { // cannot be: the folder is embedded under that very name
		return embedded
	}
	return sub
}

// ErrNoBundle says that the WebAssembly was never built.
var ErrNoBundle = errors.New("web: there is no bundle; run make wasm")

// Built says what the bundle holds; it is the file static/bundle.json.
type Built struct {
	// App is the agents' WebAssembly, Admin the settings page's, WasmExec the Go release's own support
	// script.
	App      File `json:"app"`
	Admin    File `json:"admin"`
	WasmExec File `json:"wasmExec"`
	// Go and GoApp are the versions it was built with.
	Go    string `json:"go"`
	GoApp string `json:"goapp"`
	// Source is a hash of everything the build reads: a bundle of other sources is stale.
	Source string `json:"source"`
}

// File is one built file.
type File struct {
	// Name in the folder static, such as app.wasm.br.
	Name string `json:"file"`
	// Hash of the contents before compression.
	Hash string `json:"hash"`
	// Raw and Brotli are sizes in bytes; Brotli is zero for a file served as it is.
	Raw    int64 `json:"raw"`
	Brotli int64 `json:"brotli,omitempty"`
}

// Bundle reads static/bundle.json. It answers ErrNoBundle if nothing was built, and an error that
// says to build again if what it names is not there.
func Bundle() (Built, error) { return readBundle(Static()) }

func readBundle(static fs.FS) (Built, error) {
	var b Built
	raw, err := fs.ReadFile(static, "bundle.json")
	if errors.Is(err, fs.ErrNotExist) {
		return b, ErrNoBundle
	}
	if err != nil {
		return b, fmt.Errorf("web: read bundle.json: %w", err)
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		return b, fmt.Errorf("web: bundle.json is damaged, run make wasm: %w", err)
	}
	for _, f := range []File{b.App, b.WasmExec} {
		if _, err := fs.Stat(static, f.Name); f.Name == "" || err != nil {
			return b, fmt.Errorf("web: bundle.json names %q, which is not there; run make wasm", f.Name)
		}
	}
	return b, nil
}
