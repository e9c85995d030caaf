package main

import (
	"bytes"
	"image/png"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheAppIsRegisteredInstalledAndUpdated: against the stand-in, which refuses what Kustomer would.
func TestTheAppIsRegisteredInstalledAndUpdated(t *testing.T) {
	t.Parallel()
	n, dir := newNeighbourhood(t), t.TempDir()
	s := begin(t, n.secrets(), n.args(dir)...)
	require.NotEmpty(t, s.url, s.log)
	at := func(args ...string) []string {
		return append(args, "--host", "adapter.example.com", "--server", s.url, "--data-dir", dir)
	}

	status, _, errs := verb(t, at("app", "install")...)
	require.Equal(t, exitCannot, status)
	require.Contains(t, errs, "Register it first")
	status, _, errs = verb(t, "app", "register", "--server", s.url, "--data-dir", dir)
	require.Equal(t, exitCannot, status, "the server's own address is one that Kustomer refuses")
	require.Contains(t, errs, "leads to the own machine")
	status, out, errs := verb(t, at("app", "register")...)
	require.Equal(t, exitOK, status, errs)
	require.Regexp(t, `^ccaip_agent_adapter_[0-9a-f]{24} 0\.1\.0 is registered\.\nKUSTOMER_BIND_COMMAND is ccaip_agent_adapter_[0-9a-f]{24}\.app\.bind\.\n$`, out)
	status, _, errs = verb(t, at("app", "register")...)
	require.Equal(t, exitCannot, status)
	require.Contains(t, errs, "registered already")
	status, out, errs = verb(t, at("app", "install")...)
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "0.1.0 is installed.")
	status, out, errs = verb(t, at("app", "update")...)
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "0.1.0 is installed.", "what is registered is only installed")

	code, body := s.api(t, dir, "GET", "tenants/default/app", "")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, body, `"version":"0.1.0","state":"installed"`)
	require.Contains(t, body, s.url+"/settings?tenant=default")
	status, _, errs = verb(t, "app", "register", "--host", "http://adapter.example.com", "--server", s.url, "--data-dir", dir)
	require.Equal(t, exitValue, status)
	require.Contains(t, errs, "not on https")
	require.Equal(t, exitOK, s.end(t))
}

func TestTheListingsIconIsAsItIsWanted(t *testing.T) {
	t.Parallel()
	none := http.NotFoundHandler()
	mux := routes(doors{widget: none, settings: none, notifications: none, socket: none, nonce: none, bind: none, events: none, metadata: none, webhooks: none, admin: none, metrics: none, ready: readiness()})
	got := ask(mux, "GET", "/icon.png")
	require.Equal(t, "image/png", got.Header().Get("Content-Type"))
	size, err := png.DecodeConfig(bytes.NewReader(got.Body.Bytes()))
	require.NoError(t, err)
	require.Equal(t, []int{1200, 1200}, []int{size.Width, size.Height})
	for _, name := range []string{"agent.jpg", "settings.jpg"} {
		require.Equal(t, "image/jpeg", ask(mux, "GET", "/screenshots/"+name).Header().Get("Content-Type"), name)
	}
	require.Equal(t, http.StatusNotFound, ask(mux, "GET", "/screenshots/bundle.json").Code)
}
