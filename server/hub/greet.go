package hub

import (
	"cmp"
	"context"
	"slices"
	"time"

	"agentadapter/protocol"
)

// maxPictures bounds how often a welcome is taken anew because something was said meanwhile.
const maxPictures = 3

// greet sends everything there is to show, and behind it what a picture of the present cannot hold.
//
// The picture is taken between two looks at what was said: if nothing was said in between, it is
// how everything stands at that number. Otherwise it is taken again, so that a page is not told an
// older state after a newer one.
func (s *socket) greet(ctx context.Context, place Place, who protocol.Agent) error {
	frames := s.hub.cfg.Frames
	said, _, err := frames.Since(ctx, s.who.tenant, s.who.agent, 0)
	if err != nil {
		return err
	}
	var w protocol.Welcome
	for range maxPictures {
		w = s.picture(place, who)
		w.N = newest(said)
		if err := s.hub.settle(ctx); err != nil {
			return err
		}
		later, _, err := frames.Since(ctx, s.who.tenant, s.who.agent, w.N)
		if err != nil {
			return err
		}
		said = append(said, later...)
		if !slices.ContainsFunc(later, func(f Frame) bool { return !noteOf(f.Data).directed() }) {
			break
		}
	}
	return s.open(w, said)
}

// picture is how everything stands.
func (s *socket) picture(place Place, who protocol.Agent) protocol.Welcome {
	cfg := s.hub.cfg
	w := protocol.Welcome{
		Agent: who, Session: s.token, Resume: s.resume,
		Softphone: place.Softphone, Records: place.Records, Build: place.Build, Dialing: place.Dialing, Now: time.Now().UnixMilli(),
		Status: cfg.Desk.Status(s.who.tenant, s.who.agent), Problems: cfg.Desk.Problems(s.who.tenant, s.who.agent),
	}
	if cfg.Relay != nil {
		w.Sessions, w.Choices = cfg.Relay.Sessions(s.who.tenant, s.who.agent), cfg.Relay.Choices(s.who.tenant, s.who.agent)
	}
	return w
}

// open sends the welcome and what follows it; from then on frames reach the socket as they come.
func (s *socket) open(w protocol.Welcome, said []Frame) error {
	s.who.mu.Lock()
	defer s.who.mu.Unlock()
	s.from, s.seated = w.N, true
	w.Lease = mine(s.who.lease, s.instance)
	late := s.lateLocked(said, w.Sessions)
	if len(late) > 0 {
		w.N = min(w.N, late[0].N-1) // numbers only rise behind a welcome
	}
	data, err := protocol.EncodeDown(protocol.Head{}, w)
	if err != nil {
		return err
	}
	s.welcome(data)
	s.flushLocked(said, late)
	return nil
}

// catchUpLocked begins to give a page that has just gone live what no live page has carried out.
// What is told meanwhile waits. agent.mu is held.
func (s *socket) catchUpLocked() {
	if s.holding {
		return // its welcome does so
	}
	s.holding = true
	go s.catchUp()
}

func (s *socket) catchUp() {
	ctx, cancel := context.WithTimeout(context.Background(), lettingIn)
	defer cancel()
	said, _, err := s.hub.cfg.Frames.Since(ctx, s.who.tenant, s.who.agent, 0)
	if err != nil {
		s.hub.log.Warn("a page that went live begins anew: the store cannot tell what was missed", "agent", s.name(), "err", err)
		s.end(protocol.CloseComeBack, "the server has to begin anew")
		return
	}
	var sessions []protocol.Session
	if s.hub.cfg.Relay != nil {
		sessions = s.hub.cfg.Relay.Sessions(s.who.tenant, s.who.agent)
	}
	s.who.mu.Lock()
	defer s.who.mu.Unlock()
	s.flushLocked(said, s.lateLocked(said, sessions))
}

// lateLocked is what the page has still to carry out, if it is the live one. agent.mu is held.
func (s *socket) lateLocked(said []Frame, sessions []protocol.Session) []Frame {
	if s.who.liveLocked() != s {
		return nil
	}
	return missed(merged(said, s.kept), max(s.given, s.who.shown), sessions, time.Now())
}

// flushLocked sends what was said and held back, as far as the page has not had it, and what is
// late. agent.mu is held.
func (s *socket) flushLocked(said, late []Frame) {
	said = merged(said, s.kept)
	s.kept, s.holding = nil, false
	for _, f := range said {
		about := noteOf(f.Data)
		isLate := len(late) > 0 && late[0].N == f.N
		if isLate {
			late, s.given = late[1:], f.N
		}
		if isLate || f.N > s.from && about.Type != typeShown && !about.directed() {
			s.send(protocol.Numbered(f.Data, f.N))
		}
	}
	s.from = max(s.from, newest(said))
}

// merged joins frames in the order of their numbers, each once.
func merged(a, b []Frame) []Frame {
	all := slices.Concat(a, b)
	slices.SortStableFunc(all, func(x, y Frame) int { return cmp.Compare(x.N, y.N) })
	return slices.CompactFunc(all, func(x, y Frame) bool { return x.N == y.N })
}

// newest is the last number of frames in order, zero if there are none.
func newest(frames []Frame) uint64 {
	if len(frames) == 0 {
		return 0
	}
	return frames[len(frames)-1].N
}
