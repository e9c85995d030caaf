package appdef

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth is far beyond any real definition.
const maxDepth = 100

// parse reads the file as JSON and finds what Go's reader lets pass: doubled keys and bytes that
// are no text. A nil map means that nothing more can be checked.
func parse(raw []byte) (map[string]any, []Fault) {
	if !utf8.Valid(raw) {
		return nil, []Fault{{"file", "is not UTF-8", "save it as UTF-8"}}
	}
	if bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")) {
		return nil, []Fault{{"file", "begins with a byte order mark", "save it without one"}}
	}
	w := walker{dec: json.NewDecoder(bytes.NewReader(raw))}
	w.dec.UseNumber()
	value, err := w.value("", 0)
	if err == nil {
		if _, more := w.dec.Token(); more != io.EOF {
			err = fmt.Errorf("something follows the end of the object")
		}
	}
	if err != nil {
		return nil, []Fault{{"file", "is not JSON: " + err.Error(), fmt.Sprintf("look near byte %d", w.dec.InputOffset())}}
	}
	def, ok := value.(map[string]any)
	if !ok {
		return nil, []Fault{{"file", "is not a JSON object", "write one { … }"}}
	}
	return def, w.faults
}

// walker builds the value token by token.
type walker struct {
	dec    *json.Decoder
	faults []Fault
}

func (w *walker) value(where string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("it is nested more than %d deep", maxDepth)
	}
	token, err := w.dec.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return w.object(where, depth)
	case json.Delim('['):
		return w.list(where, depth)
	}
	return token, nil
}

func (w *walker) object(where string, depth int) (map[string]any, error) {
	object := map[string]any{}
	for w.dec.More() {
		token, err := w.dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // inside an object the decoder gives nothing else
		value, err := w.value(join(where, key), depth+1)
		if err != nil {
			return nil, err
		}
		if _, doubled := object[key]; doubled {
			w.faults = append(w.faults, Fault{join(where, key), "stands there twice", "keep one"})
		}
		object[key] = value
	}
	_, err := w.dec.Token()
	return object, err
}

func (w *walker) list(where string, depth int) ([]any, error) {
	list := []any{}
	for i := 0; w.dec.More(); i++ {
		value, err := w.value(at(where, i), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := w.dec.Token()
	return list, err
}
