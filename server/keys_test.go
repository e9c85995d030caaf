package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSecretsOfOursAreMadeOnceForUsAlone(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "data", "admin.token")
	first, err := keep("ADAPTER_ADMIN_TOKEN_FILE", file)
	require.NoError(t, err)
	require.Len(t, first, 64)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	again, err := keep("ADAPTER_ADMIN_TOKEN_FILE", file)
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.ErrorIs(t, writeKept(file, "other"), os.ErrExist)
}

func TestABadSecretFileIsNamedAndNotShown(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "admin.token")
	require.NoError(t, os.WriteFile(file, []byte("sh0rt"), 0o600))
	status, _, errs := run(t, nil, "--admin-token-file", file, "--secret-key-file", t.TempDir())
	require.Equal(t, exitValue, status)
	require.Contains(t, errs, "ADAPTER_ADMIN_TOKEN_FILE (--admin-token-file) "+file)
	require.Contains(t, errs, "ADAPTER_SECRET_KEY_FILE (--secret-key-file)")
	require.NotContains(t, errs, "sh0rt")
	_, err := keep("ADAPTER_ADMIN_TOKEN_FILE", file)
	require.ErrorAs(t, err, new(FaultsError))
}
