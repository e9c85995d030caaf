package main

import (
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"
)

// pulse remembers of each tenant's neighbours what a board draws: how many requests of which kind
// began in each of the last minutes, and by how much the neighbour's clock is ahead of ours.
type pulse struct {
	mu sync.Mutex // guards by
	by map[string]*beatLine
}

// pulseMinutes is how far back it goes.
const pulseMinutes = 30

// beatLine is one neighbour's. minutes is a ring: minute n lies at n modulo its length.
type beatLine struct {
	minutes [pulseMinutes]minute
	ahead   time.Duration
	known   bool
}

// minute is what happened in one: requests that read and that write, those that were told to wait, and
// the most sessions that waited to be written.
type minute struct {
	at                            int64 // minutes since 1970
	reads, writes, waits, waiting int
}

func newPulse() *pulse { return &pulse{by: map[string]*beatLine{}} }

// forget drops a tenant's.
func (p *pulse) forget(tenant string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	maps.DeleteFunc(p.by, func(key string, _ *beatLine) bool { return strings.HasPrefix(key, tenant+" ") })
}

// line is a neighbour's, made when it is first heard of; the mutex is held.
func (p *pulse) line(tenant, neighbour string) *beatLine {
	key := tenant + " " + neighbour
	l, ok := p.by[key]
	if !ok {
		l = &beatLine{}
		p.by[key] = l
	}
	return l
}

// at is the ring's place for a moment, emptied if it still holds an older minute.
func (l *beatLine) at(now time.Time) *minute {
	n := now.Unix() / 60
	m := &l.minutes[n%pulseMinutes]
	if m.at != n {
		*m = minute{at: n}
	}
	return m
}

// answered notes an answer to a request that began at some moment.
func (p *pulse) answered(tenant, neighbour string, r *http.Request, answer *http.Response, began time.Time) {
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.line(tenant, neighbour)
	m := l.at(now)
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		m.waits++
	case r.Method == http.MethodGet:
		m.reads++
	default:
		m.writes++
	}
	if at, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		// The neighbour cut its moment off to a whole second, somewhere between asking and answering.
		l.ahead, l.known = at.Add(time.Second/2).Sub(began.Add(now.Sub(began)/2)), true
	}
}

// waiting notes how many sessions wait to be written now.
func (p *pulse) waiting(tenant string, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.line(tenant, "kustomer").at(time.Now())
	m.waiting = max(m.waiting, n)
}

// clock tells by how much a neighbour's clock was ahead.
func (p *pulse) clock(tenant, neighbour string) func() (time.Duration, bool) {
	return func() (time.Duration, bool) {
		p.mu.Lock()
		defer p.mu.Unlock()
		l := p.line(tenant, neighbour)
		return l.ahead, l.known
	}
}

// recent are the last minutes, the oldest first, those without anything too.
func (p *pulse) recent(tenant, neighbour string, now time.Time) []minute {
	p.mu.Lock()
	defer p.mu.Unlock()
	l := p.line(tenant, neighbour)
	last := now.Unix() / 60
	all := make([]minute, 0, pulseMinutes)
	for n := last - pulseMinutes + 1; n <= last; n++ {
		m := l.minutes[n%pulseMinutes]
		if m.at != n {
			m = minute{at: n}
		}
		all = append(all, m)
	}
	return all
}
