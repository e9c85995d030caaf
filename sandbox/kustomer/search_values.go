package kustomer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// compare are the operators.
var compare = map[string]func(have, want string) bool{
	"equals":     func(have, want string) bool { return strings.EqualFold(have, want) },
	"not_equals": func(have, want string) bool { return !strings.EqualFold(have, want) },
	"contains":   func(have, want string) bool { return strings.Contains(strings.ToLower(have), strings.ToLower(want)) },
	"prefix":     func(have, want string) bool { return strings.HasPrefix(strings.ToLower(have), strings.ToLower(want)) },
	"gte":        func(have, want string) bool { return order(have, want) >= 0 },
	"gt":         func(have, want string) bool { return order(have, want) > 0 },
	"lte":        func(have, want string) bool { return order(have, want) <= 0 },
	"lt":         func(have, want string) bool { return order(have, want) < 0 },
}

// order compares moments as moments and everything else as text.
func order(have, want string) int {
	a, errA := time.Parse(time.RFC3339, have)
	b, errB := time.Parse(time.RFC3339, want)
	if errA == nil && errB == nil {
		return a.Compare(b)
	}
	return cmp.Compare(have, want)
}

// holds compares any of the record's values with any of the wanted ones.
func (c condition) holds(r *record) bool {
	have := valuesOf(r, c.attribute)
	for _, want := range wantedTexts(c.value, c.attribute) {
		if slices.ContainsFunc(have, func(value string) bool { return compare[c.operator](value, want) }) {
			return true
		}
	}
	return false
}

// wantedTexts are the values that a condition allows.
func wantedTexts(value any, attribute string) []string {
	items, many := value.([]any)
	if !many {
		items = []any{value}
	}
	texts := make([]string, 0, len(items))
	for _, item := range items {
		text := fmt.Sprint(item)
		if strings.Contains(strings.ToLower(attribute), "phone") {
			text = cmp.Or(normal("phone", text), text) // a name is nobody's number, rather than everybody's
		}
		texts = append(texts, text)
	}
	return texts
}

// listedValues are the attributes that stand for the members of lists. A
// number is looked for among the shared ones too.
var listedValues = map[string][]struct{ list, member string }{
	"phone":            {{"phones", "phone"}, {"sharedPhones", "phone"}},
	"phones":           {{"phones", "phone"}, {"sharedPhones", "phone"}},
	"sharedPhone":      {{"sharedPhones", "phone"}},
	"sharedPhones":     {{"sharedPhones", "phone"}},
	"email":            {{"emails", "email"}, {"sharedEmails", "email"}},
	"emails":           {{"emails", "email"}, {"sharedEmails", "email"}},
	"sharedEmail":      {{"sharedEmails", "email"}},
	"sharedEmails":     {{"sharedEmails", "email"}},
	"whatsapp":         {{"whatsapps", "phone"}},
	"externalId":       {{"externalIds", "externalId"}},
	"sharedExternalId": {{"sharedExternalIds", "externalId"}},
}

// valuesOf are the texts that a record has for an attribute.
func valuesOf(r *record, name string) []string {
	var values []string
	for _, of := range listedValues[name] {
		for _, value := range members(r.attrs[of.list], of.member) {
			values = append(values, normal(of.member, value))
		}
	}
	if custom, ok := strings.CutPrefix(name, "custom."); ok {
		attributes, _ := r.attrs["custom"].(map[string]any)
		return append(values, texts(attributes[custom])...)
	}
	switch name {
	case "id":
		return []string{r.id}
	case "customerId", "conversationId":
		return []string{r.one[strings.TrimSuffix(name, "Id")].id}
	}
	return append(values, texts(r.attrs[name])...)
}

// texts are a value's texts: of a list its members, of nothing none.
func texts(value any) []string {
	switch value := value.(type) {
	case nil, map[string]any:
		return nil
	case []any:
		return asTexts(value)
	}
	return []string{fmt.Sprint(value)}
}
