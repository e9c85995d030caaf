package hub

import (
	"context"
	"fmt"

	"agentadapter/protocol"
)

var (
	notLive = protocol.Fault("not-live",
		"problem.not-live: Another window speaks for you now.",
		`problem.not-live.fix: Press "Use this one" to go on here.`)
	tooMany = protocol.Fault("too-many",
		"problem.too-many: Too many requests wait for an answer.",
		"problem.too-many.fix: Wait a moment and try again.")
	notAsked = protocol.Fault("not-asked",
		"problem.not-asked: The customer is settled already.",
		"problem.not-asked.fix: Open the conversation to see whose it is.")
	noStore = protocol.Fault("store-unavailable",
		"problem.store-unavailable: The adapter's server cannot do that just now.",
		"problem.store-unavailable.fix: Wait a moment and try again; if it goes on, tell an admin.")
)

// take acts on a frame of a page that is in.
func (s *socket) take(f protocol.UpFrame) {
	switch body := f.Body.(type) {
	case protocol.Pong:
		if f.Ref != "" {
			s.prove()
		}
		s.pong(body)
	case protocol.AskNumber:
		s.answer(f.Ref, s.hub.cfg.Desk.Number(s.who.tenant, body)) // from memory
	case protocol.AskHistory:
		s.history(f)
	case protocol.AskCheck:
		s.check(f)
	case protocol.Dial:
		s.dial(f, body)
	case protocol.Choice:
		s.choose(f, body)
	case protocol.SetStatus:
		s.status(f, func(ctx context.Context, in Inherit) protocol.StatusSet {
			return in.SetStatus(ctx, s.who.tenant, s.who.agent, f.Term, body)
		})
	case protocol.ClearNext:
		s.status(f, func(ctx context.Context, in Inherit) protocol.StatusSet {
			return in.ClearNext(ctx, s.who.tenant, s.who.agent, f.Term)
		})
	case protocol.Reconcile:
		s.status(f, func(ctx context.Context, in Inherit) protocol.StatusSet {
			return in.Reconcile(ctx, s.who.tenant, s.who.agent, f.Term)
		})
	case protocol.KustomerStatus:
		s.kustomerStatus(f, body)
	case protocol.Fill:
		s.fill(f, body)
	case protocol.TakeOver:
		s.takeOver(f, body)
	case protocol.SignOut:
		s.signOut(f)
	default:
		s.refuse(fmt.Errorf("%s is not expected here", f.Type))
	}
}

// live tells whether this page is the live one and says so under the present term. It spares the
// desk what is obviously stale; the check that counts is the lease's own, at the moment of acting.
func (s *socket) live(term uint64) bool {
	live, now := s.who.live()
	return live == s && term == now
}

// act runs a task with a deadline, beside the reader. The socket's end does not stop it: what was
// asked for is done.
func (s *socket) act(task func(context.Context)) bool {
	return s.do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), acting)
		defer cancel()
		task(ctx)
	})
}

// prove answers a page that doubts whether the line is alive, by a heartbeat; not while one is on its
// way, which proves as much.
func (s *socket) prove() {
	s.mu.Lock()
	now := s.hub.clock()
	due := now-s.asked >= proofGap
	if due {
		s.asked = now
	}
	s.mu.Unlock()
	if due {
		s.send(ping0)
	}
}

func (s *socket) pong(p protocol.Pong) {
	s.noteShown(p.Shown)
	s.mu.Lock()
	s.tripped(s.hub.clock())
	changed := s.onCall != p.OnCall
	s.mu.Unlock()
	if live, _ := s.who.live(); !changed || live != s {
		return // a waiting page has no softphone; should it go live, its next pong tells
	}
	did := s.act(func(ctx context.Context) {
		if err := s.hub.cfg.Leases.OnCall(ctx, s.who.tenant, s.who.agent, s.instance, p.OnCall); err != nil {
			s.hub.log.Warn("whether an agent is on a call is not noted yet", "agent", s.name(), "err", err)
			return // the next pong tries again
		}
		s.mu.Lock()
		s.onCall = p.OnCall
		s.mu.Unlock()
	})
	if !did {
		s.hub.log.Warn("a page asks too much", "agent", s.name())
	}
}

// noteShown keeps what the live page has carried out, so that nobody is told it again.
func (s *socket) noteShown(n uint64) {
	a := s.who
	a.mu.Lock()
	news := n > a.shown && n <= s.given && a.liveLocked() == s
	if news {
		a.shown = n
	}
	a.mu.Unlock()
	if news {
		s.hub.utter(word{name: a.name, data: markShown(n)})
	}
}

