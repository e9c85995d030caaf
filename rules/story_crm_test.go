package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/story"
	"agentadapter/rules"
)

// longAgo is before any story.
var longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// people are the agents: by the platform's id, their Kustomer user, who is named as in both.
var people = map[string]rules.User{"15": {ID: "user-ana", Name: "Ana Ruiz"}, "16": {ID: "user-ben", Name: "Ben Okafor"}}

// crm is a Kustomer in memory, as far as stories need one.
type crm struct {
	t    *testing.T
	all  []*kept // in the order in which they were made
	made []string
	// said are the chats' transcripts, empty the names of files without contents.
	said  map[string]string
	empty map[string]bool
}

// kept is one record: its attributes, and whose it is.
type kept struct {
	kind, id, parent string
	fields           map[string]any
}

func newCRM(t *testing.T, steps []story.Step) *crm {
	c := &crm{t: t, said: map[string]string{}, empty: map[string]bool{}}
	for _, step := range steps {
		var f rules.Fact
		if step.Fact != "" {
			strict(t, step.Fact, &f)
		}
		if text := f.Values[rules.TranscriptText]; text != "" {
			c.said[f.Session] = text
		}
		for _, file := range f.Files {
			c.empty[file.Name] = file.Size == 0
		}
	}
	return c
}

func (c *crm) find(id string) *kept {
	at := slices.IndexFunc(c.all, func(h *kept) bool { return h.id == id })
	if at < 0 {
		return nil
	}
	return c.all[at]
}

func (c *crm) add(kind, parent string, fields map[string]any) *kept {
	h := &kept{kind: kind, parent: parent, fields: fields}
	h.id, _ = fields["id"].(string)
	if h.id == "" {
		h.id = fmt.Sprintf("%s-%d", kind, len(c.all)+1)
	}
	c.all = append(c.all, h)
	return h
}

// change merges fields into a record; objects inside are merged too, as custom is.
func (h *kept) change(fields map[string]any) {
	for name, value := range fields {
		was, isMap := h.fields[name].(map[string]any)
		more, both := value.(map[string]any)
		if isMap && both && name == "custom" {
			maps.Copy(was, more)
			continue
		}
		h.fields[name] = value
	}
}

var (
	placeholder  = regexp.MustCompile(`\{(\d+|(call|chat)-\d+\.[a-z]+)\}`)
	toRecord     = regexp.MustCompile(`^/v1/(customer|conversation)s/([^/]+)$`)
	toConversion = regexp.MustCompile(`^/v1/customers/([^/]+)/conversations$`)
)

// request does what a person does in the CRM.
func (c *crm) request(q story.Request) {
	c.t.Helper()
	path := c.resolved(q.Path)
	var fields map[string]any
	if q.Body != "" {
		require.NoError(c.t, json.Unmarshal([]byte(q.Body), &fields))
	}
	at := toRecord.FindStringSubmatch(path)
	of := toConversion.FindStringSubmatch(path)
	switch {
	case q.Method == "POST" && path == "/v1/customers":
		c.made = append(c.made, c.add(story.Customer, "", fields).id)
	case q.Method == "POST" && of != nil:
		fields["status"] = "open"
		c.made = append(c.made, c.add(story.Conversation, of[1], fields).id)
	case q.Method == "DELETE" && at != nil:
		c.all = slices.DeleteFunc(c.all, func(h *kept) bool { return h.id == at[2] || h.parent == at[2] })
	case at != nil && c.find(at[2]) != nil:
		c.find(at[2]).change(fields)
	default:
		c.t.Fatalf("a CRM in memory has no %s %s", q.Method, path)
	}
}

// resolved puts ids in the place of words in braces.
func (c *crm) resolved(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(word string) string { return c.named(strings.Trim(word, "{}")) })
}

// named is the id that a word stands for: 1 the first record that a request made,
// call-418.conversation the one that holds the session's message.
func (c *crm) named(word string) string {
	session, what, _ := strings.Cut(word, ".")
	for _, h := range c.all {
		if h.kind == story.Message && h.fields["externalId"] == session {
			if what == story.Customer {
				return c.find(h.parent).parent
			}
			return h.parent
		}
	}
	var n int
	_, err := fmt.Sscanf(word, "%d", &n)
	require.NoError(c.t, err, "nothing is called %s", word)
	require.LessOrEqual(c.t, n, len(c.made))
	return c.made[n-1]
}

// held is what the judge gets to see: customers, and in them all the rest.
func (c *crm) held() []story.Record { return c.within("") }

func (c *crm) within(parent string) []story.Record {
	var records []story.Record
	for _, h := range c.all {
		if h.parent == parent {
			records = append(records, h.shown(c))
		}
	}
	return records
}

func (h *kept) shown(c *crm) story.Record {
	r := story.Record{Kind: h.kind, ID: h.id, Fields: map[string]any{}, Within: c.within(h.id)}
	maps.Copy(r.Fields, h.fields)
	users := map[string]any{}
	for _, u := range people {
		users[u.ID] = u.Name
	}
	if list, ok := h.fields["assignedUsers"].([]any); ok && len(list) > 0 {
		r.Fields["assigned"] = users[list[0].(string)]
	}
	if id, ok := h.fields["dedicatedUser"].(string); ok {
		r.Fields["owner"] = users[id]
	}
	files, _ := h.fields["attachments"].([]any)
	for _, f := range files {
		r.Files = append(r.Files, f.(map[string]any)["name"].(string))
	}
	return r
}

// answer answers a question of the rules.
func (c *crm) answer(r *rules.Record, q rules.Question) {
	switch {
	case q.Agent != "":
		r.Users = with(r.Users, rules.AgentKey(q.Agent), people[q.Agent])
	case q.Email != "":
		user := rules.User{}
		for _, u := range people {
			if strings.HasPrefix(q.Email, strings.ToLower(u.Name[:3])) {
				user = u
			}
		}
		r.Users = with(r.Users, q.Email, user)
	case q.Shared != "":
		r.Shared = with(r.Shared, q.Shared, c.sharing(q.Shared))
	case q.Conversations != "":
		r.Listed, r.Conversations = true, c.conversations(q.Conversations)
	default:
		r.Customers = with(r.Customers, q.Customer, c.lookUp(q.Customer))
	}
}

func with[K comparable, V any](m map[K]V, key K, value V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[key] = value
	return m
}
