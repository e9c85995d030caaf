package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/crm"
	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/relay"
)

// backlog is how many sessions the benchmark of back-fill has waiting.
var backlog = flag.Int("backlog", 10_000, "how many sessions wait in the benchmark of back-fill")

// meter is a Kustomer that keeps nothing but its limit: every caller is known, every write is taken, and
// each answer comes after a while.
type meter struct {
	limit  int
	window time.Duration
	takes  time.Duration

	mu          sync.Mutex
	ends        time.Time
	used        int // in this window
	asked, over int // in all
	first, last time.Time
}

// count takes one request and tells what is left of the window.
func (m *meter) count() (left int, ends time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if !now.Before(m.ends) {
		m.used, m.ends = 0, now.Truncate(time.Second).Add(m.window)
	}
	if m.asked == 0 {
		m.first = now
	}
	m.used++
	m.asked++
	m.last = now
	if m.used > m.limit {
		m.over++
	}
	return m.limit - m.used, m.ends
}

func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	left, ends := m.count()
	time.Sleep(m.takes)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Ratelimit-Limit", fmt.Sprint(m.limit))
	w.Header().Set("X-Ratelimit-Remaining", fmt.Sprint(max(left, 0)))
	w.Header().Set("X-Ratelimit-Reset", fmt.Sprint(ends.Unix()))
	switch {
	case left < 0:
		w.WriteHeader(http.StatusTooManyRequests)
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v1/customers/phone="):
		number := r.URL.Path[len(r.URL.Path)-10:]
		fmt.Fprintf(w, `{"data":{"type":"customer","id":"c0000000000000%s","attributes":{},"relationships":{}}}`, number)
	case r.Method == http.MethodGet:
		_, _ = w.Write([]byte(`{"data":[],"links":{}}`))
	default:
		var body struct{ ID string }
		_ = json.NewDecoder(r.Body).Decode(&body) // what has no id gets one
		if body.ID == "" {
			body.ID = "f00000000000000000000001"
		}
		fmt.Fprintf(w, `{"data":{"type":"record","id":%q,"attributes":{},"relationships":{}}}`, body.ID)
	}
}

// speed is how much of the limit was used, from the first request to the last.
func (m *meter) speed() float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return float64(m.asked) / float64(m.limit) * m.window.Seconds() / m.last.Sub(m.first).Seconds()
}

// staff is one agent whom both sides know.
type staff struct{}

func (staff) UserOf(context.Context, string, string) (string, error) {
	return "a00000000000000000000015", nil
}

func (staff) UserByEmail(context.Context, string, string) (string, error) {
	return "", engine.ErrNotFound
}

func (staff) User(context.Context, string, string) (protocol.Agent, error) {
	return protocol.Agent{}, engine.ErrNotFound
}

// nobody is there to be told.
type nobody struct{}

func (nobody) Tell(string, string, protocol.Down) {}

// writing is a relay over the real engine, which writes to a stand-in.
type writing struct {
	facts *nats.Log
	kept  *saves
	relay *relay.Relay
}

// saves is a ledger that counts what is put on disk.
type saves struct {
	*nats.Bucket
	n atomic.Int64
}

func (s *saves) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	s.n.Add(1)
	return s.Bucket.Create(ctx, key, body)
}

func (s *saves) Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error) {
	s.n.Add(1)
	return s.Bucket.Update(ctx, key, body, rev)
}

// writeTo makes one that has not begun.
func writeTo(t testing.TB, address string) writing {
	t.Helper()
	e := enginetest.Open(t)
	ledger := &saves{Bucket: enginetest.Bucket(t, e, "ledger", nats.BucketOptions{})}
	marks := enginetest.Bucket(t, e, "checkpoint", nats.BucketOptions{})
	records := crm.New(crm.Config{Client: kustomer.New(kustomer.Config{BaseURL: address, Key: "k"})})
	w := writing{facts: enginetest.Log(t, e, "facts"), kept: ledger}
	w.relay = relay.New(relay.Config{
		Tenant: func(string) (relay.Tenant, bool) {
			return relay.Tenant{ID: "acme", CRM: records, Patient: records.BackFill()}, true
		},
		Facts: w.facts, Ledger: ledger, Checkpoints: marks, People: staff{}, Teller: nobody{},
	})
	return w
}

