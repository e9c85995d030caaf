// Package godebug stands in for the standard library's internal/godebug in the browser's build: a page
// has no variable GODEBUG, so that every setting has its default. The real one brings the runtime's
// metrics and a search for failing settings along. See package diet.
package godebug

// Setting is one setting.
type Setting struct{ name string }

// New makes a setting; a # before its name marks one that is not documented.
func New(name string) *Setting { return &Setting{name} }

// Value is the default.
func (s *Setting) Value() string { return "" }

// IncNonDefault counts nothing: nothing is ever set.
func (s *Setting) IncNonDefault() {}
