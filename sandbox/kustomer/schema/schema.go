// Package schema checks decoded JSON against a table of types.
//
// Kustomer's own documents refuse whatever they do not know: each body is an
// object whose properties, types, lengths and enumerations are listed and
// nothing else is let in. The tables here are that list, written as Go
// values; [Type.Check] walks a decoded body and stops at the first fault, as
// the real API does. The wording of the faults follows the recorded answers
// ("Additional properties not allowed" at "/properties/custom/additionalProperties").
package schema

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Fault is the first thing wrong with a body.
type Fault struct {
	// Parameter is the property at fault, without its way down.
	Parameter string
	// Title says what is wrong with it.
	Title string
	// Detail is the place of the rule within the schema.
	Detail string
}

// Error makes a Fault usable as an error.
func (f *Fault) Error() string { return f.Title + " (" + f.Parameter + " at " + f.Detail + ")" }

// Type is what one value may be. The zero Type lets everything pass.
type Type struct {
	kind     kind
	min, max float64 // length of texts, size of numbers
	whole    bool    // numbers without a fraction
	enum     []any
	pattern  *regexp.Regexp
	format   string
	props    map[string]Type // properties of an object; nil: any
	required []string
	maxProps int
	item     *Type // members of a list
	maxItems int
	unique   bool
	either   []Type // one of these
	nullable bool
}

// kind is the JSON type.
type kind string

const (
	anything kind = ""
	text     kind = "string"
	number   kind = "number"
	boolean  kind = "boolean"
	object   kind = "object"
	list     kind = "array"
)

// Any lets everything pass.
var Any = Type{}

// Bool is true or false.
var Bool = Type{kind: boolean}

// Text is a string whose length in characters is from least to most.
func Text(least, most int) Type {
	return Type{kind: text, min: float64(least), max: float64(most)}
}

// Matching is a string that the expression matches; format names it.
func Matching(format, expression string) Type {
	return Type{kind: text, max: 1 << 20, format: format, pattern: regexp.MustCompile(expression)}
}

// ID is an object id: 24 hexadecimal characters.
var ID = Matching("object-id", `^[0-9a-fA-F]{24}$`)

// Time is an ISO 8601 moment.
var Time = Type{kind: text, max: 64, format: "date-time"}

// Int is a whole number from least to most.
func Int(least, most float64) Type {
	return Type{kind: number, min: least, max: most, whole: true}
}

// Number is a number from least to most.
func Number(least, most float64) Type { return Type{kind: number, min: least, max: most} }

// Enum is one of the values, which are strings or numbers.
func Enum(values ...any) Type {
	kind := text
	if _, ok := values[0].(float64); ok {
		kind = number
	}
	return Type{kind: kind, min: -1 << 40, max: 1 << 40, enum: values}
}

// List has at most most members of one type, no two alike.
func List(item Type, most int) Type {
	return Type{kind: list, item: &item, maxItems: most, unique: true}
}

// Object has these properties and no others.
func Object(props map[string]Type, required ...string) Type {
	return Type{kind: object, props: props, required: required}
}

// Free is an object of at most most properties of any kind.
func Free(most int) Type { return Type{kind: object, maxProps: most} }

// Map is an object whose values are all of one type.
func Map(value Type, most int) Type { return Type{kind: object, item: &value, maxProps: most} }

// Either is a value that one of the types lets pass.
func Either(types ...Type) Type { return Type{either: types} }

// OrNull lets null pass besides.
func (t Type) OrNull() Type {
	t.nullable = true
	return t
}

// Requiring is the same object type with other required properties.
func (t Type) Requiring(names ...string) Type {
	t.required = names
	return t
}

// With is the same object type with further properties, or other types for
// those it has.
func (t Type) With(more map[string]Type) Type {
	props := make(map[string]Type, len(t.props)+len(more))
	for name, prop := range t.props {
		props[name] = prop
	}
	for name, prop := range more {
		props[name] = prop
	}
	t.props = props
	return t
}

// Without is the same object type without some properties.
func (t Type) Without(names ...string) Type {
	t = t.With(nil)
	for _, name := range names {
		delete(t.props, name)
	}
	return t
}

// Check returns the first fault of the value, or nil.
func (t Type) Check(value any) *Fault { return t.check(value, "", "") }

