package ccaip

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// listCalls answers calls, the newest first unless sort_direction=ASC.
func (s *Server) listCalls(w http.ResponseWriter, r *http.Request) (answer, error) {
	return listSessions(s, w, r, &s.floor.calls, func(c *session) any { return s.floor.wireCall(c, base(r)) })
}

// listChats answers chats likewise.
func (s *Server) listChats(w http.ResponseWriter, r *http.Request) (answer, error) {
	return listSessions(s, w, r, &s.floor.chats, func(c *session) any { return s.floor.wireChat(c) })
}

// listSessions filters, sorts, cuts a page and shows it.
func listSessions(s *Server, w http.ResponseWriter, r *http.Request, h *history, show func(*session) any) (got answer, err error) {
	keep, err := sessionFilter(r)
	if err != nil {
		return got, err
	}
	before, err := sessionOrder(r)
	if err != nil {
		return got, err
	}
	s.floor.read(func() {
		var found []*session
		for _, one := range slices.Backward(h.order) {
			if keep(one) {
				found = append(found, one)
			}
		}
		if before != nil {
			slices.SortStableFunc(found, before)
		}
		var page []*session
		if page, err = paged(w, r, found); err != nil {
			return
		}
		out := make([]any, 0, len(page))
		for _, one := range page {
			out = append(out, show(one))
		}
		got = answer{200, out}
	})
	return got, err
}

// sessionFilter reads the time windows, id[] and status from the query.
func sessionFilter(r *http.Request) (func(*session) bool, error) {
	updated, err := between(r, "updated_at")
	if err != nil {
		return nil, err
	}
	created, err := between(r, "created_at")
	if err != nil {
		return nil, err
	}
	ids, status := r.URL.Query()["id[]"], r.URL.Query().Get("status")
	return func(s *session) bool {
		return updated(s.updatedAt) && created(s.createdAt) &&
			(len(ids) == 0 || slices.Contains(ids, itoa(s.id))) &&
			(status == "" || s.status == status)
	}, nil
}

// sessionOrder reads sort_column and sort_direction; nil keeps the newest
// session first.
func sessionOrder(r *http.Request) (func(a, b *session) int, error) {
	column := r.URL.Query().Get("sort_column")
	direction := strings.ToUpper(r.URL.Query().Get("sort_direction"))
	if column == "" && direction == "" {
		return nil, nil
	}
	key, ok := map[string]func(*session) time.Time{
		"":           func(s *session) time.Time { return s.createdAt },
		"id":         func(s *session) time.Time { return s.createdAt },
		"created_at": func(s *session) time.Time { return s.createdAt },
		"updated_at": func(s *session) time.Time { return s.updatedAt },
		"ends_at":    func(s *session) time.Time { return s.endsAt },
	}[column]
	if !ok {
		return nil, refusal{400, fmt.Sprintf("sort_column %q is not one to sort by.", column)}
	}
	turn := -1
	switch direction {
	case "ASC":
		turn = 1
	case "", "DESC":
	default:
		return nil, refusal{400, "sort_direction must be ASC or DESC."}
	}
	return func(a, b *session) int {
		if c := key(a).Compare(key(b)); c != 0 {
			return turn * c
		}
		return turn * (a.id - b.id)
	}, nil
}

// getCall answers one call.
func (s *Server) getCall(_ http.ResponseWriter, r *http.Request) (got answer, err error) {
	return s.oneSession(r, &s.floor.calls, func(c *session) any { return s.floor.wireCall(c, base(r)) })
}

// getChat answers one chat.
func (s *Server) getChat(_ http.ResponseWriter, r *http.Request) (got answer, err error) {
	return s.oneSession(r, &s.floor.chats, func(c *session) any { return s.floor.wireChat(c) })
}

// oneSession shows the session whose id stands in the path.
func (s *Server) oneSession(r *http.Request, h *history, show func(*session) any) (got answer, err error) {
	id, err := pathID(r)
	if err != nil {
		return got, err
	}
	s.floor.read(func() {
		one := h.byID[id]
		if one == nil {
			err = refusal{404, "Resource not found."}
			return
		}
		got = answer{200, show(one)}
	})
	return got, err
}
