package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/protocol"
	"agentadapter/server/engine/nats"
	"agentadapter/server/engine/nats/enginetest"
	"agentadapter/server/lease"
	"agentadapter/server/tenants"
)

var update = flag.Bool("update", false, "write golden files anew")

// storedV1 is a data folder as version 1 of everything stored leaves it. It stays as it is for good:
// later versions must find everything in it.
const storedV1 = "testdata/data-v1.tar.gz"

const storedAgent = "5f0000000000000000000001"

func TestTheFolderOfAnEarlierReleaseIsOpened(t *testing.T) {
	t.Parallel()
	if *update {
		pack(t, makeFolder(t), storedV1)
	}
	dir := t.TempDir()
	unpack(t, storedV1, dir)

	e := enginetest.OpenIn(t, dir)
	leases := enginetest.Bucket(t, e, "lease", nats.BucketOptions{})
	v, err := leases.Get(t.Context(), "default."+storedAgent)
	require.NoError(t, err)
	require.Contains(t, string(v.Body), `"term":1`)
	fields, err := tenants.NewFields(t.Context(), enginetest.Bucket(t, e, "fields", nats.BucketOptions{}))
	require.NoError(t, err)
	_, created := fields.Created(t.Context(), "default")
	require.True(t, created)
	e.Close()

	s := begin(t, secrets, acmeArgs(dir)...)
	require.NotEmpty(t, s.url, "the folder of an earlier release keeps the server from starting: %s", s.log)
	for _, want := range []string{"call-418", "call-419"} {
		status, body := s.api(t, dir, "GET", "tenants/default/sessions/"+want, "")
		require.Equal(t, 200, status, body)
	}
	_, body := s.api(t, dir, "GET", "tenants/default/sessions?state=discarded", "")
	require.Contains(t, body, "call-419")
	_, body = s.api(t, dir, "GET", "tenants/default/sessions/call-419", "")
	require.Contains(t, body, "discarded by operator", "the audit trail is found again")
	_, body = s.api(t, dir, "GET", "tenants/default/settings/history", "")
	require.Contains(t, body, `"version":2`)
	_, body = s.api(t, dir, "GET", "tenants/default/settings", "")
	require.Contains(t, body, `"retainDays":60`)
	_, body = s.api(t, dir, "GET", "tenants/default/status", "")
	require.Contains(t, body, `"lastEventAt":"20`)
	require.Contains(t, body, `"paused":true`)
	require.Equal(t, exitOK, s.end(t))
}

// makeFolder lets a server of today leave a folder behind.
func makeFolder(t *testing.T) string {
	dir := t.TempDir()
	s := begin(t, secrets, append(acmeArgs(dir), "--kustomer-base-url", fieldsOnly(t).URL)...)
	require.NotEmpty(t, s.url, s.log)
	for i, set := range []string{`{"version":0,"settings":{"paused":true}}`, `{"version":1,"settings":{"retainDays":60}}`} {
		status, body := s.api(t, dir, "PUT", "tenants/default/settings", set)
		require.Equal(t, 200, status, "%d: %s", i, body)
	}
	status, body := s.api(t, dir, "POST", "tenants/default/fields", "")
	require.Equal(t, 200, status, body)
	for _, id := range []string{"418", "419"} {
		s.event(t, "default", id, "queued")
		require.Eventually(t, func() bool {
			status, _ := s.api(t, dir, "GET", "tenants/default/sessions/call-"+id, "")
			return status == 200
		}, patience, tick)
	}
	status, body = s.api(t, dir, "POST", "tenants/default/sessions/call-419/discard", "")
	require.Equal(t, 200, status, body)
	require.Equal(t, exitOK, s.end(t))

	e := enginetest.OpenIn(t, dir)
	defer e.Close()
	l := lease.New(lease.Config{Bucket: enginetest.Bucket(t, e, "lease", nats.BucketOptions{})})
	_, err := l.Join(t.Context(), "default", storedAgent, protocol.Hello{Instance: "i1", Device: "Mac", Browser: "Firefox"})
	require.NoError(t, err)
	l.Stop()
	return dir
}

// pack writes a folder into one file, without what is secret or of one run alone.
func pack(t *testing.T, dir, file string) {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	require.NoError(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, path)
		if err != nil || !d.Type().IsRegular() || name == "lock" || name == "admin.token" || name == "secret.key" {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: filepath.ToSlash(name), Mode: 0o600, Size: int64(len(body))}); err != nil {
			return err
		}
		_, err = w.Write(body)
		return err
	}))
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(t, os.WriteFile(file, out.Bytes(), 0o644))
}

func unpack(t *testing.T, file, dir string) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		require.NoError(t, err)
		require.True(t, filepath.IsLocal(h.Name), h.Name)
		path := filepath.Join(dir, h.Name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, body, 0o600))
	}
}