// check walks down; name is the property, at its place in the schema.
func (t Type) check(value any, name, at string) *Fault {
	switch {
	case value == nil && t.nullable, t.kind == anything && t.either == nil:
		return nil
	case t.either != nil:
		return t.checkEither(value, name, at)
	case kindOf(value) != t.kind:
		return t.wrong(name, at)
	}
	if fault := t.checkEnum(value, name, at); fault != nil {
		return fault
	}
	switch value := value.(type) {
	case string:
		return t.checkText(value, name, at)
	case float64:
		return t.checkNumber(value, name, at)
	case []any:
		return t.checkList(value, name, at)
	case map[string]any:
		return t.checkObject(value, name, at)
	}
	return nil
}

// wrong is the fault of a value of another type.
func (t Type) wrong(name, at string) *Fault {
	return &Fault{name, "Invalid type (expected " + string(t.kind) + ")", at + "/type"}
}

// checkEither accepts what any alternative accepts.
func (t Type) checkEither(value any, name, at string) *Fault {
	var last *Fault
	for i, option := range t.either {
		if last = option.check(value, name, at+"/anyOf/"+strconv.Itoa(i)); last == nil {
			return nil
		}
	}
	return last
}

// checkEnum refuses values that the enumeration does not list.
func (t Type) checkEnum(value any, name, at string) *Fault {
	if t.enum == nil {
		return nil
	}
	for _, allowed := range t.enum {
		if allowed == value {
			return nil
		}
	}
	return &Fault{name, fmt.Sprintf("No enum match for: %q", fmt.Sprint(value)), at + "/enum"}
}

// checkText checks length, pattern and format.
func (t Type) checkText(value, name, at string) *Fault {
	length := len([]rune(value))
	switch {
	case float64(length) > t.max:
		return &Fault{name, fmt.Sprintf("String is too long (%d chars), maximum %v", length, t.max), at + "/maxLength"}
	case float64(length) < t.min:
		return &Fault{name, fmt.Sprintf("String is too short (%d chars), minimum %v", length, t.min), at + "/minLength"}
	case t.format == "date-time" && !isTime(value),
		t.format != "" && t.pattern != nil && !t.pattern.MatchString(value):
		return &Fault{name, "Format validation failed (" + t.format + ")", at + "/format"}
	case t.pattern != nil && !t.pattern.MatchString(value):
		return &Fault{name, "String does not match pattern: " + t.pattern.String(), at + "/pattern"}
	}
	return nil
}

// isTime accepts RFC 3339 and a plain day, as the real API's parser does.
func isTime(value string) bool {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999Z0700", time.DateOnly} {
		if _, err := time.Parse(layout, value); err == nil {
			return true
		}
	}
	return false
}

// checkNumber checks size and wholeness.
func (t Type) checkNumber(value float64, name, at string) *Fault {
	switch {
	case t.whole && value != float64(int64(value)):
		return &Fault{name, "Invalid type: number (expected integer)", at + "/type"}
	case value < t.min:
		return &Fault{name, fmt.Sprintf("Value %v is less than minimum %v", value, t.min), at + "/minimum"}
	case value > t.max:
		return &Fault{name, fmt.Sprintf("Value %v is greater than maximum %v", value, t.max), at + "/maximum"}
	}
	return nil
}

// checkList checks how many members there are, and each of them.
func (t Type) checkList(value []any, name, at string) *Fault {
	if len(value) > t.maxItems {
		return &Fault{name, fmt.Sprintf("Array is too long (%d), maximum %d", len(value), t.maxItems), at + "/maxItems"}
	}
	if i, j := twins(value); t.unique && j > 0 {
		return &Fault{name, fmt.Sprintf("Array items are not unique (indices %d and %d)", i, j), at + "/uniqueItems"}
	}
	for _, member := range value {
		if fault := t.item.check(member, name, at+"/items"); fault != nil {
			return fault
		}
	}
	return nil
}

// twins finds two members that are the same value.
func twins(value []any) (int, int) {
	seen := make(map[string]int, len(value))
	for j, member := range value {
		key := fmt.Sprintf("%T %v", member, member)
		if i, ok := seen[key]; ok {
			return i, j
		}
		seen[key] = j
	}
	return 0, 0
}
