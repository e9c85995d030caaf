package kustomer

import "net/http"

// fresh refuses a write that was made from an older revision.
func fresh(r *record, c *call) error {
	if rev, ok := c.body["rev"].(float64); ok && int(rev) != r.count("rev") {
		return conflict("rev", "the record was changed meanwhile")
	}
	return nil
}

// replaces tells whether a PUT replaces the record; without the word it
// changes it as PATCH does.
func (c *call) replaces() bool {
	return c.Method == http.MethodPut && c.URL.Query().Get("replace") == "true"
}

// kept is what a replacement cannot lose: what only the server writes.
var kept = []string{
	"createdAt", "rev", "conversationCounts", "lastMessageIn", "lastMessageOut", "lastConversation", "preview", "progressiveStatus",
	"channels", "messageCount", "noteCount", "inboundMessageCount", "outboundMessageCount", "direction", "channel", "app",
	"directionType", "doneCount", "reopenCount", "reopenFromDoneCount", "snoozeCount", "firstMessageIn", "firstMessageOut",
	"lastMessageAt", "lastMessageDirection", "status", "sentAt",
}

// replaced is an empty record that keeps what only the server writes.
func replaced(before, empty *record) *record {
	for _, name := range kept {
		if value, ok := before.attrs[name]; ok {
			empty.attrs[name] = value
		}
	}
	for name, to := range before.one {
		empty.one[name] = to
	}
	return empty
}

// modified notes who changed the record, and counts the revision up.
func (c *call) modified(r, before *record) {
	r.attrs["modifiedAt"] = stamp(c.at)
	r.one["modifiedBy"] = ref{kindUser, c.who.user}
	c.touched(r, before)
}

// touched counts the revision up for a change that follows from another.
func (c *call) touched(r, before *record) {
	r.attrs["updatedAt"] = stamp(c.at)
	r.attrs["rev"] = before.count("rev") + 1
}

// authored lets an admin say who wrote something and when; for everybody
// else the token tells.
func (c *call) authored(r *record) {
	if !c.who.isAdmin() {
		return
	}
	for _, name := range []string{"createdAt", "modifiedAt"} {
		if at := c.text(name); at != "" {
			r.attrs[name] = at
		}
	}
	for _, name := range []string{"createdBy", "modifiedBy"} {
		if id := c.text(name); id != "" {
			r.one[name] = ref{kindUser, id}
		}
	}
}

// chosenID is the id that the caller chose, or a new one; a chosen id can be
// used once.
func (s *Server) chosenID(kind string, c *call) (string, error) {
	id := c.text("id")
	if id == "" {
		return s.ids.next(c.at), nil
	}
	if _, taken := s.store.get(kind, id); taken {
		return "", conflict("id", "duplicate detected")
	}
	return id, nil
}
