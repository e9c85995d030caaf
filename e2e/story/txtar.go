package story

import (
	"fmt"
	"strings"
)

// section is one part of a file: what stands between its line and the next one.
type section struct {
	name, text string
}

// split takes a file apart: the sentences on top, and the sections by name.
func split(raw string) (about string, parts []section, err error) {
	seen := map[string]bool{}
	for line := range strings.Lines(raw) {
		name, begins := marker(line)
		switch {
		case begins && seen[name]:
			return "", nil, fmt.Errorf("the section %s comes twice", name)
		case begins:
			seen[name] = true
			parts = append(parts, section{name: name})
		case len(parts) == 0:
			about += line
		default:
			parts[len(parts)-1].text += line
		}
	}
	return strings.TrimSpace(about), parts, nil
}

// marker reads a section's line: -- name --.
func marker(line string) (name string, ok bool) {
	rest, begins := strings.CutPrefix(strings.TrimSpace(line), "-- ")
	name, ends := strings.CutSuffix(rest, " --")
	return strings.TrimSpace(name), begins && ends && name != ""
}

// lines are a text's lines without the empty ones and those that begin with #.
func lines(text string) []string {
	var kept []string
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		if bare != "" && !strings.HasPrefix(bare, "#") {
			kept = append(kept, strings.TrimRight(line, " \t\r\n"))
		}
	}
	return kept
}
