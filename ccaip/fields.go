package ccaip

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fields is a JSON object read tolerantly. Its getters take names in snake_case and find
// CamelCase spellings, too ("queue_path_ids" also reads "Queue_path_ids" and "QueuePathIDs"); a
// value of another type than asked for is as good as none, except where a getter reports it.
type fields struct {
	exact map[string]json.RawMessage
	loose map[string]json.RawMessage // by name without underscores, in lower case
}

// errNoObject is for JSON that is well-formed but not an object.
var errNoObject = errors.New("not a JSON object")

// readFields reads one JSON object.
func readFields(raw []byte) (fields, error) {
	var exact map[string]json.RawMessage
	if err := json.Unmarshal(raw, &exact); err != nil {
		return fields{}, errNoObject
	}
	if exact == nil {
		return fields{}, errNoObject // null
	}
	f := fields{exact: exact, loose: make(map[string]json.RawMessage, len(exact))}
	for _, name := range slices.Sorted(maps.Keys(exact)) { // sorted: the same one wins each time
		if _, taken := f.loose[loosen(name)]; !taken {
			f.loose[loosen(name)] = exact[name]
		}
	}
	return f, nil
}

func loosen(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}

// raw returns the first of several names that is there and not null.
func (f fields) raw(names ...string) json.RawMessage {
	for _, name := range names {
		value, ok := f.exact[name]
		if !ok {
			value = f.loose[loosen(name)]
		}
		if len(value) > 0 && !bytes.Equal(value, []byte("null")) {
			return value
		}
	}
	return nil
}

// text reads a string, trimmed; numbers and booleans as they stand.
func (f fields) text(names ...string) string { return textOf(f.raw(names...)) }

func textOf(raw json.RawMessage) string {
	var s string
	var n json.Number
	switch {
	case len(raw) == 0:
		return ""
	case raw[0] == '"':
		if json.Unmarshal(raw, &s) != nil {
			return ""
		}
		return strings.TrimSpace(s)
	case raw[0] == '{', raw[0] == '[':
		return ""
	case json.Unmarshal(raw, &n) == nil:
		return n.String()
	}
	return string(raw) // true, false
}

// id reads an id, which may be a number or a string. "418", 418 and 418.0 are the same one.
func (f fields) id(names ...string) string {
	raw := f.raw(names...)
	if len(raw) > 0 && raw[0] != '"' {
		if n, ok := wholeNumber(raw); ok {
			return strconv.FormatInt(n, 10)
		}
		return ""
	}
	return textOf(raw)
}

// number reads a whole number, also from a string; 0 for anything else.
func (f fields) number(names ...string) int {
	n, ok := wholeNumber([]byte(f.text(names...)))
	if !ok || n > math.MaxInt32 || n < math.MinInt32 {
		return 0
	}
	return int(n)
}

// wholeNumber reads 418, 418.0 and 4.18e2; fractions are cut off.
func wholeNumber(raw []byte) (int64, bool) {
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n, true
	}
	x, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsNaN(x) || math.Abs(x) > 1<<53 {
		return 0, false
	}
	return int64(x), true
}

// flag reads a boolean, also from a string or a number.
func (f fields) flag(names ...string) bool {
	b, err := strconv.ParseBool(f.text(names...))
	return err == nil && b
}

// time reads ISO 8601 text or a Unix time in milliseconds (or seconds, if it is that small). The
// zero time stands for none, the error for a value that is no time.
func (f fields) time(names ...string) (time.Time, error) {
	said := f.text(names...)
	if said == "" {
		if len(f.raw(names...)) > 0 && string(f.raw(names...)) != `""` {
			return time.Time{}, errors.New("not a time")
		}
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999-0700", "2006-01-02 15:04:05 UTC", "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, said); err == nil {
			return t.UTC(), nil
		}
	}
	n, ok := wholeNumber([]byte(said))
	switch {
	case !ok || n < 0 || n > 1<<47:
		return time.Time{}, errors.New("not a time")
	case n < 1e11:
		return time.Unix(n, 0).UTC(), nil
	}
	return time.UnixMilli(n).UTC(), nil
}

// when is time for fields whose loss does no harm.
func (f fields) when(names ...string) time.Time {
	t, err := f.time(names...)
	if err != nil {
		return time.Time{}
	}
	return t
}

// object reads an object inside; an empty one if there is none.
func (f fields) object(names ...string) fields {
	inner, err := readFields(f.raw(names...))
	if err != nil {
		return fields{}
	}
	return inner
}

// objects reads a list of objects and passes over members that are none.
func (f fields) objects(names ...string) []fields {
	var list []json.RawMessage
	if json.Unmarshal(f.raw(names...), &list) != nil {
		return nil
	}
	var found []fields
	for _, raw := range list {
		if member, err := readFields(raw); err == nil {
			found = append(found, member)
		}
	}
	return found
}

// path reads "3/7" or ["3","7"] into its parts, trimmed and without empty ones.
func (f fields) path(names ...string) []string {
	var list []json.RawMessage
	if json.Unmarshal(f.raw(names...), &list) != nil {
		return splitPath(f.text(names...))
	}
	var parts []string
	for _, raw := range list {
		parts = append(parts, splitPath(textOf(raw))...)
	}
	return parts
}

func splitPath(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, "/") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// empty tells that there is nothing in the object.
func (f fields) empty() bool { return len(f.exact) == 0 }
