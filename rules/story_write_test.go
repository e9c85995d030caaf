package rules_test

import (
	"encoding/json"
	"path"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/story"
	"agentadapter/rules"
)

// lookUp finds the customer who has an identifier, a number or an e-mail alone.
func (c *crm) lookUp(look rules.Lookup) string {
	for _, h := range c.all {
		if h.kind == story.Customer && (look.By == rules.ByExternalID && h.fields["externalId"] == look.Value ||
			look.By == rules.ByPhone && h.has("phones", "phone", look.Value) || look.By == rules.ByEmail && h.has("emails", "email", look.Value)) {
			return h.id
		}
	}
	return ""
}

// has tells whether one of a list's entries has the value.
func (h *kept) has(list, name, value string) bool {
	entries, _ := h.fields[list].([]any)
	return slices.ContainsFunc(entries, func(e any) bool { m, _ := e.(map[string]any); return m[name] == value })
}

func (c *crm) sharing(number string) []rules.Candidate {
	var all []rules.Candidate
	for i, h := range c.all {
		if h.kind == story.Customer && h.has("sharedPhones", "phone", number) {
			name, _ := h.fields["name"].(string)
			all = append(all, rules.Candidate{ID: h.id, Name: name, Created: longAgo.Add(time.Duration(i) * time.Hour)})
		}
	}
	return all
}

func (c *crm) conversations(customer string) []rules.Conversation {
	var all []rules.Conversation
	for i, h := range c.all {
		if h.kind != story.Conversation || h.parent != customer {
			continue
		}
		custom, _ := h.fields["custom"].(map[string]any)
		word := func(name string) string { text, _ := custom[name].(string); return text }
		one := rules.Conversation{ID: h.id, Status: h.fields["status"].(string), CreatedAt: longAgo.Add(time.Duration(i) * time.Hour),
			Channel: word("sessionChannelStr"), Menu: rules.Menu{ID: word("inboundMenuIdStr"), Path: word("inboundMenuSelectionStr")}}
		one.ExternalID, _ = h.fields["externalId"].(string)
		if one.Status == "done" {
			one.DoneAt = time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC)
		}
		all = append(all, one)
	}
	return all
}

// write makes one write and notes it in the ledger, as the server does.
func (c *crm) write(r *rules.Record, w rules.Write) {
	var fields map[string]any
	require.NoError(c.t, json.Unmarshal(w.Body, &fields))
	require.NotEmpty(c.t, w.Rule, "W7: every write carries its rule")
	taken := false
	switch {
	case w.Verb == rules.Change:
		h := c.find(w.ID)
		require.NotNil(c.t, h, "%s is changed, and is not there", w.Key)
		h.change(fields)
	case w.Target == rules.OnCustomer:
		id := c.takenBy(fields)
		if taken = id != ""; !taken {
			id = c.add(story.Customer, "", fields).id
		}
		r.Settled.Customer, r.Settled.CustomerRule, r.Settled.CustomerMade = id, w.Rule, !taken
	case c.find(w.ID) != nil:
		taken = true
	default:
		c.create(w, fields)
	}
	c.note(r, w, taken)
}

func (c *crm) create(w rules.Write, fields map[string]any) {
	parent := w.Parent
	if w.Target == rules.OnConversation {
		parent, _ = fields["customer"].(string)
	}
	require.NotNil(c.t, c.find(parent), "%s is made in nothing", w.Key)
	c.add(w.Target, parent, fields)
}

// takenBy is the customer who has one of the new one's numbers, e-mails or ids (C8).
func (c *crm) takenBy(fields map[string]any) string {
	id, _ := fields["externalId"].(string)
	ways := []rules.Lookup{{By: rules.ByExternalID, Value: id}}
	for _, list := range [][2]string{{"phones", "phone"}, {"emails", "email"}} {
		entries, _ := fields[list[0]].([]any)
		for _, e := range entries {
			ways = append(ways, rules.Lookup{By: list[1], Value: e.(map[string]any)[list[1]].(string)})
		}
	}
	for _, way := range ways {
		if found := c.lookUp(way); way.Value != "" && found != "" {
			return found
		}
	}
	return ""
}

func (c *crm) note(r *rules.Record, w rules.Write, taken bool) {
	if w.Key != "customer" {
		r.Done[w.Key] = w.Mark
	}
	if taken && (w.Target == rules.OnMessage || w.Target == rules.OnNote) {
		r.Done[w.Key] = ""
	}
	for key, mark := range w.Also {
		if !taken {
			r.Done[key] = mark
		}
	}
}

// carry brings the files that a plan asks for.
func (c *crm) carry(session string, r *rules.Record, all []rules.Carry) {
	for _, one := range all {
		done := rules.Carried{Of: 1, Size: 8044, Done: true}
		if one.Head > 0 {
			done.Head = c.said[session]
		}
		if !one.HeadAlone && !c.empty[one.From[0].Stored] {
			name := one.Name
			if path.Ext(name) == "" {
				name += ".wav"
			}
			done.Parts = []rules.File{{ID: one.Key, Name: name, ContentType: one.Type, ContentLength: done.Size}}
		}
		r.Carried[one.Key] = done
	}
}
