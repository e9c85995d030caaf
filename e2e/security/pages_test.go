package security

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// documents are all that a browser shows, by whether another page may frame it.
var documents = map[string]bool{"/": true, "/settings": true, "/notifications": false}

// finding is what csp_evaluator says of a policy; severities below harmless are what it calls high,
// wrong or medium.
type finding struct {
	Description      string
	Severity         int
	Directive, Value string
}

const harmless = 40

// judged is what is wrong with a policy.
func judged(t *testing.T, policy string) []finding {
	t.Helper()
	judge := exec.Command("node", "csp/judge.js")
	judge.Stdin = strings.NewReader(policy)
	out, err := judge.Output()
	require.NoError(t, err, "make install-csp")
	var all, bad []finding
	require.NoError(t, json.Unmarshal(out, &all))
	for _, f := range all {
		if f.Severity < harmless {
			bad = append(bad, f)
		}
	}
	return bad
}

// tryPolicies: each page's policy stands before a judge that is not ours. The stand-in's card script has
// a number instead of a name, which the judge takes for a weakness; a real one has a name.
func tryPolicies(t *testing.T, s *siege) {
	require.NotEmpty(t, judged(t, "script-src 'unsafe-inline' *"), "the judge can say no")
	numbers := regexp.MustCompile(`(http|ws)://127\.0\.0\.1:\d+`)
	for page, framed := range documents {
		policy := s.ask(t, "GET", page, "").header.Get("Content-Security-Policy")
		require.NotEmpty(t, policy, page)
		require.Empty(t, judged(t, numbers.ReplaceAllString(policy, "${1}s://named.example")), "%s: %s", page, policy)
		for _, never := range []string{"unsafe-inline", "unsafe-eval'", "unsafe-hashes", " *", "http:;", "https:;", "blob:"} {
			require.NotContains(t, strings.ReplaceAll(policy, "wasm-unsafe-eval'", ""), never, page)
		}
		for _, shut := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'"} {
			require.Contains(t, policy, shut, page)
		}
		require.Equal(t, framed, !strings.Contains(policy, "frame-ancestors 'none'"), page)
	}
}

// tryHeaders: what a browser is told beside the policy.
func tryHeaders(t *testing.T, s *siege) {
	for page, framed := range documents {
		h := s.ask(t, "GET", page, "").header
		require.Equal(t, "no-store", h.Get("Cache-Control"), page)
		require.Equal(t, "origin", h.Get("Referrer-Policy"), "%s: no path or query leaves", page)
		require.Contains(t, h.Get("Permissions-Policy"), "camera=()", page)
		require.Equal(t, page == "/", strings.Contains(h.Get("Permissions-Policy"), `microphone=(self "`+s.Told.CCAIP+`")`), page)
		require.Empty(t, h.Get("X-Frame-Options"), "%s: it would forbid every frame", page)
		if !framed {
			require.Equal(t, "same-origin", h.Get("Cross-Origin-Opener-Policy"), page)
		}
	}
	page := s.ask(t, "GET", "/", "").body
	files := regexp.MustCompile(`/static/[0-9a-f]{16}/[a-z.]+\.(?:css|js|wasm|svg)`).FindAllString(page, -1)
	require.NotEmpty(t, files)
	for _, file := range files {
		h := s.ask(t, "GET", file, "", "Accept-Encoding", "gzip, br").header
		require.Contains(t, h.Get("Cache-Control"), "immutable", file)
		require.Equal(t, "same-origin", h.Get("Cross-Origin-Resource-Policy"), file)
	}
	for _, path := range append(files, "/", "/settings", "/notifications", "/icon.svg", "/icon.png", "/livez", "/readyz", "/metrics",
		"/nowhere", "/static/", "/socket", "/api/v1/openapi.json", "/api/v1/nowhere", "/?tenant=nobody", "/ccaip/default/metadata") {
		h := s.ask(t, "GET", path, "").header
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), path)
		require.Empty(t, h.Values("Set-Cookie"), path)
		require.Empty(t, h.Get("Access-Control-Allow-Origin"), path)
		require.Empty(t, h.Get("Server")+h.Get("X-Powered-By"), path)
	}
	none := s.ask(t, "GET", "/?tenant=nobody", "")
	require.Equal(t, http.StatusNotFound, none.status)
	require.Contains(t, none.header.Get("Content-Security-Policy"), "frame-ancestors 'none'")
}
