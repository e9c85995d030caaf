package hub

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// halvesWait bounds how long a welcome waits for the neighbours to say who the agent is. A page
// gets in without: it is signed in already. One that comes back hardly waits: it knows, and when all
// come back at once the neighbours' budgets would make the last one wait for many minutes.
const (
	halvesWait     = 3 * time.Second
	halvesWaitBack = 200 * time.Millisecond
)

var instanceShape = regexp.MustCompile(`^[A-Za-z0-9_-]{8,64}$`)

// letIn answers hello with a welcome or a close.
func (s *socket) letIn(hello protocol.Hello) {
	ctx, cancel := context.WithTimeout(context.Background(), lettingIn)
	defer cancel()
	hello.Device, hello.Browser = clip(hello.Device, 64), clip(hello.Browser, 64)
	if err := checkHello(hello); err != nil {
		s.refuse(err)
		return
	}
	s.stand()
	tenant, id, err := s.hub.identify(ctx, hello)
	if err != nil {
		s.turnAway(tenant, id, err)
		return
	}
	place, ok := s.hub.cfg.Place(tenant)
	if !ok {
		s.endAs(protocol.CloseUnknownTenant, "end.nobody: nobody is served under the name {name}", tenant)
		return
	}
	s.old = hello.Build != "" && hello.Build != place.Build
	who, problem, ok := s.hub.halves(ctx, tenant, id, hello.Session != "")
	if !ok {
		s.endAs(protocol.CloseRefused, "end.no-user: Kustomer has no user {name}", id)
		return
	}
	if err := s.welcomeIn(ctx, tenant, id, hello, place, who, problem); err != nil {
		s.turnAway(tenant, id, err)
	}
}

// endAs ends the talk with a reason that pages know by its words ("code: English") and translate.
func (s *socket) endAs(code protocol.CloseCode, sentence, name string) {
	why, _ := protocol.Say(sentence, "name", name)
	s.end(code, why)
}

// welcomeIn seats the page and greets it, when it is its turn.
func (s *socket) welcomeIn(ctx context.Context, tenant, id string, hello protocol.Hello, place Place, who protocol.Agent, problem *protocol.Problem) error {
	pass, err := s.hub.pass(ctx)
	if err != nil {
		return err
	}
	defer pass()
	if err := s.seat(ctx, tenant, id, hello, problem); err != nil {
		return err
	}
	return s.greet(ctx, place, who)
}

// pass waits for a turn at the store; the answered function ends it.
func (h *Hub) pass(ctx context.Context) (func(), error) {
	select {
	case h.gate <- struct{}{}:
		return func() { <-h.gate }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("hub: too many come at once: %w", ctx.Err())
	}
}

// stand has the heartbeat ask the page while it waits in line.
func (s *socket) stand() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = true
	s.asked = s.hub.clock()
}

func checkHello(h protocol.Hello) error {
	switch {
	case !instanceShape.MatchString(h.Instance):
		return errors.New("hello: instance must be 8 to 64 of A-Z a-z 0-9 _ -")
	case (h.Nonce == "") == (h.Session == ""):
		return errors.New("hello: exactly one of nonce and session must be given")
	case len(h.Resume) > 128:
		return errors.New("hello: resume is longer than 128 bytes")
	}
	return nil
}

// identify finds out who it is.
func (h *Hub) identify(ctx context.Context, hello protocol.Hello) (tenant, id string, err error) {
	pass, err := h.pass(ctx)
	if err != nil {
		return "", "", err
	}
	defer pass()
	if hello.Nonce != "" {
		return h.cfg.SignIn.Redeem(ctx, hello.Nonce)
	}
	return h.cfg.SignIn.Token(ctx, hello.Session, hello.Instance)
}

// seat gives the page its token and its place at the lease. From then on leave undoes it.
func (s *socket) seat(ctx context.Context, tenant, id string, hello protocol.Hello, problem *protocol.Problem) error {
	cfg := s.hub.cfg
	token, err := cfg.SignIn.Issue(ctx, tenant, id, hello.Instance, hello.Session)
	if err != nil {
		return err
	}
	who := s.hub.hold(tenant, id)
	s.given = hello.Shown
	if s.given == 0 && holds(who.held(), hello.Instance) {
		s.given = hello.Since // it was the live one: what it has seen it has carried out
	}
	resume, err := cfg.Leases.Join(ctx, tenant, id, hello)
	if err != nil {
		s.hub.drop(who)
		return err
	}
	s.instance, s.device, s.browser = hello.Instance, hello.Device, hello.Browser
	s.token, s.resume, s.onCall, s.who = token, resume, hello.OnCall, who
	who.enter(s)
	cfg.Desk.Here(tenant, id, problem)
	return nil
}

// self is what the lease knows this page by.
func (s *socket) self() protocol.Hello {
	return protocol.Hello{Instance: s.instance, Device: s.device, Browser: s.browser, Resume: s.resume}
}

// turnAway closes for want of a sign-in, or because the store cannot tell.
func (s *socket) turnAway(tenant, id string, err error) {
	if errors.Is(err, engine.ErrNotFound) {
		s.end(protocol.CloseSignIn, "sign in again")
		return
	}
	s.hub.log.Warn("a page is sent away for a moment", "tenant", tenant, "agent", id, "err", err)
	s.end(protocol.CloseComeBack, "the server cannot let you in just now")
}

// halves asks who the agent is on both sides; false: Kustomer does not have that user. What is
// not known yet is a Problem that the agent sees and the desk takes back.
func (h *Hub) halves(ctx context.Context, tenant, id string, back bool) (protocol.Agent, *protocol.Problem, bool) {
	wait := halvesWait
	if back {
		wait = halvesWaitBack
	}
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	who, err := h.cfg.People.User(ctx, tenant, id)
	if errors.Is(err, engine.ErrNotFound) {
		return who, nil, false
	}
	if err == nil {
		var platform string
		if platform, _, err = h.cfg.People.Platform(ctx, tenant, id); err == nil {
			who.Platform, _ = strconv.ParseInt(platform, 10, 64) // zero says "none by number"
			return who, nil, true
		}
	}
	if back && ctx.Err() != nil {
		return who, nil, true // the desk asks on
	}
	h.log.Warn("not all is known of an agent", "tenant", tenant, "agent", id, "err", err)
	return who, problemOf(err), true
}

// problemOf is what an error has to say to people, if anything.
func problemOf(err error) *protocol.Problem {
	if told, ok := errors.AsType[interface {
		error
		Problem() protocol.Problem
	}](err); ok {
		p := told.Problem()
		return &p
	}
	return nil
}

// leave tidies up after the last frame.
func (s *socket) leave() {
	defer s.hub.remove(s)
	if s.who != nil {
		seated := s.who.leave(s)
		s.hub.cfg.Desk.Left(s.who.tenant, s.who.agent)
		s.hub.drop(s.who)
		if seated && !s.hub.isStopping() {
			s.gone()
		}
	}
	if s.isEnding() {
		select {
		case <-s.told: // the close frame first
		case <-time.After(writeWait):
		}
	}
	_ = s.ws.Close()
}

// gone tells the lease that the page is not here any more.
func (s *socket) gone() {
	ctx, cancel := context.WithTimeout(context.Background(), acting)
	defer cancel()
	if err := s.hub.cfg.Leases.Gone(ctx, s.who.tenant, s.who.agent, s.instance, s.resume); err != nil && !errors.Is(err, engine.ErrNotFound) {
		s.hub.log.Error("a page's end is not noted: its lease waits for a take-over", "agent", s.name(), "err", err)
	}
}
