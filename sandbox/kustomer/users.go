package kustomer

import (
	"net/http"
	"slices"
	"strings"
)

// userFilters are the ways to narrow the list of users down; only one at a
// time is allowed.
var userFilters = map[string]func(r *record, value string) bool{
	"email":    func(r *record, value string) bool { return strings.EqualFold(r.text("email"), value) },
	"userType": func(r *record, value string) bool { return r.text("userType") == value },
	"pending":  func(r *record, value string) bool { return (r.attrs["firstLoginAt"] == nil) == (value == "true") },
	"deleted":  func(_ *record, value string) bool { return value != "true" },
}

// listUsers lists users, all or by one filter.
func (s *Server) listUsers(c *call) (int, any, error) {
	query := c.URL.Query()
	keep := func(*record) bool { return true }
	used := ""
	for name, filter := range userFilters {
		if !query.Has(name) {
			continue
		}
		if used != "" {
			return 0, nil, badParam(max(name, used), "Only one of email, userType, pending, deleted can be used", "")
		}
		used = name
		keep = func(r *record) bool { return filter(r, query.Get(name)) }
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	all := slices.DeleteFunc(s.store.all(kindUser), func(r *record) bool { return !keep(r) })
	return c.listed(all, pageMaxWide)
}

// currentUser is the user behind the token.
func (s *Server) currentUser(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	r, err := s.record(kindUser, c.who.user)
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, single(r), nil
}

// getUsers finds a user, or several by a comma list.
func (s *Server) getUsers(c *call) (int, any, error) {
	ids := strings.Split(c.PathValue("id"), ",")
	if len(ids) == 1 {
		return s.getOf(kindUser)(c)
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	return c.listed(s.store.pick(kindUser, ids), pageMaxWide)
}

// teamsOfUser lists the teams that a user is in.
func (s *Server) teamsOfUser(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	user, err := s.record(kindUser, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	teams := slices.DeleteFunc(s.store.all(kindTeam), func(team *record) bool {
		return !slices.Contains(asTexts(team.attrs["members"]), user.id)
	})
	return c.listed(teams, pageMaxWide)
}

// updateTeam changes a team.
func (s *Server) updateTeam(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindTeam, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	for name, value := range c.body {
		r.attrs[name] = value
	}
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// addMembers puts users into a team.
func (s *Server) addMembers(c *call) (int, any, error) {
	return s.changeMembers(c, func(standing, named []any) []any {
		return append(slices.DeleteFunc(slices.Clone(standing), func(id any) bool { return slices.Contains(named, id) }), named...)
	})
}

// removeMembers takes users out of a team.
func (s *Server) removeMembers(c *call) (int, any, error) {
	return s.changeMembers(c, func(standing, named []any) []any {
		return slices.DeleteFunc(slices.Clone(standing), func(id any) bool { return slices.Contains(named, id) })
	})
}

// changeMembers is what the two have in common.
func (s *Server) changeMembers(c *call, change func(standing, named []any) []any) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindTeam, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	standing, _ := before.attrs["members"].([]any)
	named, _ := c.body["members"].([]any)
	r := before.edit()
	r.attrs["members"] = change(standing, named)
	c.modified(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, single(r), nil
}

// currentToken tells about the key itself; any valid key may ask.
func (s *Server) currentToken(c *call) (int, any, error) {
	key := ref{"token", c.who.id}
	org, user := ref{"org", orgID}, ref{kindUser, c.who.user}
	related := func(to ref) map[string]any {
		return map[string]any{"links": map[string]any{"self": to.path()}, "data": to.data()}
	}
	made := stamp(seedTime)
	last := c.who.token
	if len(last) > 4 {
		last = last[len(last)-4:]
	}
	return http.StatusOK, map[string]any{"data": map[string]any{
		"type": key.kind, "id": key.id,
		"attributes": map[string]any{
			"name": c.who.name, "lastTokenChars": last, "ipAddress": "127.0.0.1", "userAgent": c.UserAgent(),
			"roles": c.who.roles, "createdAt": made, "updatedAt": made, "lastAccessedAt": stamp(c.at),
		},
		"relationships": map[string]any{"org": related(org), "user": related(user)},
		"links":         map[string]any{"self": key.path()},
	}}, nil
}
