package inherit

import (
	"context"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

const (
	// firstRetry is the wait before a platform that did not answer is asked again; it doubles.
	firstRetry = 5 * time.Second
	// maxTries bounds how often it is asked.
	maxTries = 6
)

// decision is a step about a change, and what led to it beside a wish.
type decision struct {
	change  rules.StatusChange
	step    rules.StatusStep
	release bool // the pending status's time has come
	cleared bool // the agent took it back
	before  string
}

// carryOut does what was decided, and answers as a page would be. Who calls has the agent's turn.
func (i *Inherit) carryOut(ctx context.Context, a *agent, d decision, may func(context.Context) error) protocol.StatusSet {
	d.before = a.state().Platform
	var problem *protocol.Problem
	if d.step.Do == rules.Apply {
		var said bool
		if d.step, problem, said = i.apply(ctx, a, d, may); !said {
			return a.no(*problem) // somebody else speaks for the agent now, and decides
		}
	}
	i.note(ctx, a, d)
	return a.answer(d.step, problem)
}

// apply asks the platform. The step that comes back is what became of it; false: nothing, because
// who asked may not any more.
func (i *Inherit) apply(ctx context.Context, a *agent, d decision, may func(context.Context) error) (rules.StatusStep, *protocol.Problem, bool) {
	got := i.cfg.Desk.Set(ctx, a.tenant, a.id, d.step.Status, may)
	if got.Problem == nil {
		a.answered()
		return d.step, nil, true
	}
	switch got.Problem.Code {
	case "not-live":
		return d.step, got.Problem, false
	case "status-refused":
		step := rules.Refused(d.step, d.change, got.Status, got.Problem.Text)
		step.Said = protocol.Said(step.Said).With("words", got.Problem.Sentence())
		if step.Next == nil || !a.again(d) {
			a.answered()
			return refusedFor(d, *got.Problem), got.Problem, true
		}
		if step.Next.Refused == "" {
			return step, nil, true // the agent has become busy since we looked: that is no fault
		}
		return step, got.Problem, true
	case "platform-unreachable", "platform-busy", "key-refused", "store-unavailable":
		if d.change.From == rules.FromKustomer {
			return a.later(d, *got.Problem), got.Problem, true
		}
	}
	// The agent's own choice is not made hours later, and who has no platform agent needs an admin (T12).
	return notSet(d, "T12", *got.Problem), got.Problem, true
}

// answered forgets how often the platform was asked in vain.
func (a *agent) answered() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tries, a.retryAt = 0, time.Time{}
}

// again counts a time in vain and sets the wait before the next; false: it was the last. Without
// it, a platform that says "free" and refuses as busy would be asked at every round.
func (a *agent) again(d decision) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !d.release {
		a.tries = 0
	}
	a.tries++
	a.retryAt = time.Now().Add(firstRetry << (a.tries - 1))
	return a.tries < maxTries
}

// later keeps what Kustomer wants until the platform answers, or gives up.
func (a *agent) later(d decision, p protocol.Problem) rules.StatusStep {
	if !a.again(d) {
		a.answered()
		return notSet(d, "T14", p)
	}
	step := rules.StatusStep{
		Do: rules.HoldAsNext, Rule: "T14", Status: d.step.Status,
		Next: &rules.NextStatus{Status: d.step.Status, From: d.change.From, Kustomer: d.change.Kustomer},
	}
	return blaming(step, "why.waits: {status} waits: {words}", p)
}

// notSet is a status that is not asked for any more.
func notSet(d decision, rule string, p protocol.Problem) rules.StatusStep {
	step := rules.StatusStep{Do: rules.Ignore, Rule: rule, Status: d.step.Status}
	return blaming(step, "why.not-set: {status} was not set: {words}", p)
}

// blaming gives a step its sentence, in which the Problem stands.
func blaming(step rules.StatusStep, sentence string, p protocol.Problem) rules.StatusStep {
	why, said := protocol.Say(sentence, "status", step.Status, "words", p.Text)
	step.Why, step.Said = why, said.With("words", p.Sentence())
	return step
}

// refusedFor is a refusal that no waiting mends.
func refusedFor(d decision, p protocol.Problem) rules.StatusStep {
	step := rules.Refused(d.step, d.change, "", p.Text)
	step.Said = protocol.Said(step.Said).With("words", p.Sentence())
	return step
}

// answer is what a page is told.
func (a *agent) answer(step rules.StatusStep, problem *protocol.Problem) protocol.StatusSet {
	now := protocol.StatusSet{Status: a.state().Platform, Problem: problem}
	switch {
	case step.Do == rules.Apply:
		now.Status = step.Status
	case step.Do == rules.HoldAsNext, step.Do == rules.Nothing && step.Next != nil:
		now.Status, now.Next = step.Next.Status, true
	case step.Do == rules.Ignore && problem == nil:
		now.Next = step.Next != nil
		if now.Next {
			now.Status = step.Next.Status
		}
		p := protocol.Fault("status-refused", "why.alone: {text}.", adviceOf(step.Rule), "text", step.Why)
		p.Said = p.Said.With("text", step.Said)
		now.Problem = &p
	}
	return now
}

func adviceOf(rule string) string {
	if rule == "T5" {
		return "problem.kustomer-decides.fix: Change your status in Kustomer, or clear the next status."
	}
	return "problem.choose-other.fix: Choose another status."
}

// note remembers a decision, writes its audit line and tells the agent.
func (i *Inherit) note(ctx context.Context, a *agent, d decision) {
	set := i.settings(a.tenant)
	// With the toggle off only what the agent chose here is worth a write.
	keep := set.StatusInheritance || d.change.From == rules.FromAgent
	now := time.Now()
	i.change(ctx, a, keep, func(r *record) { r.note(d, now) })
	if d.step.Do == rules.Unmapped {
		i.unmapped.add(a.tenant, d.change.Kustomer.Label())
	}
	if d.step.Why != "" {
		i.audit(ctx, a, d, now)
	}
	i.cfg.Desk.Show(a.tenant, a.id)
}

// note takes a decision into the record.
func (r *record) note(d decision, now time.Time) {
	if !same(r.Next, d.step.Next) {
		r.NextAt = millis(now)
	}
	r.Next = d.step.Next
	switch {
	case d.change.From == rules.FromAgent:
		if d.cleared || d.step.Taken() && d.step.Next == nil {
			r.Own = true
		}
	case d.release:
		r.Own = r.Own && d.step.Do != rules.Apply
	default:
		r.heard(d)
	}
	if d.step.Why == "" {
		return
	}
	r.Why, r.Said, r.Rule, r.WhyAt, r.WhyFor = d.step.Why, d.step.Said, d.step.Rule, millis(now), ""
	if d.step.Do == rules.Apply {
		r.WhyFor = d.step.Status
	}
}

// heard takes in what Kustomer said. A busy that Kustomer sets by itself and nobody mapped changes
// nothing: when it ends, the status from before is the same again.
func (r *record) heard(d decision) {
	k := d.change.Kustomer
	r.Shown = k
	if d.step.Do == rules.Unmapped && k.Type == "busy" {
		return
	}
	if d.step.Do == rules.Nothing && d.step.Rule == "T9" && d.step.Status == "" {
		return
	}
	r.Kustomer, r.Taken = k, d.step.Taken()
	if r.Taken {
		r.Own = false
	}
}

func same(a, b *rules.NextStatus) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
