package ccaip

import (
	"fmt"
	"net/http"
	"net/url"
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
	find, err := sessionQuery(w, r)
	if err != nil {
		return got, err
	}
	s.floor.read(func() {
		var page []*session
		if page, err = find(h); err != nil {
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

// sessionQuery reads the query and answers how to find its page.
func sessionQuery(w http.ResponseWriter, r *http.Request) (func(*history) ([]*session, error), error) {
	keep, err := sessionFilter(r)
	if err != nil {
		return nil, err
	}
	before, err := sessionOrder(r)
	if err != nil {
		return nil, err
	}
	since, err := moment(r, "updated_at[from]")
	if err != nil {
		return nil, err
	}
	return func(h *history) ([]*session, error) {
		if keep == nil && before == nil { // a poll of everything: no need to look at each
			from, to, err := pageBounds(w, r, len(h.order))
			return h.page(from, to), err
		}
		found := h.changedSince(since)
		if keep != nil {
			found = slices.DeleteFunc(found, func(s *session) bool { return !keep(s) })
		}
		if before != nil {
			slices.SortStableFunc(found, before)
		}
		return paged(w, r, found)
	}, nil
}

// sessionFilter reads the time windows, id[] and status from the query; nil
// where none is asked for.
func sessionFilter(r *http.Request) (func(*session) bool, error) {
	updated, err := between(r, "updated_at")
	if err != nil {
		return nil, err
	}
	created, err := between(r, "created_at")
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	ids, status := q["id[]"], q.Get("status")
	if len(ids) == 0 && status == "" && !windowed(q, "updated_at") && !windowed(q, "created_at") {
		return nil, nil
	}
	return func(s *session) bool {
		return updated(s.updatedAt) && created(s.createdAt) &&
			(len(ids) == 0 || slices.Contains(ids, itoa(s.id))) &&
			(status == "" || s.status == status)
	}, nil
}

// windowed tells whether the query limits a time.
func windowed(q url.Values, name string) bool { return q.Has(name+"[from]") || q.Has(name+"[to]") }

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
