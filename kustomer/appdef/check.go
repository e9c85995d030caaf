package appdef

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Fault is one thing that is wrong with a definition.
type Fault struct {
	Where string // "widgets[0].url"
	What  string // what is wrong
	Fix   string // what to do
}

// String joins the three into a sentence.
func (f Fault) String() string { return fmt.Sprintf("%s: %s; %s", f.Where, f.What, f.Fix) }

// Options change what is accepted.
type Options struct {
	// LoopbackHTTP accepts http addresses of this computer, for demos and tests.
	LoopbackHTTP bool
	// AllowLegacy accepts top-level keys that only older documentation knows.
	AllowLegacy bool
	// Previous is the definition that was registered last; nil: none. The new version must be
	// greater, and a change of roles needs a new major version.
	Previous []byte
}

// Check returns everything that is wrong with a definition, in the order of the file's places;
// none means that Kustomer should accept it.
func Check(definition []byte, opts Options) []Fault {
	def, faults := parse(definition)
	if def == nil {
		return faults
	}
	c := &checker{def: def, opts: opts, faults: faults}
	c.app, _ = def["app"].(string)
	for _, rule := range rules {
		rule(c)
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return cmp.Compare(a.Where, b.Where) })
	return c.faults
}

// rules are all checks; each looks at one part of the definition.
var rules = []func(*checker){
	checkKeys,
	checkNames,
	checkVersion,
	checkListing,
	checkURLs,
	checkSettings,
	checkWidgets,
	checkSettingsPage,
	checkI18n,
	checkKlasses,
	checkKViews,
	checkCommands,
	checkWebhooks,
	checkHooks,
	checkPlaceholders,
}

// checker is one run over one definition.
type checker struct {
	def    map[string]any
	app    string
	opts   Options
	faults []Fault
}

func (c *checker) fault(where, what, fix string) {
	c.faults = append(c.faults, Fault{Where: where, What: what, Fix: fix})
}

// object returns a member that should be an object; false if it is missing or something else.
func (c *checker) object(in map[string]any, where, key string) (map[string]any, bool) {
	value, there := in[key]
	if !there {
		return nil, false
	}
	object, ok := value.(map[string]any)
	if !ok {
		c.fault(join(where, key), "is not an object", "write { … }")
	}
	return object, ok
}

// objects returns the members of a list that should hold objects.
func (c *checker) objects(in map[string]any, where, key string) []map[string]any {
	value, there := in[key]
	if !there {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		c.fault(join(where, key), "is not a list", "write [ … ]")
		return nil
	}
	var found []map[string]any
	for i, member := range list {
		object, ok := member.(map[string]any)
		if !ok {
			c.fault(at(join(where, key), i), "is not an object", "write { … }")
			object = map[string]any{}
		}
		found = append(found, object)
	}
	return found
}

// text returns a member that should be a string and says so if it is not; "" if it is missing.
func (c *checker) text(in map[string]any, where, key string) string {
	value, there := in[key]
	if !there {
		return ""
	}
	text, ok := value.(string)
	if !ok {
		c.fault(join(where, key), "is not a text", "put it in quotation marks")
	}
	return text
}

// required is text that must be there.
func (c *checker) required(in map[string]any, where, key string) string {
	if _, there := in[key]; !there {
		c.fault(join(where, key), "is missing", "add it")
		return ""
	}
	text := c.text(in, where, key)
	if s, ok := in[key].(string); ok && strings.TrimSpace(s) == "" {
		c.fault(join(where, key), "is empty", "fill it in")
	}
	return text
}

// oneOf is text that, if there, must be one of a few words.
func (c *checker) oneOf(in map[string]any, where, key string, words ...string) string {
	text := c.text(in, where, key)
	if text != "" && !slices.Contains(words, text) {
		c.fault(join(where, key), fmt.Sprintf("%q is not known", text), "use one of "+strings.Join(words, ", "))
	}
	return text
}

func join(where, key string) string {
	if where == "" {
		return key
	}
	return where + "." + key
}

func at(where string, i int) string { return fmt.Sprintf("%s[%d]", where, i) }

// sorted lists an object's keys in a fixed order.
func sorted[V any](object map[string]V) []string { return slices.Sorted(maps.Keys(object)) }
