package relay

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// forgetEvery is how often it is looked for what is to be forgotten; the first time comes up to
	// forgetFirst after the first minute, spread out so that many tenants do not begin at once.
	forgetEvery = time.Hour
	forgetFirst = 2 * time.Minute
	// forgetAtOnce bounds one round; with more to do the next one comes after forgetFirst. forgetPause
	// lies between two sessions: live work has the disk.
	forgetAtOnce = 2000
	forgetPause  = 20 * time.Millisecond
	// forgetWithin bounds what one session takes.
	forgetWithin = 10 * time.Second
)

// settledStates are those in which nobody has anything left to do. Buried, parked and unlinked sessions
// are kept until somebody replays, links or discards them.
var settledStates = []rules.Doing{rules.Saved, rules.Skipped, discarded}

// doneSince is when the session ended, as we heard, if nothing is left to be done for it; else zero.
func (d *document) doneSince() time.Time {
	if !d.Finished || !slices.Contains(settledStates, d.State) {
		return time.Time{}
	}
	return time.UnixMilli(cmp.Or(d.EndSeen, d.Changed))
}

// doneBefore: nothing has been left to be done since before a moment.
func (d *document) doneBefore(at time.Time) bool {
	done := d.doneSince()
	return !done.IsZero() && done.Before(at)
}

// forgetting forgets old sessions and dials, round by round, until asked to stop.
func (l *line) forgetting(asked context.Context) {
	next := time.Minute + rand.N(forgetFirst) //#nosec G404 -- it spreads work, and guards nothing
	for pause(asked, next) {
		n, more, err := l.forgetOld(asked, time.Now())
		if err != nil && asked.Err() == nil {
			l.log.Warn("old sessions are not all forgotten; the next round goes on", "err", err)
		}
		if n > 0 {
			l.log.Info("old sessions were forgotten", "sessions", n, "days", l.tenant.Settings().RetainDays)
		}
		next = forgetEvery
		if more && err == nil {
			next = forgetFirst
		}
	}
}

// forgetOld is one round: what ended more than retainDays ago. More: it did not get to all of it.
func (l *line) forgetOld(ctx context.Context, now time.Time) (n int, more bool, err error) {
	before := now.AddDate(0, 0, -l.tenant.Settings().RetainDays)
	old := l.index.doneBefore(before)
	if more = len(old) > forgetAtOnce; more {
		old = old[:forgetAtOnce]
	}
	for _, name := range old {
		gone, err := l.forget(ctx, name, func(d *document) bool { return d.doneBefore(before) })
		if err != nil {
			return n, more, err
		}
		if gone {
			n++
		}
		if !pause(ctx, forgetPause) {
			return n, more, ctx.Err()
		}
	}
	return n, more, l.forgetDials(ctx, func(d dialed) bool { return time.UnixMilli(d.At).Before(before) })
}

// forget takes one session out of everything that is kept, if its document on disk is due and nobody
// works at it. The facts that the document knows go first, then the document: what was told since stays
// and begins a new one.
func (l *line) forget(ctx context.Context, name string, due func(*document) bool) (gone bool, err error) {
	upTo, free := l.beginLeaving(name)
	if !free {
		return false, nil
	}
	defer l.endLeaving(name)
	ctx, cancel := context.WithTimeout(ctx, forgetWithin)
	defer cancel()
	key := l.tenant.ID + "." + name
	v, err := l.cfg.Ledger.Get(ctx, key)
	if errors.Is(err, engine.ErrNotFound) {
		l.drop(name)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	d, err := readDocument(v.Body)
	if err != nil || !due(&d) {
		return false, err
	}
	if err := l.purge(ctx, &d, upTo); err != nil {
		return false, err
	}
	if err := l.cfg.Ledger.Forget(ctx, key, v.Rev); err != nil {
		return false, err
	}
	l.drop(name)
	return true, nil
}

// purge takes the session's facts out of the log, and those of its conversation unless other sessions are
// written there.
func (l *line) purge(ctx context.Context, d *document, upTo uint64) error {
	name := d.Session.Name
	if err := l.cfg.Facts.Purge(ctx, l.tenant.ID+"."+name, upTo); err != nil {
		return err
	}
	if c := d.Settled.Conversation; c != "" && len(without(l.index.in(c), name)) == 0 {
		return l.cfg.Facts.Purge(ctx, l.tenant.ID+"."+rules.OfConversation+engine.Word(c), upTo)
	}
	return nil
}

// beginLeaving has everybody else wait for the session, unless it is in memory: somebody works at it.
// UpTo is the newest fact that its document can know.
func (l *line) beginLeaving(name string) (upTo uint64, free bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, sits := l.seats[name]; sits || l.leaving[name] {
		return 0, false
	}
	l.leaving[name] = true
	return max(l.received, 1), true // 0 would be all of them
}

func (l *line) endLeaving(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.leaving, name)
	l.room.Broadcast()
}

// awaitLeftLocked waits while a session is being forgotten; that is a moment. The line's mutex is held.
func (l *line) awaitLeftLocked(name string) {
	for l.leaving[name] {
		l.room.Wait()
	}
}

// drop takes a session out of memory: lists, cards, voicemails and what agents are asked.
func (l *line) drop(name string) {
	l.index.drop(name)
	l.shelf.drop(name)
	l.mail.drop(name)
	for _, asked := range l.choices.drop(name, "") {
		l.cfg.Teller.Tell(l.tenant.ID, asked, protocol.Choose{Session: name})
	}
}

func (x *index) drop(name string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.by, name)
}

// doneBefore names the sessions for which nothing has been left to be done since before a moment, the
// oldest first.
func (x *index) doneBefore(at time.Time) []string {
	x.mu.Lock()
	var old []Line
	for _, line := range x.by {
		if !line.done.IsZero() && line.done.Before(at) {
			old = append(old, line)
		}
	}
	x.mu.Unlock()
	slices.SortFunc(old, func(a, b Line) int { return cmp.Or(a.done.Compare(b.done), cmp.Compare(a.Session, b.Session)) })
	names := make([]string, len(old))
	for i := range old {
		names[i] = old[i].Session
	}
	return names
}

func (s *shelf) drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, cards := range s.by {
		delete(cards, name)
	}
}

func (m *mailbox) drop(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.cards, name)
}
