package lease_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/lease"
)

// common is a bucket that several servers share; it tells changes a little later, as a network does.
type common struct {
	*memory

	mu      sync.Mutex
	hearers []chan engine.Value
}

func (c *common) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	rev, err := c.memory.Create(ctx, key, body)
	return rev, c.tell(engine.Value{Key: key, Rev: rev, Body: body}, err)
}

func (c *common) Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error) {
	rev, err := c.memory.Update(ctx, key, body, rev)
	return rev, c.tell(engine.Value{Key: key, Rev: rev, Body: body}, err)
}

func (c *common) tell(v engine.Value, err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.hearers {
		if err == nil {
			h <- v
		}
	}
	return err
}

func (c *common) Watch(ctx context.Context, fn func(engine.Value) error) error {
	news := make(chan engine.Value, 1000)
	c.mu.Lock()
	c.hearers = append(c.hearers, news)
	c.mu.Unlock()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case v := <-news:
			time.Sleep(10 * time.Millisecond) // of the bubble
			if err := fn(v); err != nil {
				return err
			}
		}
	}
}

func (c *common) Each(_ context.Context, _ string, fn func(engine.Value) error) error {
	c.memory.mu.Lock()
	var all []engine.Value
	for _, v := range c.values {
		all = append(all, v)
	}
	c.memory.mu.Unlock()
	for _, v := range all {
		if err := fn(v); err != nil {
			return err
		}
	}
	return nil
}

// towns are two servers that share the leases, and who of them lives.
type towns struct {
	bucket *common
	a, b   *lease.Leases
	seenA  *watcher
	seenB  *watcher

	mu    sync.Mutex
	dead  map[string]time.Time
	pages map[string]int // as b was told
}

// apart runs a test with two servers.
func apart(t *testing.T, test func(t *testing.T, w *towns)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := &towns{bucket: &common{memory: newMemory()}, seenA: &watcher{}, seenB: &watcher{}, dead: map[string]time.Time{}, pages: map[string]int{}}
		start := func(name string, watcher *watcher) *lease.Leases {
			l := lease.New(lease.Config{Bucket: w.bucket, Others: w.bucket, Watcher: watcher, Server: name, Alive: w.alive,
				Present: func(_, agent string, n int) {
					if name == "b" {
						w.mu.Lock()
						defer w.mu.Unlock()
						w.pages[agent] = n
					}
				}})
			require.NoError(t, l.Start(t.Context()))
			return l
		}
		w.a, w.b = start("a", w.seenA), start("b", w.seenB)
		defer w.a.Stop()
		defer w.b.Stop()
		synctest.Wait()
		test(t, w)
	})
}

func (w *towns) alive(server string) (bool, time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	at, dead := w.dead[server]
	return !dead, at
}

func (w *towns) dies(server string, heard time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead[server] = heard
}

func (w *towns) present(agent string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pages[agent]
}

func at(instance string) protocol.Hello { return protocol.Hello{Instance: instance} }

func TestOtherServersHearAtOnce(t *testing.T) {
	apart(t, func(t *testing.T, w *towns) {
		_, err := w.a.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		after(100 * time.Millisecond)
		require.Equal(t, "one", w.seenB.now().Holder.Instance)
		require.True(t, w.seenB.now().Live, "its socket is at another server that lives")
		require.Equal(t, 1, w.present("ana"))

		_, err = w.b.Join(t.Context(), "acme", "ana", at("two"))
		require.NoError(t, err)
		l, err := w.b.TakeOver(t.Context(), "acme", "ana", at("two"), false)
		require.NoError(t, err)
		require.Equal(t, "two", l.Holder.Instance)
		after(100 * time.Millisecond)
		require.Equal(t, "two", w.seenA.now().Holder.Instance, "who was live learns it where it is")
		require.NoError(t, w.a.Check(t.Context(), "acme", "ana", l.Term))
		var stale *lease.StaleError
		require.ErrorAs(t, w.a.Check(t.Context(), "acme", "ana", l.Term-1), &stale)
	})
}

func TestWhoWaitsAtAnotherServerIsPromoted(t *testing.T) {
	apart(t, func(t *testing.T, w *towns) {
		resume, err := w.a.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		_, err = w.b.Join(t.Context(), "acme", "ana", at("two"))
		require.NoError(t, err)
		require.NoError(t, w.a.Gone(t.Context(), "acme", "ana", "one", resume))
		after(1900 * time.Millisecond)
		require.Equal(t, "one", w.seenB.now().Holder.Instance, "a reload is waited for")
		after(200 * time.Millisecond)
		require.Equal(t, "two", w.seenB.now().Holder.Instance)
		require.Equal(t, 1, w.present("ana"))
	})
}

func TestADeadServersPagesAreGone(t *testing.T) {
	apart(t, func(t *testing.T, w *towns) {
		_, err := w.a.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		_, err = w.b.Join(t.Context(), "acme", "ana", at("two"))
		require.NoError(t, err)
		heard := time.Now()
		after(7 * time.Second)
		require.Equal(t, "one", w.seenB.now().Holder.Instance, "a server that lives keeps its pages")
		w.dies("a", heard)
		require.NoError(t, w.b.Moved(t.Context(), w.bucket, "a"))
		require.False(t, w.seenB.now().Live, "gone, and waited for")
		after(2900 * time.Millisecond)
		require.Equal(t, "one", w.seenB.now().Holder.Instance)
		after(200 * time.Millisecond)
		require.Equal(t, "two", w.seenB.now().Holder.Instance, "10 s after the server was heard last")
	})
}

func TestThePageOfADeadServerComesToAnother(t *testing.T) {
	apart(t, func(t *testing.T, w *towns) {
		_, err := w.a.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		term := w.seenA.now().Term
		_, err = w.b.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		require.True(t, w.seenB.now().Live)
		require.Equal(t, term, w.seenB.now().Term, "the same window goes on, before anybody knows that its server is dead")
		w.dies("a", time.Now())
		require.NoError(t, w.b.Moved(t.Context(), w.bucket, "a"))
		require.True(t, w.seenB.now().Live)
	})
}

func TestWhoBeginsToListenIsToldAll(t *testing.T) {
	apart(t, func(t *testing.T, w *towns) {
		_, err := w.a.Join(t.Context(), "acme", "ana", at("one"))
		require.NoError(t, err)
		after(100 * time.Millisecond)
		w.mu.Lock()
		clear(w.pages)
		w.mu.Unlock()
		require.NoError(t, w.b.Retell(t.Context(), w.bucket, "acme"))
		require.Equal(t, 1, w.present("ana"))
	})
}
