package ccaip

import (
	"slices"
	"time"
)

// hangUp is the end user putting the phone down, wherever the call stands. The
// reason follows from where that is.
func (f *floor) hangUp(s *session) error {
	switch s.status {
	case scheduled:
		return f.cancelScheduled(s)
	case "selecting":
		f.end(s, "eu_in_menu_abandoned", byEndUser)
	case "queued", "assigned":
		f.end(s, f.leftWaiting(s), byEndUser)
	case "voicemail":
		f.end(s, "nothing", byEndUser)
	case "connecting":
		f.end(s, "eu_canceled", byEndUser)
	case "connected", "ongoing", "dismissed", "switching":
		f.end(s, "nothing", byEndUser)
	default:
		return refusal{409, s.word() + " is over."}
	}
	return nil
}

// leftWaiting is why a session fails whose end user waits for an agent: in a
// queue, while it rings, or while a transfer is under way.
func (f *floor) leftWaiting(s *session) string {
	switch {
	case s.direction == outgoing:
		return "eu_rejected"
	case !s.connectedAt.IsZero():
		f.failTransfer(s, "eu_abandoned")
		return "nothing"
	case s.kind == kindChat:
		return chatCanceled
	}
	return "eu_abandoned"
}

// chatCanceled stands for an end user who left before an agent came: chats
// have a status for that and no fail reason.
const chatCanceled = "canceled"

// hangUpByAgent is an agent ending their part: the session with it, unless
// they have handed it over and only stayed on the line.
func (f *floor) hangUpByAgent(s *session, a *agent) error {
	if s.ended() || !s.inHands(a) {
		return refusal{409, s.word() + " is not in an agent's hands."}
	}
	if a != s.agent {
		f.part(s, a)
		f.touch(s)
		f.event(s, a.initiator())
		return nil
	}
	reason := "nothing"
	if s.connectedAt.IsZero() {
		reason = "ag_canceled"
	}
	f.end(s, reason, byAgent)
	return nil
}

// end closes the session with a fail reason ("nothing": all went well) and
// lets its agent write it up.
func (f *floor) end(s *session, reason, by string) {
	if s.ended() {
		return
	}
	a := s.agent
	if a != nil && a.offer == s {
		f.unoffer(s, reason)
		f.postSession(a, s, "Ended", map[string]any{"fail_reason": reason})
		f.free(a)
	}
	f.stopHold(s)
	s.endsAt, s.disconnectedBy = f.now(), by
	s.status, s.failReason = s.endStatus(reason)
	f.closeParts(s, s.failReason)
	f.failTransfer(s, reason)
	hands := f.handsOf(s)
	for _, had := range hands {
		f.leave(s, had)
	}
	f.touch(s)
	f.event(s, initiatorOf(by, s))
	f.exportEnd(s)
	for _, had := range hands {
		f.postSession(had, s, "Ended", map[string]any{"fail_reason": omitNothing(reason)})
		f.wrapUp(s, had)
	}
}

// handsOf lists the agents who have the session now.
func (f *floor) handsOf(s *session) []*agent {
	return slices.DeleteFunc(slices.Clone(f.agents), func(a *agent) bool { return !s.inHands(a) })
}

// leave takes the session out of the agent's hands.
func (f *floor) leave(s *session, a *agent) {
	if a == nil {
		return
	}
	if a.call == s {
		a.call = nil
	}
	delete(a.chats, s.id)
}

// endStatus is the status a session ends with, and its fail reason.
func (s *session) endStatus(reason string) (status, failReason string) {
	switch {
	case s.status == "voicemail":
		return "voicemail_received", "nothing"
	case s.deflection != "no_deflection":
		return "deflected", "nothing"
	case reason == chatCanceled:
		return "canceled", "nothing"
	case reason == "nothing" || reason == "force_ended":
		return "finished", reason
	}
	return "failed", reason
}

