package cluster

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that is to happen soon.
const patience = 60 * time.Second

// built builds each program once a run.
var built sync.Map // package to func() (string, error)

func build(t testing.TB, pkg string) string {
	t.Helper()
	once, _ := built.LoadOrStore(pkg, sync.OnceValues(func() (string, error) {
		dir, err := os.MkdirTemp("", "cluster")
		if err != nil {
			return "", err
		}
		program := filepath.Join(dir, filepath.Base(strings.TrimSuffix(pkg, "/v2")))
		out, err := exec.Command("go", "build", "-o", program, pkg).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("build %s: %w\n%s", pkg, err, out)
		}
		return program, nil
	}))
	program, err := once.(func() (string, error))()
	require.NoError(t, err)
	return program
}

// natsd is one server of the engine.
type natsd struct {
	t       testing.TB
	name    string
	config  string
	client  string // host:port
	monitor string

	cmd *exec.Cmd
}

// startEngine starts one NATS server, or three as a cluster.
func startEngine(t testing.TB, servers int) []*natsd {
	t.Helper()
	var all []*natsd
	var routes []string
	ports := make([]int, servers)
	for i := range servers {
		ports[i] = freePort(t)
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[i]))
	}
	for i := range servers {
		n := &natsd{t: t, name: fmt.Sprintf("n%d", i+1), client: fmt.Sprintf("127.0.0.1:%d", freePort(t)),
			monitor: fmt.Sprintf("127.0.0.1:%d", freePort(t))}
		dir := t.TempDir()
		n.config = filepath.Join(dir, "nats.conf")
		text := fmt.Sprintf("server_name: %s\nlisten: %s\nhttp: %s\nmax_payload: 8MB\njetstream { store_dir: %q, sync_interval: always }\n",
			n.name, n.client, n.monitor, dir)
		if servers > 1 {
			text += fmt.Sprintf("cluster { name: test, listen: 127.0.0.1:%d, no_advertise: true, routes: [%s] }\n", ports[i], strings.Join(routes, ", "))
		}
		require.NoError(t, os.WriteFile(n.config, []byte(text), 0o600))
		n.start()
		t.Cleanup(n.kill)
		all = append(all, n)
	}
	for _, n := range all {
		n.await()
	}
	return all
}

func (n *natsd) start() {
	n.cmd = exec.Command(build(n.t, "github.com/nats-io/nats-server/v2"), "-c", n.config)
	require.NoError(n.t, n.cmd.Start())
}

func (n *natsd) await() {
	n.t.Helper()
	require.Eventually(n.t, func() bool {
		res, err := client.Get("http://" + n.monitor + "/healthz")
		if err != nil {
			return false
		}
		defer res.Body.Close()
		return res.StatusCode == http.StatusOK
	}, patience, 50*time.Millisecond, "%s is healthy", n.name)
}

// kill is kill -9.
func (n *natsd) kill() {
	if n.cmd != nil {
		_ = n.cmd.Process.Kill()
		_ = n.cmd.Wait() // it was killed: its status says nothing
		n.cmd = nil
	}
}

// leaderOf is the server that leads a stream.
func leaderOf(t testing.TB, all []*natsd, stream string) *natsd {
	t.Helper()
	var found *natsd
	require.Eventually(t, func() bool {
		name := streamLeader(all[0], stream)
		for _, n := range all {
			if n.name == name {
				found = n
			}
		}
		return found != nil
	}, patience, 100*time.Millisecond, "%s has a leader", stream)
	return found
}

func streamLeader(at *natsd, stream string) string {
	res, err := client.Get("http://" + at.monitor + "/jsz?accounts=true&streams=true")
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	var told struct {
		Accounts []struct {
			Streams []struct {
				Name    string `json:"name"`
				Cluster struct {
					Leader string `json:"leader"`
				} `json:"cluster"`
			} `json:"stream_detail"`
		} `json:"account_details"`
	}
	if json.NewDecoder(res.Body).Decode(&told) != nil {
		return ""
	}
	for _, a := range told.Accounts {
		for _, s := range a.Streams {
			if s.Name == stream {
				return s.Cluster.Leader
			}
		}
	}
	return ""
}

// freePort is one that nobody listens on just now: members of a cluster must know it beforehand.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
