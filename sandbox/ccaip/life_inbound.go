package ccaip

import (
	"encoding/json"
	"time"
)

// arrival is somebody getting in touch.
type arrival struct {
	kind        string
	sessionType string
	caller      endUser
	lang        string
	wanted      *agent
	parentID    int
	ringFor     *time.Duration
	wrapUpFor   *time.Duration
	customData  json.RawMessage
	ticketID    string
}

// supportNumber is what callers of the house dial.
const supportNumber = "+18005550199"

// arrive lets a call or chat begin: the caller hears the menu.
func (f *floor) arrive(in arrival) *session {
	s := f.begin(in)
	s.status, s.direction = "selecting", incoming
	s.supportNumber = supportNumber
	f.join(s, &participant{kind: "end_user", status: "connected", state: "connected",
		phone: s.endUser.phone, connectedAt: s.createdAt})
	f.touch(s)
	f.event(s, "end_user_"+itoa(s.endUser.id))
	return s
}

// begin makes a session and puts it into the books.
func (f *floor) begin(in arrival) *session {
	s := &session{
		kind: in.kind, sessionType: in.sessionType, lang: or(in.lang, "en"),
		createdAt: f.now(), endUser: f.meet(in.caller), wanted: in.wanted, parentID: in.parentID,
		passed: map[int]bool{}, failReason: "nothing", disconnectedBy: byNobody,
		recordingPermission: "not_asked", voicemailReason: "not_voicemail", deflection: "no_deflection",
		ringFor: in.ringFor, wrapUpFor: in.wrapUpFor, customData: in.customData, ticketID: in.ticketID,
		changed: make(chan struct{}),
	}
	f.forget(f.books(in.kind).add(s))
	return s
}

// enqueue is the end user's choice of menu: from now on they wait.
func (f *floor) enqueue(s *session, m *menu) {
	s.menu, s.status = m, "queued"
	now := f.now()
	if s.queuedAt.IsZero() {
		s.queuedAt = now
	}
	s.waits = append(s.waits, &wait{id: f.newID(), menu: m, startedAt: now})
	f.waiting = append(f.waiting, s)
	f.touch(s)
	f.event(s, "virtual_agent_1")
}

// offer rings at an agent for as long as the house allows.
func (f *floor) offer(s *session, a *agent) {
	ring := f.cfg.RingFor
	if s.ringFor != nil {
		ring = *s.ringFor
	}
	s.status, s.agent, a.offer = "assigned", a, s
	s.offeredAt = f.now()
	f.assigned(s, s.offeredAt)
	s.offerUntil = s.offeredAt.Add(ring)
	f.join(s, &participant{kind: "agent", agent: a, status: "ringing", state: "ringing"})
	s.ringTimer = f.after(ring, func() { f.miss(s) })
	f.touch(s)
	f.event(s, "system")
	f.postRing(a, s)
}

// unoffer takes the ringing away from the agent, with the reason.
func (f *floor) unoffer(s *session, reason string) {
	a := s.agent
	s.ringTimer()
	s.ringTimer, a.offer = nil, nil
	p := s.part(s.agent)
	p.status, p.state, p.failReason, p.endedAt = "failed", "disconnected", reason, f.now()
	s.passed[a.ID] = true
	s.agent = nil
	f.assigned(s, time.Time{})
}

// assigned notes when the session was given to an agent: its first one, or the
// one it is transferred to.
func (f *floor) assigned(s *session, when time.Time) {
	if t := s.openTransfer(); t != nil {
		t.assignedAt = when
		return
	}
	s.assignedAt = when
}

// miss is an agent who did not pick up: they get the status that says so, and
// the session goes back into its queue for somebody else.
func (f *floor) miss(s *session) {
	a := s.agent
	f.unoffer(s, "ag_ignored")
	f.become(a, map[string]string{kindCall: statusMissedCall, kindChat: statusMissedChat}[s.kind])
	f.postSession(a, s, "Missed", nil)
	f.requeue(s)
}

// unreachable is an agent whom the ringing never reached: their browser gives
// no microphone, or the network is gone. They get the status that says so.
func (f *floor) unreachable(s *session, why string) error {
	if !s.offered() {
		return refusal{409, s.word() + " does not ring."}
	}
	a := s.agent
	f.unoffer(s, why)
	f.become(a, statusUnresponsive)
	f.postSession(a, s, "Missed", map[string]any{"fail_reason": why})
	f.requeue(s)
	return nil
}

// decline is an agent who says no; their status stays.
func (f *floor) decline(s *session) error {
	if !s.offered() {
		return refusal{409, s.word() + " does not ring."}
	}
	a := s.agent
	f.unoffer(s, "ag_ignored")
	f.postSession(a, s, "Declined", nil)
	f.requeue(s)
	return nil
}

// requeue puts a session that rang in vain back at the head of the line.
func (f *floor) requeue(s *session) {
	s.status = "queued"
	f.waiting = append([]*session{s}, f.waiting...)
	if s.wanted != nil && s.passed[s.wanted.ID] {
		s.wanted = nil // the one it was meant for will not; anybody may
	}
	f.touch(s)
	f.event(s, "system")
}

// accept is the agent's Answer.
func (f *floor) accept(s *session) error {
	if !s.offered() {
		return refusal{409, s.word() + " does not ring."}
	}
	a := s.agent
	s.ringTimer()
	s.ringTimer, a.offer = nil, nil
	s.answerType = "manual"
	f.assigned(s, f.now())
	f.take(s, a)
	s.status = map[string]string{kindCall: "connecting", kindChat: "assigned"}[s.kind]
	p := s.part(a)
	p.status, p.state = "accepted", "accepted"
	if w := s.lastWait(); w != nil && w.endedAt.IsZero() {
		w.endedAt, w.agent = f.now(), a
	}
	f.touch(s)
	f.event(s, a.initiator())
	f.postSession(a, s, "Started", nil)
	f.after(mediaDelay, func() { f.connect(s) })
	return nil
}

// mediaDelay is how long the media take to come up once somebody answered.
const mediaDelay = 50 * time.Millisecond

// take puts the session into the agent's hands.
func (f *floor) take(s *session, a *agent) {
	s.agent = a
	if s.kind == kindChat {
		a.chats[s.id] = s
		a.chatCount++
		f.become(a, statusInChat)
	} else {
		a.call = s
		a.calls++
		f.become(a, statusInCall)
	}
	s.legs = append(s.legs, &leg{id: f.newID(), agent: a, menu: s.menu,
		transfer: len(s.transfers) > 0, startedAt: f.now()})
}

// connect is the moment both hear one another.
func (f *floor) connect(s *session) {
	if s.ended() || s.agent == nil {
		return
	}
	now := f.now()
	s.status = map[string]string{kindCall: "connected", kindChat: "ongoing"}[s.kind]
	if s.connectedAt.IsZero() {
		s.connectedAt = now
	}
	for _, p := range []*participant{s.external(), s.part(s.agent)} {
		p.status, p.state = "connected", "connected"
		if p.connectedAt.IsZero() {
			p.connectedAt = now
		}
	}
	f.transferred(s)
	f.touch(s)
	f.event(s, s.agent.initiator())
	f.postSession(s.agent, s, "Connected", nil)
}

// lastWait is the latest stay in a queue; nil if there was none.
func (s *session) lastWait() *wait {
	if len(s.waits) == 0 {
		return nil
	}
	return s.waits[len(s.waits)-1]
}