// closeParts ends everybody's part and every open stay in a queue.
func (f *floor) closeParts(s *session, reason string) {
	for _, p := range s.participants {
		if !p.endedAt.IsZero() {
			continue
		}
		p.endedAt, p.state, p.status = s.endsAt, "disconnected", "finished"
		if p.connectedAt.IsZero() {
			p.status, p.failReason = "failed", reason
		}
	}
	if w := s.lastWait(); w != nil && w.endedAt.IsZero() {
		w.endedAt = s.endsAt
	}
	for _, l := range s.legs {
		if l.endedAt.IsZero() {
			l.endedAt, l.held = s.endsAt, s.part(l.agent).held
		}
	}
}

// wrapUp gives the agent time to write the session up; a time of zero is the
// vendor's "auto wrap-up off".
func (f *floor) wrapUp(s *session, a *agent) {
	d := f.cfg.WrapUpFor
	if s.wrapUpFor != nil {
		d = *s.wrapUpFor
	}
	if d == 0 || a.busy() || s.part(a).connectedAt.IsZero() {
		f.free(a)
		return
	}
	a.wrap, a.wrapUntil = s, f.now().Add(d)
	s.wrapping = append(s.wrapping, a)
	s.leg(a).wrapFrom = f.now()
	f.become(a, statusWrapUp)
	a.wrapTimer = f.after(d, func() { f.become(a, statusWrapUpExceeded) })
	f.postSession(a, s, "Wrap_Up_Started", nil)
}

// finishWrap ends an agent's wrap-up with what they have to say.
func (f *floor) finishWrap(s *session, a *agent, d disposition) error {
	if a == nil || a.wrap != s {
		return refusal{409, s.word() + " is not in wrap-up."}
	}
	a.wrapTimer()
	a.wrap, a.wrapTimer = nil, nil
	s.wrapping = slices.DeleteFunc(s.wrapping, func(w *agent) bool { return w == a })
	s.leg(a).wrapUntil = f.now()
	s.dispositions = &d
	p := s.part(a)
	p.state, p.disposed = "dispositionSubmitted", true
	f.touch(s)
	f.event(s, a.initiator())
	f.postSession(a, s, "Wrap_Up_Ended", nil)
	f.free(a)
	return nil
}

// hold puts the end user on hold or takes them back.
func (f *floor) hold(s *session, on bool) error {
	if s.status != "connected" || !s.inHands(s.agent) {
		return refusal{409, s.word() + " is not connected."}
	}
	p := s.part(s.agent)
	switch {
	case on && s.heldSince.IsZero():
		s.heldSince, p.state, p.status = f.now(), "hold", "hold"
	case !on && !s.heldSince.IsZero():
		f.stopHold(s)
		p.state, p.status = "connected", "connected"
	default:
		return nil
	}
	f.touch(s)
	f.event(s, s.agent.initiator())
	f.postSession(s.agent, s, map[bool]string{true: "Held", false: "Resumed"}[on], nil)
	return nil
}

// stopHold adds what was held so far to the account.
func (f *floor) stopHold(s *session) {
	if s.heldSince.IsZero() {
		return
	}
	d := f.now().Sub(s.heldSince)
	s.held += d
	if p := s.part(s.agent); p != nil {
		p.held += d
	}
	s.heldSince = time.Time{}
}

// mute silences the agent or lets them be heard.
func (f *floor) mute(s *session, on bool) error {
	if s.status != "connected" || !s.inHands(s.agent) {
		return refusal{409, s.word() + " is not connected."}
	}
	if s.muted == on {
		return nil
	}
	s.muted = on
	p := s.part(s.agent)
	p.state = map[bool]string{true: "mute", false: "connected"}[on]
	if !on && !s.heldSince.IsZero() {
		p.state = "hold"
	}
	f.touch(s)
	f.event(s, s.agent.initiator())
	f.postSession(s.agent, s, map[bool]string{true: "Muted", false: "Unmuted"}[on], nil)
	return nil
}
