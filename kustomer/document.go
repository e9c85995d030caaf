package kustomer

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxPages bounds a list: 100 pages of 100.
const maxPages = 100

// document is the JSON:API envelope of every answer.
type document struct {
	Data  json.RawMessage `json:"data"`
	Links struct {
		Self string `json:"self"`
		Next string `json:"next"`
	} `json:"links"`
	Meta json.RawMessage `json:"meta"`
}

// resource is one record inside the envelope.
type resource struct {
	Type          string              `json:"type"`
	ID            string              `json:"id"`
	Attributes    json.RawMessage     `json:"attributes"`
	Relationships map[string]relation `json:"relationships"`
}

// relation points to other records: one, several, or only a link.
type relation struct {
	Data json.RawMessage `json:"data"`
}

// one returns the id of a relation to a single record, "" when there is none. Types are not
// compared: a message calls its customer "customers".
func (r resource) one(name string) string {
	var to struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(r.Relationships[name].Data, &to) != nil {
		return ""
	}
	return to.ID
}

// many returns the ids of a relation to several records.
func (r resource) many(name string) []string {
	var to []struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(r.Relationships[name].Data, &to) != nil {
		return nil
	}
	var ids []string
	for _, t := range to {
		ids = append(ids, t.ID)
	}
	return ids
}

// errNoID is for a record that nothing could be done with.
var errNoID = errors.New("a record has no id")

// record is a struct that can be filled from a resource.
type record[T any] interface {
	*T
	// fill takes over what stands beside the attributes and tells whether that is all there.
	fill(resource) bool
}

// decode reads one resource: attributes by their JSON names, then id and relations by fill.
func decode[T any, R record[T]](raw json.RawMessage) (T, error) {
	var value, none T
	var r resource
	if err := json.Unmarshal(raw, &r); err != nil {
		return none, err
	}
	if len(r.Attributes) > 0 {
		if err := json.Unmarshal(r.Attributes, &value); err != nil {
			return none, err
		}
	}
	if !R(&value).fill(r) {
		return none, errNoID
	}
	return value, nil
}

// fetch makes a call that answers one resource.
func fetch[T any, R record[T]](ctx context.Context, c *Client, k call) (T, error) {
	var none T
	body, err := c.do(ctx, k)
	if err != nil {
		return none, err
	}
	value, err := parseOne[T, R](body)
	if err != nil {
		return none, unreadable(k.op, "the answer is not what was asked for: "+err.Error())
	}
	return value, nil
}

// parseOne reads a document with a single resource.
func parseOne[T any, R record[T]](body []byte) (T, error) {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		var none T
		return none, err
	}
	return decode[T, R](doc.Data)
}

// parseMany reads a document with a list of resources.
func parseMany[T any, R record[T]](body []byte) (values []T, next string, err error) {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return nil, "", err
	}
	var list []json.RawMessage
	if err := json.Unmarshal(doc.Data, &list); err != nil {
		return nil, "", err
	}
	for _, raw := range list {
		value, err := decode[T, R](raw)
		if err != nil {
			return nil, "", err
		}
		values = append(values, value)
	}
	return values, doc.Links.Next, nil
}

// list makes a call that answers a list and follows its pages to the end.
func list[T any, R record[T]](ctx context.Context, c *Client, k call) ([]T, error) {
	ctx, cancel := withDeadline(ctx, defaultTimeout)
	defer cancel()
	var all []T
	for range maxPages {
		body, err := c.do(ctx, k)
		if err != nil {
			return nil, err
		}
		values, next, err := parseMany[T, R](body)
		if err != nil {
			return nil, unreadable(k.op, "the answer is not what was asked for: "+err.Error())
		}
		all = append(all, values...)
		if next == "" {
			return all, nil
		}
		if k, err = k.turn(next); err != nil {
			return nil, err
		}
	}
	return nil, unreadable(k.op, "the list does not end after 100 pages")
}

// turn returns the call for the next page. Links are paths without a host; only their path and
// query are used, so that an answer cannot send the key elsewhere.
func (k call) turn(next string) (call, error) {
	u, err := url.Parse(next)
	if err != nil {
		return k, unreadable(k.op, "the link to the next page is not an address")
	}
	start := strings.Index(u.EscapedPath(), "/v1/")
	if start < 0 {
		return k, unreadable(k.op, "the link to the next page leads elsewhere")
	}
	k.path, k.query = u.EscapedPath()[start:], u.Query()
	return k, nil
}

// page asks for as much as one page may hold (users: 500, most others: 100).
func page(size string) url.Values {
	return url.Values{"page": {"1"}, "pageSize": {size}}
}

// get is a read of one path.
func get(op, path string) call { return call{op: op, method: http.MethodGet, path: path} }

// named is a read by a value in the path, which must not be empty: "/v1/customers/phone=" would
// be another operation.
func named(op, prefix, value string) (call, error) {
	if value == "" || value == "." || value == ".." {
		return call{}, refusedHere(op, "", "nothing to look up: the value is empty")
	}
	return get(op, prefix+segment(value)), nil
}

// instant brings a time into the form that Kustomer itself writes: UTC, milliseconds.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.UTC().Truncate(time.Millisecond)
}
