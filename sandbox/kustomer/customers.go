package kustomer

import (
	"net/http"
	"slices"
	"strings"
)

// listCustomers lists customers, newest first, narrowed down by filters such
// as filter[updatedAt][gte]=….
func (s *Server) listCustomers(c *call) (int, any, error) {
	wanted, err := filters(c.URL.Query())
	if err != nil {
		return 0, nil, err
	}
	if len(wanted.and) == 0 {
		return s.listOf(kindCustomer, pageMax)(c)
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	found := slices.DeleteFunc(newestFirst(s.store.all(kindCustomer)), func(r *record) bool { return !wanted.matches(r) })
	return c.listed(found, pageMax)
}

// lookups are the ways to find a customer by something other than an id:
// the word in the path and the prefix of the unique value.
var lookups = map[string]string{"phone": "phone ", "email": "email ", "externalId": "external ", "whatsapp": "whatsapp "}

// getCustomer finds a customer by id, phone=, email= or externalId=.
func (s *Server) getCustomer(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	r, err := s.findCustomer(c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, single(r), nil
}

// findCustomer follows a path parameter; the caller holds the store.
func (s *Server) findCustomer(by string) (*record, error) {
	key, value, named := strings.Cut(by, "=")
	prefix, known := lookups[key]
	switch {
	case !named:
		return s.record(kindCustomer, by)
	case key == "id":
		return s.record(kindCustomer, value)
	case !known:
		return nil, notFound("id")
	}
	r, ok := s.store.get(kindCustomer, s.store.taken[prefix+normal(key, value)])
	if !ok {
		return nil, notFound(key)
	}
	return r, nil
}

// createCustomer makes a customer unless one of its identifiers is taken.
func (s *Server) createCustomer(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if err := s.checkCustom(kindCustomer, c.body); err != nil {
		return 0, nil, err
	}
	r := newCustomer(s.ids.next(c.at), c)
	if err := s.applyCustomer(r, c); err != nil {
		return 0, nil, err
	}
	s.store.put(r, c.at, c.who)
	return http.StatusCreated, single(r), nil
}

// newCustomer is what a customer has before its body is looked at.
func newCustomer(id string, c *call) *record {
	r := &record{ref: ref{kindCustomer, id}, attrs: map[string]any{}, one: map[string]ref{}, many: map[string][]ref{}}
	for _, name := range []string{
		"externalIds", "sharedExternalIds", "emails", "sharedEmails", "phones", "sharedPhones", "whatsapps", "facebookIds",
		"instagramIds", "socials", "sharedSocials", "urls", "locations", "activeUsers", "watchers", "tags", "recentItems", "roleGroupVersions",
		"smoochIds", "accessOverride",
	} {
		r.attrs[name] = []any{}
	}
	for _, name := range []string{
		"custom", "lastMessageIn", "lastMessageOut", "lastMessageUnrespondedTo", "preview", "sentiment",
	} {
		r.attrs[name] = map[string]any{}
	}
	r.attrs["name"] = nil
	r.attrs["conversationCounts"] = counts{}.shown()
	unasked := map[string]any{"sentByTeams": []any{}}
	r.attrs["satisfactionLevel"] = map[string]any{"firstSatisfaction": unasked, "lastSatisfaction": unasked}
	r.attrs["lastConversation"] = map[string]any{"channels": []any{}, "tags": []any{}}
	r.attrs["recentLocation"] = map[string]any{"updatedAt": stamp(c.at)}
	r.attrs["verified"], r.attrs["deleted"], r.attrs["presence"] = true, false, "offline"
	r.attrs["progressiveStatus"] = nil
	r.attrs["displayIcon"], r.attrs["displayColor"] = "user", colours[int(id[len(id)-1])%len(colours)]
	made := stamp(c.at)
	r.attrs["createdAt"], r.attrs["updatedAt"], r.attrs["modifiedAt"], r.attrs["lastActivityAt"] = made, made, made, made
	r.attrs["rev"] = 1
	r.one["org"] = ref{"org", orgID}
	r.one["createdBy"], r.one["modifiedBy"] = ref{kindUser, c.who.user}, ref{kindUser, c.who.user}
	return r
}

// colours are given out to customers as the real product does.
var colours = []string{"teal", "purple", "orange", "green", "blue", "pink", "red", "yellow"}

// applyCustomer writes the body onto an edited record and claims its unique
// values; nothing is claimed when one of them is taken.
func (s *Server) applyCustomer(r *record, c *call) error {
	was := identifiers(r.attrs)
	for name, value := range c.body {
		switch name {
		case "rev", "company", "dedicatedUser", "importedAt":
		case "custom":
			r.attrs[name] = mergeCustom(r.attrs[name], value)
		case "tags":
			r.attrs[name] = s.tagIDs(asTexts(value), c)
		default:
			r.attrs[name] = value
		}
	}
	s.relateCustomer(r, c)
	tidyIdentifiers(r.attrs, c.body)
	r.attrs["displayName"] = displayName(r.attrs)
	splitName(r.attrs)
	is := identifiers(r.attrs)
	if value, ok := s.store.claim(r.id, is); !ok {
		return conflict(value.parameter, "duplicate detected")
	}
	s.store.release(r.id, lost(was, is))
	return nil
}

// relateCustomer sets the relations. Omitting the company unlinks it: a
// quirk of the real API.
func (s *Server) relateCustomer(r *record, c *call) {
	delete(r.one, "company")
	if id := c.text("company"); id != "" {
		r.one["company"] = ref{"company", id}
	}
	if !c.has("dedicatedUser") {
		return
	}
	delete(r.one, "dedicatedUser")
	r.attrs["dedicatedUser"] = c.body["dedicatedUser"]
	if id := c.text("dedicatedUser"); id != "" {
		r.one["dedicatedUser"] = ref{kindUser, id}
	}
}

// displayName is the name, or what else there is to call somebody by.
func displayName(attrs map[string]any) string {
	if name, _ := attrs["name"].(string); name != "" {
		return name
	}
	others := append(members(attrs["emails"], "email"), members(attrs["phones"], "phone")...)
	return append(others, "Unknown")[0]
}

// splitName shows a name in two parts, cut at its first blank.
func splitName(attrs map[string]any) {
	delete(attrs, "firstName")
	delete(attrs, "lastName")
	name, _ := attrs["name"].(string)
	first, last, both := strings.Cut(strings.TrimSpace(name), " ")
	if first != "" {
		attrs["firstName"] = first
	}
	if both {
		attrs["lastName"] = last
	}
}

// updateCustomer changes a customer, whether by PATCH or PUT.
func (s *Server) updateCustomer(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindCustomer, c.PathValue("id"))
	if err == nil {
		err = fresh(before, c)
	}
	if err == nil {
		err = s.checkCustom(kindCustomer, c.body)
	}
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	if c.replaces() {
		r = replaced(before, newCustomer(before.id, c))
	}
	if err := s.applyCustomer(r, c); err != nil {
		return 0, nil, err
	}
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// deleteCustomer forgets a customer and frees its identifiers.
func (s *Server) deleteCustomer(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r, err := s.record(kindCustomer, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	s.store.release(r.id, identifiers(r.attrs))
	s.store.remove(r, c.who)
	return http.StatusNoContent, nil, nil
}
