package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// api asks a started server's /api/v1 as its operator.
func (s started) api(t *testing.T, dir, method, path, body string) (int, string) {
	t.Helper()
	token, err := os.ReadFile(filepath.Join(dir, "admin.token"))
	require.NoError(t, err)
	r, err := http.NewRequest(method, s.url+"/api/v1/"+path, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(raw)
}

// event tells a started server of a call.
func (s started) event(t *testing.T, tenant, id, state string) {
	t.Helper()
	r, err := http.NewRequest("POST", s.url+"/ccaip/"+tenant+"/events/calls", strings.NewReader(
		`{"count":1,"events":[{"event_id":"e`+id+state+`","timestamp":1767225600000,"item":{"call_id":`+id+`,"state":"`+state+`"}}]}`))
	require.NoError(t, err)
	r.SetBasicAuth("events", "pa55")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)
}

const (
	patience = time.Minute
	tick     = 20 * time.Millisecond
)

// fieldsOnly is a Kustomer that keeps custom attributes and knows nothing else.
func fieldsOnly(t *testing.T) *httptest.Server {
	var mu sync.Mutex
	kept := map[string]map[string]any{}
	k := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		on, found := strings.CutPrefix(r.URL.Path, "/v1/metadata/")
		if !found {
			http.NotFound(w, r)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if kept[on] == nil {
			kept[on] = map[string]any{}
		}
		if r.Method == http.MethodPut {
			var in struct{ Properties map[string]any }
			_ = json.NewDecoder(r.Body).Decode(&in)
			for name, property := range in.Properties {
				kept[on][name] = property
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{"type": "metadata", "id": "m-" + on,
			"attributes": map[string]any{"properties": kept[on]}}})
	}))
	t.Cleanup(k.Close)
	return k
}

func TestAnOperatorsDay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := append(acmeArgs(dir), "--kustomer-base-url", fieldsOnly(t).URL)
	s := begin(t, secrets, args...)
	require.NotEmpty(t, s.url, s.log)

	status, body := s.get(t, "/api/v1/tenants/default/status")
	require.Equal(t, http.StatusUnauthorized, status, body)
	_, body = s.api(t, dir, "GET", "tenants/default/status", "")
	require.Contains(t, body, "silent-platform")
	s.event(t, "default", "418", "queued")
	_, body = s.api(t, dir, "GET", "tenants/default/status", "")
	require.NotContains(t, body, "silent-platform")

	status, body = s.api(t, dir, "POST", "tenants/default/fields", "")
	require.Equal(t, 200, status, body)
	require.Contains(t, body, `"message.queueNameStr"`)
	_, body = s.api(t, dir, "POST", "tenants/default/fields", "")
	require.Contains(t, body, `"created":[]`)

	status, body = s.api(t, dir, "PUT", "tenants/default/settings", `{"version":0,"settings":{"paused":true}}`)
	require.Equal(t, 200, status, body)
	status, _ = s.api(t, dir, "PUT", "tenants/default/settings", `{"version":0,"settings":{"paused":false}}`)
	require.Equal(t, 409, status)
	require.Eventually(t, func() bool {
		status, body = s.api(t, dir, "GET", "tenants/default/sessions/call-418", "")
		return status == 200
	}, patience, tick, "the event becomes a session")
	_, body = s.api(t, dir, "GET", "tenants/default/sessions", "")
	require.Contains(t, body, `"session":"call-418"`)
	_, body = s.api(t, dir, "GET", "tenants/default/agents", "")
	require.Equal(t, "[]\n", body)
	status, _ = s.api(t, dir, "POST", "tenants/default/agents/nobody/release", "")
	require.Equal(t, 404, status)
	require.Equal(t, exitOK, s.end(t))

	again := begin(t, secrets, args...)
	_, body = again.api(t, dir, "GET", "tenants/default/settings", "")
	require.Contains(t, body, `"version":1`)
	require.Contains(t, body, `"paused":true`)
	_, body = again.api(t, dir, "GET", "tenants/default/status", "")
	require.NotContains(t, body, "silent-platform")
	require.Equal(t, exitOK, again.end(t))
	token, err := os.ReadFile(filepath.Join(dir, "admin.token"))
	require.NoError(t, err)
	require.NotContains(t, s.log.String()+again.log.String(), strings.TrimSpace(string(token)))
}
