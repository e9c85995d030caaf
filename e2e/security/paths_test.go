package security

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// tryPaths: an address that is written oddly leads to no other door than the one that it names, and to
// no other server.
func tryPaths(t *testing.T, s *siege) {
	right := basic(s.Told.EventsUser, s.Told.EventsPassword)
	for _, path := range []string{
		"/ccaip/..%2fdefault/events/calls", "/ccaip/%2e%2e/default/events/calls", "/ccaip/default%2fevents/calls/x", "/ccaip/DEFAULT/events/calls",
		"/ccaip/default%00/events/calls", "/ccaip/default%0d%0aX-Made: up/events/calls", "/ccaip/default/events/..%2fcalls", "/ccaip/default/events/calls/",
		"/static/..%2f..%2f/etc/passwd", "/static/../../go.mod", "/static/%2e%2e/%2e%2e/go.mod", "/static//bundle.json", "/screenshots/..%2fbundle.json",
		"/api/v1/tenants/default/..%2f..%2fbackup", "/api/v1//backup/..%2fopenapi.json", "/.git/config", "/debug/pprof/", "/debug/vars",
	} {
		for _, method := range []string{"GET", "POST"} {
			status, head := raw(t, s, method+" "+path+" HTTP/1.1\r\nHost: x\r\nAuthorization: "+right+"\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
			require.Contains(t, []int{301, 307, 400, 401, 404, 405}, status, "%s %s", method, path)
			require.NotContains(t, head.Get("Location"), "//", "%s %s", method, path)
			require.Empty(t, head.Get("X-Made"), path)
		}
	}
	for _, target := range []string{"//evil.example/%2e%2e", "//evil.example", "http://evil.example/", "/\\evil.example", "/%5cevil.example", "/?tenant=default&parentUrl=http://evil.example"} {
		status, head := raw(t, s, "GET "+target+" HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
		require.Less(t, status, 500, target)
		if to := head.Get("Location"); to != "" {
			require.Regexp(t, `^/($|[^/\\])`, to, "%s leads to another server", target)
		}
	}
}

// raw says a request to the letter and answers status and headers.
func raw(t testing.TB, s *siege, request string) (int, http.Header) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.Server.URL, "http://"))
	require.NoError(t, err)
	defer conn.Close()
	require.NoError(t, conn.SetDeadline(time.Now().Add(patience)))
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err, request)
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<20)) // a cut body is an answer, too
	s.note(string(body))
	return res.StatusCode, res.Header
}

// tryForwarded: what a request says about its way is believed of nobody: only a proxy that was named is trusted. What
// the server says of itself comes from its own settings, not from the Host that it was called by.
func tryForwarded(t *testing.T, s *siege) {
	plain := s.askDirectly(t, "GET", "/", "")
	lied := s.askDirectly(t, "GET", "/", "", "Host", "evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "https",
		"X-Forwarded-Prefix", "/evil", "X-Original-URL", "/metrics", "X-Rewrite-URL", "/metrics", "Forwarded", "host=evil.example")
	require.Equal(t, plain.body, lied.body)
	require.Equal(t, plain.header.Get("Content-Security-Policy"), lied.header.Get("Content-Security-Policy"))
	_, status, err := s.dial(t.Context(), "http://evil.example")
	require.Error(t, err)
	require.Equal(t, 403, status)
	override := s.askDirectly(t, "GET", "/nonce", "", "X-HTTP-Method-Override", "POST", "X-Method-Override", "POST")
	require.NotEqual(t, 200, override.status)
	for _, name := range []string{"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"} {
		require.Equal(t, 401, s.askDirectly(t, "GET", "/metrics", "", name, "127.0.0.1").status, "%s: somebody passed it on", name)
	}
	require.Equal(t, 200, s.askDirectly(t, "GET", "/metrics", "").status, "nobody did")
	require.Equal(t, 401, s.ask(t, "GET", "/metrics", "").status, "a trusted proxy did")
}
