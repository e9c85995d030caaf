package story

import (
	"fmt"
	"slices"
	"strings"
)

// Kinds of records, in the order in which they hold one another.
const (
	Customer     = "customer"
	Conversation = "conversation"
	Message      = "message"
	Note         = "note"
)

// within says what belongs to what, and named which field follows the kind on its line.
var (
	within = map[string]string{Customer: "", Conversation: Customer, Message: Conversation, Note: Conversation}
	named  = map[string]string{Customer: "name", Conversation: "name", Message: "externalId", Note: "body"}
)

// Want is a record that must be there.
type Want struct {
	Kind   string
	Fields []Field
	// Files are patterns for the names of what is attached: all of it.
	Files []string
	// Within are the records that belong to it.
	Within []Want
}

// Field is a field and what it must be like: a value in which * stands for anything, or - for none.
type Field struct {
	Path, Pattern string
}

// wants reads the notation.
func wants(all []string) ([]Want, error) {
	if slices.Equal(all, []string{"nothing"}) {
		return nil, nil
	}
	read, rest, err := wantsAt(all, 0, "")
	if err == nil && len(rest) > 0 {
		err = fmt.Errorf("expect: %q stands where no record or field can", rest[0])
	}
	return read, err
}

// wantsAt reads the records of one depth and answers with the lines left.
func wantsAt(all []string, depth int, parent string) (read []Want, rest []string, err error) {
	for len(all) > 0 {
		text, deep := indented(all[0])
		kind, value, _ := strings.Cut(text, ":")
		if deep != depth || !isKind(kind) {
			return read, all, nil
		}
		if within[kind] != parent {
			return nil, nil, fmt.Errorf("expect: a %s does not belong to a %s: %q", kind, parent, all[0])
		}
		w := Want{Kind: kind}
		if value = strings.TrimSpace(value); value != "" {
			w.Fields = append(w.Fields, Field{named[kind], value})
		}
		all = w.takeFields(all[1:], depth+1)
		if w.Within, all, err = wantsAt(all, depth+1, kind); err != nil {
			return nil, nil, err
		}
		all = w.takeFields(all, depth+1)
		read = append(read, w)
	}
	return read, nil, nil
}

// takeFields reads the fields that stand at a depth, up to the next record.
func (w *Want) takeFields(all []string, depth int) (rest []string) {
	for len(all) > 0 {
		text, deep := indented(all[0])
		path, value, isField := strings.Cut(text, ": ")
		if deep != depth || !isField || isKind(path) {
			return all
		}
		if path == "files" {
			w.Files = strings.Split(value, ", ")
		} else {
			w.Fields = append(w.Fields, Field{path, strings.TrimSpace(value)})
		}
		all = all[1:]
	}
	return nil
}

// indented is a line's text, and how deep it stands; -1 for an odd number of blanks.
func indented(line string) (text string, depth int) {
	text = strings.TrimLeft(line, " ")
	blanks := len(line) - len(text)
	if blanks%2 != 0 {
		return text, -1
	}
	return text, blanks / 2
}

func isKind(word string) bool { _, ok := within[word]; return ok }
