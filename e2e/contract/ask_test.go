package contract

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	patience  = 30 * time.Second // for one answer
	maxAnswer = 32 << 20
	// maxWait bounds how long a neighbour's budget is waited for: one window of Kustomer's.
	maxWait = 65 * time.Second
)

// credentials put themselves onto a request.
type credentials func(*http.Request)

func bearer(key string) credentials {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+key) }
}

func basic(user, password string) credentials {
	return func(r *http.Request) { r.SetBasicAuth(user, password) }
}

func nobody(*http.Request) {}

// neighbour is one of the two, real or a stand-in. Requests go one after the other: the checks
// share an org and, on stand-ins, its knobs.
type neighbour struct {
	name, base string
	who        credentials
	keys       map[string]string // odd ones, by what is odd about them; "" where not given
	every      time.Duration     // between two requests
	notBefore  time.Time         // of the next one
	standIn    func() bool       // has knobs
}

func newNeighbour(name, base string, who credentials) *neighbour {
	n := &neighbour{name: name, base: strings.TrimRight(base, "/"), who: who}
	n.standIn = sync.OnceValue(n.hasKnobs)
	return n
}

// hasKnobs tells a stand-in from the real one.
func (n *neighbour) hasKnobs() bool {
	r, err := n.as(nobody).try(http.MethodGet, "/_knobs", nil)
	_, listed := r.at("faults").([]any)
	return err == nil && r.status == http.StatusOK && listed
}

// as is the same neighbour, asked by somebody else.
func (n *neighbour) as(who credentials) *neighbour {
	other := *n
	other.who = who
	return &other
}

// reply is an answer. Its body is nil where it is no JSON.
type reply struct {
	status int
	header http.Header
	raw    []byte
	body   any
}

// at walks into the body by names and indices; nil where nothing is.
func (r reply) at(path ...any) any { return at(r.body, path...) }

func at(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			members, _ := value.(map[string]any)
			value = members[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

// text is the string at a place, or "".
func (r reply) text(path ...any) string {
	s, _ := r.at(path...).(string)
	return s
}

// words are what a refusal says. Other answers may hold what is nobody's business in a log.
func (r reply) words() string {
	if r.status < 400 {
		return http.StatusText(r.status)
	}
	return string(r.raw[:min(len(r.raw), 600)])
}

// option changes a request.
type option func(*http.Request)

func contentType(kind string) option {
	return func(r *http.Request) { r.Header.Set("Content-Type", kind) }
}

// ask makes a request and waits for the neighbour's budget where that is spent.
func (n *neighbour) ask(t testing.TB, method, path string, body any, options ...option) reply {
	t.Helper()
	for tries := 3; ; tries-- {
		r, err := n.try(method, path, body, options...)
		require.NoError(t, err, "%s does not answer", n.name)
		if r.status != http.StatusTooManyRequests || tries == 0 {
			return r
		}
		n.notBefore = time.Now().Add(restOfWindow(r.header))
	}
}

// get is ask without a body.
func (n *neighbour) get(t testing.TB, path string) reply {
	t.Helper()
	return n.ask(t, http.MethodGet, path, nil)
}

// expect is ask for an answer of one status.
func (n *neighbour) expect(t testing.TB, status int, method, path string, body any, options ...option) reply {
	t.Helper()
	r := n.ask(t, method, path, body, options...)
	require.Equal(t, status, r.status, "%s %s: %s", method, shape(path), r.words())
	return r
}

// try makes one request.
func (n *neighbour) try(method, path string, body any, options ...option) (reply, error) {
	waitUntil(n.notBefore)
	n.notBefore = time.Now().Add(n.every)
	raw, given := body.([]byte)
	if body != nil && !given {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return reply{}, err
		}
	}
	req, err := http.NewRequest(method, n.base+path, bytes.NewReader(raw))
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	n.who(req)
	for _, change := range options {
		change(req)
	}
	return send(req)
}

// client follows no redirects: they would carry the credentials elsewhere.
var client = &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func send(req *http.Request) (reply, error) {
	res, err := client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	r := reply{status: res.StatusCode, header: res.Header}
	if r.raw, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer)); err != nil {
		return reply{}, err
	}
	if json.Unmarshal(r.raw, &r.body) != nil {
		r.body = nil
	}
	return r, nil
}

// restOfWindow is how long a spent budget lasts.
func restOfWindow(h http.Header) time.Duration {
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil {
		return min(time.Duration(seconds)*time.Second, maxWait)
	}
	if ends, err := strconv.ParseInt(h.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
		return min(max(time.Until(time.Unix(ends, 0)), 0)+time.Second, maxWait)
	}
	return maxWait
}

// waitUntil keeps to a pace that real neighbours ask for.
func waitUntil(moment time.Time) {
	if wait := time.Until(moment); wait > 0 {
		<-time.After(wait)
	}
}

// eventually asks again until the answer is as hoped: indices and merges take effect later.
func eventually(t testing.TB, what string, limit time.Duration, hoped func() bool) {
	t.Helper()
	require.Eventually(t, hoped, limit, 500*time.Millisecond, what)
}

// shape is a path without what it looks for: that may be somebody's number.
func shape(path string) string {
	path, _, _ = strings.Cut(path, "?")
	if before, _, named := strings.Cut(path, "="); named {
		return before + "=…"
	}
	return path
}
