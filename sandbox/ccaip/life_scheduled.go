package ccaip

import "time"

// scheduled is the status of a call that waits for its time.
const scheduled = "scheduled"

// schedule books a call for later: at its time it goes into the menu's queue
// as if the end user had just chosen it. Nobody outside hears of it before.
func (f *floor) schedule(in arrival, m *menu, when time.Time) *session {
	s := f.begin(in)
	s.status, s.direction, s.menu, s.scheduledAt = scheduled, incoming, m, when
	s.supportNumber = supportNumber
	f.join(s, &participant{kind: "end_user", status: "waiting", state: "connecting", phone: s.endUser.phone})
	f.touch(s)
	f.after(when.Sub(f.now()), func() {
		if s.status == scheduled {
			f.due(s)
		}
	})
	return s
}

// due is a scheduled call's time having come.
func (f *floor) due(s *session) {
	p := s.external()
	p.status, p.state, p.connectedAt = "connected", "connected", f.now()
	f.enqueue(s, s.menu)
}

// cancelScheduled calls a booked call off. It never was a call to anybody, so
// that no event tells of it.
func (f *floor) cancelScheduled(s *session) error {
	if s.status != scheduled {
		return refusal{409, s.word() + " is not scheduled."}
	}
	s.endsAt, s.status, s.failReason = f.now(), "failed", "eu_canceled"
	f.closeParts(s, s.failReason)
	f.touch(s)
	return nil
}
