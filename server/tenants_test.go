package main

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// alone are the arguments of a server that declares no tenant.
func alone(dir string) []string { return []string{"--listen", "127.0.0.1:0", "--data-dir", dir} }

// givenBy runs one command line with an environment.
func givenBy(t *testing.T, env said, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e lines
	status = command(outside{t.Context(), &o, &e, env.get}, args)
	return status, o.String(), e.String()
}

// addAcme adds the tenant acme to a started server, and answers what was made for it.
func addAcme(t *testing.T, s started, dir, kustomer string) map[string]string {
	t.Helper()
	status, out, errs := givenBy(t, said{"KUSTOMER_API_KEY": "k3y-of-acme"}, "tenants", "add", "--server", s.url, "--data-dir", dir, "--json",
		"--kustomer-base-url", kustomer, "--kustomer-org", "acme", "acme")
	require.Equal(t, exitOK, status, errs)
	var made struct {
		Values []struct{ Name, Value string }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	values := map[string]string{}
	for _, v := range made.Values {
		values[v.Name] = v.Value
	}
	return values
}

// tells posts a call's event with a password, and answers the status.
func (s started) tells(t *testing.T, tenant, user, password, id string) int {
	t.Helper()
	r, err := http.NewRequest("POST", s.url+"/ccaip/"+tenant+"/events/calls", strings.NewReader(
		`{"count":1,"events":[{"event_id":"e`+id+`","timestamp":1767225600000,"item":{"call_id":`+id+`,"state":"connected"}}]}`))
	require.NoError(t, err)
	r.SetBasicAuth(user, password)
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	return answer.StatusCode
}

func TestATenantComesWhileTheServerRuns(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, s.url, s.log)
	require.Equal(t, http.StatusNotFound, s.tells(t, "acme", "events-acme", "x", "1"))
	values := addAcme(t, s, dir, staffed(t).URL)
	require.Equal(t, "events-acme", values["eventsUser"])
	require.Len(t, values["bindSecret"], 48)

	status, body := s.get(t, "/?tenant=acme")
	require.Equal(t, 200, status, body)
	status, body = s.get(t, "/settings?tenant=acme")
	require.Equal(t, 200, status, body)
	require.Equal(t, http.StatusUnauthorized, s.tells(t, "acme", "events-acme", "wrong", "1"))
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", values["eventsPassword"], "1"))
	status, nonce := s.post(t, "/nonce?tenant=acme", "")
	require.Equal(t, 200, status, nonce)
	status, why := s.post(t, "/kustomer/bind", nonce, "x-kustomer-org-id", "o1", "x-kustomer-user-id", "a1", "x-adapter-secret", values["bindSecret"])
	require.Equal(t, 204, status, why)
	status, body = s.post(t, "/api/v1/session", nonce)
	require.Equal(t, 200, status, body)
	require.Eventually(t, func() bool {
		status, body := s.api(t, dir, "GET", "tenants/acme/sessions", "")
		return status == 200 && strings.Contains(body, "call-1")
	}, patience, tick, "its sessions are heard of")
	_, out, _ := verb(t, "tenants", "list", "--server", s.url, "--data-dir", dir)
	require.Regexp(t, `acme +incomplete +http`, out)
	require.Equal(t, exitOK, s.end(t))

	again := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, again.url, again.log)
	require.Equal(t, http.StatusOK, again.tells(t, "acme", "events-acme", values["eventsPassword"], "2"))
	_, out, _ = verb(t, "tenants", "show", "--server", again.url, "--data-dir", dir, "acme")
	require.Regexp(t, `bind +set`, out)
	require.Equal(t, exitOK, again.end(t))
	for _, secret := range []string{"k3y-of-acme", values["bindSecret"], values["eventsPassword"]} {
		require.NotContains(t, s.log.String()+again.log.String()+out, secret)
		require.Empty(t, found(t, dir, secret), "secrets lie sealed")
	}

	file := filepath.Join(dir, "secret.key")
	first, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, append([]byte(strings.Repeat("cd", 32)+"\n"), first...), 0o600))
	rotated := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, rotated.url, rotated.log)
	require.Equal(t, http.StatusOK, rotated.tells(t, "acme", "events-acme", values["eventsPassword"], "3"))
	require.Equal(t, exitOK, rotated.end(t))

	require.NoError(t, os.WriteFile(file, first, 0o600))
	wrong := begin(t, nil, alone(dir)...)
	require.Equal(t, exitValue, <-wrong.status)
	require.Contains(t, wrong.log.String(), "secret.key is not the key of this data", "all was sealed anew by the first line")
}

