package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// staffed is a Kustomer with two users: a1 is an admin, a2 is not.
func staffed(t *testing.T) *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/auth/tokens/current", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data":{"type":"auth_token","id":"t1","attributes":{"roles":["org.admin"]},"relationships":{"org":{"data":{"type":"org","id":"o1"}}}}}`)
	})
	mux.HandleFunc("GET /v1/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		role := "org.user"
		if r.PathValue("id") == "a1" {
			role = "org.admin"
		}
		fmt.Fprintf(w, `{"data":{"type":"user","id":%q,"attributes":{"name":"Ana","email":"ana@acme.com","roles":[%q]}}}`, r.PathValue("id"), role)
	})
	k := httptest.NewServer(mux)
	t.Cleanup(k.Close)
	return k
}

// post sends JSON and answers the status and the body.
func (s started) post(t *testing.T, path, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", s.url+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(raw)
}

func (s started) bound(t *testing.T, user string) string {
	t.Helper()
	status, body := s.post(t, "/nonce?tenant=default", "")
	require.Equal(t, 200, status, body)
	status, why := s.post(t, "/kustomer/bind", body, "x-kustomer-org-id", "o1", "x-kustomer-user-id", user, "x-adapter-secret", "b1nd")
	require.Equal(t, 204, status, why)
	return body
}

func TestAnAdminSignsInByKustomersWord(t *testing.T) {
	t.Parallel()
	s := begin(t, secrets, append(acmeArgs(t.TempDir()), "--kustomer-base-url", staffed(t).URL)...)
	require.NotEmpty(t, s.url, s.log)
	nonce := s.bound(t, "a1")
	status, body := s.post(t, "/api/v1/session", nonce)
	require.Equal(t, 200, status, body)
	var got struct{ Token string }
	require.NoError(t, json.Unmarshal([]byte(body), &got))
	for path, want := range map[string]int{"default": 200, "other": 403} {
		r, err := http.NewRequest("GET", s.url+"/api/v1/tenants/"+path+"/settings", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+got.Token)
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		answer.Body.Close()
		require.Equal(t, want, answer.StatusCode, path)
	}
	status, _ = s.post(t, "/api/v1/session", nonce)
	require.Equal(t, 401, status, "a nonce works once")
	status, body = s.post(t, "/nonce?tenant=default", "")
	require.Equal(t, 200, status)
	status, _ = s.post(t, "/api/v1/session", body)
	require.Equal(t, 401, status, "a nonce that nobody bound leads to nobody")
	status, _ = s.post(t, "/api/v1/session", s.bound(t, "a2"))
	require.Equal(t, 403, status)
	require.Equal(t, exitOK, s.end(t))
	require.NotContains(t, s.log.String(), got.Token)
}
