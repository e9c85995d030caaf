package kustomer

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"agentadapter/sandbox/knobs"
)

// Limits that are fixed by the vendor; the org's own is a knob.
const (
	searchesPerMinute = 100
	createsPerMinute  = 120 // of one object type, for one customer
	updatesPerMinute  = 600 // of one object, by one user, as a recorded answer's headers tell
	agentsPerMinute   = 1000
	trackedWindows    = 10_000
	sweepEvery        = 5 * time.Second
)

// window counts requests until its end.
type window struct {
	ends time.Time
	used int
}

// budget counts requests in fixed windows: one for the org, one for
// searches, one for the agents' own requests, one for each customer and type.
type budget struct {
	knobs *knobs.Knobs
	mu    sync.Mutex // guards all below
	open  map[string]*window
	swept time.Time
}

// newBudget starts with nothing used.
func newBudget(k *knobs.Knobs) *budget {
	return &budget{knobs: k, open: map[string]*window{}}
}

// take uses one request of the window and tells what is left; below zero
// means refused.
func (b *budget) take(name string, limit int, span time.Duration, now time.Time) (left int, ends time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.open[name]
	if w == nil || !now.Before(w.ends) {
		b.sweep(now)
		w = &window{ends: now.Add(span)}
		b.open[name] = w
	}
	w.used++
	return limit - w.used, w.ends
}

// sweep forgets ended windows once there are many.
func (b *budget) sweep(now time.Time) {
	if len(b.open) < trackedWindows || now.Sub(b.swept) < sweepEvery {
		return
	}
	b.swept = now
	for name, w := range b.open {
		if !now.Before(w.ends) {
			delete(b.open, name)
		}
	}
}

// tooMany is the refusal of a spent budget.
func tooMany() error {
	return &apiError{status: http.StatusTooManyRequests, code: "rate_limited", title: "Rate limit exceeded"}
}

// admit takes one request from the org's budget and writes the headers.
func (b *budget) admit(w http.ResponseWriter, who *principal, now time.Time) error {
	if who.free {
		return nil
	}
	limit := b.knobs.Get().RateLimit
	name, count := "org", limit.Limit
	if who.agent {
		name, count = "agents", agentsPerMinute
	}
	left, ends := b.take(name, count, time.Duration(limit.Window), now)
	limitHeaders(w, count, left, ends)
	if left < 0 {
		return tooMany()
	}
	return nil
}

// admitSearch takes one of the searches; its limit is the tighter one, so
// that its headers replace the org's.
func (b *budget) admitSearch(w http.ResponseWriter, who *principal, now time.Time) error {
	if who.agent || who.free {
		return nil
	}
	left, ends := b.take("search", searchesPerMinute, time.Minute, now)
	limitHeaders(w, searchesPerMinute, left, ends)
	if left < 0 {
		return tooMany()
	}
	return nil
}

// admitCreate takes one of the creates that one customer allows per minute.
func (b *budget) admitCreate(kind, customer string, now time.Time) error {
	if left, _ := b.take(kind+" of "+customer, createsPerMinute, time.Minute, now); left < 0 {
		return tooMany()
	}
	return nil
}

// limited are the kinds whose objects may not be updated without end.
var limited = []string{kindCustomer, kindConversation, kindMessage, kindNote}

// admitUpdate takes one of the updates that one object allows one user per
// minute; the page's own view costs nothing.
func (b *budget) admitUpdate(to route, c *call) error {
	id := c.PathValue("id")
	if to.action != "update" || id == "" || c.who.free || !slices.Contains(limited, to.thing) {
		return nil
	}
	left, ends := b.take("update of "+to.thing+" "+id+" by "+c.who.user, updatesPerMinute, time.Minute, c.at)
	h := c.ResponseWriter.Header()
	h.Set("X-Ratelimit-Object-Limit", strconv.Itoa(updatesPerMinute))
	h.Set("X-Ratelimit-Object-Remaining", strconv.Itoa(max(left, 0)))
	if left < 0 {
		limitHeaders(c.ResponseWriter, updatesPerMinute, left, ends) // whoever waits must wait for this one
		return tooMany()
	}
	return nil
}

// exhaustedHeaders tells of a spent budget that the knobs made up: it ends
// within a second, so that a test need not wait for the real window.
func (b *budget) exhaustedHeaders(w http.ResponseWriter, now time.Time) {
	limitHeaders(w, b.knobs.Get().RateLimit.Limit, 0, now.Add(time.Second))
}

// limitHeaders writes limit, rest and the window's end in epoch seconds,
// rounded up: whoever waits until then finds a new window.
func limitHeaders(w http.ResponseWriter, limit, left int, ends time.Time) {
	h := w.Header()
	h.Set("X-Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(max(left, 0)))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(ends.Add(time.Second-time.Nanosecond).Unix(), 10))
}

// renew opens a new window for the org: its limit was changed.
func (b *budget) renew() {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.open, "org")
}
