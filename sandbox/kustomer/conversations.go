package kustomer

import (
	"net/http"
	"slices"
	"strings"
)

// listConversations lists all, oldest id first unless asked otherwise.
func (s *Server) listConversations(c *call) (int, any, error) {
	return s.listOf(kindConversation, pageMax)(c)
}

// getConversation finds one by id or externalId=, or several by a comma list.
func (s *Server) getConversation(c *call) (int, any, error) {
	if ids := strings.Split(c.PathValue("id"), ","); len(ids) > 1 {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		return c.listed(s.store.pick(kindConversation, ids), pageMax)
	}
	return s.getNamed(kindConversation)(c)
}

// getNamed finds a record by id or by externalId=, in either spelling.
func (s *Server) getNamed(kind string) handler {
	return func(c *call) (int, any, error) {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		by := c.PathValue("id")
		parameter := "id"
		if key, value, named := strings.Cut(by, "="); named && strings.EqualFold(key, "externalId") {
			parameter, by = "externalId", s.store.named[kind+" "+strings.TrimPrefix(value, ":")]
		}
		r, ok := s.store.get(kind, by)
		if !ok {
			return 0, nil, notFound(parameter)
		}
		return http.StatusOK, single(r), nil
	}
}

// conversationsOfCustomer lists a customer's conversations, newest first.
func (s *Server) conversationsOfCustomer(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	customer, err := s.findCustomer(c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	all := newestFirst(s.store.of(kindConversation, customer.id))
	slices.SortStableFunc(all, func(a, b *record) int { return strings.Compare(b.text("createdAt"), a.text("createdAt")) })
	if from := c.URL.Query().Get("fromDate"); from != "" {
		all = slices.DeleteFunc(all, func(r *record) bool { return r.text("createdAt") < from })
	}
	return c.listed(all, pageMax)
}

// createConversation makes one; the customer stands in the path or body.
func (s *Server) createConversation(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if err := s.checkCustom(kindConversation, c.body); err != nil {
		return 0, nil, err
	}
	customer, err := s.customerNamed(c)
	if err != nil {
		return 0, nil, err
	}
	r, err := s.addConversation(customer, c)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusCreated, single(r), nil
}

// customerNamed is the customer that the path or the body names.
func (s *Server) customerNamed(c *call) (*record, error) {
	if id := c.PathValue("id"); id != "" {
		return s.findCustomer(id)
	}
	customer, ok := s.store.get(kindCustomer, c.text("customer"))
	if !ok {
		return nil, notFound("customer")
	}
	return customer, nil
}

// addConversation stores a new conversation of the customer and counts it.
func (s *Server) addConversation(customer *record, c *call) (*record, error) {
	id, err := s.chosenID(kindConversation, c)
	if err != nil {
		return nil, err
	}
	if !c.has("importedAt") {
		if err := s.budget.admitCreate(kindConversation, customer.id, c.at); err != nil {
			return nil, err
		}
	}
	r := newConversation(id, customer.id, c)
	s.applyConversation(r, r, c)
	if at := c.text("createdAt"); at != "" {
		r.attrs["createdAt"] = at
	}
	s.store.put(r, c.at, c.who)
	s.recount(customer.id, counts{}.moved("", r.text("status")), r, c)
	s.forgetOldest(c)
	return r, nil
}

// newConversation is what a conversation has before its body is looked at.
func newConversation(id, customer string, c *call) *record {
	r := &record{ref: ref{kindConversation, id}, attrs: map[string]any{}, one: map[string]ref{}, many: map[string][]ref{}}
	for _, name := range []string{
		"channels", "tags", "suggestedTags", "suggestedShortcuts", "assignedUsers", "assignedTeams", "roleGroupVersions",
		"accessOverride", "matchedTimeBasedRules", "predictions",
	} {
		r.attrs[name] = []any{}
	}
	for _, name := range []string{
		"custom", "sentiment", "lastMessageIn", "lastMessageOut", "lastMessageUnrespondedTo", "firstResponse", "modificationHistory", "assistant",
	} {
		r.attrs[name] = map[string]any{}
	}
	for _, name := range []string{
		"messageCount", "noteCount", "inboundMessageCount", "outboundMessageCount", "satisfaction", "doneCount", "reopenCount",
		"reopenFromDoneCount", "snoozeCount",
	} {
		r.attrs[name] = 0
	}
	made := stamp(c.at)
	for _, name := range []string{"createdAt", "updatedAt", "modifiedAt", "lastActivityAt"} {
		r.attrs[name] = made
	}
	r.attrs["name"], r.attrs["status"], r.attrs["direction"], r.attrs["rev"] = nil, "open", "in", 1
	r.attrs["open"] = map[string]any{"statusAt": made}
	r.attrs["satisfactionLevel"] = map[string]any{"sentByTeams": []any{}, "answers": []any{}}
	r.attrs["spam"], r.attrs["ended"], r.attrs["deleted"], r.attrs["phase"] = false, false, false, "initial"
	r.one["org"], r.one["customer"] = ref{"org", orgID}, ref{kindCustomer, customer}
	r.one["createdBy"], r.one["modifiedBy"] = ref{kindUser, c.who.user}, ref{kindUser, c.who.user}
	return r
}

// applyConversation writes the body onto an edited record.
func (s *Server) applyConversation(r, before *record, c *call) {
	history := map[string]any{}
	for name, value := range c.body {
		history[name+"At"] = stamp(c.at)
		switch name {
		case "id", "rev", "customer", "queue", "campaign", "createdAt":
		case "status":
			setStatus(r, before, c.text("status"), stamp(c.at))
		case "custom":
			r.attrs[name] = mergeCustom(r.attrs[name], value)
		case "tags":
			r.attrs[name] = s.tagIDs(asTexts(value), c)
		default:
			r.attrs[name] = value
		}
	}
	if asked, ok := c.body["queue"].(map[string]any); ok {
		r.attrs["queue"] = asked
		if id, _ := asked["id"].(string); id != "" {
			r.one["queue"] = ref{"queue", id}
		}
	}
	r.attrs["modificationHistory"] = mergeCustom(before.attrs["modificationHistory"], history)
}

// setStatus keeps what the server counts about statuses.
func setStatus(r, before *record, status, at string) {
	was := before.text("status")
	r.attrs["status"] = status
	if was == status && r != before {
		return
	}
	if status != "snoozed" {
		delete(r.attrs, "snooze")
	}
	switch status {
	case "done":
		r.attrs["doneCount"] = before.count("doneCount") + 1
		r.attrs["lastDone"] = map[string]any{"createdAt": at}
		if _, once := r.attrs["firstDone"]; !once {
			r.attrs["firstDone"] = map[string]any{"createdAt": at}
		}
	case "snoozed":
		r.attrs["snoozeCount"] = before.count("snoozeCount") + 1
	case "open":
		r.attrs["open"] = map[string]any{"statusAt": at}
		reopened(r, was)
	}
}

// reopened counts a return to open.
func reopened(r *record, was string) {
	if was == "done" || was == "snoozed" {
		r.attrs["reopenCount"] = r.count("reopenCount") + 1
	}
	if was == "done" {
		r.attrs["reopenFromDoneCount"] = r.count("reopenFromDoneCount") + 1
	}
}

// updateConversation changes one, whether by PATCH or PUT.
func (s *Server) updateConversation(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindConversation, c.PathValue("id"))
	if err == nil {
		err = fresh(before, c)
	}
	if err == nil {
		err = s.checkCustom(kindConversation, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	if c.replaces() {
		r = replaced(before, newConversation(before.id, before.customer(), c))
	}
	s.applyConversation(r, before, c)
	c.modified(r, before)
	if err := s.moveConversation(r, before, c); err != nil {
		return 0, nil, err
	}
	if c.has("status") || c.has("snooze") {
		s.wakeLater(r)
	}
	return http.StatusOK, single(r), nil
}

// moveConversation stores a changed conversation and counts it where it now
// belongs: with the customer and under the status that it has.
func (s *Server) moveConversation(r, before *record, c *call) error {
	if id := c.text("customer"); id != "" && id != before.customer() {
		if _, ok := s.store.get(kindCustomer, id); !ok {
			return notFound("customer")
		}
		r.one["customer"] = ref{kindCustomer, id}
		s.store.put(r, c.at, c.who)
		s.recount(before.customer(), counts{}.moved(before.text("status"), ""), nil, c)
		s.recount(id, counts{}.moved("", r.text("status")), r, c)
		return nil
	}
	s.store.put(r, c.at, c.who)
	if before.text("status") != r.text("status") {
		s.recount(r.customer(), counts{}.moved(before.text("status"), r.text("status")), r, c)
	}
	return nil
}

// deleteConversation forgets one with what belongs to it.
func (s *Server) deleteConversation(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r, err := s.record(kindConversation, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	s.dropConversation(r, c)
	return http.StatusNoContent, nil, nil
}
