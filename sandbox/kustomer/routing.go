package kustomer

import (
	"net/http"
	"slices"
	"time"
)

// listWorkSessions lists the agents' shifts, narrowed down by the query.
func (s *Server) listWorkSessions(c *call) (int, any, error) {
	query := c.URL.Query()
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	all := slices.DeleteFunc(newestFirst(s.store.all(kindWorkSession)), func(r *record) bool {
		switch {
		case query.Get("active") == "true" && r.attrs["signedOutAt"] != nil:
			return true
		case query.Has("statusType") && query.Get("statusType") != r.text("statusType"):
			return true
		}
		return query.Get("user") == "true" && r.one["user"].id != c.who.user
	})
	return c.listed(all, pageMax)
}

// workSessionsOfUser lists one agent's shifts, the current one first.
func (s *Server) workSessionsOfUser(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	user, err := s.record(kindUser, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return c.listed(newestFirst(s.store.of(kindWorkSession, user.id)), pageMax)
}

// updateWorkSession sets the status of a shift that is not over.
func (s *Server) updateWorkSession(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	session, err := s.record(kindWorkSession, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	if session.attrs["signedOutAt"] != nil {
		return 0, nil, badParam("id", "the work session has ended", "")
	}
	status, ok := s.store.get(kindStatus, c.text("status"))
	if !ok {
		return 0, nil, badParam("status", "No such status", "/properties/status")
	}
	r := s.setAgentStatus(session.one["user"].id, status, c)
	return http.StatusOK, single(r), nil
}

// createStatus adds a status of the org's own.
func (s *Server) createStatus(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	made := stamp(c.at)
	r := &record{ref: ref{kindStatus, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"name": c.text("name"), "statusType": "unavailable", "selectable": true, "system": false, "enabled": true,
		"createdAt": made, "updatedAt": made, "modifiedAt": made, "rev": 1,
	}, one: map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}, "modifiedBy": {kindUser, c.who.user}}}
	s.store.put(r, c.at, c.who)
	return http.StatusCreated, single(r), nil
}

// currentSession is an agent's shift that is not over.
func (s *Server) currentSession(user string) *record {
	sessions := s.store.of(kindWorkSession, user)
	if len(sessions) == 0 || sessions[len(sessions)-1].attrs["signedOutAt"] != nil {
		return nil
	}
	return sessions[len(sessions)-1]
}

// setAgentStatus changes an agent's status: a first one opens a shift, an
// offline one ends it. It returns the shift, nil if there is none.
func (s *Server) setAgentStatus(user string, status *record, c *call) *record {
	before := s.currentSession(user)
	offline := status.text("statusType") == "offline"
	if before == nil && offline {
		return nil
	}
	r := newWorkSession(s.ids.next(c.at), user, c.at)
	if before != nil {
		r = before.edit()
		r.attrs["totalTimeByStatus"] = withTimeSpent(before, c.at)
		c.touched(r, before)
	}
	r.attrs["statusType"], r.attrs["routable"] = status.text("statusType"), status.text("statusType") == "available"
	r.attrs["statusAt"] = stamp(c.at)
	r.one["status"] = status.ref
	if offline {
		r.attrs["signedOutAt"], r.attrs["active"] = stamp(c.at), false
	}
	s.store.put(r, c.at, c.who)
	s.live.tell(event{Type: "status", ID: status.id, User: user, Name: status.text("name"), StatusType: status.text("statusType")})
	return r
}

// newWorkSession is a shift that begins.
func newWorkSession(id, user string, at time.Time) *record {
	return &record{ref: ref{kindWorkSession, id}, many: map[string][]ref{"queues": {}}, attrs: map[string]any{
		"workItemCount": 0, "pausedWorkItemCount": 0, "signedInAt": stamp(at), "signedOutAt": nil, "active": true,
		"capacity": []any{}, "capacityRemaining": 100, "totalCapacity": 100, "handledItemCount": 0, "capacityStatus": "available",
		"totalAvailable": map[string]any{"time": 0, "businessTime": 0}, "totalTimeByStatus": map[string]any{},
		"createdAt": stamp(at), "updatedAt": stamp(at), "rev": 1,
	}, one: map[string]ref{
		"org": {"org", orgID}, "user": {kindUser, user}, "team": {kindTeam, fixedID("team support")},
		"routingSettings": {"routing_settings", fixedID("routing settings")},
	}}
}

// withTimeSpent adds the time since the last change to that status.
func withTimeSpent(session *record, now time.Time) map[string]any {
	since, err := time.Parse(time.RFC3339, session.text("statusAt"))
	id := session.one["status"].id
	if err != nil || id == "" {
		return map[string]any{}
	}
	was, _ := session.attrs["totalTimeByStatus"].(map[string]any)
	spent := now.Sub(since).Milliseconds()
	if before, ok := was[id].(map[string]any); ok {
		earlier, _ := before["time"].(int64)
		spent += earlier
	}
	return mergeCustom(was, map[string]any{id: map[string]any{"time": spent, "businessTime": spent}})
}
