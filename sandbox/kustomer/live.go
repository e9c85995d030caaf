package kustomer

import "sync"

// event is something that the open pages must hear of.
type event struct {
	// Type is the kind of the record that changed, or status, adapter,
	// metadata.
	Type     string  `json:"type"`
	ID       string  `json:"id,omitempty"`
	Customer string  `json:"customer,omitempty"`
	Record   *record `json:"record,omitempty"`
	Gone     bool    `json:"gone,omitempty"`
	// User, Name and StatusType are of an agent's status.
	User       string `json:"user,omitempty"`
	Name       string `json:"name,omitempty"`
	StatusType string `json:"statusType,omitempty"`
}

// backlog is how many events a page may be behind before it has to load
// everything again.
const backlog = 512

// listener is one open page.
type listener struct {
	events chan event
	missed chan struct{} // holds a token once events were lost
}

// broadcast passes events on to all open pages without ever waiting.
type broadcast struct {
	mu     sync.Mutex
	all    map[*listener]bool
	closed bool
}

// newBroadcast has no listeners.
func newBroadcast() *broadcast { return &broadcast{all: map[*listener]bool{}} }

// listen adds a page; leave ends it. Events end when the stand-in closes.
func (b *broadcast) listen() (l *listener, leave func()) {
	l = &listener{events: make(chan event, backlog), missed: make(chan struct{}, 1)}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		close(l.events)
		return l, func() {}
	}
	b.all[l] = true
	return l, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.all, l)
	}
}

// any tells whether somebody listens, so that nothing is rendered for none.
func (b *broadcast) any() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.all) > 0
}

// tell passes an event on. A page that is too far behind is told to load
// everything again instead.
func (b *broadcast) tell(e event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for l := range b.all {
		select {
		case l.events <- e:
		default:
			select {
			case l.missed <- struct{}{}:
			default:
			}
		}
	}
}

// close ends all listeners.
func (b *broadcast) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	for l := range b.all {
		close(l.events)
		delete(b.all, l)
	}
}

// changed hears of every write: webhooks and open pages are told.
func (s *Server) changed(before, after *record, by *principal) {
	s.publish(before, after, by)
	if !s.live.any() {
		return
	}
	r := after
	if r == nil {
		r = before
	}
	customer := r.customer()
	if r.kind == kindCustomer {
		customer = r.id
	}
	s.live.tell(event{Type: r.kind, ID: r.id, Customer: customer, Record: r, Gone: after == nil})
}
