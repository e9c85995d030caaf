package cluster

import (
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	rounds  = flag.Int("rounds", 50, "how often all instances of an agent claim at once")
	claims  = flag.Int("claims", 50, "how many instances do")
	engines = flag.Int("engines", 1, "NATS servers below: 1 or 3")
)

// TestManyClaimAtOnce: an agent's widgets open all at once, on three replicas, and each of them dials
// under the term that it was told. Each time the platform receives one call.
func TestManyClaimAtOnce(t *testing.T) {
	t.Parallel()
	f := newFleet(t, *engines)
	for _, name := range []string{"a", "b", "c"} {
		f.add(name)
	}
	f.events(f.owner())
	agent := f.agentOf(ana)
	pages := make([]*page, *claims)
	for i := range pages {
		pages[i] = f.page(agent, fmt.Sprintf("inst-claim-%03d", i))
	}
	for round := range *rounds {
		began := time.Now()
		f.each(pages, func(i int, p *page) error { return p.tryOpen(f.all[(i+round)%len(f.all)]) })
		f.each(pages, func(i int, p *page) error {
			ref := fmt.Sprintf("r%d", round)
			p.dial(fmt.Sprintf("+1415%03d%04d", 200+round%700, 1000+i), ref)
			return p.waitFor(func(fr frame) bool { return fr.Ref == ref })
		})
		dials := f.witness.seen(began, fmt.Sprintf("+1415%03d", 200+round%700))
		require.Len(t, dials, 1, "round %d: one of %d instances speaks", round, len(pages))
		f.leave(pages, round)
	}
	t.Logf("%d rounds of %d instances: one holder each time", *rounds, *claims)
}

// leave closes all pages, those who wait first, and has the last holder sign out, so that the next
// round begins with a free lease.
func (f *fleet) leave(pages []*page, round int) {
	var holders, others []*page
	for _, p := range pages {
		if live, _ := p.live(); live {
			holders = append(holders, p)
		} else {
			others = append(others, p)
		}
	}
	require.Len(f.t, holders, 1, "round %d: one instance believes that it is live", round)
	p := holders[0]
	f.each(others, func(_ int, p *page) error { p.shut(); return nil })
	require.Eventually(f.t, func() bool { return f.waiting(p.agent) == 0 }, patience, 10*time.Millisecond, "the others have left the line")
	var own []string
	for _, s := range p.sessions() {
		own = append(own, strings.TrimPrefix(s, "call-"))
	}
	for _, call := range own {
		f.tryCCAIP("/_panel/calls/" + call + "/hangup") // refused where it never began
	}
	p.say(`{"v":1,"type":"signOut","ref":"bye"}`)
	require.Eventually(f.t, func() bool { return p.ended() != -1 }, patience, 5*time.Millisecond)
	p.forget()
}

// each does something for all pages at once.
func (f *fleet) each(pages []*page, do func(i int, p *page) error) {
	f.t.Helper()
	var all sync.WaitGroup
	faults := make(chan error, len(pages))
	for i, p := range pages {
		all.Go(func() {
			if err := do(i, p); err != nil {
				faults <- fmt.Errorf("%s: %w", p.instance, err)
			}
		})
	}
	all.Wait()
	close(faults)
	require.NoError(f.t, <-faults)
}

// waiting is how long an agent's line is.
func (f *fleet) waiting(agent string) int {
	var all []struct {
		Agent   string
		Waiting []struct{ Instance string }
	}
	f.all[0].api("GET", "/agents", "", &all)
	for _, a := range all {
		if a.Agent == agent {
			return len(a.Waiting)
		}
	}
	return 0
}
