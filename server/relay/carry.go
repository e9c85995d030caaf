package relay

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
)

// Porter brings one file of a session to the CRM. It goes on behind sofar, and tells kept after each
// part that is there. Its errors are *kustomer.Error, *ccaip.Error or, where another attempt is worth
// it, anything else.
type Porter interface {
	Carry(ctx context.Context, session string, c rules.Carry, sofar rules.Carried, kept func(rules.Carried)) (rules.Carried, error)
}

const (
	// portersPerTenant bring files side by side, apart from the writers: a long recording holds no
	// record up.
	portersPerTenant = 2
	// longestErrand bounds the growing pause between attempts at one file.
	longestErrand = time.Hour
	// aboutFiles is what a warning about the key's right to store files is about.
	aboutFiles = "files"
)

// errand is a file on its way. It belongs to the line's mutex.
type errand struct {
	plan  rules.Carry
	busy  bool
	tries int
	again time.Time // not before
	// news is what the writer has not kept yet, lost why the file will never come.
	news *rules.Carried
	lost error
}

// collect keeps what porters brought since the last look. Only the writer changes the document.
func (p *pass) collect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, e := range p.seat.errands {
		if e.news != nil {
			p.seat.doc.keep(e.plan, *e.news)
			p.seat.dirty, p.acted = true, true
			if e.news.Done {
				delete(p.seat.errands, key)
			}
			e.news = nil
		}
		if e.lost != nil {
			p.seat.doc.giveUp(e.plan, e.lost)
			p.seat.dirty, p.acted = true, true
			delete(p.seat.errands, key)
		}
	}
}

// keep notes what is there of a file.
func (d *document) keep(c rules.Carry, got rules.Carried) {
	if d.Carried == nil {
		d.Carried = map[string]rules.Carried{}
	}
	d.Carried[c.Key] = got
	if !got.Done {
		return
	}
	delete(d.Wanted, c.Key)
	id := ""
	if len(got.Parts) > 0 {
		id = got.Parts[0].ID
	}
	d.noted(errandWrite(c), id, "done", time.Now())
}

// giveUp notes that a file will not come; what refers to it is written without.
func (d *document) giveUp(c rules.Carry, why error) {
	delete(d.Wanted, c.Key)
	d.Buried[c.Key] = ""
	d.Help, d.HelpSaid = protocol.Say("reason.file: the file {name} could not be brought: {words}", "name", c.Name, "words", why.Error())
	d.noted(errandWrite(c), "", "buried: "+why.Error(), time.Now())
}

// errandWrite is a file as the trail lists it.
func errandWrite(c rules.Carry) rules.Write {
	return rules.Write{Key: c.Key, Rule: c.Rule, Reason: c.Reason + ": " + c.Name, Verb: "bring", Target: "file"}
}

// sendFor sends porters for the files that are wanted, and looks what waiting is over. Again is when to
// look without news; none: nothing is wanted or waited for.
func (p *pass) sendFor(plan rules.Plan) (again rest, more bool) {
	now := time.Now()
	again = rest(againAfterFiles)
	for _, w := range plan.Later {
		left := w.For - now.Sub(p.waitBegan(w))
		if left <= 0 {
			p.seat.over[w.Name] = true
			more = true
			continue
		}
		again = min(again, rest(left))
	}
	for _, c := range plan.Carry {
		since, known := p.seat.doc.Wanted[c.Key]
		switch {
		case !known:
			p.change(func(d *document) {
				if d.Wanted == nil {
					d.Wanted = map[string]int64{}
				}
				d.Wanted[c.Key] = now.UnixMilli()
			})
			more = true
		case now.Sub(time.UnixMilli(since)) > tryFor:
			p.change(func(d *document) { d.giveUp(c, errors.New("tried for 7 days")) })
			more = true
		}
	}
	if !more {
		p.dispatch(plan.Carry)
	}
	return again, more
}

// awaited says in a few words which files a session still waits for.
func awaited(plan rules.Plan) string {
	names := make([]string, 0, len(plan.Carry))
	for _, c := range plan.Carry {
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		return "waiting for the files of a SmartAction"
	}
	return "on its way: " + strings.Join(names, ", ")
}

// againAfterFiles is when a session whose files are on their way is looked at without news.
const againAfterFiles = 10 * time.Minute

