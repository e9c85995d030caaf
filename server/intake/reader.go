package intake

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
)

const (
	// readAgain is the least time between two reads of one session.
	readAgain = 2 * time.Second
	// maxStale bounds the sessions that wait for a read. What finds no room is found again by
	// reconciling.
	maxStale = 10_000
	// unknownTries is how often a session is asked for that the platform does not know (yet).
	unknownTries = 5
)

// reader reads the objects of one tenant's stale sessions.
type reader struct {
	tenant Tenant
	keep   func(context.Context, string, rules.Fact) error
	traces traces
	log    *slog.Logger

	mu      sync.Mutex
	waiting map[string]*mark     // stale, not being read
	reading map[string]bool      // true: marked stale again meanwhile
	last    map[string]time.Time // when read, for the last readAgain
	seen    map[string]uint64    // what was told last, so that it is not told again
	changed chan struct{}        // closed when there may be something to pick
}

// mark is a stale session that waits for its read.
type mark struct {
	live  bool
	due   time.Time
	tries int
	// since is when it became stale, marked when that was told last.
	since, marked time.Time
	// causes are where it was marked, as traced.
	causes []string
}

// maxCauses bounds them.
const maxCauses = 8

func newReader(t Tenant, keep func(context.Context, string, rules.Fact) error, by Tracer, log *slog.Logger) *reader {
	return &reader{
		tenant: t, keep: keep, traces: traces{by}, log: log, waiting: map[string]*mark{}, reading: map[string]bool{},
		last: map[string]time.Time{}, seen: map[string]uint64{}, changed: make(chan struct{}),
	}
}

// forget drops what was told last of each session.
func (r *reader) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.seen)
}

// stale marks a session; marking it again changes nothing but its urgency.
func (r *reader) stale(ctx context.Context, session string, live bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, busy := r.reading[session]; busy {
		r.reading[session] = true
		return
	}
	m, ok := r.waiting[session]
	if !ok {
		if len(r.waiting) >= maxStale {
			r.log.Warn("too many sessions wait to be read; this one is left to reconciling", "session", session)
			return
		}
		m = &mark{due: r.last[session].Add(readAgain), since: time.Now()}
		r.waiting[session] = m
	}
	m.live, m.marked = m.live || live, time.Now()
	if cause := r.traces.of(ctx); cause != "" && len(m.causes) < maxCauses {
		m.causes = append(m.causes, cause)
	}
	r.wakeLocked()
}

func (r *reader) wakeLocked() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// run reads until the context ends: live sessions alone, or all. A read that can wait takes its turn
// after all others, so whoever makes it may not be the one whom live sessions need.
func (r *reader) run(ctx context.Context, liveOnly bool) {
	for {
		session, m, ok := r.next(ctx, liveOnly)
		if !ok {
			return
		}
		r.done(session, m, r.traced(ctx, session, m))
	}
}

// next waits for a session that is due.
func (r *reader) next(ctx context.Context, liveOnly bool) (string, mark, bool) {
	for {
		session, m, wait, changed := r.pick(time.Now(), liveOnly)
		if session != "" {
			return session, m, true
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return "", mark{}, false
		case <-changed:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// pick takes out the session that has been due longest, live ones first; none: how long to wait.
func (r *reader) pick(now time.Time, liveOnly bool) (session string, m mark, wait time.Duration, changed <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for s, at := range r.last {
		if now.Sub(at) > readAgain {
			delete(r.last, s)
		}
	}
	wait = time.Minute
	var best *mark
	for s, m := range r.waiting {
		if liveOnly && !m.live {
			continue
		}
		if until := m.due.Sub(now); until > 0 {
			wait = min(wait, until)
			continue
		}
		if best == nil || m.before(best) {
			session, best = s, m
		}
	}
	if best == nil {
		return "", mark{}, wait, r.changed
	}
	delete(r.waiting, session)
	r.reading[session] = false
	return session, *best, 0, nil
}

func (m *mark) before(o *mark) bool {
	if m.live != o.live {
		return m.live
	}
	return m.due.Before(o.due)
}

// traced reads, and shows what made it necessary.
func (r *reader) traced(ctx context.Context, session string, m mark) (err error) {
	ctx, end := r.traces.begin(ctx, "read object", r.tenant.ID, session, m.causes)
	defer func() { end(err) }()
	return r.read(ctx, session, m.live)
}

// read gets the object and appends it as a fact.
func (r *reader) read(ctx context.Context, session string, live bool) error {
	kind, id, _ := strings.Cut(session, "-")
	calls, chats := r.tenant.PatientCalls, r.tenant.PatientChats
	if live {
		calls, chats = r.tenant.Calls, r.tenant.Chats
	}
	objects := calls
	if kind == string(ccaip.KindChat) {
		objects = chats
	}
	s, err := objects.Get(ctx, id)
	if err != nil {
		return err
	}
	f := objectFact(s, time.Now())
	f.Session = session // what was asked for, should the answer spell its id otherwise
	return r.tell(ctx, f, !s.UpdatedAt.IsZero())
}

// tell appends an object's fact, unless it is what was told of the session last. An object that does
// not say when it changed (dated false) is compared without its time.
func (r *reader) tell(ctx context.Context, f rules.Fact, dated bool) error {
	sum := digest(f, dated)
	r.mu.Lock()
	was, known := r.seen[f.Session]
	r.mu.Unlock()
	if known && was == sum {
		return nil
	}
	if err := r.keep(ctx, r.tenant.ID, f); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.seen) >= maxStale {
		clear(r.seen) // costs one doubled fact each
	}
	r.seen[f.Session] = sum
	return nil
}

func digest(f rules.Fact, dated bool) uint64 {
	f.Read = 0
	if !dated {
		f.At = 0
	}
	h := fnv.New64a()
	_ = json.NewEncoder(h).Encode(f) // a hash takes everything
	return h.Sum64()
}

// done notes a read and puts the session back where it must be read again.
func (r *reader) done(session string, m mark, err error) {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	again := r.reading[session]
	delete(r.reading, session)
	r.last[session] = now
	switch {
	case err == nil && again:
		r.waiting[session] = &mark{live: m.live, due: now.Add(readAgain), since: now, marked: now}
	case err != nil:
		wait, worth := patience(err, m.tries+1, now)
		if !worth {
			r.log.Warn("a session cannot be read", "session", session, "err", err)
			return
		}
		r.log.Debug("a session is read again later", "session", session, "in", wait, "err", err)
		r.waiting[session] = &mark{live: m.live, due: now.Add(wait), tries: m.tries + 1, since: m.since, marked: now, causes: m.causes}
	default:
		return
	}
	r.wakeLocked()
}

// patience says how long to wait after a failed read, and whether another is worth it.
func patience(err error, tries int, now time.Time) (time.Duration, bool) {
	growing := min(time.Second<<min(tries-1, 6), time.Minute)
	growing += time.Duration(rand.Int64N(int64(growing/2) + 1)) //#nosec G404 -- it spreads work, and guards nothing
	e, ok := errors.AsType[*ccaip.Error](err)
	if !ok {
		return growing, true // not on disk, or given up at a stop
	}
	switch e.Kind {
	case ccaip.Limited:
		return max(e.RetryAt.Sub(now), time.Second), true
	case ccaip.KeyAtFault, ccaip.RoleMissing:
		return 30 * time.Second, true
	case ccaip.NotFound:
		return growing, tries < unknownTries // an event may be ahead of the object
	case ccaip.Refused:
		return 0, false
	}
	return growing, true
}
