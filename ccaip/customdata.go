package ccaip

import (
	"bytes"
	"encoding/json"
)

// CustomDatum is one entry of the data that an app hands to the SDK for the agent to see.
type CustomDatum struct {
	Key   string // "order_no"
	Label string // "Order"
	Type  string // text, number, date, url, …
	Value any    // string, json.Number, bool or nil
	// Hidden entries are for the platform alone and must not be shown or kept elsewhere.
	Hidden bool
}

// readCustomData reads {"order_no":{"label":…,"value":…,"type":…},…} in the order in which it is
// written, which a Go map would lose. A bare value stands for an entry without a label.
func readCustomData(raw json.RawMessage) []CustomDatum {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil
	}
	var data []CustomDatum
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return data
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return data
		}
		name, _ := key.(string)
		data = append(data, readCustomDatum(name, value))
	}
	return data
}

func readCustomDatum(key string, raw json.RawMessage) CustomDatum {
	f, err := readFields(raw)
	if err != nil {
		return CustomDatum{Key: key, Label: key, Value: scalar(raw)}
	}
	d := CustomDatum{
		Key:    key,
		Label:  f.text("label"),
		Type:   f.text("type"),
		Value:  scalar(f.raw("value")),
		Hidden: f.flag("invisible_to_agent") || f.flag("hidden"),
	}
	if d.Label == "" {
		d.Label = key
	}
	return d
}

// scalar reads a string, number or boolean; lists and objects stay as their JSON text.
func scalar(raw json.RawMessage) any {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return nil
	}
	switch value.(type) {
	case map[string]any, []any:
		return string(raw)
	}
	return value
}
