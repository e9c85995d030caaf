package state

// Kind is how a setting is edited.
type Kind int

// The kinds of settings.
const (
	Switch Kind = iota // true or false
	Choice             // one word of a few
	Text               // one line
	Number             // a whole number
	Lines              // a list of texts, one a line
	Rows               // a list of objects
	Pair               // one object of two texts; null where it may be empty and is
)

// Option is one of a few words, and how people read it.
type Option struct{ Value, Label string }

// Column is one field of an object.
type Column struct {
	Name, Label string
	Kind        Kind // Text, Number or Choice
	Options     []Option
	// Hint is shown in the empty field.
	Hint string
	// Suggest names a list of what may be meant; empty: none.
	Suggest string
}

// Lists of suggestions, by the id of their element.
const (
	SuggestUsers    = "suggest-users"
	SuggestAgents   = "suggest-agents"
	SuggestEmails   = "suggest-emails"
	SuggestStatuses = "suggest-statuses"
)

// Setting is one setting as the page shows it. Names and defaults are those of /api/v1.
type Setting struct {
	Name, Label, Help string
	Kind              Kind
	// Default is its value as JSON.
	Default string
	Options []Option
	Columns []Column
	// Optional: a Pair that may be empty.
	Optional bool
	// Hint is shown in the empty field, Suggest names a list of what may be meant.
	Hint, Suggest string
}

// Section is a group of settings under one heading. Sections are made anew each time, in the admin's
// language.
type Section struct {
	// ID is its name for programs.
	ID, Title, Help string
	Settings        []Setting
}

// The settings that have a place of their own on the page.
const (
	Inheritance    = "statusInheritance"
	Prioritization = "statusPrioritization"
	Mapping        = "statusMapping"
	Links          = "agentLinks"
	Paused         = "paused"
)

// Find answers a setting by its name.
func Find(name string) (Setting, bool) {
	for _, section := range All() {
		for _, s := range section.Settings {
			if s.Name == name {
				return s, true
			}
		}
	}
	return Setting{}, false
}

// Names are all settings' names, in the order of the page.
func Names() []string {
	var names []string
	for _, section := range All() {
		for _, s := range section.Settings {
			names = append(names, s.Name)
		}
	}
	return names
}

// All is every section, that of status inheritance first.
func All() []Section { return append([]Section{statusSection()}, Sections()...) }

// Sections are those that are drawn from their table alone.
func Sections() []Section {
	return []Section{writingSection(), customerSection(), conversationSection(), contentSection(), customDataSection(), agentSection(), callingSection(), otherSection()}
}
