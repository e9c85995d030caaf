package crowd

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// settling is how long the crowd sits before its memory is looked at: heartbeats have gone
	// round several times by then.
	settling = 12 * time.Second
	// passes is how many messages are passed on, one after the other.
	passes = 3000
)

// figures are what one server shows.
type figures struct {
	perPage float64 // KiB
	unicast spread
	arrived time.Duration
	idleCPU float64 // share of a core that heartbeats take
}

func (f figures) report(b *testing.B, name string) {
	b.ReportMetric(f.perPage, name+"-KiB/page")
	b.ReportMetric(float64(f.unicast.at(0.5).Microseconds()), name+"-p50-us")
	b.ReportMetric(float64(f.unicast.at(0.99).Microseconds()), name+"-p99-us")
	b.ReportMetric(f.arrived.Seconds(), name+"-arrival-s")
	b.ReportMetric(f.idleCPU*100, name+"-idle-cpu-%")
}

// BenchmarkCrowd measures both servers, one after the other.
func BenchmarkCrowd(b *testing.B) {
	roomFor(b, *pagesOpen)
	for range b.N {
		bare := measureBare(b)
		ours := measureOurs(b)
		bare.report(b, "bare")
		ours.report(b, "ours")
		b.ReportMetric(ours.perPage/bare.perPage, "memory-ratio")
		b.ReportMetric(float64(ours.unicast.at(0.5))/float64(bare.unicast.at(0.5)), "p50-ratio")
	}
}

// measure lets a crowd arrive and looks at it.
func (c *crowd) measure(pages int) figures {
	var f figures
	time.Sleep(time.Second) // what a start leaves behind
	before, began := c.server.resident(), time.Now()
	c.arrive(pages)
	f.arrived = time.Since(began)
	time.Sleep(settling)
	cpu, at := c.server.busy(), time.Now()
	time.Sleep(3 * time.Second)
	f.idleCPU = float64(c.server.busy()-cpu) / float64(time.Since(at))
	f.perPage = (c.server.resident() - before) / float64(pages)
	require.Zero(c.t, c.ended.Load(), "all pages are still there; the first that is not: %v", c.first.Load())
	return f
}

func measureBare(t testing.TB) figures {
	c := &crowd{t: t, server: newServer(t, build(t, "agentadapter/server/hub/bare"))}
	c.server.start()
	defer c.server.kill()
	defer c.leave() // open files are counted
	f := c.measure(*pagesOpen)
	from, to := c.other(0, "sender"), c.other(1, "receiver")
	defer from.close()
	defer to.close()
	heard := make(chan time.Time, 1)
	go func() { _ = to.attend(func([]byte) { heard <- time.Now() }) }()
	go func() { _ = from.attend(nil) }()
	f.unicast = passOn(t, passes, heard, func(i int) error {
		return from.say(fmt.Sprintf(`to receiver {"v":1,"type":"fill","ref":"q%d","term":1,"body":{"number":"+14155550123"}}`, i))
	})
	return f
}

func measureOurs(t testing.TB) figures {
	c := newCrowd(t, "CCAIP_RATE=1000", "CCAIP_STATUS_POLL=10m")
	defer c.server.kill()
	defer c.leave()
	f := c.measure(*pagesOpen)
	f.unicast = c.unicast(passes)
	return f
}

// unicast passes numbers on. The receiver is one agent's live window, the sender a waiting one: what is
// clicked there goes up, through the door that any server could follow, and down.
func (c *crowd) unicast(n int) spread {
	to := c.other(len(c.pages), "receiver")
	from := c.other(len(c.pages), "sender-0")
	defer from.close()
	defer to.close()
	require.True(c.t, to.live)
	require.False(c.t, from.live)
	heard := make(chan time.Time, 1)
	go func() {
		_ = to.attend(func(data []byte) {
			at := time.Now()
			var got frame
			if json.Unmarshal(data, &got) == nil && got.Type == "fill" {
				_ = to.say(fmt.Sprintf(`{"v":1,"type":"pong","body":{"shown":%d}}`, got.N))
				heard <- at
			}
		})
	}()
	go func() { _ = from.attend(nil) }()
	return passOn(c.t, n, heard, func(i int) error {
		return from.say(fmt.Sprintf(`{"v":1,"type":"fill","ref":"q%d","term":1,"body":{"number":"+14155550123"}}`, i))
	})
}

// other opens one more page of an agent.
func (c *crowd) other(agent int, name string) *page {
	c.t.Helper()
	p := &page{id: agent, instance: name + strings.Repeat("-", max(0, 8-len(name)))}
	if c.near == nil {
		p.instance = name
	}
	require.NoError(c.t, c.open(p))
	return p
}

// passOn measures from the first byte said to the first byte heard.
func passOn(t testing.TB, n int, heard <-chan time.Time, say func(i int) error) spread {
	var took spread
	for i := range n {
		began := time.Now()
		require.NoError(t, say(i))
		select {
		case at := <-heard:
			took = append(took, at.Sub(began))
		case <-time.After(10 * time.Second):
			require.Fail(t, "a message did not arrive")
		}
		time.Sleep(200 * time.Microsecond)
	}
	return took
}
