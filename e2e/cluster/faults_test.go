package cluster

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// whole skips what `make test` has no time for.
func whole(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("make cluster plays it")
	}
}

// ring lets calls ring one after the other, a number each, until stop; it answers how many did.
func (f *fleet) ring(stop <-chan struct{}, from int) (calls map[string]string) {
	calls = map[string]string{}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for i := from; ; i++ {
		select {
		case <-stop:
			return calls
		case <-tick.C:
		}
		number := fmt.Sprintf("+1415555%04d", i)
		call, err := f.tryPlay("inbound-answered", fmt.Sprintf(`{"number":%q,"agent_email":%q,"queue":"Billing","ring":"20ms","talk":"100ms","wrap_up":"0s","recording":false}`, number, ben))
		if err != nil {
			f.t.Errorf("a call could not ring: %v", err)
			return calls
		}
		calls[number] = fmt.Sprintf("call-%d", call)
	}
}

// TestACutReplicaStopsBeforeAnotherBegins: three replicas on a cluster of three. The line between the
// owner and the engine is cut while its page goes on dialling. What the platform receives shows that
// the cut one stops first; later it is mended, and what was held back on the line changes nothing.
func TestACutReplicaStopsBeforeAnotherBegins(t *testing.T) {
	whole(t)
	f := newFleet(t, 3)
	f.add("a")
	f.add("b")
	f.add("c")
	owner := f.owner()
	other := f.other(owner)
	f.events(other)
	agent := f.agentOf(ana)
	first, second := f.page(agent, "inst-first-01"), f.page(agent, "inst-second-1")
	first.open(owner)
	first.goLive()
	second.open(other)

	stop := make(chan struct{})
	var acting sync.WaitGroup
	for who, p := range map[int]*page{1: first, 2: second} {
		acting.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-time.After(50 * time.Millisecond):
				}
				p.dial(fmt.Sprintf("+1415%d55%04d", who, 1000+i), fmt.Sprintf("d%d", i))
			}
		})
	}
	calls := make(chan map[string]string, 1)
	go func() { calls <- f.ring(stop, 2000) }()
	began := time.Now()
	acts := func(who int, since time.Time) []act { return f.witness.seen(since, fmt.Sprintf("+1415%d55", who)) }
	require.Eventually(t, func() bool { return len(acts(1, began)) > 10 }, patience, 50*time.Millisecond, "the first page dials")

	cutAt := time.Now()
	owner.cut()
	require.Eventually(t, func() bool { return len(acts(2, cutAt)) > 10 }, takeOver, 50*time.Millisecond, "the second page dials")
	last, next := acts(1, began), acts(2, began)
	gap := next[0].at.Sub(last[len(last)-1].at)
	t.Logf("cut: the first stopped after %s, the second began after %s", last[len(last)-1].at.Sub(cutAt).Round(time.Millisecond), next[0].at.Sub(cutAt).Round(time.Millisecond))
	require.Positive(t, gap, "the first has stopped when the second begins")
	require.Less(t, next[0].at.Sub(cutAt), takeOver)
	require.NotEqual(t, owner.name, next[0].replica)

	mended := time.Now()
	owner.mend()
	require.Eventually(t, func() bool { return len(acts(2, mended)) > 60 }, patience, 50*time.Millisecond)
	require.Empty(t, acts(1, next[0].at), "nothing that was held back on the line takes effect")
	for _, a := range acts(2, next[0].at) {
		require.NotEqual(t, owner.name, a.replica, "a steady owner keeps its tenant for a while")
	}
	close(stop)
	acting.Wait()
	f.complete(other, <-calls)
}

// TestTheEnginesLeaderMayGo: on a cluster of three the server that leads what we keep is killed while
// calls ring; nothing is lost, and the page stays.
func TestTheEnginesLeaderMayGo(t *testing.T) {
	whole(t)
	f := newFleet(t, 3)
	f.add("a")
	f.add("b")
	owner := f.owner()
	f.events(f.other(owner))
	stop := make(chan struct{})
	calls := make(chan map[string]string, 1)
	go func() { calls <- f.ring(stop, 3000) }()
	time.Sleep(3 * time.Second) // calls are under way

	for _, stream := range []string{"log-facts", "KV_owner"} {
		leader := leaderOf(t, f.engine, stream)
		leader.kill()
		time.Sleep(4 * time.Second) // without it
		leader.start()
		leader.await()
	}
	time.Sleep(3 * time.Second)
	close(stop)
	f.complete(f.owner(), <-calls)
}

// TestAKilledOwnersCallsGoOn: on a cluster of three the owner is killed while calls ring, comes back,
// and the next one is killed.
func TestAKilledOwnersCallsGoOn(t *testing.T) {
	whole(t)
	f := newFleet(t, 3)
	f.add("a")
	f.add("b")
	f.add("c")
	stop := make(chan struct{})
	p := f.page(f.agentOf(ana), "inst-killed-1")
	p.open(f.owner())
	p.goLive()
	safe := f.other(f.owner())
	f.events(safe)
	calls := make(chan map[string]string, 1)
	go func() { calls <- f.ring(stop, 4000) }()

	owner := f.owner()
	_, term := p.live()
	owner.kill()
	killed := time.Now()
	p.open(safe)
	p.goLive()
	t.Logf("the page is live again %s after its server was killed", time.Since(killed).Round(10*time.Millisecond))
	_, now := p.live()
	require.Equal(t, term, now, "the same window goes on under the same term")
	require.Eventually(t, func() bool {
		for _, r := range f.all {
			if r.cmd != nil && r.owns() {
				return true
			}
		}
		return false
	}, takeOver, 50*time.Millisecond)
	t.Logf("taken over after %s", time.Since(killed).Round(100*time.Millisecond))
	owner.start()
	close(stop)
	f.complete(safe, <-calls)
}

// complete checks that each call was recorded, once.
func (f *fleet) complete(at *replica, calls map[string]string) {
	f.t.Helper()
	require.NotEmpty(f.t, calls)
	f.t.Logf("%d calls rang", len(calls))
	for number, session := range calls {
		f.saved(at, session)
		f.once(number)
	}
}
