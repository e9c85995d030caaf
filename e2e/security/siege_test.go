package security

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// siege is a server and everything that it answered.
type siege struct {
	*world.World
	org        string // Kustomer's id of the org
	admin, ben string // Kustomer users: ana is an admin, ben is not

	silent    []*wire // sockets that say nothing
	satDown   time.Time
	adminWord string // the last admin's session

	// front is a proxy that the server trusts and that has many clients, direct comes by itself.
	front, direct *http.Client
	clients       atomic.Int64

	mu    sync.Mutex
	heard bytes.Buffer // every answer, headers and body
}

// webhookToken is a secret that the stand-in does not make.
const webhookToken = "w3bh00k-t0ken-of-the-siege"

// besiege starts a server.
func besiege(t *testing.T) *siege {
	t.Helper()
	w := world.StartSandbox(t)
	w.Server.Env["KUSTOMER_WEBHOOK_TOKEN"] = webhookToken
	w.Server.Env["ADAPTER_TRUSTED_PROXIES"] = proxy
	w.Server.Start(t)
	return around(w)
}

// around is a siege of a server that runs.
func around(w *world.World) *siege {
	s := &siege{World: w, front: clientFrom(proxy), direct: clientFrom("127.0.0.1")}
	s.org = orgID(w)
	s.admin, s.ben = w.CRM.User("ana@acme.example").ID, w.CRM.User("ben@acme.example").ID
	return s
}

// proxy is the address that the server believes what it says of its clients.
const proxy = "127.0.0.9"

// clientFrom makes requests from an address of this machine.
func clientFrom(address string) *http.Client {
	dialer := net.Dialer{Timeout: patience, LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Client{Timeout: patience, Transport: &http.Transport{DialContext: dialer.DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// orgID is what the tenant's key says.
func orgID(w *world.World) string {
	var token struct{ Data world.Record }
	if w.CRM.Try(http.MethodGet, "/v1/auth/tokens/current", nil, &token) != nil {
		return ""
	}
	return token.Data.Related("org")
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask is one request by the proxy, each for another client, so that the limits of an address are only met
// where they are meant. Headers are pairs of name and value; "Host" sets the request's own.
func (s *siege) ask(t testing.TB, method, path, body string, headers ...string) answer {
	t.Helper()
	got, err := s.try(method, path, strings.NewReader(body), headers...)
	require.NoError(t, err, "%s %s", method, path)
	return got
}

// askDirectly is one request that nobody passed on, from an address that is always the same.
func (s *siege) askDirectly(t testing.TB, method, path, body string, headers ...string) answer {
	t.Helper()
	got, err := s.send(s.direct, method, path, strings.NewReader(body), headers...)
	require.NoError(t, err, "%s %s", method, path)
	return got
}

func (s *siege) try(method, path string, body io.Reader, headers ...string) (answer, error) {
	n := s.clients.Add(1)
	from := fmt.Sprintf("203.%d.%d.%d", n>>16&255, n>>8&255, n&255)
	return s.send(s.front, method, path, body, append([]string{"X-Forwarded-For", from}, headers...)...)
}

func (s *siege) send(by *http.Client, method, path string, body io.Reader, headers ...string) (answer, error) {
	r, err := http.NewRequest(method, s.Server.URL+path, body)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
	}
	res, err := by.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 8<<20))
	s.note(fmt.Sprintf("\n%s %s: %d %v\n%s", method, path, res.StatusCode, res.Header, raw))
	return answer{res.StatusCode, res.Header, string(raw)}, err
}

// note keeps an answer for the search at the end.
func (s *siege) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard.WriteString(text)
}

// basic is the header of Basic credentials.
func basic(user, password string) string {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(user, password)
	return r.Header.Get("Authorization")
}

// nonce asks for one.
func (s *siege) nonce(t testing.TB) string {
	t.Helper()
	got := s.ask(t, "POST", "/nonce", "")
	require.Equal(t, 200, got.status, got.body)
	var said struct{ Nonce string }
	require.NoError(t, json.Unmarshal([]byte(got.body), &said))
	return said.Nonce
}

// bound is a nonce that Kustomer's servers gave to a user.
func (s *siege) bound(t testing.TB, user string) string {
	t.Helper()
	word := s.nonce(t)
	got := s.bind(t, word, s.kustomer(user)...)
	require.Equal(t, 204, got.status, got.body)
	return word
}

// kustomer are the headers of Kustomer's own servers.
func (s *siege) kustomer(user string) []string {
	return []string{"x-kustomer-org-id", s.org, "x-kustomer-user-id", user, "x-adapter-secret", s.Told.BindSecret}
}

func (s *siege) bind(t testing.TB, word string, headers ...string) answer {
	t.Helper()
	return s.ask(t, "POST", "/kustomer/bind", `{"nonce":"`+word+`"}`, headers...)
}

// adminSession is the bearer of a signed-in admin.
func (s *siege) adminSession(t testing.TB) string {
	t.Helper()
	got := s.ask(t, "POST", "/api/v1/session", `{"nonce":"`+s.bound(t, s.admin)+`"}`)
	require.Equal(t, 200, got.status, got.body)
	var said struct{ Token string }
	require.NoError(t, json.Unmarshal([]byte(got.body), &said))
	s.adminWord = said.Token
	return said.Token
}
