package ccaip

import "time"

// transfer is one hand-over of a session.
type transfer struct {
	id                                           int
	status                                       string // transferring, transferred, failed
	failReason                                   string
	createdAt, assignedAt, connectedAt, updateAt time.Time
	fromMenu, toMenu                             *menu
	fromAgent, toAgent                           *agent
	warm                                         bool
	line                                         string // outside line
}

// target is where a session is handed over to: a menu's queue, an agent, or an
// outside line.
type target struct {
	menu  *menu
	agent *agent
	line  string
}

// transferTo hands a connected session over. Cold: the agent leaves at once
// and the end user waits. Warm: the agent stays with the end user until the
// next one has come and leaves by ending their part.
func (f *floor) transferTo(s *session, to target, warm bool) error {
	from := s.agent
	if s.ended() || !s.inHands(from) || s.connectedAt.IsZero() {
		return refusal{409, s.word() + " is not connected."}
	}
	if to.line != "" {
		return f.transferOut(s, to.line)
	}
	if to.menu == nil && to.agent == nil || to.agent == from {
		return refusal{422, "Say which queue, which other agent or which number."}
	}
	t := &transfer{id: f.newID(), status: "transferring", createdAt: f.now(), updateAt: f.now(),
		fromMenu: s.menu, fromAgent: from, toMenu: to.menu, warm: warm}
	if t.toMenu == nil {
		t.toMenu = s.menu
	}
	s.transfers = append(s.transfers, t)
	f.stopHold(s)
	f.postSession(from, s, "Transferred", map[string]any{"transfer_id": t.id})
	if !warm {
		f.part(s, from)
	}
	s.agent, s.wanted, s.passed = nil, to.agent, map[int]bool{from.ID: true}
	if to.menu != nil {
		s.menu = to.menu
	}
	s.status = "queued"
	s.waits = append(s.waits, &wait{id: f.newID(), menu: s.menu, transferID: t.id, startedAt: f.now()})
	f.waiting = append(f.waiting, s)
	f.touch(s)
	f.event(s, from.initiator())
	return nil
}

// transferOut connects the caller with an outside line; the agent leaves, the
// call goes on without one.
func (f *floor) transferOut(s *session, line string) error {
	if s.kind != kindCall {
		return refusal{422, "A chat can not be handed over to a number."}
	}
	from, now := s.agent, f.now()
	f.stopHold(s)
	s.transfers = append(s.transfers, &transfer{id: f.newID(), status: "transferred", createdAt: now, connectedAt: now,
		updateAt: now, fromMenu: s.menu, fromAgent: from, line: line})
	f.join(s, &participant{kind: "third_party", status: "connected", state: "connected", phone: line, connectedAt: now})
	f.postSession(from, s, "Transferred", map[string]any{"transfer_id": s.transfers[len(s.transfers)-1].id})
	f.part(s, from)
	f.touch(s)
	f.event(s, from.initiator())
	return nil
}

// part lets an agent leave a session that goes on without them.
func (f *floor) part(s *session, a *agent) {
	p, l := s.part(a), s.leg(a)
	p.endedAt, p.status, p.state = f.now(), "finished", "disconnected"
	l.endedAt, l.held = f.now(), p.held
	f.leave(s, a)
	f.postSession(a, s, "Left", nil)
	f.wrapUp(s, a)
}

// transferred marks an open transfer as arrived.
func (f *floor) transferred(s *session) {
	t := s.openTransfer()
	if t == nil {
		return
	}
	t.status, t.toAgent, t.connectedAt, t.updateAt = "transferred", s.agent, f.now(), f.now()
}

// failTransfer marks an open transfer as never arrived.
func (f *floor) failTransfer(s *session, reason string) {
	if t := s.openTransfer(); t != nil {
		t.status, t.failReason, t.updateAt = "failed", reason, f.now()
	}
}

// openTransfer is the transfer under way; nil if none is.
func (s *session) openTransfer() *transfer {
	if n := len(s.transfers); n > 0 && s.transfers[n-1].status == "transferring" {
		return s.transfers[n-1]
	}
	return nil
}
