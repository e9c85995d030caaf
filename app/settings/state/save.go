package state

import (
	"encoding/json"
	"slices"
	"strings"

	"agentadapter/app/texts"
)

func (c *change) save(m Msg) {
	switch m.(type) {
	case PressedSave:
		c.submit(c.Draft.Changed())
	case PressedSetPriority:
		var names []string
		for _, name := range c.Draft.Changed() {
			if name == Inheritance || name == Prioritization {
				names = append(names, name)
			}
		}
		c.submit(names)
	case PressedUndo:
		c.Draft.Values, c.Draft.Faults, c.Draft.Conflict = copies(c.Draft.Saved), map[string]string{}, false
		c.Told = texts.Say("told.undone: Back to what is saved")
		c.do(Refill{})
	case PressedKeepMine:
		c.Draft.Conflict = false
		c.Told = texts.Say("told.keep: Save to put your changes on top of the newer version")
	}
}

// submit sends the settings of these names.
func (c *change) submit(names []string) {
	switch {
	case c.Draft.Saving || !c.Draft.Read:
		return
	case len(names) == 0:
		c.Told = texts.Say("told.unchanged: Nothing has changed")
		return
	}
	set := map[string]json.RawMessage{}
	for _, name := range names {
		s, _ := Find(name)
		raw, fault := s.Encode(c.Draft.Values[name])
		if fault != "" {
			c.Draft.Faults[name] = fault
			continue
		}
		set[name] = raw
	}
	if len(set) < len(names) {
		c.tellFaults()
		return
	}
	c.Draft.Saving, c.Told = true, texts.Say("told.saving: Saving")
	c.ask("save", put, "/settings", map[string]any{"version": c.Draft.Version, "settings": set})
}

// tellFaults says how many there are and goes to the first.
func (c *change) tellFaults() {
	c.Told = texts.Say("told.faults: Not saved: mend what is marked")
	for _, name := range Names() {
		if c.Draft.Faults[name] != "" {
			c.do(Focus{"part-" + name})
			return
		}
	}
}

// settingsCame takes in settings that were read or saved.
func (c *change) settingsCame(a Answered) {
	saved := a.Request.What == "save"
	if saved {
		c.Draft.Saving = false
	}
	got, ok := object[struct {
		Version  int                        `json:"version"`
		Settings map[string]json.RawMessage `json:"settings"`
		Managed  []string                   `json:"managed"`
	}](a.Body)
	switch {
	case a.Status == statusConflicted:
		c.conflict()
	case a.Status == statusBad && saved:
		c.refused(refusal(a))
	case a.Status != statusOK || !ok:
		c.Told = ""
		c.said("settings", a)
	default:
		c.read(got.Version, got.Settings, got.Managed, sent(a.Request))
		if saved {
			c.Told = texts.Say("told.saved: Saved")
			c.ask("choices", get, "/choices", nil)
		}
	}
}

// sent names what a request saved; nil: it read.
func sent(r Request) map[string]json.RawMessage {
	body, _ := object[struct {
		Settings map[string]json.RawMessage `json:"settings"`
	}](r.Body)
	return body.Settings
}

// read takes settings as they are now. What was edited and not sent stays edited.
func (c *change) read(version int, set map[string]json.RawMessage, managed []string, sent map[string]json.RawMessage) {
	d := &c.Draft
	edited := d.Changed()
	first := !d.Read
	d.Version, d.Managed, d.Read = version, managed, true
	for _, name := range Names() {
		s, _ := Find(name)
		v := s.Decode(set[name])
		d.Saved[name] = v
		_, now := sent[name]
		if first || now || d.IsManaged(name) || !slices.Contains(edited, name) {
			d.Values[name] = v.copied()
		}
	}
	if len(d.Values[Links].Rows) > 0 {
		c.meet()
	}
	c.do(Refill{})
}

// conflict reads the version that somebody else saved; what was edited here stays.
func (c *change) conflict() {
	c.Draft.Conflict, c.Told = true, texts.Say("told.not-saved: Not saved")
	c.do(Focus{"conflict"})
	c.ask("settings", get, "/settings", nil)
}

// refused marks each setting that the server named: lines like "setting retainDays: must be …".
func (c *change) refused(p Problem) {
	for line := range strings.Lines(p.Text) {
		rest, named := strings.CutPrefix(strings.TrimSpace(line), "setting ")
		name, why, ok := strings.Cut(rest, ": ")
		if _, known := Find(name); named && ok && known {
			c.Draft.Faults[name] = sentence(faultText(why))
		}
	}
	if len(c.Draft.Faults) == 0 {
		c.Told = texts.Say("told.not-saved: Not saved")
		c.Problem = p
		c.Problem.Code = "settings"
		return
	}
	c.tellFaults()
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

func copies(values map[string]Value) map[string]Value {
	all := make(map[string]Value, len(values))
	for name, v := range values {
		all[name] = v.copied()
	}
	return all
}
