package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestABackupMovesEverythingToAnEmptyServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	from := begin(t, secrets, append(acmeArgs(dir), "--kustomer-base-url", fieldsOnly(t).URL)...)
	require.NotEmpty(t, from.url, from.log)
	status, body := from.api(t, dir, "PUT", "tenants/default/settings", `{"version":0,"settings":{"retainDays":60,"paused":true}}`)
	require.Equal(t, http.StatusOK, status, body)
	status, body = from.api(t, dir, "POST", "tenants/default/fields", "")
	require.Equal(t, http.StatusOK, status, body)
	archive := filepath.Join(t.TempDir(), "backup.tar")
	code, out, errs := verb(t, "backup", "--server", from.url, "--data-dir", dir, archive)
	require.Equal(t, exitOK, code, out+errs)
	code, _, errs = verb(t, "restore", "--server", from.url, "--data-dir", dir, archive)
	require.Equal(t, exitCannot, code)
	require.Contains(t, errs, "recorded something already")
	require.Equal(t, exitOK, from.end(t))
	info, err := os.Stat(archive)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds customers' data")

	empty := t.TempDir()
	to := begin(t, secrets, append(acmeArgs(empty), "--kustomer-base-url", fieldsOnly(t).URL)...)
	require.NotEmpty(t, to.url, to.log)
	status, body = to.api(t, empty, "GET", "backup", "")
	require.Equal(t, http.StatusOK, status)
	require.True(t, strings.HasPrefix(body, "manifest.json"), "a tar archive")
	status, _ = to.api(t, dir, "GET", "backup", "")
	require.Equal(t, http.StatusUnauthorized, status, "another server's token")
	code, out, errs = verb(t, "restore", "--server", to.url, "--data-dir", empty, archive)
	require.Equal(t, exitOK, code, out+errs)
	require.Eventually(t, func() bool {
		_, body := to.api(t, empty, "GET", "tenants/default/settings", "")
		return strings.Contains(body, `"version":1`) && strings.Contains(body, `"retainDays":60`)
	}, time.Minute, 10*time.Millisecond, "the settings are in force at once")
	require.Equal(t, exitOK, to.end(t))
}
