package story

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Record is one that a CRM holds.
type Record struct {
	Kind, ID string
	// Fields are its attributes as the CRM's API names them; what leads to people is given as their
	// names: assigned, owner.
	Fields map[string]any
	// Files are the names of what is attached.
	Files []string
	// Within are the records that belong to it.
	Within []Record
}

// Value is a field as text, "" for none. Of a list it is the entries, joined by a comma; of an entry
// with a phone, an e-mail or a key it is that.
func (r Record) Value(path string) string {
	var v any = r.Fields
	for name := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return text(v)
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []any:
		var all []string
		for _, entry := range v {
			all = append(all, text(entry))
		}
		return strings.Join(all, ", ")
	case map[string]any:
		return entry(v)
	}
	return fmt.Sprint(v)
}

// entry is a list's entry: what tells it from others.
func entry(m map[string]any) string {
	for _, name := range []string{"phone", "email"} {
		if value, ok := m[name].(string); ok {
			return value
		}
	}
	if key, ok := m["key"].(string); ok {
		return key + "=" + text(m["value"])
	}
	if len(m) == 0 {
		return ""
	}
	raw, _ := json.Marshal(m) // it came from JSON
	return string(raw)
}

// String names a record for people: customer +14155550101, message call-418.
func (r Record) String() string {
	for _, path := range []string{named[r.Kind], "externalId", "phones"} {
		if v := r.Value(path); v != "" {
			return r.Kind + " " + strings.ReplaceAll(v, "\n", `\n`)
		}
	}
	return r.Kind + " " + r.ID
}

// Holds tells whether the text stands in a field of the record, or of one that belongs to it.
func (r Record) Holds(text string) bool {
	raw, err := json.Marshal(r.Fields)
	if err == nil && strings.Contains(string(raw), text) {
		return true
	}
	for _, in := range r.Within {
		if in.Holds(text) {
			return true
		}
	}
	return false
}
