package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// SettingError names a setting and what is wrong with it.
type SettingError struct{ Name, Why string }

func (e *SettingError) Error() string { return "setting " + e.Name + ": " + e.Why }

// ParseSettings reads a JSON object of settings over the defaults. Every unknown name and every bad
// value is its own *SettingError, all of them at once and in order of name; the good ones are kept.
func ParseSettings(body []byte) (Settings, []error) {
	set := DefaultSettings()
	if len(bytes.TrimSpace(body)) == 0 {
		return set, nil
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(body, &given); err != nil || given == nil {
		return set, []error{fmt.Errorf("settings: not a JSON object")}
	}
	names := make([]string, 0, len(given))
	for name := range given {
		names = append(names, name)
	}
	sort.Strings(names)
	var faults []error
	readers := settingReaders()
	for _, name := range names {
		read, known := readers[name]
		if !known {
			faults = append(faults, &SettingError{name, "no such setting"})
			continue
		}
		if why := read(&set, given[name]); why != "" {
			faults = append(faults, &SettingError{name, why})
		}
	}
	return set, faults
}

// reader takes one value into the settings and says what is wrong with it, "" if nothing.
type reader func(*Settings, json.RawMessage) string

func settingReaders() map[string]reader {
	return map[string]reader{
		"createCustomers":        field(func(s *Settings) *bool { return &s.CreateCustomers }),
		"externalIdPrefix":       field(func(s *Settings) *string { return &s.ExternalIDPrefix }, prefixed),
		"createOnAbandoned":      field(func(s *Settings) *bool { return &s.CreateOnAbandoned }),
		"createOnMenuAbandoned":  field(func(s *Settings) *bool { return &s.CreateOnMenuAbandoned }),
		"recordWhen":             field(func(s *Settings) *string { return &s.RecordWhen }, oneOf(WhenQueued, WhenAssigned, WhenConnected)),
		"chatRecordAfter":        field(func(s *Settings) *int { return &s.ChatRecordAfter }, between(0, 1000)),
		"reopenWithinDays":       field(func(s *Settings) *int { return &s.ReopenWithinDays }, between(0, 3650)),
		"outboundFollowsContext": field(func(s *Settings) *bool { return &s.OutboundFollowsContext }),
		"defaultAuthor":          field(func(s *Settings) *string { return &s.DefaultAuthor }, author),
		"phoneNote":              field(func(s *Settings) *bool { return &s.PhoneNote }),
		"recordings":             field(func(s *Settings) *string { return &s.Recordings }, oneOf("attach", "link", "none")),
		"transcript":             field(func(s *Settings) *string { return &s.Transcript }, oneOf("file", "timeline", "both")),
		"customData":             field(func(s *Settings) *[]CustomData { return &s.CustomData }, each(customData), fewFields),
		"defaultCountry":         field(func(s *Settings) *string { return &s.DefaultCountry }, country),
		"outboundNumbers":        field(func(s *Settings) *[]string { return &s.OutboundNumbers }, each(international)),
		"languages":              field(func(s *Settings) *[]string { return &s.Languages }, each(filled)),
		"agentLinks":             field(func(s *Settings) *[]AgentLink { return &s.AgentLinks }, each(agentLink)),
		"paused":                 field(func(s *Settings) *bool { return &s.Paused }),
		"pilotAgents":            field(func(s *Settings) *[]string { return &s.PilotAgents }, each(email)),
		"retainDays":             field(func(s *Settings) *int { return &s.RetainDays }, between(1, 3650)),
		"quietHours":             quietHours,
		"doNotCall":              field(func(s *Settings) *[]string { return &s.DoNotCall }, each(international)),
		"statusInheritance":      field(func(s *Settings) *bool { return &s.StatusInheritance }),
		"statusPrioritization":   field(func(s *Settings) *string { return &s.StatusPrioritization }, oneOf("latest", "crm")),
		"statusMapping":          field(func(s *Settings) *[]StatusMapping { return &s.StatusMapping }, each(statusMapping)),
		"statusAtLogin":          field(func(s *Settings) *bool { return &s.StatusAtLogin }),
		"vanishedAgent":          field(func(s *Settings) *[]VanishedAgent { return &s.VanishedAgent }, each(vanishedAgent)),
		"hostEvents":             field(func(s *Settings) *HostEvents { return &s.HostEvents }, hostEvents),
	}
}

// field reads strictly into the place that at points to, once every check agrees.
func field[T any](at func(*Settings) *T, checks ...func(T) string) reader {
	return func(s *Settings, raw json.RawMessage) string {
		value := *at(s)
		if why := strictly(raw, &value); why != "" {
			return why
		}
		for _, check := range checks {
			if why := check(value); why != "" {
				return why
			}
		}
		*at(s) = value
		return ""
	}
}

func strictly(raw json.RawMessage, into any) string {
	if string(raw) == "null" {
		return "must not be null"
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	return ""
}

var (
	prefixPattern  = regexp.MustCompile(`^[A-Za-z0-9_-]{0,32}$`)
	countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)
	emailPattern   = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)
	objectPattern  = regexp.MustCompile(`^[0-9a-f]{24}$`)
	hourPattern    = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	fieldPattern   = regexp.MustCompile(`^[a-z][A-Za-z0-9]*(Str|Txt|Num|At|Bool|Url|Id|Tree)$`)
)