func (s *socket) dial(f protocol.UpFrame, d protocol.Dial) {
	refuse := func(p protocol.Problem) {
		s.answer(f.Ref, protocol.Dialed{Result: protocol.DialRefused, Number: d.Number, Problem: &p})
	}
	if !s.live(f.Term) {
		refuse(notLive)
		return
	}
	if !s.act(func(ctx context.Context) {
		s.answer(f.Ref, s.hub.cfg.Desk.Dial(ctx, s.who.tenant, s.who.agent, f.Term, d))
	}) {
		refuse(tooMany)
	}
}

// history answers what the tenant's owner remembers.
func (s *socket) history(f protocol.UpFrame) {
	if !s.act(func(context.Context) {
		var told protocol.History
		if s.hub.cfg.Relay != nil {
			told = s.hub.cfg.Relay.History(s.who.tenant, s.who.agent)
		}
		s.answer(f.Ref, told)
	}) {
		s.answer(f.Ref, tooMany)
	}
}

// check asks both neighbours for a self-test.
func (s *socket) check(f protocol.UpFrame) {
	if !s.act(func(ctx context.Context) { s.answer(f.Ref, s.hub.cfg.Desk.Check(ctx, s.who.tenant)) }) {
		s.answer(f.Ref, tooMany)
	}
}

// choose picks a session's customer. Once it is kept the question is taken back from all pages.
func (s *socket) choose(f protocol.UpFrame, c protocol.Choice) {
	if !s.live(f.Term) {
		s.answer(f.Ref, notLive)
		return
	}
	if !s.act(func(ctx context.Context) {
		if err := s.hub.cfg.Relay.Choose(ctx, s.who.tenant, s.who.agent, c); err != nil {
			s.hub.log.Warn("a choice of customer was not taken", "agent", s.name(), "session", c.Session, "err", err)
			s.answer(f.Ref, notAsked)
			return
		}
		s.answer(f.Ref, protocol.Choose{Session: c.Session})
	}) {
		s.answer(f.Ref, tooMany)
	}
}

// status does what an agent wants of the own status.
func (s *socket) status(f protocol.UpFrame, do func(context.Context, Inherit) protocol.StatusSet) {
	refuse := func(p protocol.Problem) {
		now := s.hub.cfg.Desk.Status(s.who.tenant, s.who.agent).Platform
		s.answer(f.Ref, protocol.StatusSet{Status: now, Problem: &p})
	}
	if !s.live(f.Term) {
		refuse(notLive)
		return
	}
	if !s.act(func(ctx context.Context) { s.answer(f.Ref, do(ctx, s.hub.cfg.Inherit)) }) {
		refuse(tooMany)
	}
}

// kustomerStatus is heard from the live page alone: all windows of an agent are told the same.
func (s *socket) kustomerStatus(f protocol.UpFrame, k protocol.KustomerStatus) {
	if !s.live(f.Term) {
		s.hub.log.Debug("a waiting page's Kustomer status is not needed", "agent", s.name())
		return
	}
	if !s.act(func(ctx context.Context) {
		s.hub.cfg.Inherit.KustomerStatus(ctx, s.who.tenant, s.who.agent, f.Term, k)
	}) {
		s.answer(f.Ref, tooMany)
	}
}

// fill carries a clicked number to the live page, wherever it is.
func (s *socket) fill(f protocol.UpFrame, number protocol.Fill) {
	live := s.who.held().Live
	if live {
		s.hub.Tell(s.who.tenant, s.who.agent, number)
	}
	s.answer(f.Ref, protocol.Filled{Sent: live})
}

func (s *socket) takeOver(f protocol.UpFrame, t protocol.TakeOver) {
	if !s.act(func(ctx context.Context) {
		l, err := s.hub.cfg.Leases.TakeOver(ctx, s.who.tenant, s.who.agent, s.self(), t.DuringCall)
		if err != nil {
			s.hub.log.Warn("a take-over failed", "agent", s.name(), "err", err)
			s.answer(f.Ref, noStore)
			return
		}
		s.answer(f.Ref, mine(l, s.instance))
	}) {
		s.answer(f.Ref, tooMany)
	}
}

// signOut ends the page's token and its lease; the page stays away.
func (s *socket) signOut(f protocol.UpFrame) {
	if !s.act(func(ctx context.Context) {
		if err := s.hub.cfg.SignIn.Revoke(ctx, s.token); err != nil {
			s.hub.log.Warn("a sign-out is not complete: the token lasts on", "agent", s.name(), "err", err)
			s.answer(f.Ref, noStore)
			return
		}
		s.end(protocol.CloseSignedOut, "signed out") // before the lease moves and says another code
		if err := s.hub.cfg.Leases.Release(ctx, s.who.tenant, s.who.agent, s.instance); err != nil {
			s.hub.log.Warn("a lease is not released; it is freed when the socket ends", "agent", s.name(), "err", err)
		}
	}) {
		s.answer(f.Ref, tooMany)
	}
}
