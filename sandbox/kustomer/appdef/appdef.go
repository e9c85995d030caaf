// Package appdef checks an app definition the way Kustomer does when it is
// registered, and reads what the stand-in needs from it.
//
// Registered versions are permanent, so that the real platform is strict:
// unknown keys, names with dashes, addresses without https, settings that no
// template finds and texts without translation are all refused. Each rule has
// the number that the product's list of offline checks gives it, so that a
// refusal can be looked up; all faults are told at once.
package appdef

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fault is one broken rule.
type Fault struct {
	Rule  int    // number in the list of offline checks
	Path  string // "widgets.0.url"
	Title string // what is wrong
}

// Error makes a Fault usable as an error.
func (f Fault) Error() string { return fmt.Sprintf("%s: %s (rule %d)", f.Path, f.Title, f.Rule) }

// Definition is a decoded app definition.
type Definition map[string]any

// Text is a top-level text.
func (d Definition) Text(name string) string {
	value, _ := d[name].(string)
	return value
}

// Options say where the check takes place.
type Options struct {
	// Previous is the version that is registered; nil for a first one.
	Previous Definition
	// LoopbackHTTP lets http addresses of this machine pass.
	LoopbackHTTP bool
}

// Read decodes and checks a definition; it returns every fault it finds.
func Read(raw []byte, options Options) (Definition, []Fault) {
	if err := wellFormed(raw); err != nil {
		return nil, []Fault{{1, "body", err.Error()}}
	}
	var definition Definition
	if err := json.Unmarshal(raw, &definition); err != nil {
		return nil, []Fault{{1, "body", "not one JSON object: " + err.Error()}}
	}
	c := &checker{def: definition, options: options}
	c.placeholders(raw)
	c.identity()
	c.addresses()
	c.widgets()
	c.settings()
	c.translations()
	c.klasses()
	c.kviews()
	c.commands()
	c.webhooksAndHooks()
	c.listing()
	c.successor()
	slices.SortStableFunc(c.faults, func(a, b Fault) int { return a.Rule - b.Rule })
	return definition, c.faults
}

// checker collects faults.
type checker struct {
	def     Definition
	options Options
	faults  []Fault
}

// fail notes a fault.
func (c *checker) fail(rule int, path, format string, values ...any) {
	c.faults = append(c.faults, Fault{rule, path, fmt.Sprintf(format, values...)})
}

// need notes a fault unless the condition holds.
func (c *checker) need(holds bool, rule int, path, format string, values ...any) {
	if !holds {
		c.fail(rule, path, format, values...)
	}
}

// placeholders refuses a definition that was not filled in.
func (c *checker) placeholders(raw []byte) {
	from := bytes.Index(raw, []byte("<<"))
	c.need(from < 0 || !bytes.Contains(raw[from:], []byte(">>")), 20, "body", "a placeholder <<…>> was not filled in")
}

// wellFormed refuses what is no UTF-8, no JSON, or names a key twice.
func wellFormed(raw []byte) error {
	if !utf8.Valid(raw) {
		return errors.New("not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if err := distinct(decoder); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

// distinct reads one value and refuses objects that name a key twice.
func distinct(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return fmt.Errorf("no JSON: %w", err)
	}
	open, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	seen := map[any]bool{}
	for decoder.More() {
		if open == '{' {
			key, err := decoder.Token()
			if err != nil {
				return fmt.Errorf("no JSON: %w", err)
			}
			if seen[key] {
				return fmt.Errorf("the key %q is named twice", key)
			}
			seen[key] = true
		}
		if err := distinct(decoder); err != nil {
			return err
		}
	}
	if _, err = decoder.Token(); err != nil {
		return fmt.Errorf("no JSON: %w", err)
	}
	return nil
}

// object, list and text read a value leniently: another type is empty.
func object(value any) map[string]any { is, _ := value.(map[string]any); return is }
func list(value any) []any            { is, _ := value.([]any); return is }
func text(value any) string           { is, _ := value.(string); return is }

// names are an object's keys in order.
func names(of map[string]any) []string { return slices.Sorted(maps.Keys(of)) }

// each visits the objects of a top-level list with their paths.
func (c *checker) each(name string, visit func(path string, item map[string]any)) {
	for i, item := range list(c.def[name]) {
		visit(fmt.Sprintf("%s.%d", name, i), object(item))
	}
}

// Setting is one declared setting.
type Setting struct {
	Category, Name, Type string
	Default              any
	Required, Hidden     bool
	Description          string
}

// Key is how templates name it: "default.adapterHost".
func (s Setting) Key() string { return s.Category + "." + s.Name }

// Settings are the declared settings in order.
func (d Definition) Settings() []Setting {
	var all []Setting
	categories := object(d["settings"])
	for _, category := range names(categories) {
		entries := object(categories[category])
		for _, name := range names(entries) {
			about := object(entries[name])
			all = append(all, Setting{
				Category: category, Name: name, Type: text(about["type"]), Default: about["defaultValue"],
				Required: about["required"] == true, Hidden: about["hidden"] == true, Description: text(about["description"]),
			})
		}
	}
	return all
}

// setting finds a declared setting by its key.
func (d Definition) setting(key string) (Setting, bool) {
	all := d.Settings()
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Key() == key })
	if i < 0 {
		return Setting{}, false
	}
	return all[i], true
}

// Translated is a text in English, or the key where there is none.
func (d Definition) Translated(key string) string {
	if found := text(object(object(d["i18n"])["en_us"])[key]); found != "" {
		return found
	}
	return strings.TrimPrefix(key, d.Text("app")+".")
}
