package e2e

import (
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// TestWrongStart: each fault is a sentence that names it, with the status that the contract gives
// it, and no secret is printed.
func TestWrongStart(t *testing.T) {
	const secret = "zw9-secret-key"
	for _, c := range []struct {
		name   string
		args   []string
		env    []string
		status int
		says   []string
	}{
		{"unknown flag", []string{"serve", "--lisen", "127.0.0.1:0"}, nil, 2, []string{"--lisen"}},
		{"unknown verb", []string{"serf"}, nil, 2, []string{"serf"}},
		{"half a tenant", []string{"serve"}, []string{"KUSTOMER_API_KEY=" + secret}, 2,
			[]string{"KUSTOMER_BASE_URL", "KUSTOMER_ORG", "CCAIP_BASE_URL", "CCAIP_SUBDOMAIN", "CCAIP_API_TOKEN",
				"CCAIP_EVENTS_USER", "CCAIP_EVENTS_PASSWORD", "KUSTOMER_BIND_SECRET"}},
		{"several bad values at once", []string{"serve"}, []string{"ADAPTER_LISTEN=nowhere", "CCAIP_RATE=many", "ADAPTER_LOG=loud"}, 2,
			[]string{"ADAPTER_LISTEN", "CCAIP_RATE", "ADAPTER_LOG"}},
		{"missing secret file", []string{"serve"}, []string{"KUSTOMER_API_KEY_FILE=/nowhere/key"}, 2, []string{"KUSTOMER_API_KEY_FILE"}},
		{"address that cannot be served at", []string{"serve"}, []string{"ADAPTER_LISTEN=192.0.2.1:80"}, 1, []string{"192.0.2.1:80"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			env := append([]string{"ADAPTER_DATA_DIR=" + filepath.Join(t.TempDir(), "data"), "ADAPTER_LISTEN=127.0.0.1:0"}, c.env...)
			ended := world.RunBinary(t, env, c.args...)
			require.Equal(t, c.status, ended.Status, ended.Stderr)
			for _, words := range c.says {
				require.Contains(t, ended.Stderr, words)
			}
			require.NotContains(t, ended.Stdout+ended.Stderr, secret)
			require.NotContains(t, ended.Stderr, "goroutine ", "a sentence, not a panic")
		})
	}
}

// TestPortTaken and TestDataFolderInUse: what stands in the way is named, and what to do.
func TestPortTaken(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	ended := world.RunBinary(t, []string{"ADAPTER_LISTEN=" + taken.Addr().String(), "ADAPTER_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}, "serve")
	require.Equal(t, 1, ended.Status, ended.Stderr)
	require.Contains(t, ended.Stderr, taken.Addr().String())
	require.Contains(t, ended.Stderr, "--listen", "what to do")
}

func TestDataFolderInUse(t *testing.T) {
	w := world.Start(t)
	ended := w.Server.Run(t, []string{"ADAPTER_LISTEN=127.0.0.1:0"}, "serve")
	require.Equal(t, 1, ended.Status, ended.Stderr)
	require.Contains(t, ended.Stderr, w.Server.DataDir)
	require.Contains(t, ended.Stderr, "in use")
	require.True(t, w.Server.Running(), "the first one is not disturbed")
}

func TestVersionAndHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"version"}, {"--help"}, {"serve", "--help"}} {
		ended := world.RunBinary(t, nil, args...)
		require.Zero(t, ended.Status, ended.Stderr)
		require.NotEmpty(t, ended.Stdout)
	}
}

// TestStopsWhenAsked: SIGTERM is an ordinary end.
func TestStopsWhenAsked(t *testing.T) {
	w := world.Start(t)
	w.Server.Stop(t)
}

// TestNeighboursAway: a wrong key or a neighbour that does not answer is told in the log, and the
// server stays up for those who can be served.
func TestNeighboursAway(t *testing.T) {
	for _, c := range []struct{ name, variable, value, says string }{
		{"wrong key", "KUSTOMER_API_KEY", "nobody-knows-this-key", "Kustomer refuses the key"},
		{"wrong token", "CCAIP_API_TOKEN", "nobody-knows-this-token", "key at fault"},
		{"Kustomer away", "KUSTOMER_BASE_URL", "http://127.0.0.1:1", "unreachable"},
		{"CCAI Platform away", "CCAIP_BASE_URL", "http://127.0.0.1:1", "unreachable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world.StartSandbox(t)
			w.Server.Env[c.variable] = c.value
			w.Server.Start(t)
			w.CCAIP.Play(t, "inbound-answered", map[string]any{"ring": "10ms", "talk": "100ms"})
			until(t, "the log says "+c.says, func() bool { return strings.Contains(w.Server.Log(t), c.says) })
			require.NotContains(t, w.Server.Log(t), "nobody-knows-this", "no secret is logged")
			status, _ := w.SendEvents(t, "calls", w.Told.EventsPassword, event("1", 900))
			require.Equal(t, http.StatusOK, status, "events are taken even while nobody can be written to")
			require.True(t, w.Server.Running())
		})
	}
}

// TestMalformedEvents: what the platform sends is looked at before it is kept, and one bad event
// does not hold the others up.
func TestMalformedEvents(t *testing.T) {
	w := world.Start(t)
	good := w.Told.EventsPassword
	for _, c := range []struct {
		name, password, body string
		status               int
		says                 string
	}{
		{"wrong password", "guess", event("1", 1), http.StatusUnauthorized, ""},
		{"no JSON", good, "{", http.StatusBadRequest, "JSON"},
		{"no events", good, `{"count":1}`, http.StatusBadRequest, "events"},
		{"too large", good, `{"count":1,"events":["` + strings.Repeat("x", 1<<20) + `"]}`, http.StatusRequestEntityTooLarge, ""},
		{"one bad of two", good, `{"count":2,"events":[{"event_id":"bad"},` + single("2", 2) + `]}`, http.StatusOK, `"refused"`},
	} {
		status, text := w.SendEvents(t, "calls", c.password, c.body)
		require.Equal(t, c.status, status, "%s: %s", c.name, text)
		require.Contains(t, text, c.says, c.name)
	}
	require.True(t, w.Server.Running())
}

// event is a batch of one.
func event(id string, call int) string { return `{"count":1,"events":[` + single(id, call) + `]}` }

func single(id string, call int) string {
	return fmt.Sprintf(`{"event_id":"%s","timestamp":1767225600000,"initiator":"end_user_1",`+
		`"item":{"call_id":%d,"state":"queued","direction":"incoming"}}`, id, call)
}
