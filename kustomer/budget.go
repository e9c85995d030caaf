package kustomer

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// unknownLimit is the smallest plan's size, assumed until an answer tells the real one.
	unknownLimit = 300
	// searchesPerMinute is what machine users may search, whatever the plan.
	searchesPerMinute = 100
	// window is how long Kustomer counts before it begins anew.
	window = time.Minute
	// grace is waited beyond a window's announced end, which is told in whole seconds.
	grace = time.Second
	// farthest bounds how long a neighbour can make us wait.
	farthest = 5 * time.Minute
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
// A quarter of each window is out of reach for back-fill, so that a live session never has to
// wait for the next one because of it.
type Budget struct {
	mu      sync.Mutex    // guards all below
	limit   int           // requests per window
	left    int           // of this window
	flying  int           // sent and not answered yet
	ends    time.Time     // of this window, on our clock; zero before its first request
	reset   int           // the same as Kustomer tells it (epoch seconds): which window we know
	changed chan struct{} // closed and replaced when waiters should look again
}

// NewBudget returns a budget of 300 requests a minute, until answers tell more.
func NewBudget() *Budget { return newBudget(unknownLimit) }

func newBudget(limit int) *Budget {
	return &Budget{limit: limit, left: limit, changed: make(chan struct{})}
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
	if b.left <= b.reserveLocked(u) {
		return b.ends, b.changed
	}
	if b.ends.IsZero() {
		b.ends = now.Add(window + grace)
	}
	b.left--
	b.flying++
	return time.Time{}, nil
}

// reserveLocked is what a caller must leave untouched.
func (b *Budget) reserveLocked(u urgency) int {
	if u == backFill {
		return b.limit / 4
	}
	return 0
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

// learn takes over what an answer says about the org's window.
func (b *Budget) learn(w windowNews) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.turnLocked(time.Now())
	if w.limit > 0 && w.limit != b.limit {
		b.left += w.limit - b.limit
		b.limit = w.limit
	}
	if w.hasRest {
		b.adoptLocked(w)
	}
	close(b.changed)
	b.changed = make(chan struct{})
}

// adoptLocked takes the neighbour's count for ours. Answers overtake one another: what tells of an
// older window is passed over, and within one window the smaller count is the newer one.
func (b *Budget) adoptLocked(w windowNews) {
	rest := w.rest - b.flying
	switch {
	case w.reset > b.reset && !w.ends.IsZero():
		b.left, b.reset, b.ends = rest, w.reset, w.ends.Add(grace)
	case w.reset == 0, w.reset == b.reset:
		b.left = min(b.left, rest)
	}
	if b.ends.IsZero() {
		b.ends = time.Now().Add(window + grace)
	}
}

// windowNews is what the headers of one answer tell.
type windowNews struct {
	limit   int // 0: not told
	rest    int
	hasRest bool
	reset   int       // when the window ends, epoch seconds on their clock; 0: not told
	ends    time.Time // the same on ours; zero: not told, or over
}

// readWindow reads x-ratelimit-limit, -remaining and -reset. A refusal without a count means that
// nothing is left; one with a count above zero is about a limit of another kind (so many writes
// per minute on one record) and leaves the budget alone.
func readWindow(status int, h http.Header, now time.Time) windowNews {
	var w windowNews
	w.limit = max(0, headerInt(h, "X-Ratelimit-Limit", 0))
	w.rest = headerInt(h, "X-Ratelimit-Remaining", -1)
	w.hasRest = w.rest >= 0
	w.reset = max(0, headerInt(h, "X-Ratelimit-Reset", 0))
	w.ends = resetAt(h, now)
	if status == http.StatusTooManyRequests && !w.hasRest {
		w.rest, w.hasRest = 0, true
	}
	return w
}

// resetAt reads when the window ends, on our clock: the header tells it on the neighbour's, and
// the answer's Date tells how the two differ. Zero: not told, or not in the future.
func resetAt(h http.Header, now time.Time) time.Time {
	seconds := headerInt(h, "X-Ratelimit-Reset", 0)
	if seconds <= 0 {
		return time.Time{}
	}
	reset := time.Unix(int64(seconds), 0)
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		reset = now.Add(reset.Sub(theirs))
	}
	if !reset.After(now) {
		return time.Time{}
	}
	return earlier(reset, now.Add(farthest))
}

// retryAt is when a 429 may be tried again: the window's end, else what Retry-After says, else a
// whole window later. Never sooner than in a second.
func retryAt(h http.Header, now time.Time) time.Time {
	at := resetAt(h, now)
	if at.IsZero() {
		if seconds := headerInt(h, "Retry-After", 0); seconds > 0 {
			at = earlier(now.Add(time.Duration(seconds)*time.Second), now.Add(farthest))
		} else if h.Get("X-Ratelimit-Reset") == "" {
			at = now.Add(window)
		}
	}
	if soonest := now.Add(time.Second); at.Before(soonest) {
		return soonest
	}
	return at
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// headerInt reads a whole number from a header, or returns the fallback.
func headerInt(h http.Header, name string, fallback int) int {
	n, err := strconv.Atoi(h.Get(name))
	if err != nil {
		return fallback
	}
	return n
}
