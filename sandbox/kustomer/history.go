package kustomer

// forgetOldest keeps the memory bounded: beyond the history's length the
// oldest conversation goes, and with it a customer who has no other one,
// unless the sandbox started with that customer.
func (s *Server) forgetOldest(c *call) {
	if len(s.store.order[kindConversation]) <= s.history {
		return
	}
	oldest, ok := s.store.get(kindConversation, s.store.order[kindConversation][0])
	if !ok {
		return
	}
	s.dropConversation(oldest, c)
	customer, ok := s.store.get(kindCustomer, oldest.customer())
	if !ok || countsOf(customer).all > 0 || s.seeded[customer.id] {
		return
	}
	s.store.release(customer.id, identifiers(customer.attrs))
	s.store.remove(customer, c.who)
}

// dropConversation forgets a conversation with its messages and notes.
func (s *Server) dropConversation(r *record, c *call) {
	for _, kind := range []string{kindMessage, kindNote} {
		for _, child := range s.store.of(kind, r.id) {
			s.files.drop(child)
			s.store.remove(child, c.who)
		}
	}
	s.store.remove(r, c.who)
	s.recount(r.customer(), counts{}.moved(r.text("status"), ""), nil, c)
}
