package kustomer

import (
	"net/http"
	"slices"
	"strings"
)

// tagIDs turns names or ids into ids; unknown names become new tags.
func (s *Server) tagIDs(names []string, c *call) []any {
	ids := make([]any, 0, len(names))
	for _, name := range names {
		id := s.tagID(name, c)
		if !slices.Contains(ids, any(id)) {
			ids = append(ids, id)
		}
	}
	return ids
}

// tagID is the id of one tag, made if need be.
func (s *Server) tagID(name string, c *call) string {
	if _, ok := s.store.get(kindTag, name); ok {
		return name
	}
	if id, ok := s.store.named[kindTag+" "+strings.ToLower(name)]; ok {
		return id
	}
	made := stamp(c.at)
	r := &record{ref: ref{kindTag, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"name": name, "color": "blue", "deleted": false, "createdAt": made, "updatedAt": made, "modifiedAt": made, "rev": 1,
	}}
	r.one = map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}, "modifiedBy": {kindUser, c.who.user}}
	s.store.put(r, c.at, c.who)
	return r.id
}

// addTags puts tags on a conversation.
func (s *Server) addTags(c *call) (int, any, error) {
	return s.changeTags(c, func(standing, named []any) []any {
		return append(slices.DeleteFunc(slices.Clone(standing), func(id any) bool { return slices.Contains(named, id) }), named...)
	})
}

// removeTags takes tags off a conversation.
func (s *Server) removeTags(c *call) (int, any, error) {
	return s.changeTags(c, func(standing, named []any) []any {
		return slices.DeleteFunc(slices.Clone(standing), func(id any) bool { return slices.Contains(named, id) })
	})
}

// changeTags is what the two have in common.
func (s *Server) changeTags(c *call, change func(standing, named []any) []any) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindConversation, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	standing, _ := before.attrs["tags"].([]any)
	r := before.edit()
	r.attrs["tags"] = change(standing, s.tagIDs(asTexts(any(c.list)), c))
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}
