package ccaip

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// BenchmarkGetCall must stay far below 333 µs: the stand-in is to answer 3,000
// simple requests a second on one core.
func BenchmarkGetCall(b *testing.B) {
	benchmark(b, "GET", "/manager/api/v1/calls/418", "")
}

// BenchmarkCurrentStatuses is the product's status poll.
func BenchmarkCurrentStatuses(b *testing.B) {
	benchmark(b, "GET", "/manager/api/v1/agents/current_status", "")
}

// BenchmarkSetStatus writes.
func BenchmarkSetStatus(b *testing.B) {
	benchmark(b, "POST", "/apps/api/v1/agent_statuses", `{"status":"Break","agent_ids":[16]}`)
}

// BenchmarkListCalls reads the newest page out of a full history.
func BenchmarkListCalls(b *testing.B) {
	benchmark(b, "GET", "/manager/api/v1/calls?per=10", "")
}

// BenchmarkChangedSince is the product's catching up, with little to catch.
func BenchmarkChangedSince(b *testing.B) {
	benchmark(b, "GET", "/manager/api/v1/calls?updated_at[from]=2999-01-01T00:00:00Z", "")
}

func benchmark(b *testing.B, method, path, body string) {
	srv, err := New(Config{History: 20_000})
	if err != nil {
		b.Fatal(err)
	}
	defer srv.Close()
	if err := srv.knobs.Patch([]byte(`{"rateLimit":{"limit":0}}`)); err != nil {
		b.Fatal(err)
	}
	for i := range 20_000 {
		_ = srv.floor.do(func() error { // open: never refused
			number := fmt.Sprintf("+1415%07d", i)
			s := srv.floor.arrive(arrival{kind: kindCall, sessionType: "Voice Inbound (IVR)", caller: endUser{identifier: number, phone: number}})
			return srv.floor.hangUp(s)
		})
	}
	for b.Loop() {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.SetBasicAuth("acme", "token")
		rec := httptest.NewRecorder()
		srv.Handler().ServeHTTP(rec, r)
		if rec.Code != 200 {
			b.Fatal(rec.Code, rec.Body)
		}
	}
}
