package crowd

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	comingBack = 2 * time.Minute // for the last of all pages, on a machine that is busy with other things
	perSecond  = 100             // pages that are let in at the least, on such a machine
)

// TestAllComeBackAtOnce kills the server under a crowd and starts it again: every page is live again
// by the token of its last welcome, under its old term, without a question to Kustomer.
func TestAllComeBackAtOnce(t *testing.T) {
	roomFor(t, *pagesOpen)
	c := newCrowd(t, "CCAIP_RATE=1000")
	c.arrive(*pagesOpen)
	passed := c.unicast(100)
	require.Zero(t, c.ended.Load(), "all pages are still there")
	t.Logf("%d pages open: a message passes on in %v, 99 in 100 in %v", len(c.pages), passed.at(0.5), passed.at(0.99))
	terms := make([]uint64, len(c.pages))
	for i, p := range c.pages {
		require.True(t, p.live, "each agent's only page is live")
		terms[i] = p.term
	}
	asked := c.near.asked.Load()

	c.server.kill()
	c.server.env = append(c.server.env, "ADAPTER_LISTEN="+c.server.address, "CCAIP_RATE=10")
	var group sync.WaitGroup
	var attempts atomic.Int64
	took := make(spread, len(c.pages))
	down := time.Now()
	var up atomic.Int64
	for i, p := range c.pages {
		group.Go(func() {
			attempts.Add(int64(c.comeBack(p, down.Add(comingBack))))
			took[i] = time.Since(time.UnixMilli(up.Load()))
		})
	}
	c.server.start()
	up.Store(time.Now().UnixMilli())
	group.Wait()

	for i, p := range c.pages {
		require.True(t, p.live, "page %d has its lease again", i)
		require.Equal(t, terms[i], p.term, "page %d was never another's", i)
	}
	require.LessOrEqual(t, c.near.asked.Load()-asked, int64(5), "Kustomer is hardly asked")
	t.Logf("%d pages: half live again %v after the server, 99 in 100 after %v, the last after %v; %.1f attempts each",
		len(c.pages), took.at(0.5), took.at(0.99), took.at(1), float64(attempts.Load())/float64(len(c.pages)))
	require.Less(t, took.at(1), 12*time.Second+time.Duration(len(c.pages))*time.Second/perSecond)
}

// comeBack tries as a page does: the first time within a second, then with doubling, jittered pauses
// up to ten seconds; it stays, answering heartbeats, once it is let in. It tells the attempts.
func (c *crowd) comeBack(p *page, until time.Time) int {
	<-p.over
	pause := 100*time.Millisecond + rand.N(900*time.Millisecond)
	for n := 1; time.Now().Before(until); n++ {
		time.Sleep(pause)
		full := min(time.Second<<min(n-1, 4), 10*time.Second)
		pause = full/2 + rand.N(full/2)
		p.live = false
		if p.dial(c.server.address, "http://"+c.server.address) != nil {
			continue
		}
		if err := p.hello(""); err != nil {
			p.close()
			if closedWith(err) == 4011 {
				return n // its token is not known: the test fails on it
			}
			continue
		}
		c.stay(p)
		return n
	}
	return 0
}
