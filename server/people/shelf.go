package people

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// foundLife is how long a person who was found is believed.
	foundLife = time.Hour
	// missingLife is how long it is believed that somebody is missing.
	missingLife = 30 * time.Second
	// fetchWait bounds one look-up, whoever waits for it.
	fetchWait = 15 * time.Second
	// shelfSize bounds how many people one shelf remembers.
	shelfSize = 20_000
)

// shelf remembers what was looked up. The zero value is ready.
type shelf[T any] struct {
	flight singleflight.Group

	mu    sync.Mutex // guards items
	items map[string]item[T]
}

// item is a found value, or that it is missing.
type item[T any] struct {
	value   T
	missing *MissingError
	until   time.Time
}

// get answers from the shelf or by fetch. One fetch serves all who wait for the same key; it goes
// on when the one who began it gives up.
func (s *shelf[T]) get(ctx context.Context, key string, fetch func(context.Context) (T, error)) (T, error) {
	if it, ok := s.find(key); ok {
		if it.missing != nil {
			return it.value, it.missing
		}
		return it.value, nil
	}
	done := s.flight.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), fetchWait)
		defer cancel()
		v, err := fetch(ctx)
		s.put(key, v, err)
		return v, err
	})
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case r := <-done:
		v, _ := r.Val.(T)
		return v, r.Err
	}
}

func (s *shelf[T]) find(key string) (item[T], bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[key]
	if ok && time.Now().After(it.until) {
		delete(s.items, key)
		return it, false
	}
	return it, ok
}

// put keeps what a fetch found, or that it is missing. Anything else is forgotten: a neighbour
// that could not be asked has said nothing.
func (s *shelf[T]) put(key string, v T, err error) {
	it := item[T]{value: v, until: time.Now().Add(foundLife)}
	if err != nil {
		missing, ok := errors.AsType[*MissingError](err)
		if !ok {
			return
		}
		it.missing, it.until = missing, time.Now().Add(missingLife)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.items == nil {
		s.items = map[string]item[T]{}
	}
	for k := range s.items {
		if len(s.items) < shelfSize {
			break
		}
		delete(s.items, k) // any one: who is asked for again is looked up again
	}
	s.items[key] = it
}

// forget drops what is kept under the keys that match.
func (s *shelf[T]) forget(match func(key string) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k := range s.items {
		if match(k) {
			delete(s.items, k)
		}
	}
}
