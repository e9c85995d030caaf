package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// event is one line of go test -json (go doc test2json).
type event struct {
	Action     string
	Package    string
	ImportPath string // of a build that failed
	Test       string
	Output     string
	Elapsed    float64 // seconds
}

// took is how long one test took; the times file holds one as a line of JSON.
type took struct {
	Test    string  `json:"test"`
	Seconds float64 `json:"seconds"`
}

// reader turns the events of go test -json back into what a person wants to read. A test's output
// is held until it ends: only a failing one's is shown.
type reader struct {
	out     io.Writer
	times   *json.Encoder
	verbose bool
	held    map[string][]string // output by package and test
	failed  []failure
}

func newReader(out, times io.Writer, verbose bool) *reader {
	return &reader{out: out, times: json.NewEncoder(times), verbose: verbose, held: map[string][]string{}}
}

func (r *reader) read(from io.Reader) error {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(r.out, lines.Text()) // not an event: go test's own word
			continue
		}
		if err := r.take(e); err != nil {
			return err
		}
	}
	return lines.Err()
}

// take deals with one event.
func (r *reader) take(e event) error {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		if !strings.HasPrefix(e.Output, "=== ") { // RUN, PAUSE and CONT say nothing to a person
			r.held[key] = append(r.held[key], e.Output)
		}
	case "pass", "skip", "fail":
		r.end(key, e)
		if e.Test != "" {
			return r.times.Encode(took{key, e.Elapsed})
		}
	}
	return nil
}

// end shows what is worth showing of a test or package that ended.
func (r *reader) end(key string, e event) {
	held := r.held[key]
	delete(r.held, key)
	switch {
	case e.Action == "fail" && e.Test == "":
		r.dump(e.Package) // tests that a crash or time-out left without an end
		r.print(held)
	case e.Action == "fail":
		r.print(held)
		r.failed = append(r.failed, told(e.Test, held))
	case e.Test == "":
		r.print(summary(held))
	case e.Action == "skip":
		r.print(held) // a skipped test that nobody sees is worse than none
	case r.verbose && !strings.Contains(e.Test, "/"):
		r.print(plain(held))
		fmt.Fprintf(r.out, "--- PASS: %s (%.2fs)\n", e.Test, e.Elapsed)
	}
}

// dump prints all that is still held of a package.
func (r *reader) dump(pkg string) {
	for key, lines := range r.held {
		if strings.HasPrefix(key, pkg+" ") {
			r.print(lines)
			r.failed = append(r.failed, told(strings.TrimPrefix(key, pkg+" "), lines))
			delete(r.held, key)
		}
	}
}

func (r *reader) print(lines []string) {
	for _, line := range lines {
		fmt.Fprint(r.out, line)
	}
}

// plain is what a test printed itself: its log and go test's own lines are indented or marked.
func plain(lines []string) []string {
	return slices.DeleteFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, " ") || strings.HasPrefix(line, "--- ")
	})
}

// summary keeps a package's closing line out of what it printed besides.
func summary(lines []string) []string {
	var kept []string
	for _, line := range lines {
		if strings.HasPrefix(line, "ok  \t") || strings.HasPrefix(line, "?   \t") {
			kept = append(kept, line)
		}
	}
	return kept
}
