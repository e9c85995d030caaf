package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/server/engine/nats/enginetest"
)

// TestWhatOneReplicaIsToldAllServe: a tenant that one server adds is served by the other, changes there,
// and goes at both.
func TestWhatOneReplicaIsToldAllServe(t *testing.T) {
	t.Parallel()
	s := enginetest.Alone(t)
	word := []byte(strings.Repeat("ab", 32))
	var both []started
	var dirs []string
	for range 2 {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "secret.key"), word, 0o600), "all replicas share it")
		r := begin(t, nil, append(alone(dir), "--nats-url", s.URL)...)
		require.NotEmpty(t, r.url, r.log)
		both, dirs = append(both, r), append(dirs, dir)
	}
	values := addAcme(t, both[0], dirs[0], staffed(t).URL)
	password := values["eventsPassword"]
	require.Eventually(t, func() bool { return both[1].tells(t, "acme", "events-acme", password, "1") == http.StatusOK }, 3*patience, tick)
	require.Equal(t, http.StatusOK, both[0].tells(t, "acme", "events-acme", password, "2"))
	for i, r := range both {
		require.Eventually(t, func() bool {
			status, body := r.api(t, dirs[i], "GET", "tenants/acme/sessions", "")
			return status == 200 && strings.Contains(body, "call-1") && strings.Contains(body, "call-2")
		}, 3*patience, tick, "whoever works for it")
	}

	status, body := both[1].api(t, dirs[1], "POST", "tenants/acme/secrets/events/rotate", `{"value":"0123456789abcdef","grace":"0s"}`)
	require.Equal(t, 200, status, body)
	require.Eventually(t, func() bool { return both[0].tells(t, "acme", "events-acme", password, "3") == http.StatusUnauthorized }, 3*patience, tick)
	require.Equal(t, http.StatusOK, both[0].tells(t, "acme", "events-acme", "0123456789abcdef", "3"))

	status, _, errs := verb(t, "tenants", "remove", "--yes", "--server", both[1].url, "--data-dir", dirs[1], "acme")
	require.Equal(t, exitOK, status, errs)
	for _, r := range both {
		require.Eventually(t, func() bool {
			return r.tells(t, "acme", "events-acme", "0123456789abcdef", "4") == http.StatusNotFound
		}, 3*patience, tick)
	}
	for _, r := range both {
		require.Equal(t, exitOK, r.end(t))
	}
}
