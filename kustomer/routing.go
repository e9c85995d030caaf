package kustomer

import (
	"context"
	"time"
)

// RoutingService is the chapter "Queues and routing" of the API.
type RoutingService struct{ c *Client }

// RoutingStatus is one status that agents may have.
type RoutingStatus struct {
	ID         string `json:"-"`
	Name       string `json:"name"`
	StatusType string `json:"statusType"` // available, busy, unavailable, offline
	Selectable bool   `json:"selectable"`
	System     bool   `json:"system"` // one of Kustomer's own
	Enabled    bool   `json:"enabled"`
}

func (s *RoutingStatus) fill(r resource) bool {
	s.ID = r.ID
	return r.ID != ""
}

// WorkSession is an agent's shift. It ends with a status of type offline; the next change begins
// a new one.
type WorkSession struct {
	ID          string    `json:"-"`
	User        string    `json:"-"` // id
	Status      string    `json:"-"` // id of the routing status
	StatusType  string    `json:"statusType"`
	SignedInAt  time.Time `json:"signedInAt"`
	SignedOutAt time.Time `json:"signedOutAt"` // zero while it lasts
}

func (w *WorkSession) fill(r resource) bool {
	w.ID, w.User, w.Status = r.ID, r.one("user"), r.one("status")
	return r.ID != ""
}

// Statuses lists the org's statuses.
func (s RoutingService) Statuses(ctx context.Context) ([]RoutingStatus, error) {
	return list[RoutingStatus](ctx, s.c, get("list statuses", "/v1/routing/statuses"))
}

// WorkSessions lists the shifts of one agent, in no promised order.
func (s RoutingService) WorkSessions(ctx context.Context, user string) ([]WorkSession, error) {
	k, err := named("list work sessions", "/v1/routing/users/", user)
	if err != nil {
		return nil, err
	}
	k.path += "/work-sessions"
	return list[WorkSession](ctx, s.c, k)
}

// CurrentWorkSession reads the shift that an agent is in; an agent who is offline has none, which
// is [NotFound].
func (s RoutingService) CurrentWorkSession(ctx context.Context, user string) (WorkSession, error) {
	sessions, err := s.WorkSessions(ctx, user)
	if err != nil {
		return WorkSession{}, err
	}
	var current WorkSession
	for _, w := range sessions {
		if w.SignedOutAt.IsZero() && (current.ID == "" || w.SignedInAt.After(current.SignedInAt)) {
			current = w
		}
	}
	if current.ID == "" {
		return WorkSession{}, &Error{Kind: NotFound, Op: "get current work session", Detail: "the agent is offline"}
	}
	return current, nil
}
