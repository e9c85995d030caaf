package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// file and manifest are the form of bundle.json, as package web reads it.
type file struct {
	Name   string `json:"file"`
	Hash   string `json:"hash"`
	Raw    int64  `json:"raw"`
	Brotli int64  `json:"brotli,omitempty"`
}

type manifest struct {
	App      file   `json:"app"`
	Admin    file   `json:"admin"`
	WasmExec file   `json:"wasmExec"`
	Go       string `json:"go"`
	GoApp    string `json:"goapp"`
	// Source and AdminSource are hashes of what each WebAssembly was made of.
	Source      string `json:"source"`
	AdminSource string `json:"adminSource"`
	recipe
}

// recipe is how a bundle is made.
type recipe struct {
	Level int  `json:"level"` // brotli's
	Diet  bool `json:"diet"`
}

// program is one WebAssembly.
type program struct {
	name, pkg, file string
	// inputs are the folders and files of ours that it is made of.
	inputs []string
	// built and source are its places in the manifest.
	built  func(*manifest) *file
	source func(*manifest) *string
}

// programs are what is built: the agents' and the admins'.
var programs = []program{
	{"agents", "./wasm", "app.wasm.br", []string{"go.mod", "go.sum", "protocol", "app", "wasm", "web/bundle/diet"},
		func(m *manifest) *file { return &m.App }, func(m *manifest) *string { return &m.Source }},
	{"admins", "./wasm/admin", "admin.wasm.br", []string{"go.mod", "go.sum", "app/settings", "wasm/admin", "web/bundle/diet"},
		func(m *manifest) *file { return &m.Admin }, func(m *manifest) *string { return &m.AdminSource }},
}

// build makes each program unless the one that is there came from the same sources by the same
// recipe or is compressed better. The recipe of the agents' is the one that is written down.
func build(r recipe, force bool) error {
	m, err := readManifest()
	if err != nil {
		m = manifest{}
	}
	// Of two programs with different recipes nobody could tell which is as it ships.
	force = force || m.Level < r.Level || m.Diet != r.Diet
	if !force {
		r.Level = m.Level
	}
	m.recipe = r
	if m.Go, m.GoApp, err = versions(); err != nil {
		return err
	}
	if err := m.addScript(); err != nil {
		return err
	}
	for _, p := range programs {
		if err := p.build(&m, force); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(staticDir, "bundle.json"), m); err != nil {
		return err
	}
	return compareWithBare(m)
}

// addScript copies the support script of the Go release at work.
func (m *manifest) addScript() error {
	script, err := wasmExec()
	if err != nil {
		return err
	}
	m.WasmExec = file{execFile, hash(script), int64(len(script)), 0}
	return os.WriteFile(filepath.Join(staticDir, execFile), script, 0o644)
}

// build makes one program and notes it in the manifest.
func (p program) build(m *manifest, force bool) error {
	source, err := sourceHash(".", p.inputs)
	if err != nil {
		return err
	}
	if !force && p.fresh(m, source) {
		fmt.Printf("bundle: %s up to date, %s brotli\n", p.name, bytesText(p.built(m).Brotli))
		return nil
	}
	began := time.Now()
	wasm, err := compile(".", p.pkg, m.Diet)
	if err != nil {
		return err
	}
	small, err := compress(wasm, m.Level)
	if err != nil {
		return err
	}
	*p.built(m) = file{p.file, hash(wasm), int64(len(wasm)), int64(len(small))}
	*p.source(m) = source
	fmt.Printf("bundle: %s %s raw, %s brotli (level %d), %s\n", p.name, bytesText(int64(len(wasm))), bytesText(int64(len(small))),
		m.Level, time.Since(began).Round(100*time.Millisecond))
	return os.WriteFile(filepath.Join(staticDir, p.file), small, 0o644)
}

// fresh tells whether what is there was made of these sources.
func (p program) fresh(m *manifest, source string) bool {
	for _, name := range []string{p.file, execFile} {
		if _, err := os.Stat(filepath.Join(staticDir, name)); err != nil {
			return false
		}
	}
	return *p.source(m) == source
}

// checkFresh says what is wrong with a bundle that does not come from these sources, at any level.
func checkFresh() error {
	m, err := readManifest()
	if err != nil {
		return fmt.Errorf("there is no bundle, run make wasm: %w", err)
	}
	for _, p := range programs {
		source, err := sourceHash(".", p.inputs)
		if err != nil {
			return err
		}
		if !p.fresh(&m, source) {
			return fmt.Errorf("the %s' bundle was built from other sources (%s, these are %s), run make wasm", p.name, *p.source(&m), source)
		}
	}
	return nil
}

func readManifest() (manifest, error) {
	var m manifest
	raw, err := os.ReadFile(filepath.Join(staticDir, "bundle.json"))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(raw, &m)
}
