package kustomer

import "net/http"

// notesOfCustomer lists the notes of all of a customer's conversations.
func (s *Server) notesOfCustomer(c *call) (int, any, error) { return s.belowCustomer(kindNote, c) }

// createNote writes a note that names its conversation.
func (s *Server) createNote(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	home, ok := s.store.get(kindConversation, c.text("conversation"))
	if !ok {
		return 0, nil, notFound("conversation")
	}
	return s.addNote(c, home)
}

// noteForConversation writes a note below a conversation.
func (s *Server) noteForConversation(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	home, err := s.record(kindConversation, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return s.addNote(c, home)
}

// addNote stores a new note and counts it.
func (s *Server) addNote(c *call, home *record) (int, any, error) {
	id, err := s.chosenID(kindNote, c)
	if err != nil {
		return 0, nil, err
	}
	if err := s.budget.admitCreate(kindNote, home.customer(), c.at); err != nil {
		return 0, nil, err
	}
	r := newNote(id, home, c)
	if err := s.attach(r, c); err != nil {
		return 0, nil, err
	}
	s.store.put(r, c.at, c.who)
	s.countNote(home, 1, c)
	return http.StatusCreated, single(r), nil
}

// newNote is the note as the body tells it.
func newNote(id string, home *record, c *call) *record {
	made := stamp(c.at)
	r := &record{ref: ref{kindNote, id}, one: map[string]ref{}, many: map[string][]ref{}, attrs: map[string]any{
		"createdByTeams": []any{}, "deleted": false, "rev": 1, "createdAt": made, "updatedAt": made, "modifiedAt": made,
	}}
	r.one["org"], r.one["customer"], r.one["conversation"] = ref{"org", orgID}, ref{kindCustomer, home.customer()}, home.ref
	r.one["createdBy"], r.one["modifiedBy"] = ref{kindUser, c.who.user}, ref{kindUser, c.who.user}
	r.many["userMentions"] = []ref{}
	applyNote(r, c)
	c.authored(r)
	return r
}

// applyNote writes the body onto an edited record.
func applyNote(r *record, c *call) {
	for _, name := range []string{"body", "externalId", "lang", "deleted", "importedAt"} {
		if value, ok := c.body[name]; ok {
			r.attrs[name] = value
		}
	}
	if asked, ok := c.body["userMentions"].([]any); ok {
		var mentioned []ref
		for _, id := range members(any(asked), "user") {
			mentioned = append(mentioned, ref{kindUser, id})
		}
		for _, id := range members(any(asked), "team") {
			mentioned = append(mentioned, ref{kindTeam, id})
		}
		r.many["userMentions"] = mentioned
	}
}

// countNote counts notes of a conversation up or down.
func (s *Server) countNote(home *record, by int, c *call) {
	r := home.edit()
	r.attrs["noteCount"] = home.count("noteCount") + by
	r.attrs["lastActivityAt"] = stamp(c.at)
	c.touched(r, home)
	s.store.put(r, c.at, c.who)
}

// updateNote changes a note, whether by PATCH or PUT.
func (s *Server) updateNote(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindNote, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	applyNote(r, c)
	if err := s.moveNote(r, before, c); err != nil {
		return 0, nil, err
	}
	if err := s.attach(r, c); err != nil {
		return 0, nil, err
	}
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// moveNote puts a note into another conversation.
func (s *Server) moveNote(r, before *record, c *call) error {
	id := c.text("conversation")
	if id == "" || id == before.conversation() {
		return nil
	}
	home, ok := s.store.get(kindConversation, id)
	if !ok {
		return notFound("conversation")
	}
	if left, ok := s.store.get(kindConversation, before.conversation()); ok {
		s.countNote(left, -1, c)
	}
	r.one["conversation"], r.one["customer"] = home.ref, ref{kindCustomer, home.customer()}
	s.countNote(home, 1, c)
	return nil
}

// deleteNote forgets a note.
func (s *Server) deleteNote(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r, err := s.record(kindNote, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	s.store.remove(r, c.who)
	if home, ok := s.store.get(kindConversation, r.conversation()); ok {
		s.countNote(home, -1, c)
	}
	return http.StatusNoContent, nil, nil
}
