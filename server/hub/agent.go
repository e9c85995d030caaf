package hub

import (
	"reflect"
	"sync"
	"time"

	"agentadapter/protocol"
)

// popLife is how long a screen pop waits for a live page.
const popLife = 2 * time.Minute

// agent is what the hub holds of one agent: the sockets, and how the lease stands.
type agent struct {
	refs int       // guarded by Hub.mu: sockets, and those at work on it
	used time.Time // guarded by Hub.mu

	mu    sync.Mutex // guards all below; nothing outside the hub is called under it
	lease protocol.Lease
	socks map[string]*socket // by instance
	n     uint64             // number of the newest frame
	pop   *popped            // the newest one
}

// popped is a screen pop that a page may have to be told again.
type popped struct {
	n    uint64
	data []byte
	at   time.Time
	sent bool
}

// hold finds or makes an agent and keeps it until drop.
func (h *Hub) hold(tenant, id string) *agent {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := tenant + "." + id
	a, ok := h.agents[key]
	if !ok {
		a = &agent{socks: map[string]*socket{}}
		h.agents[key] = a
	}
	a.refs++
	return a
}

func (h *Hub) drop(a *agent) {
	h.mu.Lock()
	defer h.mu.Unlock()
	a.refs--
	a.used = time.Now()
}

// forget drops agents that nobody has used for as long as a pop may wait.
func (h *Hub) forget(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, a := range h.agents {
		if a.refs == 0 && now.Sub(a.used) > popLife {
			delete(h.agents, key)
		}
	}
}

// LeaseMoved tells an agent's pages how the lease stands. Who was live and is no longer is closed.
func (h *Hub) LeaseMoved(tenant, id string, l protocol.Lease) {
	a := h.hold(tenant, id)
	defer h.drop(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	if reflect.DeepEqual(a.lease, l) {
		return
	}
	was := a.lease
	a.lease = l
	for instance, s := range a.socks {
		s.answer("", mine(l, instance))
		if holds(was, instance) && l.Holder != nil && !holds(l, instance) {
			s.end(protocol.CloseTakenOver, "another window of yours is live now")
		}
	}
	if s := a.liveLocked(); s != nil && a.pop != nil && !a.pop.sent && time.Since(a.pop.at) < popLife {
		s.send(a.pop.data)
		a.pop.sent = true
	}
}

// Tell says a frame to all of an agent's pages, a Pop to the live one alone. It never blocks.
func (h *Hub) Tell(tenant, id string, d protocol.Down) {
	a := h.hold(tenant, id)
	defer h.drop(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.next()
	data, err := protocol.EncodeDown(protocol.Head{N: n}, d)
	if err != nil {
		h.log.Error("a frame cannot be said", "agent", tenant+"."+id, "err", err)
		return
	}
	if _, ok := d.(protocol.Pop); ok {
		a.popLocked(n, data)
		return
	}
	for _, s := range a.socks {
		s.send(data)
	}
}

func (a *agent) popLocked(n uint64, data []byte) {
	a.pop = &popped{n: n, data: data, at: time.Now()}
	if s := a.liveLocked(); s != nil {
		s.send(data)
		a.pop.sent = true
	}
}

// next numbers a frame: one more than the last, and never behind the clock, so that numbers go on
// rising after a restart.
func (a *agent) next() uint64 {
	a.n = max(a.n+1, uint64(time.Now().UnixMilli()))
	return a.n
}

// enter seats a socket, instead of an earlier one of the same instance. Frames told from now on
// follow its welcome.
func (a *agent) enter(s *socket) {
	a.mu.Lock()
	defer a.mu.Unlock()
	s.from = a.next()
	if old := a.socks[s.hello.Instance]; old != nil {
		old.end(protocol.CloseTakenOver, "this window has connected again")
	}
	a.socks[s.hello.Instance] = s
}

// leave unseats a socket; false: another of the same instance sits there already.
func (a *agent) leave(s *socket) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.socks[s.hello.Instance] != s {
		return false
	}
	delete(a.socks, s.hello.Instance)
	return true
}

// greet adds to a welcome what only the agent's state knows, sends it, and after it a pop that the
// page has missed.
func (a *agent) greet(s *socket, w protocol.Welcome) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Lease = mine(a.lease, s.hello.Instance)
	w.N = s.from
	missed := w.Lease.Live && a.missed(s.hello.Since, s.from)
	if missed {
		w.N = a.pop.n - 1 // the pop is not in the welcome, it follows
	}
	data, err := protocol.EncodeDown(protocol.Head{}, w)
	if err != nil {
		return err
	}
	if missed {
		s.send(a.pop.data)
		a.pop.sent = true
	}
	s.welcome(data)
	return nil
}

// missed tells whether a live page has to be told the newest pop: nobody got it, or this page was
// away when it was said. What came after from reaches the page anyway.
func (a *agent) missed(since, from uint64) bool {
	if a.pop == nil || a.pop.n > from || time.Since(a.pop.at) > popLife {
		return false
	}
	return !a.pop.sent || since > 0 && since < a.pop.n
}

// liveLocked is the live page's socket, nil if there is none just now.
func (a *agent) liveLocked() *socket {
	if a.lease.Holder == nil || !a.lease.Live {
		return nil
	}
	return a.socks[a.lease.Holder.Instance]
}

// live is liveLocked for those without the lock, with the present term.
func (a *agent) live() (*socket, uint64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.liveLocked(), a.lease.Term
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
