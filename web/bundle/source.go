package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// sourceHash is one hash over everything a build reads: our sources, the pinned versions and the Go
// release. Tests are left out, the gallery, and the admins' pages below a folder of the agents': they are a program
// of their own.
func sourceHash(root string, inputs []string) (string, error) {
	all := sha256.New()
	fmt.Fprintln(all, runtime.Version())
	for _, in := range inputs {
		err := filepath.WalkDir(filepath.Join(root, in), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				return skipFolder(root, in, path)
			}
			if !isInput(path) {
				return nil
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintln(all, filepath.ToSlash(path), len(data))
			_, err = all.Write(data)
			return err
		})
		if err != nil {
			return "", fmt.Errorf("read the sources (run this in the module's root): %w", err)
		}
	}
	return hex.EncodeToString(all.Sum(nil))[:16], nil
}

func skipFolder(root, in, path string) error {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	switch rel := filepath.ToSlash(rel); rel {
	case "app/settings", "app/gallery", "wasm/admin":
		if rel != in {
			return filepath.SkipDir
		}
	}
	if filepath.Base(path) == "testdata" {
		return filepath.SkipDir
	}
	return nil
}

func isInput(path string) bool {
	name := filepath.Base(path)
	return name == "go.mod" || name == "go.sum" ||
		strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go")
}
