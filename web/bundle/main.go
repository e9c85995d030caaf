// Command bundle builds what the browser runs: it compiles wasm/ for js/wasm, compresses it,
// copies the Go release's support script beside it and writes down sizes and hashes.
//
//	go run ./web/bundle                 build what is stale
//	go run ./web/bundle --level 9       faster, a little larger
//	go run ./web/bundle --force         build even if nothing changed
//	go run ./web/bundle --check         build nothing; exit status 1 if what is there is stale
//	go run ./web/bundle --diet off      with the whole standard library (see package diet)
//	go run ./web/bundle --bare          build the smallest go-app program and write down its size
//
// Run it in the module's root. What it writes into web/static is not committed; bare.json, the size
// that the budget is reckoned from, is.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"agentadapter/web/bundle/diet"
)

const (
	staticDir = "web/static"
	bareFile  = "web/bundle/bare.json"
	appFile   = "app.wasm.br"
	execFile  = "wasm_exec.js"
)

func main() {
	level := flag.Int("level", brotli.BestCompression, "brotli's level, 0 to 11")
	force := flag.Bool("force", false, "build even if nothing changed")
	check := flag.Bool("check", false, "build nothing, tell whether what is there is stale")
	dieting := flag.String("diet", "on", "on: leave out what never runs in a browser; off: leave it in")
	bare := flag.Bool("bare", false, "measure the smallest go-app program instead")
	flag.Parse()
	if *level < 0 || *level > brotli.BestCompression {
		fail(fmt.Errorf("--level %d: brotli has levels 0 to 11", *level))
	}
	if *dieting != "on" && *dieting != "off" {
		fail(fmt.Errorf("--diet %q: it is on or off", *dieting))
	}
	switch {
	case *bare:
		fail(measureBare())
	case *check:
		fail(checkFresh())
	default:
		fail(build(recipe{*level, *dieting == "on"}, *force))
	}
}

func fail(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "bundle:", err)
	os.Exit(1)
}

// file and manifest are the form of bundle.json, as package web reads it.
type file struct {
	Name   string `json:"file"`
	Hash   string `json:"hash"`
	Raw    int64  `json:"raw"`
	Brotli int64  `json:"brotli,omitempty"`
}

type manifest struct {
	App      file   `json:"app"`
	WasmExec file   `json:"wasmExec"`
	Go       string `json:"go"`
	GoApp    string `json:"goapp"`
	Source   string `json:"source"`
	recipe
}

// recipe is how a bundle is made.
type recipe struct {
	Level int  `json:"level"` // brotli's
	Diet  bool `json:"diet"`
}

// build makes the bundle unless the one that is there came from the same sources by the same recipe
// or is compressed better.
func build(r recipe, force bool) error {
	source, err := sourceHash(".")
	if err != nil {
		return err
	}
	if old, err := readManifest(); err == nil && !force && fresh(old, source, r) {
		fmt.Printf("bundle: up to date, %s brotli\n", bytesText(old.App.Brotli))
		return nil
	}
	began := time.Now()
	m, err := buildManifest(source, r)
	if err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(staticDir, "bundle.json"), m); err != nil {
		return err
	}
	fmt.Printf("bundle: %s raw, %s brotli (level %d), %s\n", bytesText(m.App.Raw), bytesText(m.App.Brotli),
		r.Level, time.Since(began).Round(100*time.Millisecond))
	return compareWithBare(m)
}

func buildManifest(source string, r recipe) (manifest, error) {
	m := manifest{Source: source, recipe: r}
	var err error
	if m.Go, m.GoApp, err = versions(); err != nil {
		return m, err
	}
	wasm, err := compile(".", "./wasm", r.Diet)
	if err != nil {
		return m, err
	}
	small, err := compress(wasm, r.Level)
	if err != nil {
		return m, err
	}
	script, err := wasmExec()
	if err != nil {
		return m, err
	}
	m.App = file{appFile, hash(wasm), int64(len(wasm)), int64(len(small))}
	m.WasmExec = file{execFile, hash(script), int64(len(script)), 0}
	if err := os.WriteFile(filepath.Join(staticDir, execFile), script, 0o644); err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(staticDir, appFile), small, 0o644)
}

func fresh(old manifest, source string, r recipe) bool {
	for _, name := range []string{appFile, execFile} {
		if _, err := os.Stat(filepath.Join(staticDir, name)); err != nil {
			return false
		}
	}
	return old.Source == source && old.Level >= r.Level && old.Diet == r.Diet
}

// checkFresh says what is wrong with a bundle that does not come from these sources, at any level.
func checkFresh() error {
	source, err := sourceHash(".")
	if err != nil {
		return err
	}
	old, err := readManifest()
	if err != nil {
		return fmt.Errorf("there is no bundle, run make wasm: %w", err)
	}
	if !fresh(old, source, recipe{Diet: old.Diet}) {
		return fmt.Errorf("the bundle was built from other sources (%s, these are %s), run make wasm", old.Source, source)
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

// compile builds a package for the browser in dir and gives the bytes.
func compile(dir, pkg string, dieting bool) ([]byte, error) {
	tmp, err := os.MkdirTemp("", "bundle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	out := filepath.Join(tmp, "app.wasm")
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out}
	if dieting {
		file, err := overlay(tmp)
		if err != nil {
			return nil, err
		}
		args = append(args, "-overlay", file)
	}
	cmd := exec.Command("go", append(args, pkg)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compile %s for js/wasm: %w", pkg, err)
	}
	return os.ReadFile(out)
}

// overlay writes the stand-ins for what never runs in a browser into dir.
func overlay(dir string) (string, error) {
	root, err := goOutput("env", "GOROOT")
	if err != nil {
		return "", err
	}
	return diet.Overlay(root, dir)
}

func compress(data []byte, level int) ([]byte, error) {
	var out bytes.Buffer
	// The largest window browsers decode; the library's own default is as large at these levels.
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: level, LGWin: 24})
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// wasmExec reads the support script that belongs to the Go release at work: another release's
// does not fit.
func wasmExec() ([]byte, error) {
	root, err := goOutput("env", "GOROOT")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(root, "lib", "wasm", execFile))
}

func versions() (golang, goapp string, err error) {
	if golang, err = goOutput("env", "GOVERSION"); err != nil {
		return "", "", err
	}
	goapp, err = goOutput("list", "-m", "-f", "{{.Version}}", "github.com/maxence-charriere/go-app/v10")
	return golang, goapp, err
}

func goOutput(args ...string) (string, error) {
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])[:16]
}

func writeJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), 0o644)
}

func bytesText(n int64) string { return fmt.Sprintf("%.2f MB", float64(n)/1e6) }
