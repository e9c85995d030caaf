package security

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// doors are the addresses that take a body, with its limit in bytes and what opens them.
func doors(t *testing.T, s *siege) map[string]door {
	t.Helper()
	right := []string{"Authorization", basic(s.Told.EventsUser, s.Told.EventsPassword)}
	admin := []string{"Authorization", "Bearer " + s.adminSession(t)}
	all := map[string]door{
		"POST /kustomer/bind":              {4 << 10, s.kustomer(s.ben)},
		"POST /kustomer/default/events":    {1 << 20, []string{"X-Kustomer-Webhook-Signature", strings.Repeat("0", 64)}},
		"POST /ccaip/default/events/calls": {1 << 20, right},
		"POST /ccaip/default/events/chats": {1 << 20, right},
		"POST /ccaip/default/metadata":     {1 << 20, right},
		"POST /api/v1/session":             {256 << 10, nil},
	}
	for _, route := range openAPI(t, s) {
		if route[0] != "GET" && route[0] != "DELETE" && strings.Contains(route[1], "{tenant}/") {
			path := strings.NewReplacer("{tenant}", "default", "{session}", "call-418", "{agent}", s.ben, "{which}", "bind").Replace(route[1])
			all[route[0]+" "+path] = door{256 << 10, admin}
		}
	}
	return all
}

// door is an address that takes a body.
type door struct {
	limit   int
	headers []string
}

// tryLargeBodies: what is too large is refused by everybody who reads it, announced or not, and costs no
// memory that stays.
func tryLargeBodies(t *testing.T, s *siege) {
	before := s.memory(t)
	for name, d := range doors(t, s) {
		method, path, _ := strings.Cut(name, " ")
		for kind, body := range map[string]io.Reader{
			"announced":     strings.NewReader(`{"a":"` + strings.Repeat("x", d.limit+1) + `"}`),
			"not announced": io.LimitReader(endless{}, 64<<20),
		} {
			got, err := s.try(method, path, body, d.headers...)
			if err != nil { // who is cut while still sending may not see the answer
				require.NotContains(t, err.Error(), "Timeout", "%s, %s", name, kind)
				continue
			}
			require.Equal(t, 413, got.status, "%s, %s: %s", name, kind, got.body)
		}
	}
	got := s.ask(t, "POST", "/nonce", strings.Repeat("x", 1<<20))
	require.Equal(t, 200, got.status, "who takes no body reads none")
	require.Less(t, s.memory(t), before+64<<20, "bytes: 64 MiB were offered many times")
	s.works(t)
}

// endless is a body without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = '['
	}
	return len(b), nil
}

// oddities are bodies that are meant to break a decoder.
func oddities() []string {
	deep := strings.Repeat("[", 3000)
	nested := strings.Repeat(`{"events":[{"item":`, 800)
	return []string{
		"", " ", "null", "true", "0", `""`, "[]", "{", "}", "\x00", "\xef\xbb\xbf{}", "\xff\xfe", `{"\ud800":"\udc00"}`, "{\"a\":\"\xff\xfe\"}",
		deep, deep + strings.Repeat("]", 3000), nested, `{"a":` + strings.Repeat("9", 3000) + `}`, `{"count":1e999999,"events":[]}`,
		`{"events":[{"event_id":1e400,"timestamp":-1e308,"item":{"call_id":9999999999999999999999}}]}`,
		`{"events":[{"event_id":"e","event_id":"f","timestamp":1767225600000,"item":{"call_id":1,"call_id":{"a":1}}}]}`,
		`{"events":[{"event_id":"e","timestamp":99999999999999,"item":{"call_id":"../../x","state":[],"participants":{}}}]}`,
		`{"events":[null,1,"a",[],{},{"item":null}]}`, `{"id":"*","session_type_v2":"` + "\\u0000" + `"}`, `{"id":-1,"custom_data":[],"feedback":1}`,
		`{"nonce":["a"]}`, `{"nonce":{"a":1},"nonce":"b"}`, `{"version":1e99,"settings":{"__proto__":{}}}`, `{"settings":null,"version":-1}`,
	}
}

// tryOddJSON: whatever is posted is answered with a word, never with a fault of ours.
func tryOddJSON(t *testing.T, s *siege) {
	answered := []int{200, 400, 401, 403, 404, 409, 410, 413, 502, 503}
	for name, d := range doors(t, s) {
		method, path, _ := strings.Cut(name, " ")
		if strings.Contains(path, "/app/") || strings.Contains(path, "/replay") || strings.Contains(path, "/secrets/") || strings.HasSuffix(path, "/fields") {
			continue // they read no body, and act
		}
		for _, body := range oddities() {
			got := s.ask(t, method, path, body, d.headers...)
			require.True(t, slices.Contains(answered, got.status), "%s with %.60q: %d %s", name, body, got.status, got.body)
			require.NotContains(t, got.body, "goroutine", name)
		}
	}
	require.False(t, strings.Contains(s.Server.Log(t), "panic"), "nor with a stack in the log")
	s.works(t)
}

// tryTooManyNonces: an address gets so many and no more for a moment, and is not believed to be another
// one. What honest proxies pass on is not touched by it.
func tryTooManyNonces(t *testing.T, s *siege) {
	given := 0
	for given < 2000 && s.askDirectly(t, "POST", "/nonce", "").status == 200 {
		given++
	}
	require.GreaterOrEqual(t, given, 500, "a whole contact centre may sit behind one address")
	var refused answer
	for range 100 { // some come back meanwhile
		if refused = s.askDirectly(t, "POST", "/nonce", "", "X-Forwarded-For", "203.0.113.77"); refused.status == 429 {
			break
		}
	}
	require.Equal(t, 429, refused.status, "another address that nobody vouches for is no other address")
	require.NotEmpty(t, refused.header.Get("Retry-After"))
	s.works(t)
}
