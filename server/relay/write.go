package relay

import (
	"context"
	"time"

	"agentadapter/rules"
)

const (
	// pausedFor is how often a paused tenant's sessions look whether they may go on.
	pausedFor = 5 * time.Second
	// lookAtEarlier is how often a call back looks whether the call before it has its conversation.
	lookAtEarlier = 250 * time.Millisecond
	// againAfter is when somebody who could not be asked is asked again.
	againAfter = 10 * time.Second
	// parkedFor is when writes for which the key lacked a role are tried again.
	parkedFor = probeEvery
)

// rest says when a session is to be looked at again without a new fact. Zero: not at all, or whoever
// it waits for wakes it.
type rest time.Duration

// writeSession carries out what is planned for one session, as far as it goes now.
func (l *line) writeSession(asked, hard context.Context, name string, from lane) {
	l.mu.Lock()
	s, ok := l.seats[name]
	l.mu.Unlock()
	if !ok {
		return
	}
	p := pass{line: l, seat: s, from: from, asked: asked, hard: hard, answers: l.answers(s), names: map[string]string{}}
	if from == liveLane && !s.ordered(l) && !p.urgent() {
		l.write.push(name, false) // it ended while it waited: the others' writers have it
		return
	}
	p.traceFacts()
	again := p.run()
	p.trace.end(nil)
	p.endTurn()
	if again > 0 && p.later() {
		l.wakeAfter(asked, name, min(time.Duration(again), saveWithin))
		return
	}
	if again > 0 {
		l.wakeAfter(asked, name, time.Duration(again))
	}
	if err := l.save(hard, s); err != nil && asked.Err() == nil {
		l.wakeAfter(asked, name, l.cfg.Pause)
		return
	}
	l.leave(s)
}

// leave takes a finished session out of memory, unless something came meanwhile.
func (l *line) leave(s *seat) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.doc.Finished && s.unsaved == 0 && !s.dirty && len(s.orders) == 0 && l.seats[s.name] == s {
		delete(l.seats, s.name)
	}
}

// answers is a record without answers: each pass asks anew, since others write to the CRM too.
func (l *line) answers(s *seat) rules.Record {
	return rules.Record{
		Tenant: l.tenant.ID, Customers: map[rules.Lookup]string{}, Users: map[string]rules.User{}, Shared: map[string][]rules.Candidate{}, Over: s.over,
	}
}

// pass is one worker's walk through one session's plans.
type pass struct {
	*line
	seat        *seat
	from        lane
	asked, hard context.Context
	answers     rules.Record
	upTo        uint64            // the newest fact that the plan knows
	lost        string            // why the conversation is gone, "" if it is there
	placed      bool              // where the call was dialled from was looked up
	acted       bool              // something was written, or brought
	names       map[string]string // of customers that were read, by id
	trace       turnTrace
	step        string // what is asked or written now, for those who fail at the same
}

// run decides and acts until nothing is left to do now. What it learns is on disk before the next write
// (apply.go) and at its end (writeSession); questions alone cost the disk nothing.
func (p *pass) run() rest {
	for p.asked.Err() == nil {
		p.obey()
		p.collect()
		if err := p.pop(); err != nil {
			return p.failed(err)
		}
		if p.seat.doc.Discarded != nil {
			p.session() // whatever came is known, and no matter
			p.dispatch(nil)
			p.note(discarded, p.seat.doc.Discarded.reason(), "W4")
			p.finish(rules.Plan{State: discarded})
			return 0
		}
		if p.seat.doc.blind() {
			p.session()
			p.note(buried, p.seat.doc.Help, "W4")
			p.finish(rules.Plan{State: buried})
			return 0
		}
		set := p.tenant.Settings()
		if set.Paused {
			p.note(rules.Waiting, "writing is paused", "W9")
			return rest(pausedFor)
		}
		session := p.session()
		if err := p.context(session); err != nil {
			return p.failed(err)
		}
		plan := p.withoutFiles(rules.Decide(session, p.record(), set))
		p.warnOf(plan)
		p.sayUnlinked(session, set)
		if plan.Settle == nil && len(plan.Ask) == 0 && len(plan.Writes) == 0 {
			if again, wait := p.idle(plan); wait {
				return again
			}
			continue
		}
		if plan.State == rules.Saving {
			p.saving(plan)
		}
		if !p.gate.open() {
			return 0
		}
		if again, stop := p.act(plan, set); stop {
			return again
		}
	}
	return 0
}

