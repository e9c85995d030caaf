package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhoMayReadTheFigures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		remote, header string
		want           bool
	}{
		"this machine":             {"127.0.0.1:4000", "", true},
		"this machine, IPv6":       {"[::1]:4000", "", true},
		"another one":              {"203.0.113.9:4000", "", false},
		"a proxy on this machine":  {"127.0.0.1:4000", "X-Forwarded-For", false},
		"one that says Forwarded":  {"127.0.0.1:4000", "Forwarded", false},
		"an address that is none":  {"somewhere", "", false},
		"IPv4 in an IPv6 envelope": {"[::ffff:127.0.0.1]:4000", "", true},
	} {
		r := httptest.NewRequest("GET", "/metrics", nil)
		r.RemoteAddr = c.remote
		if c.header != "" {
			r.Header.Set(c.header, "")
		}
		require.Equal(t, c.want, fromHere(r), name)
	}
}

func TestTheFigures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, secrets, acmeArgs(dir)...)
	require.NotEmpty(t, s.url, s.log)
	s.event(t, "default", "418", "queued")
	require.Eventually(t, func() bool {
		status, _ := s.api(t, dir, "GET", "tenants/default/sessions/call-418", "")
		return status == 200
	}, patience, tick)
	status, body := s.get(t, "/metrics")
	require.Equal(t, 200, status)
	for _, want := range []string{
		`agentadapter_sockets{tenant="default"} 0`,
		`agentadapter_event_requests_total{status="200",tenant="default"} 1`,
		`agentadapter_kustomer_budget_limit{tenant="default"} 300`,
		`agentadapter_last_event_timestamp_seconds{tenant="default"}`,
		`agentadapter_agents_drifting{tenant="default"} 0`,
		`agentadapter_neighbour_requests_total{neighbour="kustomer",status="none",tenant="default"}`,
		`agentadapter_neighbour_request_seconds_count{neighbour="ccaip",tenant="default"}`,
		"agentadapter_data_free_bytes ",
	} {
		require.Contains(t, body, want)
	}
	require.Regexp(t, `agentadapter_sessions\{state="\w+",tenant="default"\} 1`, body)

	r, err := http.NewRequest("GET", s.url+"/metrics", nil)
	require.NoError(t, err)
	r.Header.Set("X-Forwarded-For", "203.0.113.9")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusUnauthorized, answer.StatusCode)
	require.Equal(t, exitOK, s.end(t))
}
