package relay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"agentadapter/server/engine"
)

// save puts the session's document on disk, if it changed since. Only the writer that has the session
// saves it. A fact folded meanwhile stays unsaved.
func (l *line) save(ctx context.Context, s *seat) error {
	l.mu.Lock()
	doc, upTo := s.doc, s.last
	changed := s.unsaved != 0 || s.dirty
	s.dirty, s.late = false, time.Time{}
	l.mu.Unlock()
	if !changed {
		return nil
	}
	err := l.saveWarnings(ctx) // first: a finished session says nothing twice
	var body []byte
	if err == nil {
		body, err = json.Marshal(doc)
	}
	if err == nil {
		err = l.put(ctx, s, body)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		s.dirty = true
		return err
	}
	switch {
	case s.unsaved == 0:
	case s.last == upTo:
		s.unsaved = 0
		l.held--
		l.room.Broadcast()
	default:
		s.unsaved = upTo + 1
	}
	return nil
}

// saveWithin is how long a session that only waits may stay off the disk.
const saveWithin = 250 * time.Millisecond

// later tells whether the pass's end need not be on disk yet: all that it knows stands in the log, and
// what the session waits for may come in a moment, with its writer free to go on. Not while much is held.
func (p *pass) later() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.acted || p.held > maxHeld/2 {
		return false
	}
	if p.seat.late.IsZero() {
		p.seat.late = time.Now()
	}
	return time.Since(p.seat.late) < saveWithin
}

// errFenced: another server works for the tenant.
var errFenced = errors.New("relay: another server wrote this tenant's ledger")

// put writes a session's document on top of what this line wrote or read last. A write of its own
// whose answer was lost is known by its body; any other in between means that another server works
// for the tenant: this one stops, and begins anew from what is there if it still may.
func (l *line) put(ctx context.Context, s *seat, body []byte) (err error) {
	key := l.tenant.ID + "." + s.name
	for range 2 {
		var rev uint64
		if s.rev == 0 {
			rev, err = l.cfg.Ledger.Create(ctx, key, body)
		} else {
			rev, err = l.cfg.Ledger.Update(ctx, key, body, s.rev)
		}
		if err == nil {
			s.rev, s.sent = rev, nil
			return nil
		}
		if !errors.Is(err, engine.ErrConflict) && !errors.Is(err, engine.ErrExists) {
			s.sent = body
			return err
		}
		is, err := l.cfg.Ledger.Get(ctx, key)
		switch {
		case err != nil:
			return err
		case bytes.Equal(is.Body, body):
			s.rev, s.sent = is.Rev, nil
			return nil
		case s.sent == nil || !bytes.Equal(is.Body, s.sent):
			l.fenceOff(s.name)
			return errFenced
		}
		s.rev = is.Rev
	}
	return err
}

// fenceOff has the line stop.
func (l *line) fenceOff(session string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case <-l.fenced:
	default:
		l.log.Error("another server wrote this tenant's ledger: the work here begins anew", "session", session)
		close(l.fenced)
	}
}

// fence tells whether the line was fenced off.
func (l *line) fence() error {
	select {
	case <-l.fenced:
		return errFenced
	default:
		return nil
	}
}

// checkpoints writes how far the facts are in the documents.
func (l *line) checkpoints(asked, hard context.Context) {
	var last uint64
	for {
		stopped := !pause(asked, checkpointEvery)
		if at := l.safe(); at != last {
			if _, err := l.cfg.Checkpoints.Put(hard, l.tenant.ID, strconv.AppendUint(nil, at, 10)); err != nil {
				l.log.Warn("the checkpoint is not on disk; more is read again after a crash", "err", err)
			} else {
				last = at
			}
		}
		if err := l.saveWarnings(hard); err != nil {
			l.log.Warn("what the admin is told is not on disk; trying again", "err", err)
		}
		if stopped {
			return
		}
	}
}

// safe is the sequence up to which every fact's fold is on disk.
func (l *line) safe() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.received
	for _, s := range l.seats {
		if s.unsaved != 0 {
			at = min(at, s.unsaved-1)
		}
	}
	return at
}

// unended names the sessions that the platform's object has not ended.
func (l *line) unended(now time.Time) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var names []string
	for name, s := range l.seats {
		if !s.doc.Session.Settled() && !s.doc.lost(now) {
			names = append(names, name)
		}
	}
	return names
}