// found names the files below a folder that hold a text.
func found(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err == nil && strings.Contains(string(body), text) {
			files = append(files, path)
		}
		return err
	}))
	return files
}

func TestATenantGoesWithAllThatWasKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, s.url, s.log)
	values := addAcme(t, s, dir, staffed(t).URL)
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", values["eventsPassword"], "418"))
	require.Eventually(t, func() bool {
		status, _ := s.api(t, dir, "GET", "tenants/acme/sessions/call-418", "")
		return status == 200
	}, patience, tick)
	status, body := s.api(t, dir, "PUT", "tenants/acme/settings", `{"version":0,"settings":{"retainDays":60}}`)
	require.Equal(t, 200, status, body)
	_, body = s.api(t, dir, "GET", "tenants/acme/audit", "")
	require.Regexp(t, `settings saved.*tenant added`, body)

	status, _, errs := verb(t, "tenants", "remove", "--server", s.url, "--data-dir", dir, "acme")
	require.Equal(t, exitValue, status)
	require.Contains(t, errs, "--yes is missing")
	status, out, errs := verb(t, "tenants", "remove", "--yes", "--server", s.url, "--data-dir", dir, "acme")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "All of it is gone.")
	require.Equal(t, http.StatusNotFound, s.tells(t, "acme", "events-acme", values["eventsPassword"], "419"))
	status, _ = s.get(t, "/?tenant=acme")
	require.Equal(t, http.StatusNotFound, status)
	_, body = s.get(t, "/metrics")
	require.NotContains(t, body, "acme")
	_, out, _ = verb(t, "tenants", "list", "--server", s.url, "--data-dir", dir)
	require.Equal(t, "No tenants.\n", out)

	anew := addAcme(t, s, dir, staffed(t).URL)
	require.NotEqual(t, values["bindSecret"], anew["bindSecret"])
	_, body = s.api(t, dir, "GET", "tenants/acme/settings", "")
	require.Contains(t, body, `"version":0`, "the new one has nothing of the old one's")
	_, body = s.api(t, dir, "GET", "tenants/acme/sessions", "")
	require.NotContains(t, body, "call-418")
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", anew["eventsPassword"], "420"))
	require.Equal(t, exitOK, s.end(t))
}

func TestASecretIsReplacedWithoutABreak(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, nil, alone(dir)...)
	require.NotEmpty(t, s.url, s.log)
	values := addAcme(t, s, dir, staffed(t).URL)
	old := values["eventsPassword"]
	status, out, errs := verb(t, "tenants", "rotate", "--server", s.url, "--data-dir", dir, "acme", "events")
	require.Equal(t, exitOK, status, errs)
	require.Contains(t, out, "The one before is taken until 20")
	next := regexp.MustCompile(`[0-9a-f]{48}`).FindString(out)
	require.NotEmpty(t, next)
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", old, "1"), "the platform has not been told yet")
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", next, "2"))
	status, _, errs = verb(t, "tenants", "retire", "--server", s.url, "--data-dir", dir, "acme", "events")
	require.Equal(t, exitOK, status, errs)
	require.Equal(t, http.StatusUnauthorized, s.tells(t, "acme", "events-acme", old, "3"))
	require.Equal(t, http.StatusOK, s.tells(t, "acme", "events-acme", next, "4"))

	refuses := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	t.Cleanup(refuses.Close)
	status, body := s.api(t, dir, "PATCH", "tenants/acme", `{"kustomer":{"baseURL":"`+refuses.URL+`"}}`)
	require.Equal(t, http.StatusBadRequest, status, body)
	require.Contains(t, body, "key-refused")
	_, body = s.api(t, dir, "GET", "tenants/acme", "")
	require.NotContains(t, body, refuses.URL, "what does not work replaces nothing")
	status, body = s.api(t, dir, "POST", "tenants/acme/secrets/bund/rotate", "")
	require.Equal(t, http.StatusNotFound, status, body)
	require.Equal(t, exitOK, s.end(t))
}
