package relay

import (
	"context"
	"errors"
	"time"

	"agentadapter/server/engine"
)

// seat is an unfinished session in memory. over, waits, parked and trouble belong to the writer that has
// the session; the rest is guarded by the line's mutex. Of doc's maps, Users is replaced rather than
// changed; the others are changed by the writer alone, so that it may read them without the mutex.
type seat struct {
	name string
	doc  document
	// last is the sequence of the newest fact folded, unsaved that of the first one whose fold is not
	// on disk; 0: all are.
	last, unsaved uint64
	// rev is the document's revision on disk, 0: it is not there; sent is a body whose answer was lost.
	rev   uint64
	sent  []byte
	dirty bool      // doc changed otherwise since it was saved
	late  time.Time // since when that was put off; zero: it was not

	over   map[string]bool      // waits that have lasted long enough
	waits  map[string]time.Time // when a wait began
	parked map[string]string    // writes that the key may not do now, by key, and why
	retry  time.Time            // when they are tried again
	warned map[string]bool
	// trouble is the writer's, failingAt the same step for others to read.
	trouble   trouble
	failingAt string

	// orders are what people want done to it; unpark has what a missing role held up tried again.
	orders []order
	// errands are the files on their way, by the plan's key.
	errands map[string]*errand
	unpark  bool
	// causes are where the facts since the last turn were traced, turn where that one was.
	causes  []string
	turn    string
	watched bool // looked after for other writers, by the writer
	// hurried: a live session waits for this one.
	hurried bool
}

// sitLocked gives a document a seat, and its customer's turn where it was making a conversation.
func (l *line) sitLocked(d document) *seat {
	s := &seat{
		name: d.Session.Name, doc: d,
		over: map[string]bool{}, waits: map[string]time.Time{}, parked: map[string]string{}, warned: map[string]bool{},
	}
	if s.doc.Done == nil {
		s.doc.Done = map[string]string{}
	}
	if s.doc.Buried == nil {
		s.doc.Buried = map[string]string{}
	}
	if s.doc.Popped == nil {
		s.doc.Popped = map[string]bool{}
	}
	l.seats[s.name] = s
	if d.making() {
		l.turns.take(d.Settled.Customer, s.name, time.Now())
	}
	l.write.push(s.name, s.urgent(time.Now()))
	return s
}

// seatLocked finds a session's seat, in memory or in the ledger, or gives it a first one. None without
// an error: its document cannot be read, and a new one would write everything twice.
func (l *line) seatLocked(ctx context.Context, name string) (*seat, error) {
	l.awaitLeftLocked(name)
	if s, ok := l.seats[name]; ok {
		return s, nil
	}
	v, err := l.cfg.Ledger.Get(ctx, l.tenant.ID+"."+name)
	if errors.Is(err, engine.ErrNotFound) {
		return l.sitLocked(newDocument(name)), nil
	}
	if err != nil {
		return nil, err
	}
	d, err := readDocument(v.Body)
	if err != nil {
		l.log.Error("a session's facts are passed over", "session", name, "err", err)
		return nil, nil
	}
	d.Finished = false
	s := l.sitLocked(d)
	s.rev = v.Rev
	return s, nil
}
