package lease

import (
	"slices"
	"time"

	"agentadapter/protocol"
)

const (
	// goneGrace is how long a holder whose socket ended is waited for.
	goneGrace = 2 * time.Second
	// callGrace is how long one is waited for whose last word was "on a call".
	callGrace = 60 * time.Second
	// restartGrace is how long pages have to come back after a restart of ours.
	restartGrace = 10 * time.Second
	// clockGap is more than two machines' clocks ever differ.
	clockGap = time.Minute
	// maxLine bounds the waiting line. Who comes later waits all the same and may take over, but
	// is not promoted unasked.
	maxLine = 32
)

// record is an agent's lease as the engine holds it.
type record struct {
	// Term of the newest grant; it stays when the lease is free, so that it never goes back.
	Term   uint64 `json:"term"`
	Holder *seat  `json:"holder,omitempty"`
	Line   []seat `json:"line,omitempty"`
}

// seat is one instance's place.
type seat struct {
	Instance string `json:"instance"`
	Device   string `json:"device,omitempty"`
	Browser  string `json:"browser,omitempty"`
	// Since is when the instance came or, for a holder, went live; in milliseconds since 1970.
	Since  int64 `json:"since"`
	OnCall bool  `json:"onCall,omitempty"`
	// Gone is when its socket ended, zero while it is here.
	Gone int64 `json:"gone,omitempty"`
	// Server is the run of ours that the instance talks to.
	Server string `json:"server"`
	// Resume is the SHA-256 of the word that a reload of this instance may say.
	Resume string `json:"resume,omitempty"`
}

// run is the view of one server run: its name, when it became ready, the clock, and what it knows of
// the others.
type run struct {
	server string
	ready  time.Time
	now    time.Time
	// alive tells whether another server lives; if not, when it was last heard, zero for never.
	alive func(server string) (bool, time.Time)
	// seen is when this run first saw the holder gone whose record it looks at.
	seen time.Time
}

// lives tells whether a seat's server does.
func (w run) lives(s seat) (bool, time.Time) {
	if s.Server == w.server || w.alive == nil {
		return s.Server == w.server, time.Time{}
	}
	return w.alive(s.Server)
}

// here tells whether a seat's instance has a socket, at this run or at another one that lives.
func (w run) here(s seat) bool {
	alive, _ := w.lives(s)
	return alive && s.Gone == 0
}

// mine tells whether a seat's instance has a socket at this run.
func (w run) mine(s seat) bool { return s.Server == w.server && s.Gone == 0 }

// freeAt is when an absent seat may be given to another.
func (w run) freeAt(s seat) time.Time {
	alive, heard := w.lives(s)
	gone := time.UnixMilli(s.Gone)
	from, grace := w.ready, restartGrace
	switch {
	case s.Server == w.server, alive && w.now.Sub(gone) > clockGap:
		from, grace = gone, goneGrace
	case alive: // its clock is not ours
		from, grace = w.seen, goneGrace
	case !heard.IsZero():
		from = heard
	}
	if s.OnCall {
		grace = callGrace
	}
	return from.Add(grace)
}

// open tells whether the lease may be granted now without asking anybody.
func (w run) open(r record) bool {
	return r.Holder == nil || !w.here(*r.Holder) && !w.now.Before(w.freeAt(*r.Holder))
}

// join seats an instance: as the holder if the lease is open, its own, or resumed with the right
// word; otherwise in line.
func (w run) join(r record, s seat, word string) record {
	s.Server, s.Since, s.Gone = w.server, w.now.UnixMilli(), 0
	h := r.Holder
	switch {
	case h != nil && h.Instance == s.Instance:
		s.Since = h.Since
		return r.seated(s, r.Term)
	case h != nil && !w.here(*h) && word != "" && word == h.Resume:
		s.Since = h.Since // the agent sees one window going on
		return r.seated(s, r.Term+1)
	}
	r = w.promote(r) // whoever waits already comes first
	if w.open(r) {
		return r.seated(s, r.Term+1)
	}
	return w.queued(r, s)
}

