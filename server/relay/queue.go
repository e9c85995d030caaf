package relay

import (
	"context"
	"sync"
	"time"
)

// queue hands out names, each to one worker at a time and once however often it was pushed. Live ones
// go first. Its length is bounded by the number of unfinished sessions.
type queue struct {
	mu      sync.Mutex
	live    []string
	other   []string
	waiting map[string]bool // in one of the lists; true: in live
	busy    map[string]bool // with a worker; true: pushed again meanwhile
	changed chan struct{}   // closed when there may be something
}

func newQueue() *queue {
	return &queue{waiting: map[string]bool{}, busy: map[string]bool{}, changed: make(chan struct{})}
}

// push puts a name in, unless it is there.
func (q *queue) push(name string, live bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.busy[name]; ok {
		q.busy[name] = true
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

func (q *queue) pushAll(names []string) {
	for _, name := range names {
		q.push(name, false)
	}
}

// pushAfter pushes a name later, unless the context has ended by then.
func (q *queue) pushAfter(ctx context.Context, name string, d time.Duration) {
	time.AfterFunc(d, func() {
		if ctx.Err() == nil {
			q.push(name, false)
		}
	})
}

// next waits for a name; false: the context has ended.
func (q *queue) next(ctx context.Context) (string, bool) {
	for {
		name, changed := q.pop()
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

func (q *queue) pop() (string, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.live)+len(q.other) > 0 {
		list, live := &q.live, true
		if len(q.live) == 0 {
			list, live = &q.other, false
		}
		name := (*list)[0]
		*list = (*list)[1:]
		if is, there := q.waiting[name]; there && is == live {
			delete(q.waiting, name)
			q.busy[name] = false
			return name, nil
		}
	}
	return "", q.changed
}

// done gives a name back; if it was pushed meanwhile, it is in again.
func (q *queue) done(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	again := q.busy[name]
	delete(q.busy, name)
	if again {
		q.putLocked(name, true)
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
