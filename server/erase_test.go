package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPersonIsForgottenOverTheAPI: on a running server, through every room and over a restart.
func TestAPersonIsForgottenOverTheAPI(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := begin(t, secrets, acmeArgs(dir)...)
	require.NotEmpty(t, s.url, s.log)
	r, err := http.NewRequest("POST", s.url+"/ccaip/default/events/calls", strings.NewReader(`{"count":1,"events":[{"event_id":"e1","timestamp":1767225600000,
		"item":{"call_id":418,"state":"disconnected","participants":[{"id":"1","type":"external","phone_number":"+14155550123"}]}}]}`))
	require.NoError(t, err)
	r.SetBasicAuth("events", "pa55")
	answer, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	answer.Body.Close()
	require.Equal(t, http.StatusOK, answer.StatusCode)

	erase := func() string {
		status, body := s.api(t, dir, "POST", "tenants/default/erase", `{"number":"+1 415 555 0123"}`)
		require.Equal(t, 200, status, body)
		return body
	}
	require.Eventually(t, func() bool { return strings.Contains(erase(), `"session":"call-418"`) }, patience, tick, "it is not settled yet")
	status, body := s.api(t, dir, "POST", "tenants/default/sessions/call-418/discard", "")
	require.Equal(t, 200, status, body)
	require.Eventually(t, func() bool { return strings.Contains(erase(), `"sessions":1,"left":[]`) }, patience, tick)
	require.Contains(t, s.log.String(), "a person's data was erased")
	require.NotContains(t, s.log.String(), "5550123")
	require.Equal(t, exitOK, s.end(t))

	s = begin(t, secrets, acmeArgs(dir)...)
	status, _ = s.api(t, dir, "GET", "tenants/default/sessions/call-418", "")
	require.Equal(t, http.StatusNotFound, status)
	require.Equal(t, exitOK, s.end(t))
}