// takeOver makes an instance the holder because a person said so. While the holder is on a call
// it takes a confirmation; without one nothing changes.
func (w run) takeOver(r record, s seat, duringCall bool) record {
	h := r.Holder
	if h != nil && (h.Instance == s.Instance || h.OnCall && !duringCall) {
		return r
	}
	s.Server, s.Since, s.Gone = w.server, w.now.UnixMilli(), 0
	return r.seated(s, r.Term+1)
}

// gone notes that an instance's socket ended: a holder is waited for, others leave the line. A
// seat that was joined anew since carries another resume hash and stays.
func (w run) gone(r record, instance, resume string) record {
	if i := r.inLine(instance); i >= 0 && r.Line[i].Resume == resume {
		return r.unqueued(instance)
	}
	if r.Holder == nil || r.Holder.Instance != instance || r.Holder.Resume != resume {
		return r
	}
	h := *r.Holder
	h.Gone = w.now.UnixMilli()
	r.Holder = &h
	return r
}

// release gives the lease up at once; the first in line gets it.
func (w run) release(r record, instance string) record {
	if r.Holder == nil || r.Holder.Instance != instance {
		return r.unqueued(instance)
	}
	r.Holder = nil
	return w.promote(r)
}

// onCall notes what a holder's softphone does.
func (w run) onCall(r record, instance string, on bool) record {
	if r.Holder == nil || r.Holder.Instance != instance || r.Holder.OnCall == on {
		return r
	}
	h := *r.Holder
	h.OnCall = on
	r.Holder = &h
	return r
}

// promote gives an open lease to the first in line who is here.
func (w run) promote(r record) record {
	if !w.open(r) {
		return r
	}
	i := slices.IndexFunc(r.Line, w.here)
	if i < 0 {
		return r
	}
	s := r.Line[i]
	s.Since = w.now.UnixMilli()
	return r.seated(s, r.Term+1)
}

// due is when promote would change something; zero if only somebody's word can, or if those who wait
// do so at other servers, which see to it.
func (w run) due(r record) time.Time {
	if r.Holder == nil || w.here(*r.Holder) || !slices.ContainsFunc(r.Line, w.mine) {
		return time.Time{}
	}
	return w.freeAt(*r.Holder)
}

// view is what agents are told. It is the holder's own: Live stands for "somebody is live".
func (w run) view(r record) protocol.Lease {
	l := protocol.Lease{Term: r.Term}
	if h := r.Holder; h != nil {
		l.Live = w.here(*h)
		l.Holder = &protocol.Holder{
			Instance: h.Instance, Device: h.Device, Browser: h.Browser,
			Since: h.Since, OnCall: h.OnCall, Away: !l.Live,
		}
	}
	return l
}

// pages is how many instances have a socket somewhere, as far as they are on record.
func (w run) pages(r record) (n int) {
	if r.Holder != nil && w.here(*r.Holder) {
		n++
	}
	for _, s := range r.Line {
		if w.here(s) {
			n++
		}
	}
	return n
}

// seated gives the seat to s and takes s out of the line.
func (r record) seated(s seat, term uint64) record {
	r = r.unqueued(s.Instance)
	r.Holder, r.Term = &s, term
	return r
}

// queued puts s at the end of the line, or keeps its place there. Who waited at a server that is gone
// has left.
func (w run) queued(r record, s seat) record {
	line := slices.Clone(r.Line)
	if i := r.inLine(s.Instance); i >= 0 {
		line[i] = s
	} else {
		line = slices.DeleteFunc(line, func(old seat) bool {
			alive, _ := w.lives(old)
			return !alive
		})
		if len(line) < maxLine {
			line = append(line, s)
		}
	}
	r.Line = line
	return r
}

func (r record) unqueued(instance string) record {
	if i := r.inLine(instance); i >= 0 {
		r.Line = slices.Delete(slices.Clone(r.Line), i, i+1)
	}
	return r
}

func (r record) inLine(instance string) int {
	return slices.IndexFunc(r.Line, func(s seat) bool { return s.Instance == instance })
}
