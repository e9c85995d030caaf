package relay

import (
	"context"
	"encoding/json"
	"strconv"
	"time"
)

// save puts the session's document on disk, if it changed since. Only the writer that has the session
// saves it. A fact folded meanwhile stays unsaved.
func (l *line) save(ctx context.Context, s *seat) error {
	l.mu.Lock()
	doc, upTo := s.doc, s.last
	changed := s.unsaved != 0 || s.dirty
	s.dirty = false
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
		_, err = l.cfg.Ledger.Put(ctx, l.tenant.ID+"."+s.name, body)
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
		l.room.Signal()
	default:
		s.unsaved = upTo + 1
	}
	return nil
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
