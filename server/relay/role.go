package relay

import (
	"sync"
	"time"

	"agentadapter/rules"
)

// roles knows which kinds of write the key may not do (W4). One of each kind is tried every so often;
// the others wait without asking.
type roles struct {
	mu sync.Mutex
	by map[string]*missingRole
}

type missingRole struct {
	why  string
	next time.Time // when one may try
}

func newRoles() *roles { return &roles{by: map[string]*missingRole{}} }

// kindOf is what a role is needed for: "create note".
func kindOf(w rules.Write) string { return w.Verb + " " + w.Target }

// may tells whether a write of that kind may be tried now; if not, why and when it may.
func (r *roles) may(kind string, now time.Time) (why string, next time.Time, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m, missing := r.by[kind]
	switch {
	case !missing:
		return "", time.Time{}, true
	case now.Before(m.next):
		return m.why, m.next, false
	}
	m.next = now.Add(probeEvery) // this one is the probe
	return "", time.Time{}, true
}

// refused notes that the key may not do that kind.
func (r *roles) refused(kind, why string, now time.Time) (next time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next = now.Add(probeEvery)
	r.by[kind] = &missingRole{why: why, next: next}
	return next
}

// granted notes that the key may; was tells whether it could not before.
func (r *roles) granted(kind string) (was bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, was = r.by[kind]
	delete(r.by, kind)
	return was
}

// tryNow lets one of each kind try at once, after the key or its roles were changed.
func (r *roles) tryNow() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range r.by {
		m.next = time.Time{}
	}
}

// park leaves a write for which the key lacks a role until the role is granted; the session's other
// writes go on.
func (p *pass) park(w rules.Write, why string, until time.Time) {
	if len(p.seat.parked) == 0 || until.Before(p.seat.retry) {
		p.seat.retry = until
	}
	p.seat.parked[w.Key] = why
}

// roleMissing parks a write that was refused with 403, and tells the admin which role is missing.
func (p *pass) roleMissing(w rules.Write, err error) {
	why := noRole(err.Error())
	p.park(w, why, p.roles.refused(kindOf(w), why, time.Now()))
	if p.warnings.set(kindOf(w), Warn(codeRoleMissing, "warning.no-writes: The API key may not {kind}s: {words}. These writes wait; the others go on.",
		"warning.no-writes.fix: Give the key the role org.permission.{target}.{verb}, or make one with org.user.",
		"kind", kindOf(w), "words", err.Error(), "target", w.Target, "verb", roleVerb(w))) {
		p.log.WarnContext(p.hard, "writes are parked until the key has the role", "session", p.seat.name, "kind", kindOf(w), "err", err)
	}
}

func roleVerb(w rules.Write) string {
	if w.Verb == rules.Create {
		return "create"
	}
	return "update"
}

// roleGranted lets everything go on that waited for the kind of a write that succeeded.
func (p *pass) roleGranted(w rules.Write) {
	p.warnings.clear(codeRoleMissing, kindOf(w)) // also one of before a restart
	if p.roles.granted(kindOf(w)) {
		p.wakeParked()
	}
}
