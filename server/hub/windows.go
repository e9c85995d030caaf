package hub

import "time"

// Window is one open page of an agent, for boards.
type Window struct {
	// RoundTrip is how long the page took to answer the last heartbeat, zero before the first.
	RoundTrip time.Duration
	// Old: the page is of another release than this server's.
	Old bool
}

// Windows are an agent's open pages on this replica, by instance.
func (h *Hub) Windows(tenant, id string) map[string]Window {
	a := h.known(tenant, id)
	if a == nil {
		return nil
	}
	defer h.drop(a)
	a.mu.Lock()
	defer a.mu.Unlock()
	all := make(map[string]Window, len(a.socks))
	for _, s := range a.socks {
		s.mu.Lock()
		all[s.instance] = Window{RoundTrip: s.trip, Old: s.old}
		s.mu.Unlock()
	}
	return all
}

// tripped notes how long the answer to the last heartbeat took; s.mu is held. Only the first word after
// a heartbeat is its answer.
func (s *socket) tripped(now time.Duration) {
	if s.asked != 0 && s.answered != s.asked {
		s.trip, s.answered = now-s.asked, s.asked
	}
}
