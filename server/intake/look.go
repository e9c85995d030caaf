package intake

import (
	"context"
	"strings"
	"time"

	"agentadapter/ccaip"
)

// looksAfter are when a session's own files are looked for, counted from its end: what is in the
// storage by then need not wait for the next listing, and a listing may overlook what came late.
var looksAfter = []time.Duration{0, time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute}

const (
	// maxLooks bounds the sessions that are looked after; the listing finds the files of others.
	maxLooks = 10_000
	// lookAgain is when a look that failed is made again.
	lookAgain = 10 * time.Second
)

// look is a session that has ended, and how often its files were looked for.
type look struct {
	ended time.Time
	due   time.Time // zero: all looks are done
	done  int
}

// ended begins looking for a session's own files, once.
func (b *bucket) ended(session string) {
	now := time.Now()
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.looks[session]; known || len(b.looks) >= maxLooks {
		return
	}
	b.looks[session] = &look{ended: now, due: now.Add(looksAfter[0])}
	select {
	case b.soon <- struct{}{}:
	default:
	}
}

// lookAfterEnds makes the looks that are due until the context ends.
func (b *bucket) lookAfterEnds(ctx context.Context) {
	for {
		session, wait := b.nextLook(time.Now())
		if session != "" {
			b.looked(session, b.lookFor(ctx, session))
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-b.soon:
		case <-timer.C:
		}
		timer.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// nextLook is a session whose look is due, or how long to wait for one. It forgets sessions whose
// looks are all done, after a while in which their end may be told again.
func (b *bucket) nextLook(now time.Time) (session string, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait = time.Minute
	for name, l := range b.looks {
		switch until := l.due.Sub(now); {
		case l.due.IsZero():
			if now.Sub(l.ended) > 2*looksAfter[len(looksAfter)-1] {
				delete(b.looks, name)
			}
		case until <= 0:
			return name, 0
		default:
			wait = min(wait, until)
		}
	}
	return "", wait
}

// looked notes a look and when the next one is due.
func (b *bucket) looked(session string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.looks[session]
	if err != nil {
		b.log.Warn("a session's files are looked for again", "session", session, "in", lookAgain, "err", err)
		l.due = time.Now().Add(lookAgain)
		return
	}
	l.done++
	l.due = time.Time{}
	if l.done < len(looksAfter) {
		l.due = l.ended.Add(looksAfter[l.done])
	}
}

// lookFor tells which files the session has.
func (b *bucket) lookFor(ctx context.Context, session string) error {
	kind, id, _ := strings.Cut(session, "-")
	files, err := b.tenant.Storage.Of(ctx, ccaip.SessionKind(kind), id)
	if ccaip.KindOf(err) == ccaip.Refused {
		return nil // an id that no file name holds
	}
	if err != nil {
		return err
	}
	at, err := b.reached(ctx)
	if err != nil {
		return err
	}
	for _, file := range files {
		if unsettled(file, time.Now()) {
			continue // the listing finds it
		}
		if err := b.tell(ctx, file, at.Since); err != nil {
			return err
		}
	}
	return nil
}
