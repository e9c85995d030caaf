package relay

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// checkpointEvery is how often the checkpoint is written: what lies behind it is read again
	// after a crash.
	checkpointEvery = time.Second
	// maxHeld bounds the sessions whose folded facts are not saved yet: beyond, the log waits.
	maxHeld = 2000
	// giveUpAfter is how long after an end that only events told the object is still asked for.
	giveUpAfter = 24 * time.Hour
)

// line is one tenant's relay.
type line struct {
	cfg    *Config
	tenant Tenant
	log    *slog.Logger
	shelf  *shelf
	gate   *gate
	turns  *turns
	index  *index
	// warnings are what the tenant's admin should know.
	warnings *warnings
	recheck  chan struct{} // have it looked whether unknown agents are known
	roles    *roles
	steps    *steps
	dials    *dials
	choices  *choices
	matching asked // whose caller is being looked up
	mail     *mailbox
	noOwner  atomic.Bool // the org knows no owners of customers (C6)

	write *queue // sessions to be written
	tell  *queue // sessions whose card may have changed
	fetch *queue // sessions whose files are to be brought

	mapping mapping
	watch   watchdog

	fenced chan struct{} // closed once another server wrote what is ours to write

	mu       sync.Mutex
	seats    map[string]*seat // unfinished sessions
	held     int              // seats with facts that are not saved
	leaving  map[string]bool  // sessions that are being forgotten
	room     *sync.Cond       // told when held falls or one has left
	received uint64           // sequence of the last fact folded
	stopping bool
}

func newLine(cfg *Config, t Tenant) *line {
	l := &line{
		cfg: cfg, tenant: t, log: cfg.Logger.With("tenant", t.ID), shelf: newShelf(), turns: newTurns(),
		index: newIndex(), warnings: newWarnings(), recheck: make(chan struct{}, 1), roles: newRoles(), steps: newSteps(), dials: newDials(), choices: newChoices(), mail: newMailbox(),
		write: newQueue(), tell: newQueue(), fetch: newQueue(), mapping: mapping{busy: make(chan struct{}, 1)}, watch: newWatchdog(), seats: map[string]*seat{}, leaving: map[string]bool{}, fenced: make(chan struct{}),
	}
	l.gate = newGate(l.wakeAll, l.log, l.warnings)
	l.room = sync.NewCond(&l.mu)
	return l
}

// load reads the tenant's documents: unfinished ones get a seat, all of them their cards.
func (l *line) load(ctx context.Context) error {
	at, err := l.cfg.Checkpoints.Get(ctx, l.tenant.ID)
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return err
	}
	if err := l.loadOwnerless(ctx); err != nil {
		return err
	}
	if err := l.loadDials(ctx); err != nil {
		return err
	}
	if err := l.loadWarnings(ctx); err != nil {
		return err
	}
	from, _ := strconv.ParseUint(string(at.Body), 10, 64) // none yet: from the beginning
	l.mu.Lock()
	l.stopping, l.received, l.held = false, from, 0
	clear(l.seats)
	l.mu.Unlock()
	return l.cfg.Ledger.Each(ctx, l.tenant.ID, func(v engine.Value) error {
		d, err := readDocument(v.Body)
		if err != nil {
			return err
		}
		l.shelf.put(&d, l.country(), time.Now())
		l.mail.put(&d, l.country())
		l.index.set(&d)
		if !d.Finished {
			l.mu.Lock()
			l.sitLocked(d).rev = v.Rev
			l.mu.Unlock()
		}
		return nil
	})
}

// run sets the line to work until asked to stop; hard cuts what is at hand.
func (l *line) run(asked, hard context.Context, work *sync.WaitGroup) {
	for from, n := range map[lane]int{liveLane: liveWriters, patientLane: patientWriters} {
		for range n {
			work.Go(func() { l.write.serve(asked, from, func(name string) { l.writeSession(asked, hard, name, from) }) })
		}
	}
	for range tellersPerTenant {
		work.Go(func() { l.tell.serve(asked, anyLane, func(name string) { l.tellSession(hard, name) }) })
	}
	if l.tenant.Files != nil {
		for range portersPerTenant {
			work.Go(func() { l.fetch.serve(asked, anyLane, func(name string) { l.carrySession(asked, name) }) })
		}
	}
	if l.tenant.Fields != nil {
		work.Go(func() { l.watchMapping(asked) })
	}
	work.Go(func() { l.watchPilots(asked) })
	work.Go(func() { l.follow(asked, hard) })
	work.Go(func() { l.checkpoints(asked, hard) })
	work.Go(func() { l.recheckAgents(asked) })
	work.Go(func() { l.watchOthers(asked) })
	work.Go(func() { l.forgetting(asked) })
	work.Go(func() { l.gate.run(asked, l.tenant.CRM.Probe) })
}

// follow folds facts as they come, and starts again where the log broke off.
func (l *line) follow(asked, hard context.Context) {
	defer context.AfterFunc(asked, l.wakeFollower)()
	for asked.Err() == nil {
		l.mu.Lock()
		from := l.received
		l.mu.Unlock()
		err := l.cfg.Facts.Follow(asked, l.tenant.ID+".>", from, func(e engine.Entry) error { return l.receive(hard, e) })
		if asked.Err() != nil {
			return
		}
		l.log.Error("the facts cannot be followed; trying again", "err", err)
		pause(asked, l.cfg.Pause)
	}
}

func (l *line) wakeFollower() {
	l.mu.Lock()
	l.stopping = true
	l.mu.Unlock()
	l.room.Broadcast()
}

// receive folds one fact. What cannot be read is named and passed over, so that it holds nothing up.
func (l *line) receive(ctx context.Context, e engine.Entry) error {
	var f rules.Fact
	if err := json.Unmarshal(e.Body, &f); err != nil || f.Session == "" {
		l.log.Error("a fact cannot be read and is passed over", "seq", e.Seq, "err", err)
		return nil
	}
	switch {
	case strings.HasPrefix(f.Session, dialPrefix):
		return l.aside(e.Seq, l.receiveDial(ctx, f))
	case strings.HasPrefix(f.Session, rules.OfConversation):
		return l.aside(e.Seq, l.receiveConversation(ctx, f, e.Seq))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.held >= maxHeld && !l.stopping {
		l.room.Wait()
	}
	if l.stopping {
		return context.Canceled
	}
	s, err := l.seatLocked(ctx, f.Session)
	if err != nil {
		return err
	}
	if s == nil {
		return nil
	}
	s.doc.fold(f, e.At)
	s.last = e.Seq
	s.caused(f.Trace)
	if s.unsaved == 0 {
		s.unsaved = e.Seq
		l.held++
	}
	l.received = e.Seq
	l.index.set(&s.doc)
	l.tell.push(s.name, true)
	l.write.push(s.name, s.urgent(time.Now()))
	return nil
}

// aside: a fact that is no session's own was taken in.
func (l *line) aside(seq uint64, err error) error {
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.received = seq
	return nil
}

// country completes numbers without prefix.
func (l *line) country() string { return l.tenant.Settings().DefaultCountry }

func (l *line) names() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	names := make([]string, 0, len(l.seats))
	for name := range l.seats {
		names = append(names, name)
	}
	return names
}
