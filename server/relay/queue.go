package relay

import (
	"context"
	"sync"
	"time"
)

// lane is which names a worker takes.
type lane int

const (
	anyLane     lane = iota // live ones first
	liveLane                // live ones alone
	patientLane             // the others alone
)

// queue hands out names, each to one worker at a time and once however often it was pushed. Live ones
// go first. Its length is bounded by the number of unfinished sessions.
type queue struct {
	mu      sync.Mutex
	live    []string
	other   []string
	waiting map[string]bool   // in one of the lists; true: in live
	busy    map[string]pushed // with a worker
	changed chan struct{}     // closed when there may be something
}

// pushed is what came for a name while a worker has it.
type pushed struct{ again, live bool }

func newQueue() *queue {
	return &queue{waiting: map[string]bool{}, busy: map[string]pushed{}, changed: make(chan struct{})}
}

// push puts a name in, unless it is there.
func (q *queue) push(name string, live bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if was, ok := q.busy[name]; ok {
		q.busy[name] = pushed{again: true, live: was.live || live}
		return
	}
	q.putLocked(name, live)
}

func (q *queue) putLocked(name string, live bool) {
	was, there := q.waiting[name]
	if there && (was || !live) {
		return
	}
	q.waiting[name] = live // an entry left behind in the other list is passed over
	if live {
		q.live = append(q.live, name)
	} else {
		q.other = append(q.other, name)
	}
	close(q.changed)
	q.changed = make(chan struct{})
}

// pushAfter pushes a name later, unless the context has ended by then.
func (q *queue) pushAfter(ctx context.Context, name string, d time.Duration) {
	time.AfterFunc(d, func() {
		if ctx.Err() == nil {
			q.push(name, false)
		}
	})
}

// next waits for a name of a lane; false: the context has ended.
func (q *queue) next(ctx context.Context, from lane) (string, bool) {
	for {
		name, changed := q.pop(from)
		if name != "" && ctx.Err() == nil {
			return name, true
		}
		select {
		case <-ctx.Done():
			return "", false
		case <-changed:
		}
	}
}

func (q *queue) pop(from lane) (string, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if from != patientLane {
		if name := q.takeLocked(&q.live, true); name != "" {
			return name, nil
		}
	}
	if from != liveLane {
		if name := q.takeLocked(&q.other, false); name != "" {
			return name, nil
		}
	}
	return "", q.changed
}

// takeLocked hands out the first name of a list that is still meant.
func (q *queue) takeLocked(list *[]string, live bool) string {
	for len(*list) > 0 {
		name := (*list)[0]
		*list = (*list)[1:]
		if is, there := q.waiting[name]; there && is == live {
			delete(q.waiting, name)
			q.busy[name] = pushed{}
			return name
		}
	}
	return ""
}

// done gives a name back; if it was pushed meanwhile, it is in again.
func (q *queue) done(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	was := q.busy[name]
	delete(q.busy, name)
	if was.again {
		q.putLocked(name, was.live)
	}
}

// pause waits, and tells whether it was left in peace.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// serve gives a lane's names to fn, one after the other, until asked to stop.
func (q *queue) serve(asked context.Context, from lane, fn func(string)) {
	for {
		name, ok := q.next(asked, from)
		if !ok {
			return
		}
		fn(name)
		q.done(name)
	}
}
