// Notices writes THIRD_PARTY_NOTICES: every module that is part of what we ship, its licence, and the
// licence's text. It fails on a licence that is not on the list of those that may be shipped, and on
// a module without one.
//
//	go run ./notices -root ../..          writes the file
//	go run ./notices -root ../.. -check   only says whether it is up to date
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences that ask for no more than to be named.
var allowed = []string{"MIT", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "Zlib", "CC0-1.0", "Unlicense"}

// shipped are the programs that leave the house.
var shipped = []struct {
	env  []string
	main string
}{
	{[]string{"GOOS=linux", "GOARCH=amd64"}, "./server"},
	{[]string{"GOOS=js", "GOARCH=wasm"}, "./wasm/..."},
}

func main() {
	root := flag.String("root", ".", "the project's folder")
	check := flag.Bool("check", false, "write nothing; fail if the file is out of date")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	mods, err := modules(root)
	if err != nil {
		return err
	}
	text, err := notices(mods)
	if err != nil {
		return err
	}
	file := filepath.Join(root, "THIRD_PARTY_NOTICES")
	if !check {
		return os.WriteFile(file, text, 0o644)
	}
	is, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(is, text) {
		return errors.New("THIRD_PARTY_NOTICES is out of date: run make notices, look at the difference and commit it")
	}
	return nil
}

// module is one dependency, as go list tells it.
type module struct {
	Path, Version, Dir string
	Main               bool
}

// modules are those whose packages are compiled into what is shipped; Go itself comes first.
func modules(root string) ([]module, error) {
	seen := map[string]module{}
	for _, s := range shipped {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", s.main)
		cmd.Dir, cmd.Env, cmd.Stderr = root, append(os.Environ(), s.env...), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list %s: %w", s.main, err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct{ Module *module }
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main {
				seen[p.Module.Path] = *p.Module
			}
		}
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, err
	}
	all := []module{{Path: "Go, its standard library and runtime", Dir: strings.TrimSpace(string(goroot))}}
	for _, path := range sorted(seen) {
		all = append(all, seen[path])
	}
	return all, nil
}

func sorted(m map[string]module) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// notices is the file's text; all modules that may not be shipped are named at once.
func notices(mods []module) ([]byte, error) {
	var b bytes.Buffer
	var faults []error
	b.WriteString("What is shipped contains the works below, each under its own licence.\n")
	for _, m := range mods {
		id, text, err := licence(m)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.TrimSpace(m.Path+" "+m.Version), id, text)
	}
	return b.Bytes(), errors.Join(faults...)
}

// licence finds a module's licence and checks that it may be shipped.
func licence(m module) (id, text string, err error) {
	files, err := filepath.Glob(filepath.Join(m.Dir, "[LC][IO][CP][EY]*"))
	if err != nil {
		return "", "", err
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			continue // a folder of that name
		}
		found := licensecheck.Scan(body)
		if len(found.Match) == 0 {
			continue
		}
		id := found.Match[0].ID
		if !slices.Contains(allowed, id) {
			return "", "", fmt.Errorf("%s %s is under %s, which is not on the list of licences that may be shipped", m.Path, m.Version, id)
		}
		return id, tidy(body) + notice(m), nil
	}
	return "", "", fmt.Errorf("%s %s has no licence that is known: look at %s", m.Path, m.Version, m.Dir)
}

// notice is what a work under the Apache licence wants to be passed on besides it.
func notice(m module) string {
	body, err := os.ReadFile(filepath.Join(m.Dir, "NOTICE"))
	if err != nil {
		return "" // most have none
	}
	return "\n\nNOTICE\n\n" + tidy(body)
}

// tidy makes line ends and the space around them the same everywhere.
func tidy(body []byte) string {
	lines := strings.Split(strings.ReplaceAll(string(body), "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\f")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
