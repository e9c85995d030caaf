package schema

import (
	"fmt"
	"slices"
	"strconv"
)

// checkObject refuses unknown properties first, then missing ones, then the
// values, each in the order of names, so that a body has always the same
// first fault.
func (t Type) checkObject(value map[string]any, name, at string) *Fault {
	if t.maxProps > 0 && len(value) > t.maxProps {
		return &Fault{name, fmt.Sprintf("Too many properties defined (%d), maximum %d", len(value), t.maxProps), at + "/maxProperties"}
	}
	names := sortedNames(value)
	if t.props != nil {
		for _, key := range names {
			if _, known := t.props[key]; !known {
				return Unknown(key, at)
			}
		}
	}
	for i, key := range t.required {
		if _, there := value[key]; !there {
			return &Fault{key, "Missing required property: " + key, at + "/required/" + strconv.Itoa(i)}
		}
	}
	return t.checkValues(value, names, at)
}

// checkValues checks each property against its own type.
func (t Type) checkValues(value map[string]any, names []string, at string) *Fault {
	for _, key := range names {
		of, known := t.props[key]
		if !known && t.item != nil {
			of = *t.item
		}
		if fault := of.check(value[key], key, at+"/properties/"+key); fault != nil {
			return fault
		}
	}
	return nil
}

// Unknown is the fault of a property that the object at a place of the
// schema does not have.
func Unknown(name, at string) *Fault {
	return &Fault{name, "Additional properties not allowed", at + "/additionalProperties"}
}

// sortedNames are the property names in order.
func sortedNames(value map[string]any) []string {
	names := make([]string, 0, len(value))
	for name := range value {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// kindOf is the JSON type of a decoded value; null has none.
func kindOf(value any) kind {
	switch value.(type) {
	case string:
		return text
	case float64:
		return number
	case bool:
		return boolean
	case []any:
		return list
	case map[string]any:
		return object
	}
	return "null"
}
