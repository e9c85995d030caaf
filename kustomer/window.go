package kustomer

import (
	"net/http"
	"strconv"
	"time"
)

const (
	// window is how long Kustomer counts before it begins anew.
	window = time.Minute
	// grace is waited beyond a window's announced end, which is told in whole seconds.
	grace = time.Second
	// farthest bounds how long a neighbour can make us wait.
	farthest = 5 * time.Minute
)

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
