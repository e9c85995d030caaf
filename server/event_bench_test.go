package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/intake"
)

// object is a platform that tells of every call that an agent has just taken it, and has nothing to list.
func object(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, id, one := strings.Cut(r.URL.Path, "/calls/")
	if !one {
		_, _ = w.Write([]byte("[]"))
		return
	}
	fmt.Fprintf(w, `{"id":%s,"lang":"en","call_type":"Voice Inbound (IVR)","session_type_v2":"Voice Inbound (IVR)","status":"assigned",`+
		`"created_at":%q,"selected_menu":{"id":7,"name":"Billing"},"agent_info":{"id":15,"name":"Ana Ruiz"}}`, id, time.Now().UTC().Format(time.RFC3339))
}

// front is the address that events are posted to, and who reads the objects.
func front(log intake.Log, platform string) *intake.Intake {
	p := ccaip.New(ccaip.Config{BaseURL: platform, Subdomain: "acme", Token: "t", Rate: 1000})
	return intake.New(intake.Config{Facts: log, Tenant: func(string) (intake.Tenant, bool) {
		return intake.Tenant{ID: "acme", User: "events", Passwords: []string{"pa55"}, Calls: p.Calls, Chats: p.Chats}, true
	}})
}

// accepted is the body by which an agent takes a call of somebody.
func accepted(id int) []byte {
	return fmt.Appendf(nil, `{"count":1,"events":[{"event_id":"e-%d","timestamp":%d,"initiator":"agent_15","item":{"call_id":%d,"state":"connected",`+
		`"direction":"incoming","language":"en","queue_path_ids":"3/7","queue_path_names":"Support/Billing","participants":[`+
		`{"type":"external","state":"connected","dn":"+1415%07d"},{"type":"agent","id":15,"name":"Ana Ruiz","state":"accepted"}]}}]}`,
		id, time.Now().UnixMilli(), id, 5550000+id)
}

// post hands the handler an event and fails unless it is on disk.
func post(tb testing.TB, in *intake.Intake, body []byte) {
	r := httptest.NewRequest(http.MethodPost, "/ccaip/acme/events/calls", bytes.NewReader(body))
	r.SetPathValue("tenant", "acme")
	r.SetPathValue("kind", "calls")
	r.SetBasicAuth("events", "pa55")
	w := httptest.NewRecorder()
	in.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		tb.Errorf("answered %d: %s", w.Code, w.Body)
	}
}

// bare is a file to which somebody appends who knows nothing of sessions.
type bare struct {
	mu   sync.Mutex
	file *os.File
}

func newBare(tb testing.TB) *bare {
	f, err := os.OpenFile(filepath.Join(tb.TempDir(), "bare"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(tb, err)
	tb.Cleanup(func() { f.Close() })
	return &bare{file: f}
}

func (b *bare) append(tb testing.TB, body []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, err := b.file.Write(body); err != nil {
		tb.Error(err)
	}
	if err := b.file.Sync(); err != nil {
		tb.Error(err)
	}
}

// round does something n times by some hands and answers how long one took, on average of all.
func round(hands, n int, do func(i int)) time.Duration {
	began := time.Now()
	var all sync.WaitGroup
	for h := range hands {
		all.Go(func() {
			for i := h; i < n; i += hands {
				do(i)
			}
		})
	}
	all.Wait()
	return time.Since(began) / time.Duration(n)
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkEventToDisk measures from the handler's beginning to its answer, which it gives once the event
// is on disk, beside a bare append with fsync. Both take turns, so that a busy disk is busy for both.
func BenchmarkEventToDisk(b *testing.B) {
	for _, hands := range []int{1, 16} {
		b.Run(fmt.Sprintf("hands=%d", hands), func(b *testing.B) {
			in, file := front(enginetest.Log(b, enginetest.Open(b), "facts"), ""), newBare(b)
			const each = 64
			var ours, theirs []time.Duration
			for n := 0; b.Loop(); n += each {
				ours = append(ours, round(hands, each, func(i int) { post(b, in, accepted(n+i)) }))
				theirs = append(theirs, round(hands, each, func(i int) { file.append(b, accepted(n+i)) }))
			}
			b.ReportMetric(float64(median(ours).Microseconds()), "us/event")
			b.ReportMetric(float64(median(theirs).Microseconds()), "us/bare")
			b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
		})
	}
}

// arrivals tells when a conversation was asked for, by its session's externalId.
type arrivals struct {
	meter
	came chan time.Time
}

func (a *arrivals) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/v1/conversations" {
		a.came <- time.Now()
	}
	a.meter.ServeHTTP(w, r)
}

// BenchmarkEventToWrite measures from the handler's beginning to the arrival of the session's first write
// at Kustomer, beside the same requests and appends made bare, one after the other.
func BenchmarkEventToWrite(b *testing.B) {
	for _, takes := range []time.Duration{0, 20 * time.Millisecond} {
		b.Run("kustomer="+takes.String(), func(b *testing.B) {
			k := &arrivals{meter: meter{limit: 1_000_000, window: time.Minute, takes: takes}, came: make(chan time.Time, 10)}
			srv := httptest.NewServer(k)
			defer srv.Close()
			platform := httptest.NewServer(http.HandlerFunc(object))
			defer platform.Close()
			w := writeTo(b, srv.URL)
			in, file := front(w.facts, platform.URL), newBare(b)
			defer begun(b, w.relay)()
			defer begun(b, in)()
			var ours, theirs []time.Duration
			for n := 1; b.Loop(); n++ {
				body := accepted(n)
				began := time.Now()
				post(b, in, body)
				ours = append(ours, (<-k.came).Sub(began))
				w.settle(b, n)
				theirs = append(theirs, k.bare(b, srv.URL, platform.URL, file, body))
			}
			b.ReportMetric(float64(median(ours).Microseconds()), "us/event")
			b.ReportMetric(float64(median(theirs).Microseconds()), "us/bare")
			b.ReportMetric(float64(median(ours))/float64(median(theirs)), "ratio")
		})
	}
}

// settle waits until the rest of what a session wants is written, so that it disturbs nobody.
func (w writing) settle(tb testing.TB, sessions int) {
	late := time.After(time.Minute) // a benchmark's own context may end before its loop
	for w.relay.Counts("acme")["saved"] < sessions {
		select {
		case <-late:
			tb.Fatal("not written in time")
		case <-time.After(time.Millisecond):
		}
	}
}

// bare makes the requests and appends of one event and answers how long it took to the first write: the
// event on disk, the call's object, that on disk, who it is, what they have, the settlement on disk, the
// conversation.
func (a *arrivals) bare(tb testing.TB, address, platform string, file *bare, body []byte) time.Duration {
	ask := func(method, url string, body []byte) {
		r, err := http.NewRequest(method, url, bytes.NewReader(body))
		require.NoError(tb, err)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(tb, err)
		_, _ = io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
	}
	began := time.Now()
	file.append(tb, body)
	ask(http.MethodGet, platform+"/manager/api/v1/calls/1", nil)
	file.append(tb, body)
	ask(http.MethodGet, address+"/v1/customers/phone=+14155550000", nil)
	ask(http.MethodGet, address+"/v1/customers/c00000000000004155550000/conversations?page=1&pageSize=100", nil)
	file.append(tb, body)
	go ask(http.MethodPost, address+"/v1/conversations", []byte(`{"id":"b00000000000000000000001"}`))
	return (<-a.came).Sub(began)
}
