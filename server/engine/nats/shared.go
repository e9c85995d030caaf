package nats

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

const (
	// quietFor is how long nothing must have come for a follower before it gives its consumer back.
	quietFor = 30 * time.Second
	// listenAgain is the wait before a listener whose line broke begins anew.
	listenAgain = time.Second
)

// shared is what the followers of a log share of whom most hear nothing for hours, such as a thousand
// tenants at night. A consumer costs the engine some 30 KiB and several goroutines, so a follower has one only
// while entries come for it:
//
//	            rung                       nothing came for quietFor
//	waiting ───────────▶ reading (Log.Follow) ───────────▶ waiting
//
// One listener for all of them, which is sent subjects and no bodies, rings. It tells that there is
// something to read, never what: whoever is rung reads on behind what it was given last.
type shared struct {
	log    *Log
	quiet  time.Duration
	copies int // of each entry in the cluster

	starting sync.Mutex // one begins to listen at a time

	mu        sync.Mutex // guards all below
	followers map[string]map[*follower]bool
	count     int
	hush      context.CancelFunc // ends the listener; nil: nobody listens
}

// follower is one that waits or reads.
type follower struct {
	newest uint64        // sequence of the newest entry that it was rung for
	rung   chan struct{} // room for one
}

// follow is Log.Follow for all entries under one word.
func (s *shared) follow(ctx context.Context, word string, from uint64, fn func(engine.Entry) error) error {
	filter := word + ".>"
	f := &follower{rung: make(chan struct{}, 1)}
	if err := s.join(ctx, word, f); err != nil {
		return err
	}
	defer s.leave(word, f)
	there, err := s.anything(ctx, filter, from)
	for err == nil {
		if there {
			from, err = s.read(ctx, f, filter, from, fn)
			if err != nil {
				return err
			}
		}
		there = true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-f.rung:
		}
	}
	return err
}

// anything tells whether there is something to read at once. Of several copies the one that is asked
// may lag behind, so there it is read.
func (s *shared) anything(ctx context.Context, filter string, from uint64) (bool, error) {
	if s.copies > 1 {
		return true, nil
	}
	_, err := s.log.stream.GetMsg(ctx, from+1, jetstream.WithGetMsgSubject(s.log.prefix+filter))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return false, nil
	}
	return true, storeError("follow", err)
}

// read gives fn what there is and what comes, until nothing has come for a while, and tells how far it
// came.
func (s *shared) read(ctx context.Context, f *follower, filter string, from uint64, fn func(engine.Entry) error) (uint64, error) {
	for {
		known := s.newest(f)
		some, enough := context.WithCancel(ctx)
		quiet := time.AfterFunc(s.quiet, enough)
		quiet.Stop() // to begin may take its time
		var failed error
		err := s.log.follow(some, filter, from, func() { quiet.Reset(s.quiet) }, func(e engine.Entry) error {
			quiet.Stop() // fn may take its time
			if failed = fn(e); failed == nil {
				from = e.Seq
				quiet.Reset(s.quiet)
			}
			return failed
		})
		still := some.Err() != nil
		quiet.Stop()
		enough()
		switch {
		case failed != nil:
			return from, failed
		case ctx.Err() != nil:
			return from, ctx.Err()
		case !still:
			return from, err
		}
		// What rang before this began was given, or is purged; what rang since may have come too late.
		if s.newest(f) <= max(known, from) {
			return from, nil
		}
	}
}

func (s *shared) newest(f *follower) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.newest
}

// join has the follower rung for every entry that comes from now on.
func (s *shared) join(ctx context.Context, word string, f *follower) error {
	s.starting.Lock()
	defer s.starting.Unlock()
	s.mu.Lock()
	if s.followers[word] == nil {
		s.followers[word] = map[*follower]bool{}
	}
	s.followers[word][f] = true
	s.count++
	listening := s.hush != nil
	s.mu.Unlock()
	if listening {
		return nil
	}
	last, err := s.log.Last(ctx)
	if err != nil {
		s.leave(word, f)
		return err
	}
	listen, hush := context.WithCancel(context.Background())
	s.mu.Lock()
	s.hush = hush
	s.mu.Unlock()
	go s.listen(listen, last)
	return nil
}

func (s *shared) leave(word string, f *follower) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.followers[word], f)
	if len(s.followers[word]) == 0 {
		delete(s.followers, word)
	}
	if s.count--; s.count == 0 && s.hush != nil {
		s.hush()
		s.hush = nil
	}
}

// listen rings for every entry behind last until it is hushed. Where its line broke, all are rung: they
// see for themselves whether the log can be read.
func (s *shared) listen(ctx context.Context, last uint64) {
	for ctx.Err() == nil {
		cfg := jetstream.OrderedConsumerConfig{
			FilterSubjects: []string{s.log.prefix + ">"}, DeliverPolicy: jetstream.DeliverByStartSequencePolicy,
			OptStartSeq: last + 1, HeadersOnly: true,
		}
		_ = follow(ctx, s.log.stream, cfg, func() {}, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) error {
			last = meta.Sequence.Stream
			word, _, _ := strings.Cut(strings.TrimPrefix(msg.Subject(), s.log.prefix), ".")
			s.ring(word, last)
			return nil
		})
		s.ringAll()
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

func (s *shared) ring(word string, seq uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for f := range s.followers[word] {
		f.newest = seq
		f.ring()
	}
}

func (s *shared) ringAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, all := range s.followers {
		for f := range all {
			f.ring()
		}
	}
}

func (f *follower) ring() {
	select {
	case f.rung <- struct{}{}:
	default: // it is rung already
	}
}
