package hub

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// halvesWait bounds how long a welcome waits for the neighbours to say who the agent is. A page
// gets in without: it is signed in already.
const halvesWait = 3 * time.Second

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
	if err := s.identify(ctx, hello); err != nil {
		s.turnAway(err)
		return
	}
	place, ok := s.hub.cfg.Place(s.tenant)
	if !ok {
		s.end(protocol.CloseUnknownTenant, "nobody is served under the name "+s.tenant)
		return
	}
	who, problem, ok := s.hub.halves(ctx, s.tenant, s.id)
	if !ok {
		s.end(protocol.CloseRefused, "Kustomer has no user "+s.id)
		return
	}
	if err := s.seat(ctx, hello, problem); err != nil {
		s.turnAway(err)
		return
	}
	s.greet(place, who)
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
func (s *socket) identify(ctx context.Context, hello protocol.Hello) (err error) {
	if hello.Nonce != "" {
		s.tenant, s.id, err = s.hub.cfg.SignIn.Redeem(ctx, hello.Nonce)
	} else {
		s.tenant, s.id, err = s.hub.cfg.SignIn.Token(ctx, hello.Session, hello.Instance)
	}
	return err
}

// seat gives the page its token and its place at the lease. From then on leave undoes it.
func (s *socket) seat(ctx context.Context, hello protocol.Hello, problem *protocol.Problem) (err error) {
	cfg := s.hub.cfg
	s.token, err = cfg.SignIn.Issue(ctx, s.tenant, s.id, hello.Instance, hello.Session)
	if err != nil {
		return err
	}
	who := s.hub.hold(s.tenant, s.id)
	s.resume, err = cfg.Leases.Join(ctx, s.tenant, s.id, hello)
	if err != nil {
		s.hub.drop(who)
		return err
	}
	hello.Nonce, hello.Session, hello.Resume = "", "", s.resume // the lease knows the seat by its word
	s.hello, s.who, s.onCall = hello, who, hello.OnCall
	who.enter(s)
	cfg.Desk.Here(s.tenant, s.id, problem)
	return nil
}

// greet sends everything there is to show. Frames told from the moment of enter follow it.
func (s *socket) greet(place Place, who protocol.Agent) {
	cfg := s.hub.cfg
	w := protocol.Welcome{
		Agent: who, Session: s.token, Resume: s.resume,
		Softphone: place.Softphone, Records: place.Records, Build: place.Build, Dialing: place.Dialing,
		Status: cfg.Desk.Status(s.tenant, s.id), Problems: cfg.Desk.Problems(s.tenant, s.id),
	}
	if cfg.Relay != nil {
		w.Sessions, w.Choices = cfg.Relay.Sessions(s.tenant, s.id), cfg.Relay.Choices(s.tenant, s.id)
	}
	if err := s.who.greet(s, w); err != nil {
		s.hub.log.Error("a welcome cannot be said", "agent", s.name(), "err", err)
		s.end(protocol.CloseComeBack, "the welcome cannot be said")
	}
}

// turnAway closes for want of a sign-in, or because the store cannot tell.
func (s *socket) turnAway(err error) {
	if errors.Is(err, engine.ErrNotFound) {
		s.end(protocol.CloseSignIn, "sign in again")
		return
	}
	s.hub.log.Warn("a page is sent away for a moment", "tenant", s.tenant, "agent", s.id, "err", err)
	s.end(protocol.CloseComeBack, "the server cannot let you in just now")
}

// halves asks who the agent is on both sides; false: Kustomer does not have that user. What is
// not known yet is a Problem that the agent sees and the desk takes back.
func (h *Hub) halves(ctx context.Context, tenant, id string) (protocol.Agent, *protocol.Problem, bool) {
	ctx, cancel := context.WithTimeout(ctx, halvesWait)
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
		s.hub.cfg.Desk.Left(s.tenant, s.id)
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
	if err := s.hub.cfg.Leases.Gone(ctx, s.tenant, s.id, s.hello.Instance, s.resume); err != nil {
		s.hub.log.Error("a page's end is not noted: its lease waits for a take-over", "agent", s.name(), "err", err)
	}
}
