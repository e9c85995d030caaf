package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"agentadapter/server/engine"
	"agentadapter/server/hub"
)

const (
	// framesFor, framesEach and framesBytes bound what is kept of what agents were told.
	framesFor   = 10 * time.Minute
	framesEach  = 500
	framesBytes = 64 << 20
	// readWithin bounds how long a page waits until this server has read them.
	readWithin = 5 * time.Second
	// touchEvery is how often a server that is cut off looks whether it still is.
	touchEvery = 100 * time.Millisecond
	// firstFrame lies above the clock's milliseconds, by which a server alone numbers its frames, so that
	// numbers go on rising after a move to a cluster.
	firstFrame = uint64(1) << 41
)

// framesLog is what frames needs of the engine's log "frames". It lies in a file: its sequences are the
// frames' numbers and must never go back.
type framesLog interface {
	Append(ctx context.Context, subject string, body []byte) (uint64, error)
	Follow(ctx context.Context, filter string, from uint64, fn func(engine.Entry) error) error
	Last(ctx context.Context) (uint64, error)
	Len(ctx context.Context) (uint64, error)
}

// frames carries what agents are told between servers, and keeps a copy of the newest here, so that a
// page that comes costs the engine nothing.
type frames struct {
	log framesLog

	mu     sync.Mutex // guards all below
	by     map[string]*framed
	order  []frameAt // the oldest first
	size   int
	floor  uint64        // what came before is not here
	behind chan struct{} // closed once all is here that was there when Follow began
	cut    chan struct{} // closed when nothing that is told can be relied on
}

// framed are the frames of one agent.
type framed struct {
	all  []hub.Frame
	lost uint64 // the highest number that is no longer among them
}

type frameAt struct {
	agent string
	at    time.Time
}

var errCutOff = errors.New("this server is cut off from the engine")

func newFrames(log framesLog) *frames {
	return &frames{log: log, cut: make(chan struct{}), by: map[string]*framed{}, behind: make(chan struct{})}
}

// beginLocked forgets all, to read it anew. Who waits already goes on waiting for that.
func (f *frames) beginLocked() {
	f.by, f.order, f.size = map[string]*framed{}, nil, 0
	select {
	case <-f.behind:
		f.behind = make(chan struct{})
	default:
	}
}

// Append keeps a frame and says its number.
func (f *frames) Append(ctx context.Context, tenant, agent string, data []byte) (uint64, error) {
	seq, err := f.log.Append(ctx, tenant+"."+engine.Word(agent), data)
	return firstFrame + seq, err
}

// Follow hands over every frame, those of the last minutes first.
func (f *frames) Follow(ctx context.Context, fn func(tenant, agent string, n uint64, data []byte)) error {
	if err := f.awaitTouch(ctx); err != nil {
		return err
	}
	last, err := f.log.Last(ctx)
	if err != nil {
		return err
	}
	held, err := f.log.Len(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	f.mu.Lock()
	f.beginLocked()
	f.floor = firstFrame + last
	cut, behind := f.cut, f.behind
	f.mu.Unlock()
	if held == 0 {
		f.caughtUp(behind)
	}
	// What is there may grow too old before it is read.
	defer time.AfterFunc(readWithin, func() { f.caughtUp(behind) }).Stop()
	go func() {
		select {
		case <-cut:
			cancel(errCutOff)
		case <-ctx.Done():
		}
	}()
	first := true
	err = f.log.Follow(ctx, ">", 0, func(e engine.Entry) error {
		tenant, agent, _ := strings.Cut(e.Subject, ".")
		f.keep(e, first)
		first = false
		fn(tenant, agent, firstFrame+e.Seq, e.Body)
		if e.Seq >= last {
			f.caughtUp(behind)
		}
		return nil
	})
	return cmp.Or(context.Cause(ctx), err)
}

// awaitTouch waits while this server is cut off: it has nothing to hear.
func (f *frames) awaitTouch(ctx context.Context) error {
	tick := time.NewTicker(touchEvery)
	defer tick.Stop()
	for {
		f.mu.Lock()
		cut := f.cut
		f.mu.Unlock()
		select {
		case <-cut:
		default:
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

func (f *frames) caughtUp(behind chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-behind:
	default:
		close(behind)
	}
}

// keep adds a frame and lets go what is too old or too much.
func (f *frames) keep(e engine.Entry, first bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := firstFrame + e.Seq
	if first {
		f.floor = min(f.floor, n-1)
	}
	who, ok := f.by[e.Subject]
	if !ok {
		who = &framed{lost: f.floor}
		f.by[e.Subject] = who
	}
	who.all = append(who.all, hub.Frame{N: n, At: e.At, Data: e.Body})
	f.order = append(f.order, frameAt{e.Subject, e.At})
	f.size += len(e.Body)
	if len(who.all) > framesEach {
		f.dropLocked(e.Subject)
		f.order = slices.DeleteFunc(f.order, onceOf(e.Subject))
	}
	for len(f.order) > 0 && (f.size > framesBytes || time.Since(f.order[0].at) > framesFor) {
		f.dropLocked(f.order[0].agent)
		f.order = f.order[1:]
	}
}

// dropLocked lets the oldest frame of an agent go.
func (f *frames) dropLocked(subject string) {
	who := f.by[subject]
	if who == nil || len(who.all) == 0 {
		return
	}
	who.lost = who.all[0].N
	f.size -= len(who.all[0].Data)
	who.all = who.all[1:]
	if len(who.all) == 0 {
		f.floor = max(f.floor, who.lost)
		delete(f.by, subject)
	}
}

// onceOf matches the first place of an agent in the order.
func onceOf(subject string) func(frameAt) bool {
	done := false
	return func(at frameAt) bool {
		hit := !done && at.agent == subject
		done = done || hit
		return hit
	}
}

// Since gives the agent's frames after n, once all is here that was there when this server began.
func (f *frames) Since(ctx context.Context, tenant, agent string, n uint64) ([]hub.Frame, bool, error) {
	f.mu.Lock()
	behind := f.behind
	f.mu.Unlock()
	select {
	case <-behind:
	case <-ctx.Done():
		return nil, false, fmt.Errorf("%w: what agents were told is not read yet", engine.ErrUnavailable)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	who, ok := f.by[tenant+"."+engine.Word(agent)]
	if !ok {
		return nil, n >= f.floor, nil
	}
	at := slices.IndexFunc(who.all, func(fr hub.Frame) bool { return fr.N > n })
	if at < 0 {
		return nil, n >= who.lost, nil
	}
	return slices.Clone(who.all[at:]), n >= who.lost, nil
}

// rely says whether this server is in touch with the engine. Where it is not, all its pages are told to
// come back: another server may have them.
func (f *frames) rely(can bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-f.cut:
		if can {
			f.cut = make(chan struct{})
		}
	default:
		if !can {
			close(f.cut)
		}
	}
}
