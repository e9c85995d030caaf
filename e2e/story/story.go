package story

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Story is one file.
type Story struct {
	// Name is the file's, without its ending.
	Name string
	// About says what it proves, with the rules' numbers.
	About string
	// Settings are the tenant's settings that differ from the defaults: a JSON object.
	Settings string
	// Fields: the admin created the account and record fields before it began (S3).
	Fields bool
	// AllEvents: what it is about is told by events alone, so none may be dropped.
	AllEvents bool
	// Before are requests that set the CRM up.
	Before []Request
	// Play is how the sandbox plays it; none: the sandbox cannot.
	Play []Scene
	// Facts are told in this order: JSON objects, and requests between them.
	Facts []Step
	// Expect is what the CRM holds at the end.
	Expect []Want
}

// Request is one to the CRM, as a person or another app would send it.
type Request struct {
	Method, Path, Body string
}

// Scene is one line of play: a request, a pause until the CRM has settled, or a story of the sandbox.
type Scene struct {
	Request *Request
	Settle  bool
	// Story is its name in the sandbox, or /step for one step to a session that was played; Script is
	// what it is told, as JSON.
	Story, Script string
	// Sessions are the names that the file has for those that it plays.
	Sessions []string
}

// Step is one line of facts: a request, a pause, or a fact as JSON.
type Step struct {
	Request *Request
	Settle  bool
	Fact    string
}

// settle is the line that lets all that was told so far be written, before what follows happens.
const settle = "settle"

// Load reads all stories of a folder.
func Load(folder string) ([]Story, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var all []Story
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		s, err := Parse(strings.TrimSuffix(filepath.Base(name), ".txtar"), string(raw))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("there is no story in %s", folder)
	}
	return all, nil
}

// Parse reads one story; the error says where it is not as it should be.
func Parse(name, raw string) (Story, error) {
	about, parts, err := split(raw)
	s := Story{Name: name, About: about, Settings: "{}"}
	for _, part := range parts {
		if err == nil {
			err = s.read(part)
		}
	}
	switch {
	case err != nil:
	case about == "":
		err = fmt.Errorf("says nothing of what it proves")
	case len(s.Facts) == 0:
		err = fmt.Errorf("has no facts")
	case !strings.Contains(raw, "-- expect --"):
		err = fmt.Errorf("expects nothing: say so in the section expect")
	}
	if err != nil {
		return s, fmt.Errorf("story %s: %w", name, err)
	}
	return s, nil
}

func (s *Story) read(part section) (err error) {
	switch part.name {
	case "settings":
		s.Settings = strings.TrimSpace(part.text)
		if !json.Valid([]byte(s.Settings)) {
			return fmt.Errorf("the settings are no JSON: %s", s.Settings)
		}
	case "fields":
		s.Fields = strings.TrimSpace(part.text) == "yes"
	case "events":
		s.AllEvents = strings.TrimSpace(part.text) == "all"
	case "before":
		for _, line := range lines(part.text) {
			r, err := request(line)
			if err != nil {
				return err
			}
			s.Before = append(s.Before, *r)
		}
	case "play":
		s.Play, err = scenes(lines(part.text))
	case "facts":
		s.Facts, err = steps(lines(part.text))
	case "expect":
		s.Expect, err = wants(lines(part.text))
	default:
		return fmt.Errorf("there is no section %s", part.name)
	}
	return err
}

// request reads METHOD path {body}.
func request(line string) (*Request, error) {
	method, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	path, body, _ := strings.Cut(rest, " ")
	if !isMethod(method) || !strings.HasPrefix(path, "/v1/") || body != "" && !json.Valid([]byte(body)) {
		return nil, fmt.Errorf("no request such as POST /v1/customers {…}: %s", line)
	}
	return &Request{Method: method, Path: path, Body: body}, nil
}

func isMethod(word string) bool {
	switch word {
	case "POST", "PUT", "PATCH", "DELETE":
		return true
	}
	return false
}

// scenes reads the lines of play: call-418 call-419: short-call {script}.
func scenes(all []string) ([]Scene, error) {
	var read []Scene
	for _, line := range all {
		if line == settle {
			read = append(read, Scene{Settle: true})
			continue
		}
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); isMethod(word) {
			r, err := request(line)
			if err != nil {
				return nil, err
			}
			read = append(read, Scene{Request: r})
			continue
		}
		sessions, rest, named := strings.Cut(line, ": ")
		name, script, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if !named || name == "" || !json.Valid([]byte(script)) {
			return nil, fmt.Errorf("no scene such as call-418: inbound-answered {…}: %s", line)
		}
		read = append(read, Scene{Story: name, Script: script, Sessions: strings.Fields(sessions)})
	}
	return read, nil
}

func steps(all []string) ([]Step, error) {
	var read []Step
	for _, line := range all {
		if line == settle {
			read = append(read, Step{Settle: true})
			continue
		}
		if strings.HasPrefix(line, "{") && json.Valid([]byte(line)) {
			read = append(read, Step{Fact: line})
			continue
		}
		r, err := request(line)
		if err != nil {
			return nil, fmt.Errorf("neither a fact nor a request: %s", line)
		}
		read = append(read, Step{Request: r})
	}
	return read, nil
}