func oneOf(words ...string) func(string) string {
	return func(v string) string {
		if slices.Contains(words, v) {
			return ""
		}
		return "must be one of " + strings.Join(words, ", ")
	}
}

func between(low, high int) func(int) string {
	return func(v int) string {
		if v >= low && v <= high {
			return ""
		}
		return fmt.Sprintf("must be between %d and %d", low, high)
	}
}

func each[T any](check func(T) string) func([]T) string {
	return func(list []T) string {
		for i, v := range list {
			if why := check(v); why != "" {
				return fmt.Sprintf("item %d: %s", i+1, why)
			}
		}
		return ""
	}
}

func matching(p *regexp.Regexp, v, want string) string {
	if p.MatchString(v) {
		return ""
	}
	return "must be " + want
}

func prefixed(v string) string {
	return matching(prefixPattern, v, "at most 32 letters, digits, - or _")
}
func country(v string) string { return matching(countryPattern, v, "two capital letters, like US") }
func email(v string) string   { return matching(emailPattern, v, "an e-mail address") }
func filled(v string) string  { return need(v != "", "must not be empty") }

func author(v string) string {
	if v == "" || emailPattern.MatchString(v) || objectPattern.MatchString(v) {
		return ""
	}
	return "must be the e-mail address or the id (24 hex digits) of a Kustomer user"
}

func international(v string) string {
	return need(E164(v, "") == v && v != "", "must be a number like +14155550123")
}

func need(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func customData(c CustomData) string {
	if c.Key == "" {
		return "key must not be empty"
	}
	if why := oneOf("conversation", "message", "customer")(c.On); why != "" {
		return "on " + why
	}
	if !fieldPattern.MatchString(c.Field) {
		return "field must begin with a small letter and end in its type: Str, Txt, Num, At, Bool, Url, Id or Tree, like orderNoStr"
	}
	return need(ownFields(c.On)[c.Field] == "", "field "+c.Field+" is the adapter's own on the "+c.On+": map the key to another one")
}

// ownFields are those that we write on a record ourselves.
func ownFields(on string) map[string]string {
	switch on {
	case OnConversation:
		return StandardFields()
	case OnCustomer:
		return AccountFields()
	}
	return RecordFields()
}

// fewFields: beside our own, no record gets more than it can carry.
func fewFields(all []CustomData) string {
	fields := map[string]map[string]bool{}
	for _, c := range all {
		if fields[c.On] == nil {
			fields[c.On] = map[string]bool{}
		}
		fields[c.On][c.Field] = true
		if room := fieldsLimit - len(ownFields(c.On)); len(fields[c.On]) > room {
			return fmt.Sprintf("a %s takes at most %d mapped fields", c.On, room)
		}
	}
	return ""
}

func agentLink(l AgentLink) string {
	return need(objectPattern.MatchString(l.Kustomer) && l.Platform > 0,
		"needs kustomer (24 hex digits) and platform (a number above 0)")
}

func statusMapping(m StatusMapping) string {
	return need(m.Kustomer != "" && m.Platform != "", "needs kustomer and platform")
}

func vanishedAgent(v VanishedAgent) string {
	return need(v.Status != "" && v.Set != "" && v.AfterSeconds > 0,
		"needs status, set and afterSeconds above 0")
}

func hostEvents(e HostEvents) string {
	return need(e.Dial != "" && e.Status != "", "needs dial and status")
}

func quietHours(s *Settings, raw json.RawMessage) string {
	if string(raw) == "null" {
		s.QuietHours = nil
		return ""
	}
	var q QuietHours
	if why := strictly(raw, &q); why != "" {
		return why
	}
	if !hourPattern.MatchString(q.From) || !hourPattern.MatchString(q.To) {
		return `needs from and to like "20:00"`
	}
	s.QuietHours = &q
	return ""
}
