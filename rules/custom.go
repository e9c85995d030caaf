package rules

import (
	"bytes"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Warning is something that the admin should know and can mend.
type Warning struct {
	// Code is a word of the settings API: "field-mismatch".
	Code string
	// Text says what is the matter, Fix what to do.
	Text, Fix string
	// Said and FixSaid are both by their codes, as a StatusStep's.
	Said, FixSaid []string
}

// FieldMismatch: a value does not have the type of the field that it is mapped to.
const FieldMismatch = "field-mismatch"

// mapped are the app's data that settings map into fields of one record (S12), and what was wrong with
// the others. Of a field that several keys are mapped to, the last key counts.
func (s Session) mapped(set Settings, on string) (fields map[string]any, wrong []Warning) {
	for _, m := range set.CustomData {
		d, told := s.datum(m.Key)
		if m.On != on || !told {
			continue
		}
		value, ok := typed(d.Value, m.Field)
		if !ok {
			w := Warning{Code: FieldMismatch}
			w.Text, w.Said = say("warning.mismatch: The custom data {key} is no {type}, as the field {field} wants.",
				"key", m.Key, "type", typeName(m.Field), "field", m.Field)
			w.Fix, w.FixSaid = say("warning.mismatch.fix: Map {key} to a field of another type, or let the app send another value.", "key", m.Key)
			wrong = append(wrong, w)
			continue
		}
		if fields == nil {
			fields = map[string]any{}
		}
		fields[m.Field] = value
	}
	return fields, wrong
}

// datum finds an entry that may be written: hidden ones never (S14), empty ones tell nothing.
func (s Session) datum(key string) (Datum, bool) {
	for _, d := range s.Custom.Data {
		if d.Key == key && d.writable() {
			return d, true
		}
	}
	return Datum{}, false
}

func (d Datum) writable() bool {
	return !d.Hidden && len(d.Value) > 0 && !bytes.Equal(d.Value, []byte("null"))
}

// unmapped are the entries that no field takes, in the app's own order, as the message's
// meta.customData lists them. One whose value its field refuses is among them: nothing is lost.
func (s Session) unmapped(set Settings) []map[string]any {
	var list []map[string]any
	for _, d := range s.Custom.Data {
		if !d.writable() || s.taken(d, set) {
			continue
		}
		label := d.Label
		if label == "" {
			label = d.Key
		}
		list = append(list, map[string]any{"key": d.Key, "label": label, "value": plain(d.Value)})
	}
	return list
}

// taken tells whether a field takes the entry.
func (s Session) taken(d Datum, set Settings) bool {
	for _, m := range set.CustomData {
		if _, ok := typed(d.Value, m.Field); m.Key == d.Key && ok {
			return true
		}
	}
	return false
}

// plain is a value as meta holds it: numbers stay exact.
func plain(raw json.RawMessage) any {
	if text, ok := textValue(raw); ok {
		return text
	}
	return raw
}

// typed is the value as a field wants it, which its name's ending tells; false: it is not of that type.
func typed(raw json.RawMessage, field string) (any, bool) {
	text := scalarText(raw)
	switch suffix(field) {
	case "Num":
		n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, false
		}
		return json.RawMessage(strconv.FormatFloat(n, 'f', -1, 64)), true
	case "Bool":
		b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(text)))
		return b, err == nil
	case "At":
		at, ok := whenText(strings.TrimSpace(text))
		return stamp(at), ok
	case "Url":
		u, err := url.Parse(strings.TrimSpace(text))
		return strings.TrimSpace(text), err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(text) <= fieldLimit
	case "Id":
		return strings.TrimSpace(text), objectPattern.MatchString(strings.TrimSpace(text))
	case "Tree":
		return text, isNode(text)
	}
	return text, text != ""
}

// isNode tells whether a text can name a node of a drop-down tree. Which nodes there are is the
// admin's to say in Kustomer, and a name that is cut is another one.
func isNode(text string) bool {
	return text != "" && text == strings.TrimSpace(text) && !strings.ContainsAny(text, "\r\n\t") && !long(text, fieldLimit)
}

// suffix is the ending of a field's name that tells its type.
func suffix(field string) string {
	m := fieldPattern.FindStringSubmatch(field)
	if m == nil {
		return ""
	}
	return m[1]
}

// typeName is a field's type for people.
func typeName(field string) string {
	name, known := map[string]string{
		"Num": "number", "Bool": "yes or no", "At": "date", "Url": "web address", "Id": "record's id (24 hex digits)", "Tree": "node of a drop-down tree",
	}[suffix(field)]
	if !known {
		return "text"
	}
	return name
}

// whenText reads a date or a moment.
func whenText(text string) (time.Time, bool) {
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// scalarText is a JSON scalar as text.
func scalarText(raw json.RawMessage) string {
	if text, ok := textValue(raw); ok {
		return text
	}
	return string(raw)
}

func textValue(raw json.RawMessage) (string, bool) {
	var text string
	return text, json.Unmarshal(raw, &text) == nil
}

// addData plans the fields of the conversation and the customer that the app's data are mapped to. The
// message's go along with the message.
func (p *Plan) addData(s Session, r Record, set Settings) {
	if !r.stands() || len(set.CustomData) == 0 {
		return
	}
	for _, on := range []string{OnMessage, OnConversation, OnCustomer} {
		fields, wrong := s.mapped(set, on)
		p.Warn = append(p.Warn, wrong...)
		if on == OnMessage || len(fields) == 0 {
			continue
		}
		id := r.Settled.Customer
		if on == OnConversation {
			id = r.Settled.Conversation
		}
		key := dataKey(on)
		mark := dataMark(fields)
		if r.Done[key] == mark || r.Buried[key] == mark {
			continue
		}
		raw, _ := body(fitted(map[string]any{"custom": fields}))
		p.Writes = append(p.Writes, Write{
			Key: key, Mark: mark, Rule: "S12", Reason: "the app's data are mapped to fields of the " + on,
			Verb: Change, Target: on, ID: id, Body: raw, Facts: []string{"custom data (" + s.Custom.Said.cite() + ")"},
		})
	}
}

func dataKey(on string) string { return "data:" + on }

func dataMark(fields map[string]any) string { _, mark := body(fields); return mark }
