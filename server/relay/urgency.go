package relay

import (
	"context"
	"time"
)

const (
	// justEnded is how long after its end a session still goes first: its agent looks at the record.
	justEnded = 2 * time.Minute
	// silentFor is how long without news a session without an end is still taken for live.
	silentFor = 4 * time.Hour
)

// live tells whether somebody is in the session, or was a moment ago. What is caught up with after an
// outage ended long ago by the platform's clock, however late we hear of it (W5).
func (d *document) live(now time.Time) bool {
	if !d.Session.Ended() {
		return now.Sub(time.UnixMilli(d.Changed)) < silentFor
	}
	over := d.Session.Over()
	if over.IsZero() {
		over = time.UnixMilli(d.EndSeen)
	}
	return now.Sub(over) < justEnded
}

// over is for how long the session's end has been known, by our clock; zero: it goes on.
func (d *document) over(now time.Time) time.Duration {
	if d.EndSeen == 0 {
		return 0
	}
	return now.Sub(time.UnixMilli(d.EndSeen))
}

// urgent tells whether the seat's writes go before back-fill: somebody is in the session, or a live
// one of the same customer waits for it. The line's mutex is held.
func (s *seat) urgent(now time.Time) bool { return s.hurried || s.doc.live(now) }

// wake has a session's writer look at it.
func (l *line) wake(name string) {
	l.mu.Lock()
	s := l.seats[name]
	urgent := s != nil && s.urgent(time.Now())
	l.mu.Unlock()
	l.write.push(name, urgent)
}

// wakeAfter has it looked at later, unless the context has ended by then.
func (l *line) wakeAfter(ctx context.Context, name string, d time.Duration) {
	time.AfterFunc(d, func() {
		if ctx.Err() == nil {
			l.wake(name)
		}
	})
}

// wakeAll has every unfinished session looked at.
func (l *line) wakeAll() {
	for _, name := range l.names() {
		l.wake(name)
	}
}

// hurry lets a session go as fast as live ones, since one of those waits for it.
func (l *line) hurry(name string) {
	l.mu.Lock()
	if s := l.seats[name]; s != nil {
		s.hurried = true
	}
	l.mu.Unlock()
	l.write.push(name, true)
}

// ordered tells whether a person waits for something to be done to the session.
func (s *seat) ordered(l *line) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(s.orders) > 0
}

// urgent tells whether the pass's session goes before back-fill now.
func (p *pass) urgent() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seat.urgent(time.Now())
}

// crm is the CRM at the session's urgency. A writer of the live lane keeps to the live one to the end of
// its pass: it must never wait for a place among back-fill.
func (p *pass) crm() CRM {
	if p.tenant.Patient == nil || p.from == liveLane || p.urgent() {
		return p.tenant.CRM
	}
	return p.tenant.Patient
}
