package state

import (
	"encoding/json"
	"slices"

	"agentadapter/app/texts"
)

// Versions is what was saved before, the newest first.
type Versions struct {
	Read bool
	All  []Version
	// Text is the settings as JSON, for export and import.
	Text    string
	Problem Problem
}

// Version is one saved state.
type Version struct {
	Version int    `json:"version"`
	At      string `json:"at"`
	Author  string `json:"author"`
	// Settings are those that were chosen by then.
	Settings map[string]json.RawMessage `json:"settings"`
}

// Difference is one setting that a version changed.
type Difference struct{ Name, Label, Before, After string }

type (
	// PressedRollback takes a version's settings into the draft.
	PressedRollback struct{ Version int }
	// PressedExport writes the settings as JSON, PressedImport takes them into the draft.
	PressedExport struct{}
	// PressedImport takes the text's settings into the draft.
	PressedImport struct{}
	// TypedImport changes the text.
	TypedImport struct{ Text string }
)

func (PressedRollback) msg() {}
func (PressedExport) msg()   {}
func (PressedImport) msg()   {}
func (TypedImport) msg()     {}

// Differences tell what a version changed, against the one before it.
func (v Versions) Differences(version int) []Difference {
	at := slices.IndexFunc(v.All, func(one Version) bool { return one.Version == version })
	if at < 0 {
		return nil
	}
	before := Version{}
	if at+1 < len(v.All) {
		before = v.All[at+1]
	}
	var found []Difference
	for _, name := range Names() {
		s, _ := Find(name)
		was, is := before.value(s), v.All[at].value(s)
		if !s.Decode(was).Equal(s.Decode(is)) {
			found = append(found, Difference{name, s.Label, string(was), string(is)})
		}
	}
	return found
}

// value is a setting as it was in force then.
func (v Version) value(s Setting) json.RawMessage {
	if raw, chosen := v.Settings[s.Name]; chosen {
		return raw
	}
	return json.RawMessage(s.Default)
}

func (c *change) versions(m Msg) bool {
	switch m := m.(type) {
	case PressedRollback:
		c.rollback(m.Version)
	case PressedExport:
		c.export()
	case PressedImport:
		c.importText()
	case TypedImport:
		c.Versions.Text, c.Versions.Problem = m.Text, Problem{}
	default:
		return false
	}
	return true
}

func (c *change) openVersions() {
	c.do(Refill{})
	c.ask("versions", get, "/settings/history", nil)
}

func (c *change) versionsCame(what string, a Answered) bool {
	if what != "versions" {
		return false
	}
	got, ok := object[struct{ Versions []Version }](a.Body)
	if a.Status != statusOK || !ok {
		c.said("versions", a)
		return true
	}
	slices.Reverse(got.Versions)
	c.Versions.Read, c.Versions.All = true, got.Versions
	return true
}

// rollback takes all settings as a version had them; they are in force once they are saved.
func (c *change) rollback(version int) {
	for _, v := range c.Versions.All {
		if v.Version == version {
			set := map[string]json.RawMessage{}
			for _, name := range Names() {
				s, _ := Find(name)
				set[name] = v.value(s)
			}
			c.take(set)
			c.Told = texts.Say("told.rollback: Version {n} is in the fields: look at it and press Save", "n", digits(version))
		}
	}
}

// take puts settings into the draft and shows it.
func (c *change) take(set map[string]json.RawMessage) {
	for _, name := range Names() {
		raw, given := set[name]
		if s, _ := Find(name); given && !c.Draft.IsManaged(name) {
			c.Draft.Values[name] = s.Decode(raw)
			delete(c.Draft.Faults, name)
		}
	}
	c.Tab = TabSettings
	c.do(Refill{})
}

// export writes the settings as they are edited.
func (c *change) export() {
	set := map[string]json.RawMessage{}
	for _, name := range Names() {
		s, _ := Find(name)
		if raw, fault := s.Encode(c.Draft.Values[name]); fault == "" {
			set[name] = raw
		}
	}
	text, err := json.MarshalIndent(set, "", "  ")
	if err != nil {
		return // a map of JSON always encodes
	}
	c.Versions.Text, c.Versions.Problem = string(text), Problem{}
	c.Told = texts.Say("told.exported: The settings are in the field below")
	c.do(Refill{})
}

// importText takes settings from JSON: an export of ours, or {"settings":{…}} as /api/v1 has them.
func (c *change) importText() {
	set, ok := object[map[string]json.RawMessage]([]byte(c.Versions.Text))
	if inner, nested := set["settings"]; nested {
		set, ok = object[map[string]json.RawMessage](inner)
	}
	if !ok || len(set) == 0 {
		c.Versions.Problem = Problem{Text: texts.Say("import.no-json: This is no JSON object of settings."), Fix: texts.Say("import.no-json.fix: Paste an export whole, from {open} to {close}.", "open", "{", "close", "}")}
		return
	}
	var unknown []string
	for name := range set {
		if _, known := Find(name); !known {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		c.Versions.Problem = Problem{Text: texts.Say("import.unknown: Unknown settings: {names}.", "names", join(unknown)), Fix: texts.Say("import.unknown.fix: Remove them; nothing was taken.")}
		return
	}
	c.take(set)
	c.Told = texts.Say("told.imported: The imported settings are in the fields: look at them and press Save")
}

func join(words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += ", "
		}
		text += w
	}
	return text
}
