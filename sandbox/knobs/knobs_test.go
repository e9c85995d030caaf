package knobs

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// stand is a stand-in whose work is to count.
func stand(t *testing.T, initial Set) (string, *atomic.Int64, *Knobs) {
	t.Helper()
	var done atomic.Int64
	k := New(initial)
	server := httptest.NewServer(k.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		done.Add(1)
		_, _ = io.WriteString(w, "worked")
	})))
	t.Cleanup(server.Close)
	return server.URL, &done, k
}

// call sends one request on a connection of its own, so that the standard
// client never repeats it unasked.
func call(t *testing.T, method, url, body string) (int, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(text), err
}

// patch turns knobs and insists on it.
func patch(t *testing.T, url, body string) {
	t.Helper()
	if status, text, err := call(t, "PATCH", url+Path, body); err != nil || status != 200 {
		t.Fatalf("PATCH %s: %d %s %v", body, status, text, err)
	}
}

func TestPatchMergesAndDeleteRestores(t *testing.T) {
	t.Parallel()
	url, _, k := stand(t, Set{StrictCustom: true, RateLimit: RateLimit{Limit: 1000, Window: Duration(time.Minute)}})
	patch(t, url, `{"rateLimit":{"limit":5},"searchDelay":"300ms","adapter":"http://127.0.0.1:9"}`)
	got := k.Get()
	if got.RateLimit != (RateLimit{5, Duration(time.Minute)}) || !got.StrictCustom || got.SearchDelay != Duration(300*time.Millisecond) {
		t.Fatalf("after PATCH: %+v", got)
	}
	_, text, _ := call(t, "GET", url+Path, "")
	var shown map[string]any
	if err := json.Unmarshal([]byte(text), &shown); err != nil || shown["searchDelay"] != "300ms" {
		t.Fatalf("GET shows %s", text)
	}
	if status, _, _ := call(t, "DELETE", url+Path, ""); status != 200 {
		t.Fatalf("DELETE: %d", status)
	}
	if got := k.Get(); got.Adapter != "" || got.RateLimit.Limit != 1000 {
		t.Fatalf("after DELETE: %+v", got)
	}
}

func TestBadKnobsAreNamedAndChangeNothing(t *testing.T) {
	t.Parallel()
	url, _, k := stand(t, Set{})
	for body, names := range map[string]string{
		`{"fault":[]}`:                                   "fault",
		`{"rateLimit":{"limits":3}}`:                     "limits",
		`{"faults":[{"path":"("}]}`:                      "faults[0]: path",
		`{"faults":[{"status":99}]}`:                     "faults[0]: status",
		`{"faults":[{"cut":"during"}]}`:                  "faults[0]: cut",
		`{"searchDelay":"-1s"}`:                          "-1s",
		`{"searchDelay":3}`:                              "300ms",
		`{"events":{"drop":2}}`:                          "events.drop",
		`{"adapter":"nowhere"}`:                          "adapter",
		`{"adapter":"http://127.0.0.1:1","strict":true}`: "strict",
		`[]`: "JSON object",
	} {
		status, text, err := call(t, "PATCH", url+Path, body)
		if err != nil || status != 400 || !strings.Contains(text, names) {
			t.Errorf("PATCH %s: %d %s %v, want 400 naming %q", body, status, text, err, names)
		}
	}
	if k.Get().Adapter != "" {
		t.Error("a refused PATCH changed the adapter")
	}
}

func TestAStatusFaultCountsDown(t *testing.T) {
	t.Parallel()
	url, done, _ := stand(t, Set{})
	patch(t, url, `{"faults":[{"method":"POST","path":"^/v1/conversations","status":500,"times":2}]}`)
	want := []int{500, 500, 200}
	for _, status := range want {
		if got, _, _ := call(t, "POST", url+"/v1/conversations/a", ""); got != status {
			t.Fatalf("got %d, want %d", got, status)
		}
	}
	if got, _, _ := call(t, "GET", url+"/v1/conversations", ""); got != 200 || done.Load() != 2 {
		t.Fatalf("GET %d, worked %d times", got, done.Load())
	}
}

func TestCutBeforeAndAfterTheWork(t *testing.T) {
	t.Parallel()
	url, done, _ := stand(t, Set{})
	for cut, worked := range map[string]int64{"before": 0, "after": 1} {
		done.Store(0)
		patch(t, url, `{"faults":[{"cut":"`+cut+`","times":1}]}`)
		if _, _, err := call(t, "POST", url+"/v1/notes", "{}"); err == nil {
			t.Errorf("cut %s: an answer came", cut)
		}
		if done.Load() != worked {
			t.Errorf("cut %s: worked %d times, want %d", cut, done.Load(), worked)
		}
	}
}

func TestADelayAloneOnlyDelays(t *testing.T) {
	t.Parallel()
	url, _, _ := stand(t, Set{})
	patch(t, url, `{"faults":[{"delay":"30ms"}]}`)
	began := time.Now()
	status, text, _ := call(t, "GET", url+"/x", "")
	if status != 200 || text != "worked" || time.Since(began) < 30*time.Millisecond {
		t.Fatalf("%d %s after %v", status, text, time.Since(began))
	}
}

func TestChangesAreTold(t *testing.T) {
	t.Parallel()
	k := New(Set{})
	told := make(chan string, 2)
	k.OnChange(func(s Set) { told <- s.Adapter })
	if err := k.Patch([]byte(`{"adapter":"http://a"}`)); err != nil {
		t.Fatal(err)
	}
	k.Reset()
	if got := <-told + "," + <-told; got != "http://a," {
		t.Fatalf("told %q", got)
	}
}

func TestFault_share(t *testing.T) {
	t.Parallel()
	url, _, _ := stand(t, Set{})
	patch(t, url, `{"faults":[{"share":0.5,"status":500},{"share":0.5,"cut":"before"}]}`)
	const calls = 200
	for range calls {
		_, _, _ = call(t, "GET", url, "") // spoiled or not: counted below
	}
	var shown struct{ Struck map[string]int }
	_, text, err := call(t, "GET", url+Path, "")
	if err != nil || json.Unmarshal([]byte(text), &shown) != nil {
		t.Fatalf("GET: %s %v", text, err)
	}
	if n := shown.Struck["500"]; n < calls/4 || n > calls*3/4 {
		t.Errorf("half of %d requests answered 500: %d", calls, n)
	}
	if n := shown.Struck["cut before"]; n < calls/8 || n > calls/2 {
		t.Errorf("half of the rest of %d requests cut: %d", calls, n)
	}
	if status, _, _ := call(t, "PATCH", url+Path, `{"faults":[{"share":1.5,"status":500}]}`); status != 400 {
		t.Errorf("a share above 1: %d", status)
	}
	if status, _, _ := call(t, "PATCH", url+Path, `{"struck":{"500":0}}`); status != 400 {
		t.Errorf("the count is not a knob: %d", status)
	}
}

func TestFault_sparesWhoeverLooksOn(t *testing.T) {
	t.Parallel()
	_, _, k := stand(t, Set{Faults: []Fault{{Status: 500}}})
	r := httptest.NewRequest("GET", "/", nil)
	if _, struck := k.take(r); !struck {
		t.Error("a plain request is struck")
	}
	r.Header.Set(SpareHeader, "yes")
	if _, struck := k.take(r); struck {
		t.Error("a request that asks to be spared is not")
	}
}
