package owner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/owner"
)

const (
	renew = 200 * time.Millisecond
	// slack is for a machine that is busy with other tests.
	slack = time.Minute
)

// ledger sees who works for which tenant, and that it is never two at once.
type ledger struct {
	t  *testing.T
	mu sync.Mutex
	by map[string]string
	n  map[string]int
}

func newLedger(t *testing.T) *ledger {
	return &ledger{t: t, by: map[string]string{}, n: map[string]int{}}
}

func (l *ledger) work(tenant, who string) owner.Work {
	return func(ctx, _ context.Context, ready func()) error {
		l.mu.Lock()
		if was := l.by[tenant]; was != "" {
			l.t.Errorf("%s works for %s and so does %s", who, tenant, was)
		}
		l.by[tenant] = who
		l.n[tenant]++
		l.mu.Unlock()
		ready()
		<-ctx.Done()
		l.mu.Lock()
		defer l.mu.Unlock()
		l.by[tenant] = ""
		return nil
	}
}

func (l *ledger) has(tenant string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.by[tenant]
}

func (l *ledger) count(who string) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.by {
		if w == who {
			n++
		}
	}
	return n
}

// replica is one server's share.
type replica struct {
	*owner.Owner
	engine *nats.Engine
}

var errKnown = errors.New("known on both sides")

func start(t *testing.T, s enginetest.Servers, l *ledger, who string, tenants ...string) replica {
	t.Helper()
	e := enginetest.Connect(t, s)
	o := owner.New(owner.Config{Bucket: enginetest.Bucket(t, e, "owner", nats.BucketOptions{}), Line: e.Line(), Renew: renew,
		Errors: map[string]error{"known": errKnown, "not-found": engine.ErrNotFound}})
	for _, tenant := range tenants {
		o.Run(tenant, l.work(tenant, who))
	}
	o.Serve("who", func(_ context.Context, tenant string, body []byte) ([]byte, error) {
		switch string(body) {
		case `"known"`:
			return nil, fmt.Errorf("%s: %w", tenant, errKnown)
		case `"problem"`:
			return nil, &owner.NoOwnerError{Tenant: "told"}
		}
		return json.Marshal(who + " for " + tenant)
	})
	require.NoError(t, o.Start(t.Context()))
	t.Cleanup(o.Stop)
	return replica{o, e}
}

func owned(t *testing.T, l *ledger, tenant string, by ...string) string {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, who := range by {
			if l.has(tenant) == who {
				return true
			}
		}
		return false
	}, slack, 5*time.Millisecond, "%s is owned by %q, not one of %v", tenant, l.has(tenant), by)
	return l.has(tenant)
}

func TestOneWorksAndTheOtherAsks(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	both := map[string]replica{"a": start(t, s, l, "a", "acme"), "b": start(t, s, l, "b", "acme")}
	who := owned(t, l, "acme", "a", "b")
	for name, r := range both {
		answer, err := r.Ask(t.Context(), "acme", "who", []byte(`"?"`))
		require.NoError(t, err, name)
		require.Equal(t, fmt.Sprintf("%q", who+" for acme"), string(answer), "asked at %s", name)
		_, err = r.Ask(t.Context(), "acme", "who", []byte(`"known"`))
		require.ErrorIs(t, err, errKnown, "asked at %s", name)
		_, err = r.Ask(t.Context(), "acme", "who", []byte(`"problem"`))
		told, ok := errors.AsType[interface {
			error
			Problem() protocol.Problem
		}](err)
		require.True(t, ok, "asked at %s: %v", name, err)
		require.Equal(t, "store-unavailable", told.Problem().Code)
		require.Equal(t, name == who, r.Owns("acme"))
		_, done, here := r.Here(t.Context(), "acme")
		done()
		require.Equal(t, name == who, here)
	}
}

func TestWithoutAnOwnerAskingEndsInTime(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	r := start(t, s, l, "a", "acme")
	ctx, cancel := context.WithTimeout(t.Context(), renew)
	defer cancel()
	_, err := r.Ask(ctx, "elsewhere", "who", nil)
	var none *owner.NoOwnerError
	require.ErrorAs(t, err, &none)
	require.ErrorIs(t, err, engine.ErrUnavailable)
}

