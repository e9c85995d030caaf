package kustomer

import (
	"maps"
	"slices"
	"strings"
)

// unique is a value that only one customer may have.
type unique struct {
	key       string // "phone +14155550123"
	parameter string // the property that an error names
}

// uniqueLists are the lists whose members belong to one customer alone; the
// shared ones are deliberately not among them.
var uniqueLists = []struct{ list, member, key string }{
	{"phones", "phone", "phone"}, {"emails", "email", "email"}, {"externalIds", "externalId", "external"},
	{"whatsapps", "phone", "whatsapp"}, {"facebookIds", "facebookId", "facebook"}, {"instagramIds", "instagramId", "instagram"},
	{"socials", "userid", "social"},
}

// identifiers are the unique values of a customer.
func identifiers(attrs map[string]any) []unique {
	var all []unique
	for _, of := range uniqueLists {
		for _, value := range members(attrs[of.list], of.member) {
			all = append(all, unique{of.key + " " + normal(of.key, value), of.list})
		}
	}
	if value, _ := attrs["externalId"].(string); value != "" {
		all = append(all, unique{"external " + value, "externalId"})
	}
	return all
}

// lost are the values of the first list that the second does not have.
func lost(was, is []unique) []unique {
	return slices.DeleteFunc(slices.Clone(was), func(u unique) bool {
		return slices.ContainsFunc(is, func(v unique) bool { return v.key == u.key })
	})
}

// normal is how a value is compared: numbers without separators, addresses
// without letter case.
func normal(key, value string) string {
	switch key {
	case "phone", "whatsapp":
		return strings.Map(digitOrPlus, value)
	case "email":
		return strings.ToLower(value)
	}
	return value
}

// digitOrPlus keeps what a phone number is made of.
func digitOrPlus(r rune) rune {
	if r == '+' || '0' <= r && r <= '9' {
		return r
	}
	return -1
}

// members are one text of each object in a list.
func members(list any, name string) []string {
	var values []string
	items, _ := list.([]any)
	for _, item := range items {
		object, _ := item.(map[string]any)
		if value, _ := object[name].(string); value != "" {
			values = append(values, value)
		}
	}
	return values
}

// tidyIdentifiers puts the written lists into the form that the API shows:
// each member tells whether it is verified (external ids are, from the
// start), and the single externalId stands in the list too.
func tidyIdentifiers(attrs, body map[string]any) {
	for _, list := range []string{"phones", "emails", "whatsapps", "sharedPhones", "sharedEmails", "externalIds", "sharedExternalIds"} {
		if items, ok := body[list].([]any); ok {
			attrs[list] = withVerified(items, strings.HasSuffix(strings.ToLower(list), "externalids"))
		}
	}
	id, _ := attrs["externalId"].(string)
	if id != "" && !slices.Contains(members(attrs["externalIds"], "externalId"), id) {
		items, _ := attrs["externalIds"].([]any)
		attrs["externalIds"] = append(slices.Clone(items), map[string]any{"externalId": id, "verified": true})
	}
}

// withVerified copies the members and fills in what was left out.
func withVerified(items []any, otherwise bool) []any {
	all := make([]any, 0, len(items))
	for _, item := range items {
		object, _ := item.(map[string]any)
		full := map[string]any{"verified": otherwise}
		maps.Copy(full, object)
		all = append(all, full)
	}
	return all
}

// asTexts reads a list of strings.
func asTexts(value any) []string {
	items, _ := value.([]any)
	texts := make([]string, 0, len(items))
	for _, item := range items {
		if text, ok := item.(string); ok {
			texts = append(texts, text)
		}
	}
	return texts
}
