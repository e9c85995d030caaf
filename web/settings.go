package web

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
)

// adminWasm is what the settings page runs.
const adminWasm = "admin.wasm.br"

// joinedForAdmins are files that only the settings page asks for. They do not count for the agents'
// build: an agent's page does not grow old because of them.
var joinedForAdmins = map[string][]string{
	"settings.css": {"tokens.css", "settings.css"},
	"settings.js":  {"language.js", "host.js", "page.js", "wasm_exec.js", "loader.js"},
}

// stockForAdmins adds what the settings page asks for. Its WebAssembly may be missing where somebody
// built the agents' alone: the page itself says so then.
func (s *shelf) stockForAdmins(static fs.FS) error {
	for name, parts := range joinedForAdmins {
		data, err := join(static, parts)
		if err != nil {
			return err
		}
		s.put(name, data)
	}
	var err error
	if s.admins, err = readTongues(static, forAdmins); err != nil {
		return err
	}
	for _, language := range languages {
		data, err := fs.ReadFile(static, forAdmins+language+".json")
		if err != nil {
			return fmt.Errorf("web: %w", err)
		}
		s.put(forAdmins+language+".json", data)
	}
	data, err := fs.ReadFile(static, adminWasm)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("web: %w", err)
	}
	s.put(adminWasm, data)
	return nil
}

//go:embed settings.html
var settingsText string

var settingsTemplate = template.Must(template.New("settings").Parse(settingsText))

// WriteSettings writes the admins' page, which Kustomer frames in its settings. Like the adapter's it
// has nothing inline, and it shares the scripts that greet Kustomer and start a WebAssembly. It answers
// ErrNoBundle if there is nothing to run on the page.
func WriteSettings(w io.Writer, p Page) error {
	s, err := embeddedShelf()
	if err != nil {
		return err
	}
	return s.writeSettings(w, p)
}

func (s *shelf) writeSettings(w io.Writer, p Page) error {
	if _, there := s.assets["admin.wasm"]; !there {
		return ErrNoBundle
	}
	texts, err := s.tables(p.Base, forAdmins)
	if err != nil {
		return fmt.Errorf("web: languages: %w", err)
	}
	f := s.filled(p, forAdmins, s.admins)
	f.Events, f.Texts = "{}", texts // it needs no names of Kustomer's events
	return settingsTemplate.Execute(w, f)
}
