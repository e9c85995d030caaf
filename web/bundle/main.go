// Command bundle builds what browsers run: it compiles wasm/ (the agents') and wasm/admin (the
// admins', which agents never download) for js/wasm, compresses them, copies the Go release's support
// script beside them and writes down sizes and hashes.
//
//	go run ./web/bundle                 build what is stale
//	go run ./web/bundle --level 9       faster, a little larger
//	go run ./web/bundle --force         build even if nothing changed
//	go run ./web/bundle --check         build nothing; exit status 1 if what is there is stale
//	go run ./web/bundle --diet off      with the whole standard library (see package diet)
//	go run ./web/bundle --bare          build the smallest go-app program and write down its size
//	go run ./web/bundle --compress FILE write FILE.br beside a file
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

	"github.com/andybalholm/brotli"

	"agentadapter/web/bundle/diet"
)

const (
	staticDir = "web/static"
	bareFile  = "web/bundle/bare.json"
	execFile  = "wasm_exec.js"
)

func main() {
	level := flag.Int("level", brotli.BestCompression, "brotli's level, 0 to 11")
	force := flag.Bool("force", false, "build even if nothing changed")
	check := flag.Bool("check", false, "build nothing, tell whether what is there is stale")
	dieting := flag.String("diet", "on", "on: leave out what never runs in a browser; off: leave it in")
	bare := flag.Bool("bare", false, "measure the smallest go-app program instead")
	squeeze := flag.String("compress", "", "compress this file instead")
	flag.Parse()
	if *level < 0 || *level > brotli.BestCompression {
		fail(fmt.Errorf("--level %d: brotli has levels 0 to 11", *level))
	}
	if *dieting != "on" && *dieting != "off" {
		fail(fmt.Errorf("--diet %q: it is on or off", *dieting))
	}
	switch {
	case *squeeze != "":
		fail(compressFile(*squeeze, *level))
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

// compressFile writes a file's brotli beside it: what others are measured by is served as we are.
func compressFile(path string, level int) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	small, err := compress(data, level)
	if err != nil {
		return err
	}
	return os.WriteFile(path+".br", small, 0o644)
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
