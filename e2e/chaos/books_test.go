package chaos

import (
	"encoding/json"
	"regexp"
	"strings"

	"agentadapter/e2e/story"
	"agentadapter/e2e/world"
)

// books know what the CRM held before, and the names of what does not change.
type books struct {
	world  *world.World
	before map[string]bool // ids that were there
	users  map[string]string
	files  map[string]string // names of attachments, by id
}

// counts are how many records a CRM holds.
type counts struct{ customers, conversations, messages, notes, attachments int }

func (c *counts) add(more counts) {
	c.customers += more.customers
	c.conversations += more.conversations
	c.messages += more.messages
	c.notes += more.notes
	c.attachments += more.attachments
}

func newBooks(w *world.World) *books {
	b := &books{world: w, before: map[string]bool{}, users: map[string]string{}, files: map[string]string{}}
	for _, list := range []string{"customers", "conversations", "messages", "notes"} {
		for _, r := range w.CRM.List("/v1/" + list) {
			b.before[r.ID] = true
		}
	}
	for _, u := range w.CRM.List("/v1/users") {
		b.users[u.ID] = u.Text("name")
	}
	return b
}

// look reads all that is new in the CRM: customers with what belongs to them, and records whose owner
// is not there. Children are read before their parents, so that no parent seems to be missing.
func (b *books) look() (customers, orphans []story.Record, n counts) {
	notes, messages := b.list("notes", story.Note), b.list("messages", story.Message)
	conversations, all := b.list("conversations", story.Conversation), b.list("customers", story.Customer)
	n = counts{customers: len(all), conversations: len(conversations), messages: len(messages), notes: len(notes)}
	for _, r := range append(messages, notes...) {
		n.attachments += len(r.Files)
	}
	orphans = append(adopt(conversations, messages), adopt(conversations, notes)...)
	orphans = append(orphans, adopt(all, conversations)...)
	for _, c := range all {
		customers = append(customers, c.Record)
	}
	return customers, orphans, n
}

// owned is a record and the id of the one that it belongs to.
type owned struct {
	story.Record
	owner string
}

// adopt puts records into their owners and answers those that have none.
func adopt(owners, all []owned) (orphans []story.Record) {
	at := map[string]int{}
	for i, o := range owners {
		at[o.ID] = i
	}
	for _, r := range all {
		i, ok := at[r.owner]
		if !ok {
			orphans = append(orphans, r.Record)
			continue
		}
		owners[i].Within = append(owners[i].Within, r.Record)
	}
	return orphans
}

func (b *books) list(path, kind string) []owned {
	var all []owned
	for _, r := range b.world.CRM.List("/v1/" + path) {
		if b.before[r.ID] {
			continue
		}
		one := owned{Record: story.Record{Kind: kind, ID: r.ID, Fields: r.Attributes, Files: b.named(r)}}
		if one.owner = r.Related(story.Conversation); kind == story.Conversation {
			one.owner = r.Related(story.Customer)
		}
		if users := r.Texts("assignedUsers"); len(users) > 0 {
			r.Attributes["assigned"] = b.users[users[0]]
		}
		if owner := r.Text("dedicatedUser"); owner != "" {
			r.Attributes["owner"] = b.users[owner]
		}
		all = append(all, one)
	}
	return all
}

// named are the names of a record's attachments; a name never changes.
func (b *books) named(r world.Record) []string {
	var refs []struct{ ID string }
	if json.Unmarshal(r.Relationships["attachments"].Data, &refs) != nil {
		return nil
	}
	var names []string
	for _, ref := range refs {
		if b.files[ref.ID] == "" {
			var single struct{ Data world.Record }
			if err := b.world.CRM.Try("GET", "/v1/attachments/"+ref.ID, nil, &single); err != nil {
				names = append(names, err.Error())
				continue
			}
			b.files[ref.ID] = single.Data.Text("name")
		}
		names = append(names, b.files[ref.ID])
	}
	return names
}

var sessionName = regexp.MustCompile(`\b(call|chat)-\d+\b`)

// casts are the plays that a record tells of: by its people, and by its sessions. Numbers that the
// platform itself has are nobody's.
func casts(r story.Record, plays map[int]*play, sessions map[string]int) map[int]bool {
	text := words(r)
	all := map[int]bool{}
	for _, n := range story.Casts(text) {
		if plays[n] != nil {
			all[n] = true
		}
	}
	for _, name := range sessionName.FindAllString(text, -1) {
		if n, known := sessions[name]; known {
			all[n] = true
		}
	}
	return all
}

// words are all that a record and those within it say, as JSON.
func words(r story.Record) string {
	raw, err := json.Marshal(r.Fields)
	if err != nil {
		return ""
	}
	var text strings.Builder
	text.Write(raw)
	for _, in := range r.Within {
		text.WriteString(words(in))
	}
	return text.String()
}
