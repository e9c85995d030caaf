package web

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
)

// languages have a table of texts, English first: it is compiled in and falls in for all others.
var languages = []string{"en", "de", "es", "fr", "ja"}

// Folders of tables: the agents' and the admins'.
const (
	forAgents = "texts/"
	forAdmins = "texts/admin/"
)

// tongue is one language's table, for the little that the page says before any script runs.
type tongue map[string]string

func readTongues(static fs.FS, folder string) (map[string]tongue, error) {
	all := map[string]tongue{}
	for _, language := range languages {
		raw, err := fs.ReadFile(static, folder+language+".json")
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		var one tongue
		if err := json.Unmarshal(raw, &one); err != nil {
			return nil, fmt.Errorf("web: %s%s.json: %w", folder, language, err)
		}
		all[language] = one
	}
	return all, nil
}

// say says "key: English".
func (t tongue) say(text string) string {
	key, english, _ := strings.Cut(text, ": ")
	if said, ok := t[key]; ok {
		return said
	}
	return english
}

// pick takes the first language of an Accept-Language header that there is a table for. Browsers
// send their list in its order; weights only repeat it.
func pick(accept string) string {
	for wanted := range strings.SplitSeq(accept, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(wanted), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, language := range languages {
			if base == language {
				return language
			}
		}
	}
	return languages[0]
}

// tables are the addresses of the languages' tables, as the page's scripts read them; English needs
// none.
func (s *shelf) tables(base, folder string) (string, error) {
	addresses := map[string]string{}
	for _, language := range languages {
		addresses[language] = s.tableAddress(base, folder, language)
	}
	text, err := json.Marshal(addresses)
	return string(text), err
}

func (s *shelf) tableAddress(base, folder, language string) string {
	if language == languages[0] {
		return ""
	}
	return base + s.address(folder+language+".json")
}
