package lease_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/lease"
)

// memory is a bucket without a disk, for tests in a bubble of time.
type memory struct {
	mu     sync.Mutex
	rev    uint64
	values map[string]engine.Value
	fail   error
}

func newMemory() *memory { return &memory{values: map[string]engine.Value{}} }

func (m *memory) set(fail error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = fail
}

func (m *memory) Get(_ context.Context, key string) (engine.Value, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.values[key]
	if m.fail != nil {
		return v, m.fail
	}
	if !ok {
		return v, engine.ErrNotFound
	}
	return v, nil
}

func (m *memory) Create(_ context.Context, key string, body []byte) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.values[key]; ok {
		return 0, engine.ErrExists
	}
	m.rev++
	m.values[key] = engine.Value{Key: key, Rev: m.rev, Body: body}
	return m.rev, nil
}

func (m *memory) Update(_ context.Context, key string, body []byte, rev uint64) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.values[key].Rev != rev {
		return 0, engine.ErrConflict
	}
	m.rev++
	m.values[key] = engine.Value{Key: key, Rev: m.rev, Body: body}
	return m.rev, nil
}

// watcher remembers how the lease of the one agent stands, and how it came to that.
type watcher struct {
	mu    sync.Mutex
	moved []protocol.Lease
}

func (w *watcher) LeaseMoved(tenant, agent string, l protocol.Lease) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moved = append(w.moved, l)
}

func (w *watcher) now() protocol.Lease {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.moved[len(w.moved)-1]
}

// bundle is a run of the server, seen by one agent.
type bundle struct {
	*lease.Leases
	t       *testing.T
	watcher *watcher
	resume  map[string]string // by instance
}

func setup(t *testing.T, bucket lease.Bucket) *bundle {
	b := &bundle{t: t, watcher: &watcher{}, resume: map[string]string{}}
	b.Leases = lease.New(lease.Config{Bucket: bucket, Watcher: b.watcher})
	require.NoError(t, b.Start(t.Context()))
	t.Cleanup(b.Stop)
	return b
}

func (b *bundle) join(instance string, change ...func(*protocol.Hello)) protocol.Lease {
	b.t.Helper()
	h := protocol.Hello{Instance: instance, Device: "Windows", Browser: "Chrome"}
	for _, c := range change {
		c(&h)
	}
	resume, err := b.Join(b.t.Context(), "acme", "ana", h)
	require.NoError(b.t, err)
	b.resume[instance] = resume
	return b.watcher.now()
}

func (b *bundle) gone(instance string) {
	b.t.Helper()
	require.NoError(b.t, b.Gone(b.t.Context(), "acme", "ana", instance, b.resume[instance]))
}

func (b *bundle) call(instance string) {
	b.t.Helper()
	require.NoError(b.t, b.OnCall(b.t.Context(), "acme", "ana", instance, true))
}

func (b *bundle) takeOver(instance string, during bool) protocol.Lease {
	b.t.Helper()
	l, err := b.TakeOver(b.t.Context(), "acme", "ana", protocol.Hello{Instance: instance, Resume: b.resume[instance]}, during)
	require.NoError(b.t, err)
	return l
}

// held asserts who holds the lease, here.
func (b *bundle) held(instance string, term uint64) {
	b.t.Helper()
	l := b.watcher.now()
	require.NotNil(b.t, l.Holder)
	require.Equal(b.t, instance, l.Holder.Instance)
	require.True(b.t, l.Live, "%s is here", instance)
	require.Equal(b.t, term, l.Term)
	require.NoError(b.t, b.Check(b.t.Context(), "acme", "ana", term))
	var stale *lease.StaleError
	require.ErrorAs(b.t, b.Check(b.t.Context(), "acme", "ana", term-1), &stale)
	require.Equal(b.t, term, stale.Now)
	require.NotEmpty(b.t, stale.Problem().Fix)
}

// away asserts that the holder is being waited for.
func (b *bundle) away(instance string) {
	b.t.Helper()
	l := b.watcher.now()
	require.NotNil(b.t, l.Holder)
	require.Equal(b.t, instance, l.Holder.Instance)
	require.False(b.t, l.Live)
	require.True(b.t, l.Holder.Away)
}

// story runs a test in a bubble of time with a run of the server.
func story(t *testing.T, tell func(t *testing.T, b *bundle)) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := setup(t, newMemory())
		tell(t, b)
	})
}

// after lets time pass and what it sets off happen.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func resumed(word string) func(*protocol.Hello) { return func(h *protocol.Hello) { h.Resume = word } }
func onCall(h *protocol.Hello)                  { h.OnCall = true }

