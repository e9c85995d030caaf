package desk

import (
	"context"
	"sync"
	"time"

	"github.com/nyaruka/phonenumbers"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// doublePress is how long a second press of the same number is the first one's call.
const doublePress = 2 * time.Second

// Dial calls a number for an agent who speaks under a term.
func (d *Desk) Dial(ctx context.Context, tenant, agent string, term uint64, dial protocol.Dial) protocol.Dialed {
	t, ok := d.cfg.Tenant(tenant)
	if !ok {
		return refused(dial.Number, notServed)
	}
	if t.Unconnected {
		return refused(dial.Number, unconnected)
	}
	parsed, err := parse(dial.Number, t.country(dial.Country))
	if err != nil {
		return refused(dial.Number, problemOf(err))
	}
	number := phonenumbers.Format(parsed, phonenumbers.E164)
	if p := t.notOffered(dial); p != nil {
		return refused(number, *p)
	}
	if p := t.warning(parsed, time.Now()); p != nil && !dial.Anyway {
		return protocol.Dialed{Result: protocol.DialWarned, Number: number, Problem: p}
	}
	half, email, err := d.cfg.People.Platform(ctx, tenant, agent)
	if err != nil {
		d.log.Info("not dialled: the agent's platform half is not known", "tenant", tenant, "agent", agent, "err", err)
		return refused(number, problemOf(err))
	}
	if err := d.cfg.Leases.Check(ctx, tenant, agent, term); err != nil {
		return refused(number, problemOf(err))
	}
	return d.dials.once(ctx, tenant+"."+agent, number, func() protocol.Dialed {
		return d.call(ctx, t, caller{tenant, agent, half, email}, number, dial)
	})
}

// call asks the platform, once.
func (d *Desk) call(ctx context.Context, t Tenant, who caller, number string, dial protocol.Dial) protocol.Dialed {
	log := d.log.With("tenant", who.tenant, "agent", who.agent, "number", mask(number))
	noted := d.dialing(ctx, who, number, dial)
	started, err := t.Calls.Start(ctx, ccaip.Dial{
		AgentEmail: who.email, EndUserNumber: number, OutboundNumber: dial.Outbound, Lang: dial.Language})
	if err != nil {
		log.Warn("dial refused", "err", err)
		return refused(number, refusal(codeCall, err, mayRing))
	}
	answer := protocol.Dialed{Result: protocol.DialPlaced, Number: number}
	if started.AgentMustAct {
		answer.Result = protocol.DialAct
	}
	if started.Call.ID != "" {
		answer.Session = "call-" + started.Call.ID
	}
	log.Info("dialled", "result", answer.Result, "session", answer.Session)
	if noted != "" && answer.Session != "" {
		if err := d.cfg.Ledger.Dialed(ctx, who.tenant, noted, answer.Session); err != nil {
			log.Warn("which call came of a dial is not noted; it is matched by number", "session", answer.Session, "err", err)
		}
	}
	d.Nudge(who.tenant)
	return answer
}

// caller is the agent who dials: by Kustomer's id, and by the platform's id and e-mail.
type caller struct{ tenant, agent, platform, email string }

// dialing notes where the agent dials from; from nowhere too, so that no earlier dial is taken for this
// one. A note that fails holds no call up.
func (d *Desk) dialing(ctx context.Context, who caller, number string, dial protocol.Dial) (noted string) {
	if d.cfg.Ledger == nil {
		return ""
	}
	noted, err := d.cfg.Ledger.Dialing(ctx, who.tenant, who.platform, number, dial)
	if err != nil {
		d.log.Error("where the number was clicked is not noted", "tenant", who.tenant, "agent", who.agent, "err", err)
		return ""
	}
	return noted
}

// mayRing is for a request without an answer: it may have been heard all the same.
var mayRing = protocol.Fault(codeUnreachable,
	"problem.may-ring: CCAI Platform did not answer. The call may have been placed all the same.",
	"problem.may-ring.fix: Look at the softphone before you press Call again.")

func refused(number string, p protocol.Problem) protocol.Dialed {
	return protocol.Dialed{Result: protocol.DialRefused, Number: number, Problem: &p}
}

// dials remembers the newest dial of each agent. The zero value is ready.
type dials struct {
	mu   sync.Mutex // guards last
	last map[string]*pressed
}

// pressed is one dial: under way until done is closed, then its answer.
type pressed struct {
	number string
	done   chan struct{}
	answer protocol.Dialed
	at     time.Time // when it was answered; guarded by dials.mu
}

// once runs call, or gives the answer of the same number's call that is under way or was answered
// within doublePress.
func (p *dials) once(ctx context.Context, agent, number string, call func() protocol.Dialed) protocol.Dialed {
	mine, first := p.press(agent, number)
	if !first {
		select {
		case <-mine.done:
			return mine.answer
		case <-ctx.Done():
			return refused(number, mayRing)
		}
	}
	mine.answer = call()
	p.mu.Lock()
	mine.at = time.Now()
	p.mu.Unlock()
	close(mine.done)
	return mine.answer
}

func (p *dials) press(agent, number string) (*pressed, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, old := range p.last { // few are left at any time: a dial is forgotten after two seconds
		if !old.at.IsZero() && time.Since(old.at) > doublePress {
			delete(p.last, key)
		}
	}
	if old := p.last[agent]; old != nil && old.number == number {
		return old, false
	}
	mine := &pressed{number: number, done: make(chan struct{})}
	if p.last == nil {
		p.last = map[string]*pressed{}
	}
	p.last[agent] = mine
	return mine, true
}
