package kustomer

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// pageJoin merges one conversation into another of the same customer, as people do at the page; the
// public API has no route for it. The source is done and says where it went, and what stood in it
// stands in the target.
func (s *Server) pageJoin(w http.ResponseWriter, r *http.Request) {
	of, ok := agent(r)
	if !ok {
		s.fail(w, unauthorized("Choose an agent first"))
		return
	}
	var asked struct{ Source, Target string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 4096)).Decode(&asked); err != nil {
		s.fail(w, unreadable(err))
		return
	}
	who := &principal{user: of.ID, roles: []string{of.Role}, agent: true, free: true}
	if err := s.join(asked.Source, asked.Target, &call{who: who, at: s.now().UTC().Truncate(time.Millisecond)}); err != nil {
		s.fail(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"target": asked.Target})
}

func (s *Server) join(from, into string, c *call) error {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, ok := s.store.get(kindConversation, from)
	if !ok {
		return notFound("source")
	}
	target, ok := s.store.get(kindConversation, into)
	if !ok || target.id == before.id || target.customer() != before.customer() {
		return notFound("target")
	}
	for _, kind := range []string{kindMessage, kindNote} {
		for _, child := range s.store.of(kind, before.id) {
			moved := child.edit()
			moved.one["conversation"] = target.ref
			s.store.put(moved, c.at, c.who)
		}
	}
	source := before.edit()
	setStatus(source, before, "done", stamp(c.at))
	source.attrs["mergedTarget"] = target.id
	c.modified(source, before)
	s.store.put(source, c.at, c.who)
	s.recount(source.customer(), counts{}.moved(before.text("status"), "done"), nil, c)
	return nil
}
