package hub

import (
	"reflect"
	"slices"
	"sync"
	"time"

	"agentadapter/protocol"
)

// forgetAfter is how long the hub remembers how the lease of an agent stands who has no page here.
const forgetAfter = 2 * time.Minute

// agent is what the hub holds of one agent: the sockets, and how the lease stands.
type agent struct {
	name
	refs int           // guarded by Hub.mu: sockets, and those at work on it
	used time.Duration // guarded by Hub.mu: when refs became zero, on the hub's clock

	mu    sync.Mutex // guards all below; nothing outside the hub is called under it
	lease protocol.Lease
	socks []*socket // one per instance, few
	shown uint64    // what a live page here has carried out, as far as it was noted
}

// hold finds or makes an agent and keeps it until drop.
func (h *Hub) hold(tenant, id string) *agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := name{tenant, id}
	a, ok := h.agents[key]
	if !ok {
		a = &agent{name: key}
		h.agents[key] = a
	}
	a.refs++
	return a
}

// known is hold for those who have nothing to say to an agent without pages; nil if there are none.
func (h *Hub) known(tenant, id string) *agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	a := h.agents[name{tenant, id}]
	if a != nil {
		a.refs++
	}
	return a
}

func (h *Hub) drop(a *agent) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if a.refs--; a.refs == 0 {
		a.used = h.clock()
	}
}

// forget drops agents that nobody has used for long.
func (h *Hub) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.clock()
	for key, a := range h.agents {
		if a.refs == 0 && now-a.used > forgetAfter {
			delete(h.agents, key)
		}
	}
}

// LeaseMoved tells an agent's pages how the lease stands. Who was live and is no longer is closed;
// who goes live catches up on what no live page has carried out.
func (h *Hub) LeaseMoved(tenant, id string, l protocol.Lease) {
	a := h.hold(tenant, id)
	defer h.drop(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	if reflect.DeepEqual(a.lease, l) {
		return
	}
	was, before := a.lease, a.liveLocked()
	a.lease = l
	for _, s := range a.socks {
		if s.seated { // the others are told by their welcome
			s.answer("", mine(l, s.instance))
		}
		if holds(was, s.instance) && l.Holder != nil && !holds(l, s.instance) {
			s.end(protocol.CloseTakenOver, "another window of yours is live now")
		}
	}
	if s := a.liveLocked(); s != nil && s != before {
		s.catchUpLocked()
	}
}

// deliver hands a frame to the agent's pages here, as package Frames follows it. Each socket knows
// which ones it has had.
func (h *Hub) deliver(tenant, id string, n uint64, data []byte) {
	a := h.known(tenant, id)
	if a == nil {
		return
	}
	defer h.drop(a)
	about := noteOf(data)
	if about.Type == typeShown {
		return
	}
	f := Frame{N: n, At: time.Now(), Data: data}
	numbered := protocol.Numbered(data, n)
	a.mu.Lock()
	defer a.mu.Unlock()
	live := a.liveLocked()
	for _, s := range a.socks {
		switch {
		case s.holding: // its welcome, or what it catches up on, comes first
			s.hold(f)
		case !about.directed() && n > s.from:
			s.from = n
			s.send(numbered)
		case about.directed() && s == live && n > s.given:
			s.given = n
			s.send(numbered)
		}
	}
}

// enter seats a socket, instead of an earlier one of the same instance. Frames are held for it until
// its welcome.
func (a *agent) enter(s *socket) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s.holding = true
	if i := a.seatLocked(s.instance); i >= 0 {
		a.socks[i].end(protocol.CloseTakenOver, "this window has connected again")
		a.socks[i] = s
		return
	}
	a.socks = append(a.socks, s)
}

// leave unseats a socket; false: another of the same instance sits there already.
func (a *agent) leave(s *socket) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	i := a.seatLocked(s.instance)
	if i < 0 || a.socks[i] != s {
		return false
	}
	a.socks = slices.Delete(a.socks, i, i+1)
	return true
}

func (a *agent) seatLocked(instance string) int {
	return slices.IndexFunc(a.socks, func(s *socket) bool { return s.instance == instance })
}

// liveLocked is the live page's socket, nil if there is none just now.
func (a *agent) liveLocked() *socket {
	if a.lease.Holder == nil || !a.lease.Live {
		return nil
	}
	if i := a.seatLocked(a.lease.Holder.Instance); i >= 0 {
		return a.socks[i]
	}
	return nil
}

// live is liveLocked for those without the lock, with the present term.
func (a *agent) live() (*socket, uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.liveLocked(), a.lease.Term
}

// held is how the lease stands, as told last.
func (a *agent) held() protocol.Lease {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.lease
}

// holds tells whether the lease is an instance's, here or away.
func holds(l protocol.Lease, instance string) bool {
	return l.Holder != nil && l.Holder.Instance == instance
}

// mine is a lease as one instance is told it: Live means "you are".
func mine(l protocol.Lease, instance string) protocol.Lease {
	l.Live = l.Live && holds(l, instance)
	return l
}