// waitBegan is when something began to be waited for: what the plan says, else the first look.
func (p *pass) waitBegan(w rules.Wait) time.Time {
	if w.Since != 0 {
		return time.UnixMilli(w.Since)
	}
	if p.seat.waits[w.Name].IsZero() {
		p.seat.waits[w.Name] = time.Now()
	}
	return p.seat.waits[w.Name]
}

// dispatch makes the seat's errands those that are planned now, and wakes the porters.
func (p *pass) dispatch(wanted []rules.Carry) {
	p.mu.Lock()
	was := p.seat.errands
	p.seat.errands = map[string]*errand{}
	for _, c := range wanted {
		e := was[c.Key]
		if e == nil {
			e = &errand{}
		}
		if !e.busy {
			e.plan = c
		}
		p.seat.errands[c.Key] = e
	}
	p.mu.Unlock()
	if len(wanted) > 0 {
		p.fetch.push(p.seat.name, false)
	}
}

// carrySession brings the next file of a session that is due.
func (l *line) carrySession(asked context.Context, name string) {
	if !l.gate.open() || l.tenant.Settings().Paused {
		return // the writer sends again once that is over
	}
	s, e, sofar, wait := l.nextErrand(name, time.Now())
	if e == nil {
		if wait > 0 {
			l.fetch.pushAfter(asked, name, wait)
		}
		return
	}
	kept := func(got rules.Carried) {
		l.mu.Lock()
		e.news = &got
		l.mu.Unlock()
		l.wake(name)
	}
	ctx, end := l.traceFile(asked, s, e.plan)
	got, err := l.tenant.Files.Carry(ctx, name, e.plan, sofar, kept)
	end(err)
	l.mu.Lock()
	e.busy = false
	if err == nil {
		e.news, e.tries = &got, 0
	}
	l.mu.Unlock()
	if err == nil {
		l.warnings.clear(codeRoleMissing, aboutFiles)
	}
	if err != nil && asked.Err() == nil {
		l.errandFailed(s.name, e, err)
	}
	l.wake(name)
	l.fetch.push(name, false)
}

// nextErrand takes a file that is due; none: how long until one is, zero for never.
func (l *line) nextErrand(name string, now time.Time) (s *seat, e *errand, sofar rules.Carried, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s, ok := l.seats[name]
	if !ok {
		return nil, nil, sofar, 0
	}
	for key, e := range s.errands {
		switch left := e.again.Sub(now); {
		case e.busy, e.lost != nil, e.news != nil:
		case left > 0:
			if wait == 0 || left < wait {
				wait = left
			}
		default:
			e.busy = true
			return s, e, s.doc.Carried[key], 0
		}
	}
	return s, nil, sofar, wait
}

// errandFailed says when a file is tried for again, if at all.
func (l *line) errandFailed(session string, e *errand, err error) {
	again, lost := time.Duration(0), false
	crm, _ := errors.AsType[*kustomer.Error](err)
	switch {
	case crm != nil && crm.Kind == kustomer.Limited && crm.Status == 0:
		again = max(time.Until(crm.RetryAt), time.Second) // what is left of the minute is for live sessions
	case crm != nil && crm.Kind == kustomer.Limited:
		l.gate.limited(crm.RetryAt)
	case crm != nil && crm.Kind == kustomer.KeyAtFault:
		l.gate.keyRefused(err)
	case crm != nil && crm.Kind == kustomer.RoleMissing:
		again = parkedFor
		l.warnings.set(aboutFiles, Warn(codeRoleMissing, "warning.no-files: The API key may not store files: {words}",
			"warning.no-files.fix: Give the key the roles org.permission.message and org.permission.note, or make one with org.user.", "words", err.Error()))
	case crm != nil && crm.Kind == kustomer.Refused, ccaip.KindOf(err) == ccaip.Refused:
		lost = true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if lost {
		e.lost = err
		l.log.Error("a file is given up", "session", session, "file", e.plan.Key, "rule", e.plan.Rule, "err", err)
		return
	}
	e.tries++
	if again == 0 {
		again = l.errandPause(e.tries)
	}
	e.again = time.Now().Add(again)
	l.log.Warn("a file is tried for again later", "session", session, "file", e.plan.Key, "in", again.String(), "tries", e.tries, "err", err)
}

// errandPause doubles with each attempt, half of it left to chance.
func (l *line) errandPause(tries int) time.Duration {
	full := min(l.cfg.Pause<<min(tries, 20), longestErrand)
	return full/2 + time.Duration(rand.Int64N(int64(full/2)+1)) //#nosec G404 -- it spreads work, and guards nothing
}
