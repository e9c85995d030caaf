package state

import (
	"encoding/json"
	"maps"
	"slices"

	"agentadapter/app/texts"
)

// Phases of being signed in.
const (
	SigningIn = "signing in" // Kustomer is asked who this is
	SignedIn  = "signed in"
	NotAdmin  = "not admin" // signed in there, but without the role
	Failed    = "failed"
)

// The tabs of the page.
const (
	TabSettings  = "settings"
	TabSetup     = "setup"
	TabSimulator = "simulator"
	TabVersions  = "versions"
	TabBoard     = "board"
)

// Problem is a fault told to the admin: what happened and what to do.
type Problem struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
	// Said and FixSaid are the sentences by their codes; see package texts.
	Said    []string `json:"said,omitempty"`
	FixSaid []string `json:"fixSaid,omitempty"`
}

// Translated is the Problem in the admin's language.
func (p Problem) Translated() Problem {
	p.Text, p.Fix = texts.Said(p.Said, p.Text), texts.Said(p.FixSaid, p.Fix)
	return p
}

// State is all that an admin sees.
type State struct {
	Tenant string
	Phase  string
	// Problem is why the page is not signed in, or what went wrong last.
	Problem Problem
	Tab     string

	Draft     Draft
	Statuses  Statuses
	People    People
	Fields    Fields
	Setup     Setup
	Connect   Connect
	Versions  Versions
	Simulator Simulator
	Board     Board
	// Told is a word for ears and eyes: "Saved", "Copied".
	Told string

	token   string
	waiting []Request // to be made once signed in (again)
	retried bool
}

// Draft is the settings as they are edited.
type Draft struct {
	// Version is the one that was read; 0: nobody has saved anything. Read: it was read at all.
	Version int
	Read    bool
	Saved   map[string]Value
	Values  map[string]Value
	Managed []string
	// Faults are what is wrong, by setting.
	Faults map[string]string
	Saving bool
	// Conflict: somebody else saved meanwhile.
	Conflict bool
	// Gated: inheritance was to be switched on while team routing is off.
	Gated bool
}

// Statuses are what can be mapped.
type Statuses struct {
	Read     bool
	Kustomer []KustomerStatus
	Platform []PlatformStatus
	Problems []Problem
}

// People are who can be linked.
type People struct {
	Read   bool     `json:"-"`
	Users  []Person `json:"users"`
	Agents []Person `json:"agents"`
}

// Person is a user of Kustomer or an agent of CCAI Platform.
type Person struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	// Both: known on the other side, too.
	Both bool `json:"both"`
}

// Label is how people tell a person.
func (p Person) Label() string {
	if p.Name == "" || p.Email == "" {
		return p.Name + p.Email
	}
	return p.Name + " (" + p.Email + ")"
}

// KustomerStatus is a status that agents may have in Kustomer.
type KustomerStatus struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Type is available, busy, unavailable or offline.
	Type string `json:"type"`
}

// PlatformStatus is a status of CCAI Platform.
type PlatformStatus struct {
	Name string `json:"name"`
	// System: the platform alone sets it.
	System bool `json:"system"`
}

// Fields are the custom fields for account and record.
type Fields struct {
	Read      bool     `json:"-"`
	Created   []string `json:"created"`
	Existing  []string `json:"existing"`
	Missing   []string `json:"missing"`
	CreatedAt string   `json:"createdAt"`
	Busy      bool     `json:"-"`
	Problem   Problem  `json:"-"`
}

// Start is a page that was just opened.
func Start(tenant string) State {
	return State{Tenant: tenant, Phase: SigningIn, Tab: TabSettings,
		Draft: Draft{Saved: map[string]Value{}, Values: map[string]Value{}, Faults: map[string]string{}}}
}

// IsManaged tells whether the operator fixes a setting.
func (d Draft) IsManaged(name string) bool { return slices.Contains(d.Managed, name) }

// Value is a setting as it is edited.
func (d Draft) Value(name string) Value { return d.Values[name] }

// Changed names the settings that differ from the saved ones, in the page's order.
func (d Draft) Changed() []string {
	var names []string
	for _, name := range Names() {
		if !d.Values[name].Equal(d.Saved[name]) {
			names = append(names, name)
		}
	}
	return names
}

// copied shares no map with the draft.
func (d Draft) copied() Draft {
	d.Saved, d.Values, d.Faults = maps.Clone(d.Saved), maps.Clone(d.Values), maps.Clone(d.Faults)
	return d
}

// object reads an answer; what cannot be read is as good as empty.
func object[T any](body []byte) (v T, ok bool) {
	return v, json.Unmarshal(body, &v) == nil
}

// Texts are all texts of the page's fields, by the id of their element.
func (s State) Texts() map[string]string {
	texts := s.Draft.Texts()
	maps.Copy(texts, s.Simulator.Texts())
	texts["versions-text"] = s.Versions.Text
	for _, f := range ConnectFields() {
		texts[f.ID()] = s.Connect.Text(f.Name)
	}
	for _, one := range s.Board.Sessions {
		texts[LinkID(one.Session)] = s.Board.Customer[one.Session]
	}
	return texts
}
