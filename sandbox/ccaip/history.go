package ccaip

// firstID is the id of the first call and of the first chat.
const firstID = 418

// history holds the sessions of one kind in the order they began, at most
// limit of them that have ended.
type history struct {
	limit int
	next  int
	byID  map[int]*session
	order []*session
}

func newHistory(limit int) history {
	return history{limit: limit, next: firstID, byID: map[int]*session{}}
}

// add gives s its id and forgets the oldest ended session beyond the limit. A
// session that still lives is never forgotten.
func (h *history) add(s *session) {
	s.id = h.next
	h.next++
	h.byID[s.id] = s
	h.order = append(h.order, s)
	for len(h.order) > h.limit && h.order[0].over() {
		delete(h.byID, h.order[0].id)
		h.order[0] = nil // lets the session go before the slice moves house
		h.order = h.order[1:]
	}
}
