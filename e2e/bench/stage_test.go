package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/standin"
)

// callers is how many ask at a time.
const callers = 8

// least is how many simple requests one core must answer in a second.
const least = 3000

// stage is a running sandbox and somebody who asks it.
type stage struct {
	*standin.Sandbox
	client *http.Client
}

// open starts a sandbox with one core and without budgets.
func open(b *testing.B, args ...string) *stage {
	b.Helper()
	sandbox, err := standin.Start([]string{"GOMAXPROCS=1"}, args...)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, sandbox.Stop()) })
	s := &stage{sandbox, &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: callers}}}
	for _, base := range []string{s.Kustomer, s.CCAIP} {
		require.NoError(b, s.ask(request{method: http.MethodPatch, url: base + "/_knobs", body: `{"rateLimit":{"limit":1000000000}}`}))
	}
	return s
}

// request is one of the requests that are made over and over.
type request struct{ method, url, body string }

// ask makes a request; any status but 2xx is an error.
func (s *stage) ask(r request) error {
	req, err := http.NewRequest(r.method, r.url, strings.NewReader(r.body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(r.url, s.Kustomer) {
		req.Header.Set("Authorization", "Bearer "+s.KustomerKey)
	} else {
		req.SetBasicAuth(s.CCAIPSubdomain, s.CCAIPToken)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %d %s", r.method, r.url, res.StatusCode, raw)
	}
	return err
}

// many makes n requests, several at a time, and fails with the first error.
func (s *stage) many(b *testing.B, n int, one func(i int) request) {
	b.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	faults := make(chan error, callers)
	for range callers {
		group.Go(func() {
			for i := int(next.Add(1)); i <= n; i = int(next.Add(1)) {
				if err := s.ask(one(i)); err != nil {
					faults <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(faults)
	require.NoError(b, <-faults)
}

// measure makes b.N requests and reports both figures.
func (s *stage) measure(b *testing.B, one func(i int) request) {
	b.Helper()
	s.many(b, callers, one) // connections are open, caches are warm
	b.ResetTimer()
	before, known := s.busy()
	s.many(b, b.N, func(i int) request { return one(i + callers) })
	took := b.Elapsed()
	after, _ := s.busy()
	b.ReportMetric(float64(b.N)/took.Seconds(), "req/s")
	if !known || b.N < 1000 {
		return // too few to tell: the kernel counts processor time in hundredths of a second
	}
	perCore := float64(b.N) / (after - before).Seconds()
	b.ReportMetric(perCore, "req/core-s")
	if perCore < least {
		b.Errorf("one core answers %.0f requests a second, at least %d are wanted", perCore, least)
	}
}

// tick is the unit of processor time in /proc on every Linux that Go runs on.
const tick = time.Second / 100

// busy is the processor time that the sandbox has used.
func (s *stage) busy() (time.Duration, bool) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.PID))
	if err != nil {
		return 0, false
	}
	// The second field is a name in brackets that may hold anything; the times are 14 and 15.
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, false
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, err1 == nil && err2 == nil
}

// resident is how many MB of memory the sandbox holds.
func (s *stage) resident(b *testing.B) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.PID))
	if err != nil {
		b.Skip("only Linux tells how large a process is")
	}
	for line := range bytes.Lines(raw) {
		var kB float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kB); n == 1 {
			return kB / 1024
		}
	}
	b.Fatal("/proc does not tell how large the sandbox is")
	return 0
}