// act takes one step of a plan; stop: the pass ends here.
func (p *pass) act(plan rules.Plan, set rules.Settings) (again rest, stop bool) {
	var err error
	p.traceTurn()
	switch {
	case plan.Settle != nil:
		p.change(func(d *document) { d.settle(*plan.Settle, p.names) })
	case len(plan.Ask) > 0:
		var wait time.Duration
		if wait, err = p.ask(plan.Ask, set); wait > 0 {
			return rest(wait), true
		}
	default:
		if err = p.registered(p.hard, set); err != nil {
			return p.failed(err), true
		}
		if p.lost != "" {
			p.resettle(p.lost, false)
			return 0, false
		}
		err = p.apply(plan.Writes[0])
	}
	if err != nil {
		return p.failed(err), true
	}
	return 0, false
}

// withoutFiles takes out of a plan what nobody is there to bring.
func (p *pass) withoutFiles(plan rules.Plan) rules.Plan {
	if p.tenant.Files != nil || len(plan.Carry)+len(plan.Later) == 0 {
		return plan
	}
	plan.Carry, plan.Later = nil, nil
	if len(plan.Writes) == 0 && !plan.Again {
		plan.State = rules.Saved
	}
	return plan
}

// idle: nothing to ask or write. The session waits, or all of it is written.
func (p *pass) idle(plan rules.Plan) (again rest, stop bool) {
	s := p.seat
	if plan.Wait.Name != "" {
		p.note(plan.State, plan.Reason, plan.Rule)
		if s.waits[plan.Wait.Name].IsZero() {
			s.waits[plan.Wait.Name] = time.Now()
		}
		left := plan.Wait.For - time.Since(s.waits[plan.Wait.Name])
		if left > 0 && plan.Wait.Name == rules.WaitEarlier {
			left = min(left, lookAtEarlier) // nobody wakes it when the other one is settled
		}
		if left > 0 {
			return rest(left), true
		}
		s.over[plan.Wait.Name] = true
		return 0, false
	}
	p.offer(plan)
	p.calm()
	if s.doc.FailingSince != 0 {
		p.change(func(d *document) { d.FailingSince = 0 })
	}
	for _, agent := range plan.Missing {
		p.warn("an agent is unknown to Kustomer; the conversation stays unassigned", agent)
		p.warnings.set(agent, Warn(codeAgentUnknown, "warning.agent-unknown: The platform's agent {name} ({id}) is no user of Kustomer: their conversations stay unassigned.",
			"warning.agent-unknown.fix: Give both the same e-mail address, or link them in the setting agentLinks.", "name", s.doc.Session.AgentCalled(agent), "id", agent))
	}
	if len(plan.Carry) > 0 || len(plan.Later) > 0 {
		p.note(rules.Saving, awaited(plan), "")
		again, more := p.sendFor(plan)
		return again, !more
	}
	p.dispatch(nil)
	switch {
	case plan.Again:
		p.note(rules.Saving, "", "")
		return rest(min(max(againAfter, s.doc.over(time.Now())/10), longestPause)), true
	case len(s.parked) > 0:
		p.note(parked, p.whyParked(), "W4")
		return rest(time.Until(s.retry)), true
	case len(s.doc.Buried) > 0:
		p.note(buried, s.doc.Help, "W4")
	default:
		p.note(plan.State, plan.Reason, plan.Rule)
		p.lookAfter()
	}
	p.finish(plan)
	return 0, true
}

func (p *pass) whyParked() string {
	for _, why := range p.seat.parked {
		return why
	}
	return ""
}

// finish: over at the platform (or its end seen long ago) and nothing left to write.
func (p *pass) finish(plan rules.Plan) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := &p.seat.doc
	if plan.State == rules.Waiting || p.seat.last != p.upTo {
		return // or a fact came that the plan does not know
	}
	now := time.Now()
	if d.Session.Settled() || d.lost(now) || d.Discarded != nil && !d.live(now) {
		d.Finished, p.seat.dirty = true, true
		p.index.set(d)
	}
}

// warn says a thing about the session's agent once.
func (p *pass) warn(what, agent string) {
	if !p.seat.warned[what+agent] {
		p.seat.warned[what+agent] = true
		p.log.WarnContext(p.hard, what, "session", p.seat.name, "agent", agent)
	}
}

// session is the session as folded so far.
func (p *pass) session() rules.Session {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.upTo, p.lost = p.seat.last, p.seat.doc.Lost
	return p.seat.doc.Session
}

// change changes the document; it is saved before the next step.
func (p *pass) change(fn func(d *document)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fn(&p.seat.doc)
	p.index.set(&p.seat.doc)
	p.seat.dirty = true
	p.tell.push(p.seat.name, true)
}

// note keeps how the record stands, if that changed.
func (p *pass) note(state rules.Doing, reason, rule string) {
	d := &p.seat.doc
	if d.State == state && d.Reason == reason && d.Rule == rule {
		return
	}
	p.change(func(d *document) {
		d.State, d.Reason, d.Rule, d.StateAt = state, reason, rule, time.Now().UnixMilli()
	})
}