// begun has somebody work for acme until the answered function is called.
func begun(t testing.TB, by worker) (end func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	up, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- by.Run(ctx, context.Background(), "acme", func() { close(up) }) }()
	<-up
	return func() {
		cancel()
		require.NoError(t, <-done)
	}
}

// over appends calls that ended long ago, as a gap is filled: their objects.
func (w writing) over(t testing.TB, n int) {
	t.Helper()
	began := time.Now().Add(-48 * time.Hour)
	for i := range n {
		f := rules.Fact{V: rules.FactVersion, Session: fmt.Sprintf("call-%d", i+1), Source: rules.FromObject,
			At: began.UnixMilli(), Read: time.Now().UnixMilli(), Agents: []rules.Agent{{ID: "15", Name: "Ana Ruiz"}}}
		for name, value := range map[rules.Name]string{
			rules.Type: "Voice Inbound (IVR)", rules.Status: "finished", rules.Identifier: fmt.Sprintf("+1415%07d", 5550000+i),
			rules.EndUserID: fmt.Sprint(i), rules.MenuID: "7", rules.MenuPath: "Billing", rules.AgentID: "15",
		} {
			f.Set(name, value)
		}
		f.SetTime(rules.CreatedAt, began)
		f.SetTime(rules.ConnectedAt, began.Add(time.Minute))
		f.SetTime(rules.EndsAt, began.Add(2*time.Minute))
		body, err := json.Marshal(f)
		require.NoError(t, err)
		_, err = w.facts.Append(t.Context(), "acme."+f.Session, body)
		require.NoError(t, err)
	}
}

// memory is the heap in use after a collection, and the process's size, in MB.
func memory() (heap, resident float64) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	raw, _ := os.ReadFile("/proc/self/status") // only Linux has it
	for line := range strings.Lines(string(raw)) {
		var kB float64
		if n, _ := fmt.Sscanf(line, "VmRSS: %f kB", &kB); n == 1 {
			resident = kB / 1024
		}
	}
	return float64(m.HeapAlloc) / (1 << 20), resident
}

// fill writes a backlog and answers the memory at a tenth of it and at the end.
func (w writing) fill(t testing.TB, n int) (heap, resident [2]float64) {
	t.Helper()
	w.over(t, n)
	defer begun(t, w.relay)()
	for i, until := range []int{n / 10, n} {
		for w.relay.Counts("acme")["saved"] < until {
			select {
			case <-t.Context().Done():
				t.Fatal("not written in time")
			case <-time.After(50 * time.Millisecond):
			}
		}
		heap[i], resident[i] = memory()
	}
	return heap, resident
}

// BenchmarkBackFill writes 10,000 sessions to a Kustomer that allows 20,000 requests a minute.
func BenchmarkBackFill(b *testing.B) {
	for b.Loop() {
		m := &meter{limit: 20_000, window: time.Minute, takes: 20 * time.Millisecond}
		srv := httptest.NewServer(m)
		w := writeTo(b, srv.URL)
		heap, resident := w.fill(b, *backlog)
		srv.Close()
		b.ReportMetric(m.speed(), "of-the-limit")
		b.ReportMetric(float64(m.over), "over")
		b.ReportMetric(float64(m.asked)/float64(*backlog), "requests/session")
		b.ReportMetric(float64(w.kept.n.Load())/float64(*backlog), "saves/session")
		b.ReportMetric(heap[0], "heap-MB-at-a-tenth")
		b.ReportMetric(heap[1], "heap-MB-at-the-end")
		b.ReportMetric(resident[0], "rss-MB-at-a-tenth")
		b.ReportMetric(resident[1], "rss-MB-at-the-end")
		if m.over > 0 {
			b.Errorf("%d requests were above the limit", m.over)
		}
		if long := m.last.Sub(m.first) > m.window; long && m.speed() < 0.95 {
			b.Errorf("back-fill used %.3f of the limit, at least 0.95 is wanted", m.speed())
		}
	}
}

func TestW5BackFillRunsAtTheBudgetsSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes a while")
	}
	t.Parallel()
	m := &meter{limit: 240, window: 4 * time.Second, takes: 20 * time.Millisecond}
	srv := httptest.NewServer(m)
	defer srv.Close()
	writeTo(t, srv.URL).fill(t, 150)
	require.Zero(t, m.over, "never over the limit")
	require.Greater(t, m.speed(), 0.8, "and not far below, however busy this machine is")
}