func TestTheSecondWaitsAndIsToldWhoHoldsIt(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		began := time.Now().UnixMilli()
		b.join("first")
		b.held("first", 1)
		after(time.Minute)
		l := b.join("second")
		b.held("first", 1)
		require.Equal(t, &protocol.Holder{Instance: "first", Device: "Windows", Browser: "Chrome", Since: began}, l.Holder)
		after(time.Hour)
		b.held("first", 1)
	})
}

func TestAReconnectOfTheSamePageChangesNothing(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		b.gone("first")
		b.away("first")
		after(1900 * time.Millisecond)
		b.join("first")
		b.held("first", 1)
		after(time.Minute)
		b.held("first", 1)
	})
}

func TestALateEndOfTheOldSocketDoesNotHurtTheNewOne(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		old := b.resume["first"]
		b.join("second")
		b.join("first")
		require.NoError(t, b.Gone(t.Context(), "acme", "ana", "first", old))
		after(time.Minute)
		b.held("first", 1)
	})
}

func TestWhenTheHolderGoesTheFirstInLineIsPromoted(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		b.join("third")
		b.gone("first")
		after(1999 * time.Millisecond)
		b.away("first")
		after(time.Millisecond)
		b.held("second", 2)
		b.gone("second")
		after(2 * time.Second)
		b.held("third", 3)
	})
}

func TestWhoLeavesTheLineIsNotPromoted(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		b.join("third")
		b.gone("second")
		b.gone("first")
		after(2 * time.Second)
		b.held("third", 2)
	})
}

func TestAReloadKeepsTheLeaseByItsWord(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		since := b.join("first").Holder.Since
		word := b.resume["first"]
		b.join("second")
		b.gone("first")
		after(time.Second)
		l := b.join("reloaded", resumed(word))
		b.held("reloaded", 2)
		require.Equal(t, since, l.Holder.Since, "the agent sees one window going on")
		b.gone("reloaded")
		b.join("thief", resumed(word))
		b.away("reloaded")
		after(2 * time.Second)
		b.held("second", 3)
	})
}

func TestADuplicatedTabWaits(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("copy", resumed(b.resume["first"]))
		b.held("first", 1)
		word := b.resume["first"]
		b.gone("first")
		b.join("again", resumed(word))
		b.held("again", 2)
	})
}

func TestAWrongWordOpensNothing(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.gone("first")
		b.join("other", resumed("guess"))
		b.away("first")
	})
}

func TestAfterTheWaitWhoeverComesGetsIt(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.gone("first")
		after(time.Hour)
		b.away("first")
		b.join("second")
		b.held("second", 2)
	})
}

func TestDuringACallNobodyIsPromotedForAMinute(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.call("first")
		b.join("second")
		b.gone("first")
		after(59 * time.Second)
		b.away("first")
		require.True(t, b.watcher.now().Holder.OnCall)
		after(time.Second)
		b.held("second", 2)
	})
}

func TestTakingOver(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		l := b.takeOver("second", false)
		require.Equal(t, "second", l.Holder.Instance)
		b.held("second", 2)
		b.gone("first")
		b.held("second", 2)
		require.Equal(t, uint64(2), b.takeOver("second", true).Term, "one's own lease is not taken")
	})
}

func TestTakingOverDuringACallWantsAConfirmation(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first", onCall)
		b.join("second")
		l := b.takeOver("second", false)
		require.Equal(t, "first", l.Holder.Instance)
		require.True(t, l.Holder.OnCall)
		b.held("first", 1)
		b.takeOver("second", true)
		b.held("second", 2)
		require.False(t, b.watcher.now().Holder.OnCall)
	})
}

func TestWhoTookOverMayReloadToo(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		b.takeOver("second", false)
		b.gone("second")
		b.join("reloaded", resumed(b.resume["second"]))
		b.held("reloaded", 3)
	})
}

func TestSigningOutFreesItAtOnce(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		require.NoError(t, b.Release(t.Context(), "acme", "ana", "first"))
		b.held("second", 2)
		require.NoError(t, b.Release(t.Context(), "acme", "ana", "second"))
		require.Nil(t, b.watcher.now().Holder)
		require.Error(t, b.Check(t.Context(), "acme", "ana", 2))
		b.join("third")
		b.held("third", 3)
	})
}

