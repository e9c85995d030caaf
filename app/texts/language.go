package texts

import (
	"strings"
	"sync/atomic"
	"time"
)

// Languages are those that have a table, English first: it is the one that all others fall back to.
var Languages = []string{"en", "de", "es", "fr", "ja"}

// Language is how texts, numbers and moments are written.
type Language struct {
	// Tag is the language by its BCP 47 name, such as de or en-GB.
	Tag string
	// Table has the texts by their keys; none for English.
	Table map[string]string
	// Writer writes numbers and moments; nil writes them plainly.
	Writer Writer
}

// Writer is the browser, which knows how people write. Moments are in milliseconds since 1970.
type Writer interface {
	// Clock is a time of day, Moment a day and a time of day.
	Clock(ms int64) string
	Moment(ms int64) string
	// Number is a whole number.
	Number(n int) string
}

// current is the page's language. It is set once, before the first text is shown: an agent's
// language does not change under the hand.
var current atomic.Pointer[Language]

func init() { current.Store(&Language{Tag: "en"}) }

// Use sets the language of all that is said from now on.
func Use(l Language) { current.Store(&l) }

// Tag is the language in use.
func Tag() string { return current.Load().Tag }

// single tells whether the language uses its form for one.
func (l *Language) single(n int) bool {
	if strings.HasPrefix(l.Tag, "fr") {
		return n == 0 || n == 1
	}
	return n == 1
}

// Clock writes a time of day.
func Clock(ms int64) string {
	if w := current.Load().Writer; w != nil {
		return w.Clock(ms)
	}
	return time.UnixMilli(ms).Format("15:04")
}

// Moment writes a day and a time of day.
func Moment(ms int64) string {
	if w := current.Load().Writer; w != nil {
		return w.Moment(ms)
	}
	return time.UnixMilli(ms).Format("2 Jan 15:04")
}
