package world

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Server is the shipped server. It may be stopped, killed and started again: it keeps its port and
// its data folder.
type Server struct {
	// URL is where it serves, once it was started.
	URL string
	// DataDir holds the embedded engine's files.
	DataDir string
	// Env is what it is started with. Change it before Start.
	Env map[string]string
	// Program is what is started; empty for the binary that make build made. Change it before Start.
	Program string

	world *World
	log   string
	shown sync.Once // the log, once a test
	proc  *Process
}

func newServer(w *World) *Server {
	t := w.Told
	return &Server{world: w, DataDir: filepath.Join(w.dir, "data"), log: filepath.Join(w.dir, "server.log"),
		Env: map[string]string{
			"ADAPTER_LISTEN":           "127.0.0.1:0",
			"ADAPTER_DATA_DIR":         filepath.Join(w.dir, "data"),
			"ADAPTER_LOG":              "debug",
			"KUSTOMER_BASE_URL":        t.Kustomer,
			"KUSTOMER_API_KEY":         t.KustomerKey,
			"KUSTOMER_ORG":             t.KustomerOrg,
			"KUSTOMER_APP_URL":         t.Kustomer,
			"KUSTOMER_CARD_SCRIPT_URL": t.CardScript,
			"KUSTOMER_BIND_SECRET":     t.BindSecret,
			"CCAIP_BASE_URL":           t.CCAIP,
			"CCAIP_SUBDOMAIN":          t.CCAIPSubdomain,
			"CCAIP_API_TOKEN":          t.CCAIPToken,
			"CCAIP_EVENTS_USER":        t.EventsUser,
			"CCAIP_EVENTS_PASSWORD":    t.EventsPassword,
		}}
}

// Start starts the server and waits for its line. Until it served once, the port is free to
// choose; then both stand-ins are told where it is.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.proc = startProcess(t, s.log, s.environment(), s.program(), "serve")
	s.stopWith(t, s.proc)
	line, err := s.proc.firstLine()
	require.NoError(t, err)
	address, ok := strings.CutPrefix(line, "ready ")
	require.True(t, ok, "the server's first line is %q, not ready http://…", line)
	if s.URL == "" {
		s.URL = address
		at, err := url.Parse(address)
		require.NoError(t, err)
		s.Env["ADAPTER_LISTEN"] = at.Host
		s.world.Kustomer.Knob(t, map[string]any{"adapter": address})
		s.world.CCAIP.Knob(t, map[string]any{"adapter": address})
	}
	require.Equal(t, s.URL, address, "a restarted server serves where it served")
}

func (s *Server) program() string {
	if s.Program != "" {
		return s.Program
	}
	return binary("agentadapter")
}

// Get reads one of the server's pages.
func (s *Server) Get(t testing.TB, path string) string {
	t.Helper()
	res, err := client.Get(s.URL + path)
	require.NoError(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	require.NoError(t, err)
	return string(raw)
}

// stopWith ends a process with its test; if the test failed it shows the log of all starts.
func (s *Server) stopWith(t testing.TB, p *Process) {
	t.Cleanup(func() {
		if t.Failed() && s.Running() {
			t.Logf("the server's sessions: %s", s.sessions())
		}
		p.Kill()
		s.shown.Do(func() { showIfFailed(t, s.log) })
	})
}

// sessions are the server's, as its operator sees them, or why they cannot be seen.
func (s *Server) sessions() string {
	var answer json.RawMessage
	if err := s.Admin(http.MethodGet, "sessions", nil, &answer); err != nil {
		return err.Error()
	}
	return string(answer)
}

func (s *Server) environment() []string {
	var env []string
	for name, value := range s.Env {
		env = append(env, name+"="+value)
	}
	return env
}

// Pid is the running process's number.
func (s *Server) Pid() int { return s.proc.cmd.Process.Pid }

// Kill is kill -9; it returns once the process is gone.
func (s *Server) Kill() { s.proc.Kill() }

// Stop is SIGTERM; a server that was told to stop ends with status 0.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	status, err := s.proc.Stop()
	require.NoError(t, err)
	require.Zero(t, status, "a server that was asked to stop ends with status 0: %s", s.proc.lastWords())
}

// Running tells whether the process is still there.
func (s *Server) Running() bool {
	select {
	case <-s.proc.ended:
		return false
	default:
		return true
	}
}

// Log is what the server has logged so far, over all of its starts.
func (s *Server) Log(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile(s.log)
	require.NoError(t, err)
	return string(raw)
}

// AdminToken is the operator's token, which the first start made.
func (s *Server) AdminToken(t testing.TB) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(s.DataDir, "admin.token"))
	require.NoError(t, err)
	return strings.TrimSpace(string(raw))
}

// Admin sends one request to the environment's tenant below /api/v1, as the operator does, and reads
// the answer into out, which may be nil. It is for goroutines, which may not end a test.
func (s *Server) Admin(method, path string, body, out any) error {
	token, err := os.ReadFile(filepath.Join(s.DataDir, "admin.token"))
	if err != nil {
		return err
	}
	header := http.Header{"Authorization": {"Bearer " + strings.TrimSpace(string(token))}}
	return speak(method, s.URL+"/api/v1/tenants/default/"+path, header, body, out)
}

// Run runs the binary once, with this environment changed by env ("NAME=value"; "NAME=" unsets),
// and answers with what it printed and its exit status.
func (s *Server) Run(t testing.TB, env []string, args ...string) Ended {
	t.Helper()
	return runBinary(t, filepath.Join(s.world.dir, "run.log"), append(s.environment(), env...), args...)
}

// Ended is a program that ran to its end.
type Ended struct {
	Status         int
	Stdout, Stderr string
}

// RunBinary runs the server's binary without a sandbox.
func RunBinary(t testing.TB, env []string, args ...string) Ended {
	t.Helper()
	refuseStale(t)
	return runBinary(t, filepath.Join(t.TempDir(), "run.log"), env, args...)
}

func runBinary(t testing.TB, log string, env []string, args ...string) Ended {
	t.Helper()
	require.NoError(t, os.RemoveAll(log))
	p := startProcess(t, log, env, binary("agentadapter"), args...)
	defer p.Kill()
	status, err := p.Wait()
	require.NoError(t, err)
	var out []string
	for line := range p.lines {
		out = append(out, line)
	}
	raw, err := os.ReadFile(log)
	require.NoError(t, err)
	return Ended{Status: status, Stdout: strings.Join(out, "\n"), Stderr: string(raw)}
}
