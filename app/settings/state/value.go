package state

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"agentadapter/app/texts"
)

// Value is a setting as the page's fields hold it: On for a Switch, Text for one text (a Lines setting
// has one a line), Rows for objects; a Pair is one row.
type Value struct {
	On   bool
	Text string
	Rows []Row
}

// Row is one object, its fields as texts.
type Row map[string]string

// Equal tells whether two values are the same.
func (v Value) Equal(other Value) bool {
	return v.On == other.On && v.Text == other.Text &&
		slices.EqualFunc(v.Rows, other.Rows, func(a, b Row) bool { return maps.Equal(a, b) })
}

// copied shares nothing with the value.
func (v Value) copied() Value {
	rows := make([]Row, len(v.Rows))
	for i, row := range v.Rows {
		rows[i] = maps.Clone(row)
	}
	v.Rows = rows
	return v
}

// Decode reads a setting's JSON into fields; what cannot be read is as good as empty.
func (s Setting) Decode(raw json.RawMessage) Value {
	var v Value
	switch s.Kind {
	case Switch:
		v.On = string(raw) == "true"
	case Number:
		v.Text = string(raw)
	case Choice, Text:
		v.Text = text(raw)
	case Lines:
		var list []string
		if json.Unmarshal(raw, &list) == nil {
			v.Text = strings.Join(list, "\n")
		}
	case Rows:
		var list []map[string]json.RawMessage
		if json.Unmarshal(raw, &list) == nil {
			for _, object := range list {
				v.Rows = append(v.Rows, s.row(object))
			}
		}
	case Pair:
		var object map[string]json.RawMessage
		_ = json.Unmarshal(raw, &object) // null and nonsense are both an empty pair
		v.Rows = []Row{s.row(object)}
	}
	return v
}

func (s Setting) row(object map[string]json.RawMessage) Row {
	row := Row{}
	for _, c := range s.Columns {
		if c.Kind == Number {
			row[c.Name] = string(object[c.Name])
			continue
		}
		row[c.Name] = text(object[c.Name])
	}
	return row
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s) // no text is an empty one
	return s
}

// Encode writes fields as the setting's JSON. fault says which field cannot be written, "" if none.
func (s Setting) Encode(v Value) (raw json.RawMessage, fault string) {
	switch s.Kind {
	case Switch:
		return json.RawMessage(strconv.FormatBool(v.On)), ""
	case Number:
		return number(v.Text, "")
	case Lines:
		return encoded(lines(v.Text)), ""
	case Rows:
		return s.encodeRows(v.Rows)
	case Pair:
		return s.encodePair(v.Rows)
	}
	return encoded(strings.TrimSpace(v.Text)), ""
}

func (s Setting) encodeRows(rows []Row) (json.RawMessage, string) {
	list := []map[string]json.RawMessage{}
	for i, row := range rows {
		object, fault := s.object(row)
		if fault != "" {
			return nil, texts.Say("fault.line: Line {n}: {fault}", "n", strconv.Itoa(i+1), "fault", fault)
		}
		list = append(list, object)
	}
	return encoded(list), ""
}

func (s Setting) encodePair(rows []Row) (json.RawMessage, string) {
	if len(rows) != 1 || s.Optional && rows[0].empty() {
		return json.RawMessage("null"), ""
	}
	object, fault := s.object(rows[0])
	return encoded(object), fault
}

func (r Row) empty() bool {
	for _, text := range r {
		if strings.TrimSpace(text) != "" {
			return false
		}
	}
	return true
}

func (s Setting) object(row Row) (map[string]json.RawMessage, string) {
	object := map[string]json.RawMessage{}
	for _, c := range s.Columns {
		if c.Kind != Number {
			object[c.Name] = encoded(strings.TrimSpace(row[c.Name]))
			continue
		}
		raw, fault := number(row[c.Name], c.Label)
		if fault != "" {
			return nil, fault
		}
		object[c.Name] = raw
	}
	return object, ""
}

func number(s, what string) (json.RawMessage, string) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		if what == "" {
			return nil, texts.Say("fault.number: It must be a whole number.")
		}
		return nil, texts.Say("fault.number-of: {what} must be a whole number.", "what", what)
	}
	return json.RawMessage(strconv.FormatInt(n, 10)), ""
}

// lines are the texts of a list, blanks and empty lines left out.
func lines(s string) []string {
	list := []string{}
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

// encoded writes what always can be written: texts, and lists and maps of them.
func encoded(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
