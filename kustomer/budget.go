package kustomer

import (
	"context"
	"sync"
	"time"
)

const (
	// unknownLimit is the smallest plan's size, assumed until an answer tells the real one.
	unknownLimit = 300
	// searchesPerMinute is what machine users may search, whatever the plan.
	searchesPerMinute = 100
	// floorShare of a window stays out of back-fill's reach to its end, and burstShare is how far
	// back-fill may be ahead of the clock: a 64th of the limit, and half a second's worth.
	floorShare = 64
	burstShare = 120
	// probeAgain is when it is looked again whether a window that should be over is, in the time that we
	// wait beyond its end.
	probeAgain = 20 * time.Millisecond
)

// urgency says who goes first.
type urgency int

const (
	live     urgency = iota // a session that somebody is in
	backFill                // work that nobody waits for
)

// Budget keeps count of the requests that a Kustomer org may still make in the current window.
// The limit is the org's, not the key's: all clients of one org share one Budget, and what other
// programs use shows in the answers' headers. It is safe for concurrent use.
//
// Back-fill is spread over the window instead of spent in one burst: at any moment it leaves what the
// rest of the window would use at an even pace, and at the end a small floor. So a live session that
// comes finds room whenever it comes, however long a back-fill runs, and what live sessions do not
// use is back-fill's by itself: nothing is set aside for work that may not come.
type Budget struct {
	mu      sync.Mutex    // guards all below
	limit   int           // requests per window
	left    int           // of this window
	had     int           // what was left of it when we came to know it
	began   time.Time     // when that was
	flying  int           // sent and not answered yet
	ends    time.Time     // of this window, on our clock; zero before its first request
	reset   int           // the same as Kustomer tells it (epoch seconds): which window we know
	changed chan struct{} // closed and replaced when waiters should look again
}

// NewBudget returns a budget of 300 requests a minute, until answers tell more.
func NewBudget() *Budget { return newBudget(unknownLimit) }

func newBudget(limit int) *Budget {
	return &Budget{limit: limit, left: limit, had: limit, changed: make(chan struct{})}
}

// Usage is a look at a budget, for gauges and boards.
type Usage struct {
	Limit int       // requests per window
	Left  int       // of this window
	Ends  time.Time // when the next window begins
}

// Usage tells how much is left.
func (b *Budget) Usage() Usage {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnLocked(time.Now())
	return Usage{Limit: b.limit, Left: b.left, Ends: b.ends}
}

// fullError says that the next window begins after the caller's deadline.
type fullError struct{ until time.Time }

// Error is only seen where a caller passes the error on unread.
func (e *fullError) Error() string { return "budget used up" }

// take waits until one request may be made and counts it; done must be called once it was
// answered. When the wait would outlast ctx, it fails at once with a *fullError.
func (b *Budget) take(ctx context.Context, u urgency) (done func(), err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		until, changed := b.try(u)
		if changed == nil {
			return b.landed, nil
		}
		if deadline, has := ctx.Deadline(); has && deadline.Before(until) {
			return nil, &fullError{until: until}
		}
		timer := time.NewTimer(time.Until(until))
		select {
		case <-timer.C:
		case <-changed:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// try counts a request if there is room; otherwise it returns when to look again.
func (b *Budget) try(u urgency) (until time.Time, changed <-chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.turnLocked(now)
	if b.ends.IsZero() {
		b.openLocked(now, now.Add(window+grace))
	}
	if until = b.roomLocked(u, now); until.After(now) {
		return until, b.changed
	}
	b.left--
	b.flying++
	return time.Time{}, nil
}

// roomLocked is when one request may be made, if nothing changes until then.
func (b *Budget) roomLocked(u urgency, now time.Time) time.Time {
	if b.left <= 0 {
		return b.ends
	}
	if u == live {
		return now
	}
	end := b.ends.Add(-grace) // as it was told
	if !now.Before(end) {
		if b.flying == 0 {
			return now // the answer tells whether the next window has begun
		}
		return earlier(b.ends, now.Add(probeAgain))
	}
	after := b.left - 1 // what this request leaves
	if after < b.limit/floorShare {
		return end
	}
	// The even pace leaves had * rest / whole; it is reached when the rest has shrunk to this.
	rest := float64(after+max(1, b.limit/burstShare)) / float64(max(1, b.had))
	return earlier(end, end.Add(-time.Duration(rest*float64(end.Sub(b.began)))))
}

// openLocked begins a window that we know the end of.
func (b *Budget) openLocked(now, ends time.Time) {
	b.began, b.ends, b.had = now, ends, b.left
}

// turnLocked begins a new window when the old one is over. The new one starts with its first
// request.
func (b *Budget) turnLocked(now time.Time) {
	if !b.ends.IsZero() && !now.Before(b.ends) {
		b.left, b.ends = b.limit-b.flying, time.Time{}
	}
}

// landed counts one answered (or failed) request.
func (b *Budget) landed() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying--
}

// learn takes over what an answer says about the org's window. Waiters look again where there is more
// room than they knew of.
func (b *Budget) learn(w windowNews) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnLocked(time.Now())
	left, ends := b.left, b.ends
	if w.limit > 0 && w.limit != b.limit {
		b.left += w.limit - b.limit
		b.had += w.limit - b.limit
		b.limit = w.limit
	}
	if w.hasRest {
		b.adoptLocked(w)
	}
	if b.left > left || !b.ends.Equal(ends) {
		close(b.changed)
		b.changed = make(chan struct{})
	}
}

// adoptLocked takes the neighbour's count for ours. Answers overtake one another: what tells of an
// older window is passed over, and within one window the smaller count is the newer one.
func (b *Budget) adoptLocked(w windowNews) {
	rest, now := w.rest-b.flying, time.Now()
	switch {
	case w.reset > b.reset && !w.ends.IsZero():
		b.left, b.reset = rest, w.reset
		b.openLocked(now, w.ends.Add(grace))
	case w.reset == 0, w.reset == b.reset:
		b.left = min(b.left, rest)
	}
	if b.ends.IsZero() {
		b.openLocked(now, now.Add(window+grace))
	}
}
