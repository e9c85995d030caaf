package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// verb runs one command line that speaks to a server.
func verb(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e lines
	status = command(outside{t.Context(), &o, &e, said{}.get}, args)
	return status, o.String(), e.String()
}

func TestTheCommandLineSpeaksToARunningServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, secrets, append(acmeArgs(dir), "--kustomer-base-url", fieldsOnly(t).URL)...)
	require.NotEmpty(t, s.url, s.log)
	s.event(t, "default", "418", "queued")
	require.Eventually(t, func() bool {
		status, _ := s.api(t, dir, "GET", "tenants/default/sessions/call-418", "")
		return status == 200
	}, patience, tick)
	at := func(args ...string) []string {
		return append(args, "--server", s.url, "--data-dir", dir)
	}

	status, out, errs := verb(t, at("sessions", "list")...)
	require.Equal(t, exitOK, status, errs)
	require.Regexp(t, `^SESSION +STATE +SINCE +REASON\ncall-418 `, out)
	status, out, _ = verb(t, append(at("sessions", "show", "--tenant", "default"), "call-418")...)
	require.Equal(t, exitOK, status)
	require.Contains(t, out, "Nothing was written.")
	status, out, errs = verb(t, append(at("sessions", "discard", "--json"), "call-418")...)
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, `"state":"discarded"`)
	_, out, _ = verb(t, append(at("sessions", "show"), "call-418")...)
	require.Regexp(t, `WHEN +RULE +WHAT +ID +OUTCOME +REASON +FACTS\n20.*discarded by operator`, out)
	status, out, errs = verb(t, append(at("sessions", "replay"), "call-418")...)
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "Session ")
	_, out, _ = verb(t, at("sessions", "list", "--state", "buried")...)
	require.Equal(t, "No sessions.\n", out)

	_, out, _ = verb(t, at("fields", "list")...)
	require.Regexp(t, `missing +message\.queueNameStr`, out)
	_, out, _ = verb(t, at("fields", "create")...)
	require.Regexp(t, `created +message\.queueNameStr`, out)
	_, out, _ = verb(t, at("fields", "create")...)
	require.NotContains(t, out, "created")

	for name, c := range map[string]struct {
		args   []string
		status int
		says   string
	}{
		"no such session": {append(at("sessions", "show"), "call-1"), exitCannot, "No such session"},
		"no such tenant":  {append(at("sessions", "show", "--tenant", "other"), "call-1"), exitCannot, "Nobody is served"},
		"no such state":   {at("sessions", "list", "--state", "lost"), exitValue, "States are waiting"},
		"a bad tenant":    {at("fields", "list", "--tenant", "A B"), exitValue, "TENANT_ID (--tenant)"},
		"no token":        {[]string{"fields", "list", "--server", s.url, "--data-dir", t.TempDir()}, exitValue, "ADAPTER_ADMIN_TOKEN_FILE"},
		"no server":       {[]string{"fields", "list", "--server", "http://127.0.0.1:1", "--data-dir", dir}, exitCannot, "is it running there?"},
		"no argument":     {at("sessions", "show"), exitValue, "<session>"},
	} {
		status, _, errs := verb(t, c.args...)
		require.Equal(t, c.status, status, "%s: %s", name, errs)
		require.Contains(t, errs, c.says, name)
	}
	require.Equal(t, exitOK, s.end(t))
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	t.Parallel()
	dir, token := t.TempDir(), strings.Repeat("s3cret", 8)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "admin.token"), []byte(token), 0o600))
	away := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
	t.Cleanup(away.Close)
	s := httptest.NewServer(http.RedirectHandler(away.URL, http.StatusFound))
	t.Cleanup(s.Close)
	status, _, errs := verb(t, "fields", "list", "--server", s.URL, "--data-dir", dir)
	require.Equal(t, exitCannot, status)
	require.Contains(t, errs, "answered 302")
	require.NotContains(t, errs, token)
}

func TestNobodyElseDrawsTheTable(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a b [2Jc é", plain("a\tb\x1b[2Jc\u009bé"))
}
