package main

import (
	"fmt"
	"io"
	"strings"
)

// digestBytes bounds the digest: who keeps the end of a long run only has to find all of it there.
const digestBytes = 4000

// failure is what a failing test said, without the logs of what it started.
type failure struct {
	test  string
	lines []string
}

// told is a failing test's own word: logs are lines of JSON, and stand in full further up.
func told(test string, held []string) failure {
	f := failure{test: test}
	for _, line := range held {
		text := strings.TrimSpace(line)
		if text != "" && !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "--- FAIL") {
			f.lines = append(f.lines, strings.TrimRight(line, "\n"))
		}
	}
	return f
}

// printDigest says once more, below everything else, what failed and why: between a failure at the
// beginning of a run and its end there are hundreds of lines.
func printDigest(out io.Writer, failures []failure) {
	if len(failures) == 0 {
		return
	}
	fmt.Fprintf(out, "\nfailed, once more in short: %d\n", len(failures))
	for _, f := range failures {
		fmt.Fprintf(out, "--- %s\n", f.test)
		left := digestBytes / len(failures)
		for _, line := range f.lines {
			if left -= len(line) + 1; left < 0 {
				fmt.Fprintln(out, "    …")
				break
			}
			fmt.Fprintln(out, line)
		}
	}
}
