package files_test

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/rules"
)

// BenchmarkRecording2GB brings a recording of 2 GB over real HTTP, from one stand-in to the other, and
// prints by how much the process grew meanwhile; both stand-ins are inside it.
func BenchmarkRecording2GB(b *testing.B) {
	for b.Loop() {
		grew := brings(b, 2_000_000_000)
		b.ReportMetric(grew, "MB-grown")
		require.Less(b, grew, 32.0, "the memory grew with the recording")
	}
}

// A recording of 120 MB does not pass through memory as a whole either.
func TestS5MemoryStaysFlat(t *testing.T) {
	require.Less(t, brings(t, 120_000_000), 32.0) // alone: others would be counted, too
}

// brings a recording of so many bytes, and answers by how many MB the process grew.
func brings(t testing.TB, size int64) float64 {
	p, c := rig(t, serves(size, "audio/wav", true))
	c.count = true
	runtime.GC()
	before := resident(t)
	stop, most := watch(t)
	began := time.Now()
	got, err := p.Carry(t.Context(), "call-418", recording(), rules.Carried{}, none)
	stop()
	require.NoError(t, err)
	require.Len(t, got.Parts, int((size+49_999_999)/50_000_000))
	grew := float64(*most-before) / 1e6
	t.Logf("%d MB in %d parts in %s: %s grown", size/1_000_000, len(got.Parts), time.Since(began).Round(time.Millisecond), fmt.Sprintf("%.1f MB", grew))
	return max(grew, 0)
}

// watch notes the most memory that the process has until stopped.
func watch(t testing.TB) (stop func(), most *int64) {
	most = new(int64)
	*most = resident(t)
	done := make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				*most = max(*most, resident(t))
			}
		}
	})
	return func() { close(done); work.Wait() }, most
}

// resident is how many bytes of the process are in memory, as the system tells, or as the runtime does
// where the system has no such file.
func resident(t testing.TB) int64 {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.Sys)
	}
	pages, err := strconv.ParseInt(strings.Fields(string(raw))[1], 10, 64)
	if err != nil {
		t.Error(err)
	}
	return pages * int64(os.Getpagesize())
}
