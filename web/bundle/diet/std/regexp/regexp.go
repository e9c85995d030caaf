// Package regexp stands in for the standard library's regexp in the browser's build: the UI library
// wants it for routes given by patterns, and ours are plain. See package diet.
package regexp

const neverRuns = "regexp is a stand-in in this build: routes are plain in the browser"

// Regexp is a pattern.
type Regexp struct{}

// MustCompile panics: routes are plain in the browser.
func MustCompile(str string) *Regexp { panic(neverRuns) }

// MatchString panics: routes are plain in the browser.
func (re *Regexp) MatchString(s string) bool { panic(neverRuns) }
