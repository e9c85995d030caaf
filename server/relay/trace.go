package relay

import (
	"context"

	"agentadapter/rules"
)

// Tracer shows the way of a session's facts to the CRM.
type Tracer interface {
	// Begin begins a span of what is done for a session. Its first cause is its parent, the others are
	// linked; none: it belongs under ctx's own. end takes what came of it.
	Begin(ctx context.Context, what, tenant, session string, causes []string) (_ context.Context, end func(error))
	// Of is ctx's span in words that can be kept, "" for none.
	Of(ctx context.Context) string
	// Tag says one thing more about ctx's span.
	Tag(ctx context.Context, name, value string)
}

// maxCauses bounds the facts whose traces a turn answers to.
const maxCauses = 8

// caused notes where a fact was traced. The first is kept, it becomes the turn's parent; of the others
// those that came last.
func (s *seat) caused(trace string) {
	switch {
	case trace == "":
		return
	case len(s.causes) >= maxCauses:
		s.causes = append(s.causes[:1:1], s.causes[2:]...)
	}
	s.causes = append(s.causes, trace)
}

// turnTrace is the span of one pass, begun or not.
type turnTrace struct {
	begun bool
	done  func(error)
}

func (t turnTrace) end(err error) {
	if t.begun {
		t.done(err)
	}
}

// traceFacts begins the pass's span if facts came that are traced; what they led to belongs under it.
func (p *pass) traceFacts() {
	if p.cfg.Tracer == nil {
		return
	}
	p.mu.Lock()
	causes := p.seat.causes
	p.seat.causes = nil
	p.mu.Unlock()
	if len(causes) > 0 {
		p.beginTurn(causes)
	}
}

// traceTurn begins the span of a pass that acts without a new fact, since time has come or a person
// wants it: a tree of its own, linked to the turn before.
func (p *pass) traceTurn() {
	if p.cfg.Tracer == nil || p.trace.begun {
		return
	}
	causes := []string{""}
	if p.seat.turn != "" {
		causes = append(causes, p.seat.turn)
	}
	p.beginTurn(causes)
}

func (p *pass) beginTurn(causes []string) {
	p.trace.begun = true
	p.hard, p.trace.done = p.cfg.Tracer.Begin(p.hard, "turn", p.tenant.ID, p.seat.name, causes)
	at := p.cfg.Tracer.Of(p.hard)
	p.mu.Lock()
	p.seat.turn = at
	p.mu.Unlock()
}

// traceWrite begins the span of one write, which tells its rule.
func (p *pass) traceWrite(w rules.Write) (context.Context, func(error)) {
	if p.cfg.Tracer == nil {
		return p.hard, untraced
	}
	ctx, end := p.cfg.Tracer.Begin(p.hard, kindOf(w), p.tenant.ID, p.seat.name, nil)
	p.cfg.Tracer.Tag(ctx, "rule", w.Rule)
	return ctx, end
}

// traceFile begins the span of a file on its way, linked to the turn that sent for it: it may take
// hours.
func (l *line) traceFile(ctx context.Context, s *seat, c rules.Carry) (context.Context, func(error)) {
	if l.cfg.Tracer == nil {
		return ctx, untraced
	}
	l.mu.Lock()
	causes := []string{"", s.turn}
	l.mu.Unlock()
	ctx, end := l.cfg.Tracer.Begin(ctx, "carry file", l.tenant.ID, s.name, causes)
	l.cfg.Tracer.Tag(ctx, "rule", c.Rule)
	return ctx, end
}

func untraced(error) {}
