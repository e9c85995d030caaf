// Package diet makes the browser's build lighter.
//
// The UI library, the socket library and the identifier library mention parts of the standard
// library that never run in a browser: a web server, ciphers, patterns, database values. Mentioned is
// linked, and linked is downloaded by every agent: a third of all bytes. The folder std holds
// stand-ins for those packages with only the names that are mentioned; Overlay tells `go build
// -overlay` to take them in the place of the real files, for this one build.
//
// What keeps it honest: whatever must not run panics with a sentence; a test compares each name with
// the real package's; a library that mentions a new name does not compile, and the compiler says
// which; the end-to-end tests run on the bundle that ships; and `--diet off` builds without.
package diet

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

//go:embed std
var std embed.FS

// Packages are the import paths that have a stand-in.
func Packages() ([]string, error) {
	var found []string
	err := fs.WalkDir(std, "std", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			found = append(found, strings.TrimPrefix(path.Dir(name), "std/"))
		}
		return err
	})
	return found, err
}

// Source gives the text of a package's stand-in.
func Source(pkg string) ([]byte, error) {
	return std.ReadFile("std/" + pkg + "/" + path.Base(pkg) + ".go")
}

// Overlay writes the stand-ins into dir, and beside them the file that `go build -overlay` reads,
// for the Go release at goroot. It answers that file's path.
func Overlay(goroot, dir string) (string, error) {
	packages, err := Packages()
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for _, pkg := range packages {
		if err := replacePackage(replace, goroot, dir, pkg); err != nil {
			return "", fmt.Errorf("diet: %s: %w", pkg, err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o600)
}

// replacePackage leaves out every file of the real package and puts the stand-in there.
func replacePackage(replace map[string]string, goroot, dir, pkg string) error {
	real := filepath.Join(goroot, "src", filepath.FromSlash(pkg))
	files, err := filepath.Glob(filepath.Join(real, "*.go"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s has no such package", goroot)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			replace[file] = ""
		}
	}
	source, err := Source(pkg)
	if err != nil {
		return err
	}
	ours := filepath.Join(dir, strings.ReplaceAll(pkg, "/", "_")+".go")
	replace[filepath.Join(real, "stand_in.go")] = ours
	return os.WriteFile(ours, source, 0o600)
}
