package ccaip

import (
	"container/list"
	"slices"
	"time"
)

// firstID is the id of the first session. Calls and chats are counted together,
// since the files of both lie in one bucket as metadata-{id}.json.
const firstID = 418

// history holds the sessions of one kind, at most limit of them that have
// ended: in the order they began, and in the order they last changed, since
// that is what pollers ask for.
type history struct {
	limit  int
	next   *int // id of the next session of either kind
	byID   map[int]*session
	order  []*session
	recent *list.List // of *session, the one changed last in front
}

func newHistory(limit int, next *int) history {
	return history{limit: limit, next: next, byID: map[int]*session{}, recent: list.New()}
}

// add gives s its id and answers the oldest ended sessions beyond the limit,
// which are forgotten. A session that still lives is never forgotten.
func (h *history) add(s *session) (forgotten []*session) {
	s.id = *h.next
	*h.next++
	h.byID[s.id] = s
	h.order = append(h.order, s)
	s.place = h.recent.PushFront(s)
	for len(h.order) > h.limit && h.order[0].over() {
		old := h.order[0]
		delete(h.byID, old.id)
		h.recent.Remove(old.place)
		h.order[0] = nil // lets the session go before the slice moves house
		h.order = h.order[1:]
		forgotten = append(forgotten, old)
	}
	return forgotten
}

// changedSince lists the sessions changed at from or later, the newest session
// first.
func (h *history) changedSince(from time.Time) []*session {
	var out []*session
	for e := h.recent.Front(); e != nil; e = e.Next() {
		s := e.Value.(*session)
		if s.updatedAt.Before(from) {
			break
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b *session) int { return b.id - a.id })
	return out
}

// page is a stretch of all sessions, the newest first.
func (h *history) page(from, to int) []*session {
	out := make([]*session, 0, to-from)
	for i := from; i < to; i++ {
		out = append(out, h.order[len(h.order)-1-i])
	}
	return out
}