func TestAStopHandsOverAtOnce(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	a := start(t, s, l, "a", "acme")
	owned(t, l, "acme", "a")
	b := start(t, s, l, "b", "acme")
	require.Eventually(t, func() bool { alive, _ := b.Alive(a.Name()); return alive }, slack, time.Millisecond)
	began := time.Now()
	a.Stop()
	owned(t, l, "acme", "b")
	require.Less(t, time.Since(began), 3*renew, "nobody waits for a server that said goodbye")
	alive, _ := b.Alive(a.Name())
	require.False(t, alive)
}

func TestADeadOwnerIsTakenOver(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	a := start(t, s, l, "a", "acme")
	owned(t, l, "acme", "a")
	b := start(t, s, l, "b", "acme")
	require.Eventually(t, func() bool { alive, _ := b.Alive(a.Name()); return alive }, slack, time.Millisecond)
	began := time.Now()
	a.engine.Close() // as if its line were cut: the ledger sees that it stops before b begins
	owned(t, l, "acme", "b")
	took := time.Since(began)
	require.Greater(t, took, 2*renew, "a server that is silent for a moment is not dead")
	require.Less(t, took, 3*5*renew)
	require.False(t, a.Owns("acme"))
	_, moved := b.Alive(a.Name())
	require.WithinDuration(t, began, moved, 2*renew)
}

func TestTenantsAreShared(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	var tenants []string
	for i := range 12 {
		tenants = append(tenants, fmt.Sprintf("t%d", i))
	}
	start(t, s, l, "a", tenants...)
	require.Eventually(t, func() bool { return l.count("a") == 12 }, slack, 5*time.Millisecond, "no tenant is left alone")
	start(t, s, l, "b", tenants...)
	require.Eventually(t, func() bool {
		return l.count("a") > 0 && l.count("b") > 0 && l.count("a")+l.count("b") == 12
	}, 3*slack, 10*time.Millisecond, "who is steady gets a share")
}

func TestWorkThatEndsByItselfIsBegunAgain(t *testing.T) {
	t.Parallel()
	for _, alone := range []bool{true, false} {
		var cfg owner.Config
		if !alone {
			e := enginetest.Connect(t, enginetest.Alone(t))
			cfg.Bucket, cfg.Line = enginetest.Bucket(t, e, "owner", nats.BucketOptions{}), e.Line()
		}
		cfg.Renew = renew
		o := owner.New(cfg)
		begun := make(chan int, 9)
		n := 0
		o.Run("acme", func(ctx, _ context.Context, ready func()) error {
			n++
			begun <- n
			ready()
			if n > 1 {
				<-ctx.Done()
			}
			return nil
		})
		require.NoError(t, o.Start(t.Context()))
		require.Equal(t, 1, <-begun)
		require.Equal(t, 2, <-begun)
		o.Stop()
		o.Stop()
		require.False(t, o.Owns("acme"))
	}
}

func TestAloneEverythingIsReadyAfterStart(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	o := owner.New(owner.Config{})
	o.Run("acme", l.work("acme", "me"))
	require.NoError(t, o.Start(t.Context()))
	defer o.Stop()
	require.Equal(t, "me", l.has("acme"))
	require.NoError(t, o.Check("acme"))
	require.Error(t, o.Check("other"))
}

func TestHoldingUpAllWork(t *testing.T) {
	t.Parallel()
	s, l := enginetest.Alone(t), newLedger(t)
	a, b := start(t, s, l, "a", "acme", "beta", "gamma"), start(t, s, l, "b", "acme", "beta", "gamma")
	for _, tenant := range []string{"acme", "beta", "gamma"} {
		owned(t, l, tenant, "a", "b")
	}
	resume, err := a.Hold(t.Context())
	require.NoError(t, err)
	require.Zero(t, l.count("a")+l.count("b"), "nobody works")
	require.False(t, b.Owns("acme"))
	resume()
	for _, tenant := range []string{"acme", "beta", "gamma"} {
		owned(t, l, tenant, "a", "b")
	}

	alone := owner.New(owner.Config{})
	alone.Run("acme", newLedger(t).work("acme", "me"))
	require.NoError(t, alone.Start(t.Context()))
	defer alone.Stop()
	resume, err = alone.Hold(t.Context())
	require.NoError(t, err)
	require.False(t, alone.Owns("acme"))
	resume()
	require.Eventually(t, func() bool { return alone.Owns("acme") }, slack, time.Millisecond)
}
