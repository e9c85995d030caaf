package relay

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"regexp"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

const (
	// aboutLookups begins what a warning about the key's right to look things up is about.
	aboutLookups = "ask "
	// callWithin bounds one call to the CRM.
	callWithin = 15 * time.Second
	// longestPause bounds the growing pause between attempts.
	longestPause = 5 * time.Minute
	// tryFor is how long a write is tried again before it is given up (W4).
	tryFor = 7 * 24 * time.Hour
)

// apply makes one write and keeps what came of it. Refusals are dealt with here; an error means that
// the pass cannot go on.
func (p *pass) apply(w rules.Write) (err error) {
	ctx, end := p.traceWrite(w)
	defer func() { end(err) }()
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	if w.Key == "conversation" && !p.answers.NoFields {
		if err := p.askFields(ctx); err != nil || p.answers.NoFields {
			return err
		}
	}
	if why, until, ok := p.roles.may(kindOf(w), time.Now()); !ok {
		p.park(w, why, until)
		return nil
	}
	tried := p.intend(w)
	if err := p.save(p.hard, p.seat); err != nil {
		return err
	}
	p.at(kindOf(w))
	p.acted = true
	out, err := p.applyWithout(ctx, w)
	if err == nil {
		p.went()
		p.roleGranted(w)
		p.written(w, out, tried && out.Ours)
		return nil
	}
	if p.ownerRefused(w, err) {
		return nil
	}
	if p.filesGone(w, err) {
		return nil
	}
	if p.lostTarget(w, err) {
		p.resettle("a write was answered: "+err.Error(), w.Key == "conversation")
		return nil
	}
	return p.refused(w, err)
}

// intend notes, to be on disk before it is done, that a customer is about to be made, so that one made by an attempt whose
// answer was cut is known as our own (C6). Tried tells whether there was such an attempt.
func (p *pass) intend(w rules.Write) (tried bool) {
	if w.Key != "customer" || p.seat.doc.Tried {
		return p.seat.doc.Tried
	}
	p.change(func(d *document) { d.Tried = true })
	return false
}

// refused parks or buries a write; an error means that the pass cannot go on.
func (p *pass) refused(w rules.Write, err error) error {
	switch kustomer.KindOf(err) {
	case kustomer.RoleMissing:
		p.roleMissing(w, err)
		return nil
	case kustomer.Refused, kustomer.NotFound, kustomer.Taken:
		p.bury(w, err)
		return nil
	}
	if p.expired() {
		p.bury(w, err)
		return nil
	}
	return err
}

// written keeps a write's outcome. Of what was there already the contents are not known: a message or note
// is brought up to date, and what came along with a new conversation is done on its own. Ours: what was
// there was made by an earlier attempt of this session.
func (p *pass) written(w rules.Write, out rules.Outcome, ours bool) {
	p.calm()
	outcome := "done"
	if out.Taken {
		outcome = "was there"
	}
	p.change(func(d *document) {
		d.FailingSince = 0
		d.noted(w, out.ID, outcome, time.Now())
		if w.Key == "customer" {
			d.Settled.Customer, d.Settled.CustomerRule, d.Settled.CustomerMade = out.ID, w.Rule, !out.Taken || ours
			d.Caller = out.Name
			if d.Settled.CustomerMade {
				maps.Copy(d.Done, w.Also)
			}
			return
		}
		if w.Key == "conversation" && out.ID != "" {
			d.Settled.Conversation = out.ID
		}
		d.Done[w.Key] = w.Mark
		delete(d.Buried, w.Key)
		switch {
		case !out.Taken:
			for key, mark := range w.Also {
				d.Done[key] = mark
			}
		case w.Target == rules.OnMessage, w.Target == rules.OnNote:
			d.Done[w.Key] = ""
		}
	})
	p.log.DebugContext(p.hard, "written", "session", p.seat.name, "write", quiet(w.Key), "rule", w.Rule, "outcome", outcome)
}

// numbers are telephone numbers, which some writes' keys end with.
var numbers = regexp.MustCompile(`\+\d{4,}`)

// quiet is a write's key as logs show it: of a number, only the last two digits.
func quiet(key string) string {
	return numbers.ReplaceAllStringFunc(key, func(n string) string { return "+•••" + n[len(n)-2:] })
}

// bury gives a write up with its reason; the session's other writes go on.
func (p *pass) bury(w rules.Write, err error) {
	p.log.ErrorContext(p.hard, "a write is given up", "session", p.seat.name, "write", quiet(w.Key), "rule", w.Rule, "err", err)
	p.change(func(d *document) {
		d.FailingSince = 0
		d.Buried[w.Key] = w.Mark
		d.Help, d.HelpSaid = refusedWhy(w, err)
		d.noted(w, w.ID, "buried: "+err.Error(), time.Now())
		d.Trail[len(d.Trail)-1].Request = string(w.Body[:min(len(w.Body), maxRequest)])
	})
}

// failed says how a pass that could not go on is taken up again.
func (p *pass) failed(err error) rest {
	if p.asked.Err() != nil {
		return 0
	}
	e, _ := errors.AsType[*kustomer.Error](err)
	switch {
	case e != nil && e.Kind == kustomer.Limited && e.Status == 0 && !p.urgent():
		return rest(max(time.Until(e.RetryAt), time.Second)) // what is left of the minute is for live sessions
	case e != nil && e.Kind == kustomer.Limited:
		p.gate.limited(e.RetryAt)
		return 0
	case e != nil && e.Kind == kustomer.KeyAtFault:
		p.gate.keyRefused(err)
		return 0
	case e != nil && e.Kind == kustomer.RoleMissing:
		p.note(parked, noRole(err.Error()), "W4")
		p.warnings.set(aboutLookups+p.step, Warn(codeRoleMissing, "warning.no-look-ups: The API key may not look things up: {words}",
			"warning.no-look-ups.fix: Give the key the roles org.user.customer.read, org.user.conversation.read and org.user.user.read, or org.user.", "words", err.Error()))
		return rest(parkedFor)
	}
	if p.giveUpLooking(err) {
		return rest(p.cfg.Pause) // to be listed as buried
	}
	if p.seat.doc.FailingSince == 0 {
		p.change(func(d *document) { d.FailingSince = time.Now().UnixMilli() })
	}
	return p.rested(err)
}

// expired: the session has failed for as long as writes are tried.
func (p *pass) expired() bool {
	since := p.seat.doc.FailingSince
	return since != 0 && time.Since(time.UnixMilli(since)) > tryFor
}

// growing doubles a pause with each attempt, and lets half of it to chance so that sessions that
// failed together do not come back together.
func growing(first, longest time.Duration, tries int) time.Duration {
	full := min(first<<min(tries-1, 20), longest)
	return full/2 + time.Duration(rand.Int64N(int64(full/2)+1)) //#nosec G404 -- it spreads work, and guards nothing
}
