package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"

	"agentadapter/e2e/standin"
)

// neighbourhood is a sandbox that sends its events to a server inside the test.
type neighbourhood struct {
	t *testing.T
	*standin.Sandbox
}

func newNeighbourhood(t *testing.T) neighbourhood {
	t.Helper()
	sandbox, err := standin.Start(nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, sandbox.Stop()) })
	return neighbourhood{t, sandbox}
}

// ask makes a request of one of the stand-ins and reads its answer.
func (n neighbourhood) ask(method, url, body string) []byte {
	n.t.Helper()
	r, err := http.NewRequestWithContext(n.t.Context(), method, url, strings.NewReader(body))
	require.NoError(n.t, err)
	r.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(url, n.Kustomer) {
		r.Header.Set("Authorization", "Bearer "+n.KustomerKey)
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(n.t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(n.t, err)
	require.Less(n.t, answer.StatusCode, 300, "%s %s: %s", method, url, raw)
	return raw
}

// args declare the sandbox's tenant.
func (n neighbourhood) args(dir string) []string {
	return []string{"--listen", "127.0.0.1:0", "--data-dir", dir, "--kustomer-base-url", n.Kustomer, "--kustomer-org", "acme",
		"--ccaip-base-url", n.CCAIP, "--ccaip-subdomain", n.CCAIPSubdomain, "--ccaip-events-user", n.EventsUser}
}

// secrets are the sandbox's.
func (n neighbourhood) secrets() said {
	return said{"KUSTOMER_API_KEY": n.KustomerKey, "KUSTOMER_BIND_SECRET": n.BindSecret,
		"CCAIP_API_TOKEN": n.CCAIPToken, "CCAIP_EVENTS_PASSWORD": n.EventsPassword}
}

// store is an S3 store with a bucket.
func store(t *testing.T) (endpoint string, backend gofakes3.Backend) {
	t.Helper()
	backend = s3mem.New()
	require.NoError(t, backend.CreateBucket("exports"))
	srv := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(srv.Close)
	return srv.URL, backend
}

func TestS5ARecordingComesFromAnS3Bucket(t *testing.T) {
	t.Parallel()
	n, dir := newNeighbourhood(t), t.TempDir()
	endpoint, bucket := store(t)
	env := n.secrets()
	env["CCAIP_STORAGE_KEY"], env["CCAIP_STORAGE_SECRET"] = "AKIAEXAMPLE", "wJalrXUtnFEMI"
	s := begin(t, env, append(n.args(dir), "--ccaip-storage-url", "s3://exports/acme?endpoint="+endpoint, "--ccaip-storage-poll", "1s")...)
	require.NotEmpty(t, s.url, s.log)
	n.ask("PATCH", n.CCAIP+"/_knobs", `{"adapter":"`+s.url+`"}`)

	played := n.ask("POST", n.CCAIP+"/_stories/inbound-answered", `{"number":"+14155550177","recording":false,"menu":"1ms","ring":"50ms","talk":"200ms","wrap_up":"10ms"}`)
	var ids struct {
		Sessions []struct {
			Kind string
			ID   int
		}
	}
	require.NoError(t, json.Unmarshal(played, &ids), string(played))
	require.Len(t, ids.Sessions, 1, string(played))
	session := fmt.Sprintf("%s-%d", ids.Sessions[0].Kind, ids.Sessions[0].ID)
	file := session + ".mp3"
	_, err := bucket.PutObject("exports", "acme/"+file, map[string]string{"Last-Modified": time.Now().UTC().Format(http.TimeFormat)}, strings.NewReader("ID3 hello"), 9, nil)
	require.NoError(t, err)

	var shown struct {
		State, Message, Conversation string
		Writes                       []struct{ Rule, What, Outcome string }
	}
	require.Eventually(t, func() bool {
		status, body := s.api(t, dir, "GET", "tenants/default/sessions/"+session, "")
		return status == 200 && json.Unmarshal([]byte(body), &shown) == nil && strings.Contains(fmt.Sprint(shown.Writes), "{S5 change message done}")
	}, 3*patience, tick, "%+v\n%s", &shown, s.log)
	require.Contains(t, string(n.ask("GET", n.Kustomer+"/v1/messages/"+shown.Message, "")), "attachments")
	require.Contains(t, string(n.ask("GET", n.Kustomer+"/v1/conversations/"+shown.Conversation+"/messages?include=attachments", "")), file)
	require.Equal(t, exitOK, s.end(t))
}

func TestW6AStorageThatRefusesIsSaid(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	endpoint, _ := store(t)
	args := append(acmeArgs(dir), "--ccaip-storage-url", "s3://nowhere?endpoint="+endpoint, "--ccaip-storage-poll", "1s")
	s := begin(t, secrets, args...)
	require.NotEmpty(t, s.url, s.log)
	require.Eventually(t, func() bool {
		_, body := s.api(t, dir, "GET", "tenants/default/status", "")
		return strings.Contains(body, `"storage-unreadable"`)
	}, patience, tick)
	require.Equal(t, exitOK, s.end(t))
}
