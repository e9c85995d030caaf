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
}

// target is where a session is handed over to: a menu's queue, or an agent.
type target struct {
	menu  *menu
	agent *agent
}

// transferTo hands a connected session over. Cold: the agent leaves at once
// and the end user waits. Warm: the agent stays with the end user until the
// next one has come and leaves by ending their part.
func (f *floor) transferTo(s *session, to target, warm bool) error {
	from := s.agent
	if s.ended() || !s.inHands(from) || s.connectedAt.IsZero() {
		return refusal{409, s.word() + " is not connected."}
	}
	if to.menu == nil && to.agent == nil || to.agent == from {
		return refusal{422, "Say which queue or which other agent."}
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
