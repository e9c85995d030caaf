package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

// CRM reads what Kustomer holds, over its own API and with the key that the server has.
type CRM struct {
	t         testing.TB
	base, key string
}

// Record is a record of Kustomer: customer, conversation, message, note or user.
type Record struct {
	Type          string              `json:"type"`
	ID            string              `json:"id"`
	Attributes    map[string]any      `json:"attributes"`
	Relationships map[string]Relation `json:"relationships"`
}

// Relation leads from a record to others: one, or a list.
type Relation struct {
	Data json.RawMessage `json:"data"`
}

// Relate has a relationship lead to one record, for records that a test makes up.
func (r *Record) Relate(name, id string) {
	if r.Relationships == nil {
		r.Relationships = map[string]Relation{}
	}
	r.Relationships[name] = Relation{Data: fmt.Appendf(nil, `{"id":%q}`, id)}
}

// Text is an attribute that is a string; nested ones by more names. "" where there is none.
func (r Record) Text(path ...string) string {
	s, _ := r.at(path).(string)
	return s
}

// Map is an attribute that is an object.
func (r Record) Map(path ...string) map[string]any {
	m, _ := r.at(path).(map[string]any)
	return m
}

// Texts is an attribute that is a list of strings.
func (r Record) Texts(path ...string) []string {
	list, _ := r.at(path).([]any)
	var texts []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}

func (r Record) at(path []string) any {
	var v any = r.Attributes
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// Related is the id of the one record that a relationship leads to.
func (r Record) Related(name string) string {
	var one struct{ ID string }
	if json.Unmarshal(r.Relationships[name].Data, &one) != nil {
		return ""
	}
	return one.ID
}

// Customer finds the customer that has the phone number (E.164).
func (c *CRM) Customer(phone string) (Record, bool) {
	c.t.Helper()
	return c.one("/v1/customers/phone=" + url.PathEscape(phone))
}

// Conversation reads one by its id.
func (c *CRM) Conversation(id string) (Record, bool) {
	c.t.Helper()
	return c.one("/v1/conversations/" + id)
}

// Conversations are all of a customer.
func (c *CRM) Conversations(customer string) []Record {
	c.t.Helper()
	return c.List("/v1/customers/" + customer + "/conversations")
}

// Messages are all of a conversation.
func (c *CRM) Messages(conversation string) []Record {
	c.t.Helper()
	return c.List("/v1/conversations/" + conversation + "/messages")
}

// Notes are all of a conversation.
func (c *CRM) Notes(conversation string) []Record {
	c.t.Helper()
	return c.List("/v1/conversations/" + conversation + "/notes")
}

// User finds the Kustomer user with the e-mail.
func (c *CRM) User(email string) Record {
	c.t.Helper()
	users := c.List("/v1/users?email=" + url.QueryEscape(email))
	require.Len(c.t, users, 1, "users with the e-mail %s", email)
	return users[0]
}

// List reads all pages of a list.
func (c *CRM) List(path string) []Record {
	c.t.Helper()
	var all []Record
	for next := path; next != ""; {
		var page struct {
			Data  []Record
			Links struct{ Next *string }
		}
		require.NoError(c.t, c.speak(next, &page))
		all = append(all, page.Data...)
		if next = ""; page.Links.Next != nil {
			next = *page.Links.Next
		}
	}
	return all
}

func (c *CRM) one(path string) (Record, bool) {
	c.t.Helper()
	var single struct{ Data Record }
	err := c.speak(path, &single)
	var refused *Refused
	if errors.As(err, &refused) && refused.Status == http.StatusNotFound {
		return Record{}, false
	}
	require.NoError(c.t, err)
	return single.Data, true
}

func (c *CRM) speak(path string, out any) error {
	return c.Try(http.MethodGet, path, nil, out)
}

// Try sends one request, as a person or another app would, and reads the answer into out, which may be
// nil. It is for goroutines, which may not end a test; no fault of the knobs strikes it.
func (c *CRM) Try(method, path string, body, out any) error {
	header := http.Header{"Authorization": {"Bearer " + c.key}, "X-Knobs-Spare": {"yes"}}
	if err := speak(method, c.base+path, header, body, out); err != nil {
		return fmt.Errorf("kustomer: %w", err)
	}
	return nil
}
