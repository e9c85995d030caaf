package ccaip

import (
	"log/slog"
	"sync"
	"time"
)

// floor is the contact centre: everything that is true at this moment. Its
// methods run under mu, by way of do, unless they say otherwise.
type floor struct {
	// constant after newFloor
	cfg      Config
	log      *slog.Logger
	agents   []*agent
	menus    []*menu
	tell     func(event)    // takes an event to push; never blocks
	export   func(document) // takes a session's file; never blocks
	watchers *watchers

	mu          sync.Mutex // guards all below
	closed      bool
	timers      map[*time.Timer]struct{}
	calls       history
	chats       history
	waiting     []*session // queued for an agent, oldest first
	endUsers    map[string]*endUser
	nextEndUser int
	last        int // last id of a participant, transfer, …; unique over all
}

// newFloor opens the doors with every agent Available.
func newFloor(cfg Config, tell func(event), export func(document)) *floor {
	next := firstID
	f := &floor{
		cfg: cfg, log: cfg.Logger, menus: menuTree(), tell: tell, export: export,
		watchers: newWatchers(), timers: map[*time.Timer]struct{}{},
		calls: newHistory(cfg.History, &next), chats: newHistory(cfg.History, &next),
		endUsers: map[string]*endUser{}, nextEndUser: firstEndUserID, last: 1000,
	}
	for _, a := range cfg.Agents {
		now := f.now()
		f.agents = append(f.agents, &agent{Agent: a, status: statusAvailable, before: statusAvailable,
			statusAt: now, loggedIn: now, idleSince: now, chats: map[int]*session{}})
	}
	return f
}

// now is the time as the vendor writes it: UTC, milliseconds.
func (f *floor) now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// do changes the floor: one at a time, then callers go to free agents and
// watchers are woken. The error is change's own.
func (f *floor) do(change func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return refusal{503, "The stand-in is stopping."}
	}
	err := change()
	f.dispatch()
	f.watchers.wake()
	return err
}

// read looks at the floor without changing it.
func (f *floor) read(look func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	look()
}

// after lets change happen once d has passed, unless the answered function
// cancels it or the floor closes.
func (f *floor) after(d time.Duration, change func()) (cancel func()) {
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		_ = f.do(func() error { // closed meanwhile: nothing is left to change
			if _, pending := f.timers[t]; pending {
				delete(f.timers, t)
				change()
			}
			return nil
		})
	})
	f.timers[t] = struct{}{}
	return func() {
		t.Stop()
		delete(f.timers, t)
	}
}

// close stops every timer and refuses what comes later. Callable twice; takes
// the lock itself.
func (f *floor) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for t := range f.timers {
		t.Stop()
	}
	clear(f.timers)
	f.watchers.close()
}

// newID numbers participants, transfers and the like.
func (f *floor) newID() int {
	f.last++
	return f.last
}

// dispatch hands waiting sessions to agents, the oldest first.
func (f *floor) dispatch() {
	rest := f.waiting[:0]
	for _, s := range f.waiting {
		if s.status != "queued" {
			continue
		}
		if a := f.agentFor(s); a != nil {
			f.offer(s, a)
			continue
		}
		rest = append(rest, s)
	}
	clear(f.waiting[len(rest):])
	f.waiting = rest
}

// agentFor picks who is asked next: the agent a session was meant for as soon
// as their hands are free, otherwise the Available one who comes first and has
// not declined it already. Nil: nobody.
func (f *floor) agentFor(s *session) *agent {
	if s.wanted != nil {
		if f.mayTake(s.wanted, s) && !s.passed[s.wanted.ID] && s.wanted.online() {
			return s.wanted
		}
		return nil
	}
	var best *agent
	for _, a := range f.agents {
		if a.status != statusAvailable && (s.kind == kindCall || a.status != statusInChat) {
			continue
		}
		if !f.mayTake(a, s) || s.passed[a.ID] {
			continue
		}
		if best == nil || a.comesBefore(best) {
			best = a
		}
	}
	return best
}

// comesBefore tells who of two free agents is asked first: somebody who sits
// at their agent page, then whoever idled longest.
func (a *agent) comesBefore(b *agent) bool {
	if here, there := a.page != nil && a.page.open > 0, b.page != nil && b.page.open > 0; here != there {
		return here
	}
	return a.idleSince.Before(b.idleSince)
}

// maxChats is how many chats an agent may have at once.
const maxChats = 3

// mayTake tells whether the agent's hands are free for s.
func (f *floor) mayTake(a *agent, s *session) bool {
	if a.busy() {
		return false
	}
	if s.kind == kindChat {
		return len(a.chats) < maxChats
	}
	return len(a.chats) == 0
}
