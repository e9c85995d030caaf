package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const hook = `{"id":"e1","name":"kustomer.conversation.update","createdAt":"2026-01-01T00:00:00.000Z","dataId":"b1",
	"data":{"type":"conversation","id":"b1","attributes":{"mergedTarget":"b2"}},"changes":{"attributes":{}}}`

// webhook posts a body as Kustomer does, signed with a token.
func (s started) webhook(t *testing.T, tenant, token, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequest("POST", s.url+"/kustomer/"+tenant+"/events", strings.NewReader(body))
	require.NoError(t, err)
	mac := hmac.New(sha256.New, []byte(token))
	mac.Write([]byte(body))
	r.Header.Set("X-Kustomer-Webhook-Signature", hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	return answer.StatusCode, string(said)
}

func TestV9KustomersWebhooksHaveTheirAddress(t *testing.T) {
	t.Parallel()
	env := maps.Clone(secrets)
	env["KUSTOMER_WEBHOOK_TOKEN"] = "h00k"
	s := begin(t, env, acmeArgs(t.TempDir())...)
	require.NotEmpty(t, s.url, s.log)
	for _, row := range []struct {
		tenant, token string
		want          int
	}{{"default", "h00k", 204}, {"default", "h00k", 204}, {"default", "guess", 401}, {"other", "h00k", 404}} {
		status, said := s.webhook(t, row.tenant, row.token, hook)
		require.Equal(t, row.want, status, said)
	}
	status, _ := s.webhook(t, "default", "h00k", strings.Repeat("x", 1<<20+1))
	require.Equal(t, 413, status)
	status, _ = s.get(t, "/kustomer/default/events")
	require.Equal(t, http.StatusMethodNotAllowed, status)
	_, figures := s.get(t, "/metrics")
	require.Contains(t, figures, `agentadapter_webhook_requests_total{status="204",tenant="default"} 2`)
	require.Contains(t, figures, `agentadapter_webhook_requests_total{status="401",tenant="default"} 1`)
	require.Equal(t, exitOK, s.end(t))
	require.NotContains(t, s.log.String(), "h00k")
}

func TestV9WithoutATokenWebhooksAreRefused(t *testing.T) {
	t.Parallel()
	s := begin(t, secrets, acmeArgs(t.TempDir())...)
	require.NotEmpty(t, s.url, s.log)
	status, said := s.webhook(t, "default", "", hook)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, said, "no webhook token is set")
	require.Equal(t, exitOK, s.end(t))
}
