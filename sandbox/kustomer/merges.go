package kustomer

import (
	"net/http"
	"slices"
)

// createMerge joins one customer into another. The source is gone afterwards.
func (s *Server) createMerge(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	source, ok := s.store.get(kindCustomer, c.text("source"))
	if !ok {
		return 0, nil, notFound("source")
	}
	target, ok := s.store.get(kindCustomer, c.text("target"))
	if !ok || target == source {
		return 0, nil, notFound("target")
	}
	s.moveConversations(source, target, c)
	target, _ = s.store.get(kindCustomer, target.id)
	s.store.release(source.id, identifiers(source.attrs))
	s.store.remove(source, c.who)
	joined := joinedCustomer(target, source)
	s.store.claim(target.id, identifiers(joined.attrs))
	c.modified(joined, target)
	s.store.put(joined, c.at, c.who)
	r := &record{ref: ref{kindMerge, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"status": "completed", "createdAt": stamp(c.at), "updatedAt": stamp(c.at),
	}, one: map[string]ref{
		"org": {"org", orgID}, "source": source.ref, "target": target.ref, "createdBy": {kindUser, c.who.user},
	}}
	s.store.put(r, c.at, c.who)
	return http.StatusCreated, single(r), nil
}

// mergesOfCustomer lists the merges that a customer had a part in.
func (s *Server) mergesOfCustomer(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	id := c.PathValue("id")
	merges := slices.DeleteFunc(newestFirst(s.store.all(kindMerge)), func(r *record) bool {
		return r.one["source"].id != id && r.one["target"].id != id
	})
	return c.listed(merges, pageMax)
}

// moveConversations gives the source's conversations to the target.
func (s *Server) moveConversations(source, target *record, c *call) {
	for _, before := range s.store.of(kindConversation, source.id) {
		r := before.edit()
		r.one["customer"] = target.ref
		c.touched(r, before)
		s.store.put(r, c.at, c.who)
		s.recount(target.id, counts{}.moved("", r.text("status")), nil, c)
		for _, kind := range []string{kindMessage, kindNote} {
			for _, child := range s.store.of(kind, before.id) {
				moved := child.edit()
				moved.one["customer"] = ref{child.one["customer"].kind, target.id}
				s.store.put(moved, c.at, c.who)
			}
		}
	}
}

// joinedCustomer has the identifiers of both, and for the rest what the
// target says; where the target says nothing, what the source says.
func joinedCustomer(target, source *record) *record {
	r := target.edit()
	for _, list := range []string{"phones", "emails", "whatsapps", "sharedPhones", "sharedEmails", "externalIds", "socials", "tags", "watchers"} {
		ours, _ := target.attrs[list].([]any)
		theirs, _ := source.attrs[list].([]any)
		r.attrs[list] = slices.Concat(ours, theirs)
	}
	r.attrs["custom"] = mergeCustom(source.attrs["custom"], target.attrs["custom"])
	if r.text("name") == "" {
		r.attrs["name"], r.attrs["displayName"] = source.attrs["name"], source.attrs["displayName"]
	}
	return r
}
