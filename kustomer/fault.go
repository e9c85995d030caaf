package kustomer

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxDetail bounds what is kept of Kustomer's own words.
const maxDetail = 1000

// maxFaults bounds how many entries of one refusal are kept.
const maxFaults = 100

// fault is one entry of an error body. Two shapes exist, and clients are told to accept both:
// {code, message, meta} and the JSON:API-like {status, source, code, title, detail}.
type fault struct {
	Code    text   `json:"code"`
	Message text   `json:"message"`
	Title   text   `json:"title"`
	Detail  text   `json:"detail"`
	Source  source `json:"source"`
}

// source names the part of the request that is at fault. Two operations call it "parameters".
type source struct {
	Parameter  text `json:"parameter"`
	Parameters text `json:"parameters"`
	Pointer    text `json:"pointer"`
}

// text is a string that takes other JSON values without failing the document around it.
type text string

// UnmarshalJSON reads a string, the first string of a list, or a number as it stands.
func (t *text) UnmarshalJSON(raw []byte) error {
	var plain string
	var several []string
	switch {
	case json.Unmarshal(raw, &plain) == nil:
		*t = text(plain)
	case json.Unmarshal(raw, &several) == nil && len(several) > 0:
		*t = text(several[0])
	case len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'):
		*t = text(raw)
	}
	return nil
}

// UnmarshalJSON reads an object and passes over anything else.
func (s *source) UnmarshalJSON(raw []byte) error {
	type plain source
	var p plain
	if json.Unmarshal(raw, &p) == nil {
		*s = source(p)
	}
	return nil
}

// readFaults reads an error body of either shape. A body of another shape (a proxy's page, or
// nothing) gives an empty Error: then the status alone speaks.
func readFaults(body []byte) *Error {
	var doc struct {
		Errors []fault `json:"errors"`
		fault
	}
	if json.Unmarshal(body, &doc) != nil {
		return &Error{}
	}
	if len(doc.Errors) == 0 {
		doc.Errors = []fault{doc.fault}
	}
	first := doc.Errors[0]
	e := &Error{Code: string(first.Code), Detail: explain(doc.Errors)}
	e.Field, e.Custom = first.field()
	if len(doc.Errors) > 1 {
		e.Faults = several(doc.Errors)
	}
	return e
}

// several keeps each entry by itself.
func several(faults []fault) []Fault {
	named := make([]Fault, 0, min(len(faults), maxFaults))
	for _, f := range faults[:min(len(faults), maxFaults)] {
		field, _ := f.field()
		named = append(named, Fault{Field: field, Detail: explain([]fault{f})})
	}
	return named
}

// explain joins the words of all entries.
func explain(faults []fault) string {
	var said []string
	for _, f := range faults {
		for _, words := range []text{f.Message, f.Title, f.Detail} {
			if words != "" {
				said = append(said, string(words))
			}
		}
	}
	return shorten(strings.Join(said, "; "), maxDetail)
}

// shorten cuts at a whole character.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

var (
	// customPath finds the attribute in "custom.orderNoStr", "/custom/orderNoStr" and the schema
	// path "/properties/custom/properties/orderNoStr/type".
	customPath = regexp.MustCompile(`\bcustom(?:\.|/properties/|/|\[["']?)(@?[a-z][A-Za-z0-9]*(?:Str|Txt|Num|At|Bool|Url|Id|Tree))\b`)
	// customSuffix tells a custom attribute by its type suffix when nothing else does.
	customSuffix = regexp.MustCompile(`^@?[a-z][A-Za-z0-9]*(?:Str|Txt|Num|Bool|Url|Tree)$`)
	// extraInCustom is the detail of the recorded refusal of an unknown custom attribute.
	extraInCustom = regexp.MustCompile(`/properties/custom\b`)
)

// field finds which attribute a fault is about, and whether it is a custom one.
func (f fault) field() (name string, custom bool) {
	for _, place := range []text{f.Source.Parameter, f.Source.Parameters, f.Source.Pointer, f.Detail, f.Message} {
		if m := customPath.FindStringSubmatch(string(place)); m != nil {
			return m[1], true
		}
	}
	for _, place := range []text{f.Source.Parameter, f.Source.Parameters, f.Source.Pointer} {
		if name = strings.TrimPrefix(strings.Trim(string(place), "/"), "custom."); name != "" {
			break
		}
	}
	custom = name != "" && (extraInCustom.MatchString(string(f.Detail)) || customSuffix.MatchString(name))
	return shorten(name, 256), custom
}