func TestAfterARestartPagesFindTheirWayBack(t *testing.T) {
	for name, tell := range map[string]func(t *testing.T, b *bundle, word string){
		"the holder comes back": func(t *testing.T, b *bundle, _ string) {
			b.join("second")
			b.away("first")
			after(9 * time.Second)
			b.join("first")
			b.held("first", 1)
			after(time.Minute)
			b.held("first", 1)
		},
		"its reload comes back": func(t *testing.T, b *bundle, word string) {
			b.join("reloaded", resumed(word))
			b.held("reloaded", 2)
		},
		"nobody comes back but the one who waited": func(t *testing.T, b *bundle, _ string) {
			b.join("second")
			after(9999 * time.Millisecond)
			b.away("first")
			after(time.Millisecond)
			b.held("second", 2)
		},
		"who waited before does not count until it is back": func(t *testing.T, b *bundle, _ string) {
			b.join("third")
			after(10 * time.Second)
			b.held("third", 2)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				bucket := newMemory()
				before := setup(t, bucket)
				before.join("first")
				before.join("second")
				before.Stop()
				tell(t, setup(t, bucket), before.resume["first"])
			})
		})
	}
}

func TestAfterARestartACallIsWaitedForAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bucket := newMemory()
		before := setup(t, bucket)
		before.join("first", onCall)
		before.Stop()
		b := setup(t, bucket)
		b.join("second")
		after(59 * time.Second)
		b.away("first")
		after(time.Second)
		b.held("second", 2)
	})
}

func TestAStoppedRunPromotesNobody(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		b.join("second")
		b.gone("first")
		b.Stop()
		b.Stop()
		after(time.Minute)
		b.away("first")
	})
}

func TestAStoreThatComesBackIsTriedAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		bucket := newMemory()
		b := setup(t, bucket)
		b.join("first")
		b.join("second")
		bucket.set(engine.ErrUnavailable)
		require.ErrorIs(t, b.Check(t.Context(), "acme", "ana", 1), engine.ErrUnavailable)
		_, err := b.Join(t.Context(), "acme", "ana", protocol.Hello{Instance: "third"})
		require.ErrorIs(t, err, engine.ErrUnavailable)
		done := make(chan error, 1)
		go func() { done <- b.Gone(t.Context(), "acme", "ana", "first", b.resume["first"]) }()
		after(5 * time.Second)
		bucket.set(nil)
		require.NoError(t, <-done)
		b.away("first")
		bucket.set(engine.ErrUnavailable)
		after(5 * time.Second)
		bucket.set(nil)
		after(2 * time.Second)
		b.held("second", 2)
	})
}

func TestTheLineIsBounded(t *testing.T) {
	story(t, func(t *testing.T, b *bundle) {
		b.join("first")
		for i := range 100 {
			b.join(fmt.Sprintf("waiting-%03d", i))
		}
		b.takeOver("waiting-099", false)
		b.held("waiting-099", 2)
		b.gone("waiting-099")
		after(2 * time.Second)
		b.held("waiting-000", 3)
	})
}

func TestOfFiftyAtOnceOnTwoServersExactlyOneHoldsEachTerm(t *testing.T) {
	t.Parallel()
	e := enginetest.Open(t)
	bucket := enginetest.Bucket(t, e, "lease", nats.BucketOptions{})
	runs := []*bundle{setup(t, bucket), setup(t, bucket)}
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			h := protocol.Hello{Instance: fmt.Sprintf("instance-%03d", i)}
			run := runs[i%2]
			_, err := run.Join(t.Context(), "acme", "ana", h)
			require.NoError(t, err)
			if i%5 == 0 {
				_, err = run.TakeOver(t.Context(), "acme", "ana", h, true)
				require.NoError(t, err)
			}
		})
	}
	all.Wait()
	holders := map[uint64]string{}
	for _, run := range runs {
		last := uint64(0)
		for _, l := range run.watcher.moved {
			require.GreaterOrEqual(t, l.Term, last, "terms are told in order")
			last = l.Term
			if known, ok := holders[l.Term]; ok {
				require.Equal(t, known, l.Holder.Instance, "term %d", l.Term)
			}
			holders[l.Term] = l.Holder.Instance
		}
	}
	require.GreaterOrEqual(t, len(holders), 10)
}

func TestOnTheRealEngineTermsGoOnAfterARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	e := enginetest.OpenIn(t, dir)
	before := setup(t, enginetest.Bucket(t, e, "lease", nats.BucketOptions{}))
	before.join("first")
	before.join("second")
	before.takeOver("second", false)
	before.Stop()
	e.Close()

	b := setup(t, enginetest.Bucket(t, enginetest.OpenIn(t, dir), "lease", nats.BucketOptions{}))
	b.join("third")
	b.away("second")
	b.join("second")
	b.held("second", 2)
	b.takeOver("third", false)
	b.held("third", 3)
}
