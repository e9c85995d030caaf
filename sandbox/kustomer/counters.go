package kustomer

import (
	"reflect"
	"slices"
)

// counts are how many conversations a customer has, by status.
type counts struct{ all, open, snoozed, done int }

// countsOf reads what the customer shows.
func countsOf(customer *record) counts {
	shown, _ := customer.attrs["conversationCounts"].(map[string]any)
	of := func(name string) int { n, _ := shown[name].(int); return n }
	return counts{of("all"), of("open"), of("snoozed"), of("done")}
}

// shown is what the customer shows.
func (n counts) shown() map[string]any {
	return map[string]any{"all": n.all, "open": n.open, "snoozed": n.snoozed, "done": n.done}
}

// plus adds two counts.
func (n counts) plus(m counts) counts {
	return counts{n.all + m.all, n.open + m.open, n.snoozed + m.snoozed, n.done + m.done}
}

// moved counts one conversation's step from one status to another; an empty
// one means that it was not, or is no longer, there.
func (n counts) moved(from, to string) counts {
	one := func(status string, by int) counts {
		switch status {
		case "open":
			return counts{all: by, open: by}
		case "snoozed":
			return counts{all: by, snoozed: by}
		case "done":
			return counts{all: by, done: by}
		}
		return counts{}
	}
	return n.plus(one(from, -1)).plus(one(to, 1))
}

// progressive is the status that a customer shows for all conversations.
func (n counts) progressive() any {
	switch {
	case n.open > 0:
		return "open"
	case n.snoozed > 0:
		return "snoozed"
	case n.done > 0:
		return "done"
	}
	return nil
}

// recount changes a customer's counts; the conversation that caused it
// becomes the last one.
func (s *Server) recount(customer string, by counts, latest *record, c *call) {
	before, ok := s.store.get(kindCustomer, customer)
	if !ok {
		return
	}
	r := before.edit()
	now := countsOf(before).plus(by)
	r.attrs["conversationCounts"], r.attrs["progressiveStatus"] = now.shown(), now.progressive()
	if latest != nil {
		r.attrs["lastConversation"] = brief(latest)
		r.attrs["lastActivityAt"] = stamp(c.at)
	}
	c.touched(r, before)
	s.store.put(r, c.at, c.who)
}

// brief is what a customer shows of its last conversation.
func brief(conversation *record) map[string]any {
	return map[string]any{
		"id": conversation.id, "sentiment": conversation.attrs["sentiment"], "tags": conversation.attrs["tags"],
		"channels": conversation.attrs["channels"],
	}
}

// countMessage keeps what conversation and customer show of their messages.
func (s *Server) countMessage(message *record, c *call) {
	if before, ok := s.store.get(kindConversation, message.conversation()); ok {
		s.countInConversation(message, before, c)
	}
	before, ok := s.store.get(kindCustomer, message.customer())
	if !ok {
		return
	}
	r := before.edit()
	showMessage(r, message)
	if message.text("direction") == "in" {
		r.attrs["lastCustomerActivityAt"] = message.attrs["createdAt"]
	}
	r.attrs["preview"] = previewOf(message)
	if conversation, ok := s.store.get(kindConversation, message.conversation()); ok {
		r.attrs["lastConversation"] = brief(conversation)
	}
	c.touched(r, before)
	s.store.put(r, c.at, c.who)
}

// previewOf is what a customer shows of the latest message.
func previewOf(message *record) map[string]any {
	return map[string]any{
		"previewAt": message.attrs["createdAt"], "type": "message_" + message.text("direction"),
		"text": message.attrs["preview"], "subject": message.attrs["subject"],
	}
}

// showPreview lets the customer show what its latest message says by now.
func (s *Server) showPreview(message, before *record, c *call) {
	customer, ok := s.store.get(kindCustomer, message.customer())
	if !ok || reflect.DeepEqual(previewOf(message), previewOf(before)) || !reflect.DeepEqual(customer.attrs["preview"], previewOf(before)) {
		return
	}
	r := customer.edit()
	r.attrs["preview"] = previewOf(message)
	c.touched(r, customer)
	s.store.put(r, c.at, c.who)
}

// countInConversation counts the message and reopens what it reopens.
func (s *Server) countInConversation(message, before *record, c *call) {
	r := before.edit()
	inward := message.text("direction") == "in"
	r.attrs["messageCount"] = before.count("messageCount") + 1
	side, first := "outboundMessageCount", "firstMessageOut"
	if inward {
		side, first = "inboundMessageCount", "firstMessageIn"
	}
	r.attrs[side] = before.count(side) + 1
	if _, once := r.attrs[first]; !once {
		r.attrs[first] = excerpt(message)
	}
	if before.count("messageCount") == 0 && !wasWritten(before, "direction") {
		r.attrs["direction"] = message.text("direction")
	}
	channels, _ := before.attrs["channels"].([]any)
	if !slices.Contains(channels, message.attrs["channel"]) {
		r.attrs["channels"] = append(slices.Clone(channels), message.attrs["channel"])
	}
	showMessage(r, message)
	r.attrs["lastMessageAt"], r.attrs["lastMessageDirection"] = message.attrs["createdAt"], message.text("direction")
	if inward && before.text("status") != "open" && !c.has("importedAt") && s.knobs.Get().ReopenOnInbound {
		setStatus(r, before, "open", stamp(c.at))
	}
	c.touched(r, before)
	s.store.put(r, c.at, c.who)
	if was, is := before.text("status"), r.text("status"); was != is {
		s.recount(r.customer(), counts{}.moved(was, is), r, c)
	}
}

// wasWritten tells whether somebody ever wrote the attribute, rather than the
// server.
func wasWritten(r *record, name string) bool {
	history, _ := r.attrs["modificationHistory"].(map[string]any)
	_, written := history[name+"At"]
	return written
}

// showMessage puts the message where the last ones are shown.
func showMessage(r, message *record) {
	r.attrs["lastActivityAt"] = message.attrs["createdAt"]
	if message.text("direction") == "in" {
		r.attrs["lastMessageIn"], r.attrs["lastMessageUnrespondedTo"] = excerpt(message), excerpt(message)
		return
	}
	r.attrs["lastMessageOut"], r.attrs["lastMessageUnrespondedTo"] = excerpt(message), map[string]any{}
}

// excerpt is what others show of a message.
func excerpt(message *record) map[string]any {
	return map[string]any{
		"id": message.id, "sentAt": message.attrs["sentAt"], "createdAt": message.attrs["createdAt"],
		"channel": message.attrs["channel"], "meta": message.attrs["meta"],
	}
}
