package rules

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// How long the fields of Kustomer's records may be, in characters. It names no limit for what stands
// in a message's meta; there the limit is ours.
const (
	nameLimit  = 256   // names, externalIds, subjects; keys and labels of custom data
	fieldLimit = 1024  // custom attributes; texts in meta
	noteLimit  = 10240 // a note's body, a message's preview
	// personLimit is how long a customer's externalId may be.
	personLimit = 255
)

// fieldsLimit is how many custom attributes one record may carry.
const fieldsLimit = 100

// limits are those of fields that are no custom attributes, by name. An address that is cut leads
// nowhere, so it has room.
var limits = map[string]int{
	"name": nameLimit, "externalId": nameLimit, "key": nameLimit, "label": nameLimit,
	"preview": noteLimit, "body": noteLimit, "externalRecordingUrl": noteLimit,
}

// whole is a text that was cut to the length of its field.
type whole struct{ field, text string }

// fit cuts the texts of a record that are longer than their fields, where they stand, and answers
// them whole (W8). The record's own custom attributes and meta are looked into.
func fit(made map[string]any) (cut []whole) {
	for _, name := range slices.Sorted(maps.Keys(made)) {
		switch value := made[name].(type) {
		case string:
			if limit := limitOf(name); long(value, limit) {
				made[name] = short(value, limit)
				cut = append(cut, whole{name, value})
			}
		case map[string]any:
			cut = append(cut, fit(value)...)
		case []map[string]any:
			for _, entry := range value {
				cut = append(cut, fit(entry)...)
			}
		}
	}
	return cut
}

// fitted is a body whose texts fit.
func fitted(made map[string]any) map[string]any {
	_ = fit(made) // what was cut, addWholes finds again
	return made
}

func limitOf(name string) int {
	if limit, own := limits[name]; own {
		return limit
	}
	return fieldLimit
}

// long tells whether a text does not fit into so many characters.
func long(text string, limit int) bool {
	return len(text) > limit && len([]rune(text)) > limit
}

// short cuts text to what a field takes, with "…", and never within what people see as one character.
func short(text string, limit int) string {
	if !long(text, limit) {
		return text
	}
	letters := []rune(text)
	end := limit - 1
	for back := 0; back < maxJoined && end > 1 && joined(letters[end-1], letters[end]); back++ {
		end--
	}
	return string(letters[:end]) + "…"
}

// maxJoined bounds how many letters are looked through for the beginning of one character.
const maxJoined = 32

// zeroWidthJoiner makes one picture of two.
const zeroWidthJoiner = '\u200d'

// joined: the second letter belongs to the one before it: an accent, a skin colour, a joined picture.
func joined(before, letter rune) bool {
	return before == zeroWidthJoiner || letter == zeroWidthJoiner || unicode.Is(unicode.M, letter) ||
		letter >= 0x1F3FB && letter <= 0x1F3FF
}

// wholes are the session's texts that are cut on its records, without those that a note of their own
// holds in full.
func (s Session) wholes(r Record, set Settings) []whole {
	made := []map[string]any{messageBody(s, r, set)}
	var cut []whole
	if r.Settled.CustomerMade {
		who := identify(s, set)
		made = append(made, who.create(s))
		if who.identifier != "" && who.appID() != who.prefix+who.identifier {
			cut = append(cut, whole{"externalId", who.prefix + who.identifier})
		}
	}
	if r.Settled.Make {
		made = append(made, conversationBody(s, r, set))
	}
	for _, on := range []string{OnConversation, OnCustomer} {
		data, _ := s.mapped(set, on)
		made = append(made, map[string]any{"custom": data})
	}
	if id := s.userID(r); id != "" {
		made = append(made, userIDBody(id))
	}
	for _, record := range made {
		cut = append(cut, fit(record)...)
	}
	return slices.DeleteFunc(cut, func(w whole) bool { return w.text == s.Get(DispositionNote) })
}

// addWholes notes what was cut elsewhere, each text once and in full (W8).
func (p *Plan) addWholes(s Session, r Record, set Settings) {
	fields := map[string][]string{} // by text
	var texts []string
	for _, w := range s.wholes(r, set) {
		if fields[w.text] == nil {
			texts = append(texts, w.text)
		}
		if !slices.Contains(fields[w.text], w.field) {
			fields[w.text] = append(fields[w.text], w.field)
		}
	}
	if len(texts) == 0 {
		return
	}
	var names []string
	lines := []string{"Longer than their fields, here in full:"}
	for _, text := range texts {
		names = append(names, fields[text]...)
		lines = append(lines, strings.Join(fields[text], ", ")+":\n"+text)
	}
	p.put(s, r, set, Write{
		Key: "whole", Rule: "W8", Reason: "some texts are longer than their fields",
		ID: derive(r.Tenant, s.Name, "W8", settlement(r)), Facts: names,
	}, strings.Join(lines, "\n\n"), nil)
}
