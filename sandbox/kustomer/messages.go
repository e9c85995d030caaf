package kustomer

import (
	"net/http"
	"slices"
	"strings"
)

// messagesOfCustomer lists a customer's messages, newest first.
func (s *Server) messagesOfCustomer(c *call) (int, any, error) {
	return s.belowCustomer(kindMessage, c)
}

// belowCustomer lists what hangs below a customer's conversations.
func (s *Server) belowCustomer(kind string, c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	customer, err := s.findCustomer(c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	var all []*record
	for _, conversation := range s.store.of(kindConversation, customer.id) {
		all = append(all, s.store.of(kind, conversation.id)...)
	}
	slices.SortStableFunc(all, func(a, b *record) int { return strings.Compare(b.text("createdAt"), a.text("createdAt")) })
	return s.withFiles(c, all)
}

// belowConversation lists a conversation's messages or notes, newest first.
func (s *Server) belowConversation(kind string) handler {
	return func(c *call) (int, any, error) {
		s.store.mu.RLock()
		defer s.store.mu.RUnlock()
		conversation, err := s.record(kindConversation, c.PathValue("id"))
		if err != nil {
			return 0, nil, err
		}
		return s.withFiles(c, newestFirst(s.store.of(kind, conversation.id)))
	}
}

// withFiles lists records, and their files beside them when asked to.
func (s *Server) withFiles(c *call, records []*record) (int, any, error) {
	status, body, err := c.listed(records, pageMax)
	if err != nil || !strings.Contains(c.URL.Query().Get("include"), "attachments") {
		return status, body, err
	}
	files := []*record{}
	for _, r := range records {
		for _, to := range r.many["attachments"] {
			files = append(files, s.store.pick(kindAttachment, []string{to.id})...)
		}
	}
	listed, _ := body.(*onePage)
	listed.included = files
	return status, listed, nil
}

// createMessage records a message that names its conversation or customer.
func (s *Server) createMessage(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	return s.addMessage(c, c.text("conversation"), c.text("customer"))
}

// messageForConversation records a message below a conversation.
func (s *Server) messageForConversation(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if _, err := s.record(kindConversation, c.PathValue("id")); err != nil {
		return 0, nil, err
	}
	return s.addMessage(c, c.PathValue("id"), "")
}

// messageForCustomer records a message; without a conversation in the body a
// new one is made for it.
func (s *Server) messageForCustomer(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	customer, err := s.findCustomer(c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return s.addMessage(c, c.text("conversation"), customer.id)
}

// addMessage is what the three routes share; the caller holds the store.
func (s *Server) addMessage(c *call, conversation, customer string) (int, any, error) {
	id, err := s.chosenID(kindMessage, c)
	if err == nil {
		err = s.checkCustom(kindMessage, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	home, err := s.homeOf(c, conversation, customer)
	if err != nil {
		return 0, nil, err
	}
	if !c.has("importedAt") {
		if err := s.budget.admitCreate(kindMessage, home.customer(), c.at); err != nil {
			return 0, nil, err
		}
	}
	r := s.newMessage(id, home, c)
	if err := s.attach(r, c); err != nil {
		return 0, nil, err
	}
	s.store.put(r, c.at, c.who)
	s.countMessage(r, c)
	return http.StatusCreated, single(r), nil
}

// homeOf is the conversation that a message goes into.
func (s *Server) homeOf(c *call, conversation, customer string) (*record, error) {
	if conversation != "" {
		home, ok := s.store.get(kindConversation, conversation)
		if !ok {
			return nil, notFound("conversation")
		}
		return home, nil
	}
	if customer == "" {
		return nil, badParam("conversation", "Missing required property: conversation", "/required/0")
	}
	of, ok := s.store.get(kindCustomer, customer)
	if !ok {
		return nil, notFound("customer")
	}
	return s.addConversation(of, &call{who: c.who, at: c.at, body: map[string]any{"direction": c.body["direction"]}})
}

// newMessage is the message as the body and the conversation tell it.
func (s *Server) newMessage(id string, home *record, c *call) *record {
	r := &record{ref: ref{kindMessage, id}, attrs: map[string]any{}, one: map[string]ref{}, many: map[string][]ref{}}
	for _, name := range []string{"createdByTeams", "reactions", "intentDetections", "shortcuts"} {
		r.attrs[name] = []any{}
	}
	made := stamp(c.at)
	r.attrs["meta"], r.attrs["custom"], r.attrs["sentiment"] = map[string]any{}, map[string]any{}, map[string]any{}
	r.attrs["direction"], r.attrs["auto"], r.attrs["redacted"], r.attrs["rev"] = "in", false, false, 1
	r.attrs["createdAt"], r.attrs["updatedAt"], r.attrs["modifiedAt"] = made, made, made
	r.attrs["assignedUsers"], r.attrs["assignedTeams"] = home.attrs["assignedUsers"], home.attrs["assignedTeams"]
	r.one["org"], r.one["conversation"] = ref{"org", orgID}, home.ref
	r.one["customer"] = ref{"customers", home.customer()}
	r.one["createdBy"], r.one["modifiedBy"] = ref{kindUser, c.who.user}, ref{kindUser, c.who.user}
	applyMessage(r, c)
	c.authored(r)
	fillMessage(r, home)
	return r
}

// fillMessage sets what the body may leave out and what the server computes.
func fillMessage(r, home *record) {
	if _, ok := r.attrs["sentAt"]; !ok {
		r.attrs["sentAt"] = r.attrs["createdAt"]
	}
	if _, ok := r.attrs["size"]; !ok {
		r.attrs["size"] = len(r.text("preview"))
	}
	if _, ok := r.attrs["status"]; !ok {
		r.attrs["status"] = map[string]string{"in": "received", "out": "sent"}[r.text("direction")]
	}
	r.attrs["directionType"] = directionType(home, r.text("direction"))
}

// directionType tells a first message from an answer and from a further one.
func directionType(home *record, direction string) string {
	switch {
	case home.count("messageCount") == 0:
		return "initial-" + direction
	case home.text("lastMessageDirection") != direction:
		return "response-" + direction
	}
	return "followup-" + direction
}

// applyMessage writes the body onto an edited record. meta is replaced as a
// whole, custom attributes one by one.
func applyMessage(r *record, c *call) {
	for name, value := range c.body {
		switch name {
		case "id", "conversation", "customer", "attachments", "createdBy", "modifiedBy", "createdAt", "modifiedAt", "updatedAt", "queue", "related":
		case "custom":
			r.attrs[name] = mergeCustom(r.attrs[name], value)
		default:
			r.attrs[name] = value
		}
	}
}

// updateMessage changes a message, whether by PATCH or PUT.
func (s *Server) updateMessage(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindMessage, c.PathValue("id"))
	if err == nil {
		err = s.checkCustom(kindMessage, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	applyMessage(r, c)
	if id := c.text("conversation"); id != "" {
		home, ok := s.store.get(kindConversation, id)
		if !ok {
			return 0, nil, notFound("conversation")
		}
		r.one["conversation"], r.one["customer"] = home.ref, ref{"customers", home.customer()}
	}
	if err := s.attach(r, c); err != nil {
		return 0, nil, err
	}
	c.modified(r, before)
	c.authored(r)
	s.store.put(r, c.at, c.who)
	s.showPreview(r, before, c)
	return http.StatusOK, single(r), nil
}
