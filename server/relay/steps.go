package relay

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// lookup is the key under which it is kept that a session's look-ups were given up (W4).
	lookup = "lookup"
	// alonePause bounds the pause of a session whose step succeeds for others: the trouble is its own
	// or comes and goes, and waiting longer would mend neither.
	alonePause = 30 * time.Second
	// wokenWithin is the time over which sessions are woken once a step succeeds again, and wokenEvery
	// how often at most.
	wokenWithin, wokenEvery = 5 * time.Second, 30 * time.Second
)

// steps knows how each kind of request goes for the tenant's sessions: a look-up, "create message".
type steps struct {
	mu sync.Mutex
	by map[string]*step
}

type step struct {
	went    time.Time // when one succeeded last
	failing bool      // one failed since
	woken   time.Time // when those who wait were woken last
}

func newSteps() *steps { return &steps{by: map[string]*step{}} }

func (s *steps) ofLocked(name string) *step {
	is := s.by[name]
	if is == nil {
		is = &step{}
		s.by[name] = is
	}
	return is
}

// well notes that a request succeeded; again tells whether those whose own failed should hear of it.
func (s *steps) well(name string, now time.Time) (again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := s.ofLocked(name)
	again = is.failing && now.Sub(is.woken) > wokenEvery
	is.went = now
	if again {
		is.failing, is.woken = false, now
	}
	return again
}

// failed notes that a request failed, and answers when one succeeded last; zero: never.
func (s *steps) failed(name string) (went time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := s.ofLocked(name)
	is.failing = true
	return is.went
}

// trouble is what keeps a session from going on. It belongs to the writer that has the session.
type trouble struct {
	step  string // at which it failed last
	tries int
	at    time.Time // when it failed last
	again time.Time // when the pause after it ends
}

// next is the pause after another failure at a step, which went well for others at a moment. A pause
// grows while nobody gets through; a session that others overtake stops at half a minute.
func (t trouble) next(step string, went, now time.Time, first, longest time.Duration) (trouble, time.Duration) {
	if step != t.step {
		t.tries = 0 // it got beyond what stood in its way before
	}
	if went.After(t.at) {
		longest = min(longest, alonePause)
	}
	t.tries = min(t.tries+1, maxTries)
	again := growing(first, longest, t.tries)
	t.step, t.at, t.again = step, now, now.Add(again)
	return t, again
}

// maxTries bounds the count: a pause does not grow beyond.
const maxTries = 30

// at notes which step the pass takes.
func (p *pass) at(step string) { p.step = step }

// went notes that the step succeeded, and wakes those whose own failed before.
func (p *pass) went() {
	p.warnings.clear(codeRoleMissing, aboutLookups+p.step)
	if !p.steps.well(p.step, time.Now()) {
		return
	}
	p.mu.Lock()
	var waiting []string
	for name, s := range p.seats {
		if s.failingAt == p.step {
			waiting = append(waiting, name)
		}
	}
	p.mu.Unlock()
	for _, name := range waiting {
		p.wakeAfter(p.asked, name, rand.N(wokenWithin)) //#nosec G404 -- it spreads work, and guards nothing
	}
}

// rested is the pause after a failure. One that a new fact cut short goes on: trying again early was no
// further try of the same trouble.
func (p *pass) rested(err error) rest {
	now := time.Now()
	went := p.steps.failed(p.step)
	if left := p.seat.trouble.again.Sub(now); left > 0 && p.seat.trouble.step == p.step {
		return rest(left)
	}
	was := p.seat.trouble
	next, again := was.next(p.step, went, now, p.cfg.Pause, p.cfg.LongestPause)
	p.seat.trouble = next
	p.mu.Lock()
	p.seat.failingAt = p.step
	p.mu.Unlock()
	p.log.WarnContext(p.hard, "a session is tried again later", "session", p.seat.name, "at", p.step, "in", again.String(), "tries", next.tries, "err", err)
	return rest(again)
}

// calm forgets what trouble the session had.
func (p *pass) calm() {
	p.seat.trouble = trouble{}
	p.mu.Lock()
	p.seat.failingAt = ""
	p.mu.Unlock()
}

// giveUpLooking ends look-ups that have failed for as long as writes are tried (W4). What cannot be
// looked up cannot be written; a person may have it tried again.
func (p *pass) giveUpLooking(err error) bool {
	e, ok := errors.AsType[*kustomer.Error](err)
	if !ok || e.Kind != kustomer.Unreachable || !p.expired() {
		return false
	}
	p.log.ErrorContext(p.hard, "look-ups are given up", "session", p.seat.name, "at", p.step, "err", err)
	p.change(func(d *document) {
		d.FailingSince = 0
		d.Buried[lookup] = ""
		d.Help, d.HelpSaid = protocol.Say("reason.unasked: Kustomer could not be asked for 7 days ({step}): {words}",
			"step", p.step, "words", err.Error())
		w := rules.Write{Key: lookup, Rule: "W4", Reason: "tried for 7 days: " + p.step, Verb: "look up", Target: "customer or conversation"}
		d.noted(w, "", "buried: "+err.Error(), time.Now())
	})
	return true
}

// blind tells whether the session's look-ups were given up: nothing more is done until a person wants it.
func (d *document) blind() bool {
	_, given := d.Buried[lookup]
	return given
}
