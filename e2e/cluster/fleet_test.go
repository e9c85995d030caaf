package cluster

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/e2e/standin"
)

const (
	publicURL = "http://adapter.test" // the proxy in front of all replicas, as browsers know it
	tenant    = "acme"
)

// fleet is several replicas of the server on one engine, between the stand-ins.
type fleet struct {
	t       testing.TB
	sandbox *standin.Sandbox
	witness *witness
	engine  []*natsd
	dir     string // secrets that all share
	all     []*replica
	org     string
	env     map[string]string // of replicas yet to be started
}

// replica is one server.
type replica struct {
	f       *fleet
	name    string
	env     []string
	wires   []*wire
	log     string
	address string // host:port

	cmd *exec.Cmd
}

// newFleet starts the stand-ins and the engine.
func newFleet(t testing.TB, engines int) *fleet {
	t.Helper()
	s, err := standin.Start(nil, "--loopback-http")
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Stop() }) // it was asked to stop; how it did is not what is tested
	f := &fleet{t: t, sandbox: s, witness: newWitness(t, s.CCAIP), dir: t.TempDir(), env: map[string]string{}}
	if engines > 0 {
		f.engine = startEngine(t, engines)
	}
	var who struct {
		Data struct {
			Relationships struct {
				Org struct{ Data struct{ ID string } }
			}
		}
	}
	f.kustomer("GET", "/v1/auth/tokens/current", &who)
	f.org = who.Data.Relationships.Org.Data.ID
	require.NotEmpty(t, f.org)
	return f
}

// add starts one more replica.
func (f *fleet) add(name string) *replica {
	f.t.Helper()
	s := f.sandbox
	r := &replica{f: f, name: name, log: filepath.Join(f.t.TempDir(), name+".log")}
	var urls []string
	for _, n := range f.engine {
		w := newWire(f.t, n.client)
		r.wires = append(r.wires, w)
		urls = append(urls, "nats://"+w.address())
	}
	env := map[string]string{
		"ADAPTER_LISTEN": "127.0.0.1:0", "ADAPTER_PUBLIC_URL": publicURL, "ADAPTER_DATA_DIR": f.t.TempDir(), "ADAPTER_NATS_URL": strings.Join(urls, ","),
		"ADAPTER_SECRET_KEY_FILE": filepath.Join(f.dir, "secret.key"), "ADAPTER_ADMIN_TOKEN_FILE": filepath.Join(f.dir, "admin.token"),
		"ADAPTER_TRUSTED_PROXIES": "127.0.0.0/8", "ADAPTER_LOG": "info", "TENANT_ID": tenant,
		"KUSTOMER_BASE_URL": s.Kustomer, "KUSTOMER_API_KEY": s.KustomerKey, "KUSTOMER_ORG": s.KustomerOrg, "KUSTOMER_APP_URL": s.Kustomer,
		"KUSTOMER_CARD_SCRIPT_URL": s.CardScript, "KUSTOMER_BIND_SECRET": s.BindSecret,
		"CCAIP_BASE_URL": f.witness.door(f.t, name), "CCAIP_SUBDOMAIN": s.CCAIPSubdomain, "CCAIP_API_TOKEN": s.CCAIPToken,
		"CCAIP_EVENTS_USER": s.EventsUser, "CCAIP_EVENTS_PASSWORD": s.EventsPassword, "CCAIP_RATE": "1000", "CCAIP_RECONCILE": "2s",
	}
	for k, v := range f.env {
		env[k] = v
	}
	for k, v := range env {
		r.env = append(r.env, k+"="+v)
	}
	r.start()
	f.t.Cleanup(func() {
		r.kill()
		if f.t.Failed() {
			said, _ := os.ReadFile(r.log)
			f.t.Logf("%s:\n%s", name, said[max(0, len(said)-6000):])
		}
	})
	f.all = append(f.all, r)
	return r
}

func (r *replica) start() {
	t := r.f.t
	log, err := os.OpenFile(r.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer log.Close()
	r.cmd = exec.Command(build(t, "agentadapter/server"), "serve")
	r.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, r.env...)
	r.cmd.Stderr = log
	out, err := r.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, r.cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err, "%s is ready", r.name)
	r.address = strings.TrimSpace(strings.TrimPrefix(line, "ready http://"))
}

// kill is kill -9.
func (r *replica) kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait() // it was killed: its status says nothing
		r.cmd = nil
	}
}

// stop is SIGTERM, and wants status 0.
func (r *replica) stop() {
	r.f.t.Helper()
	require.NoError(r.f.t, r.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(r.f.t, r.cmd.Wait())
	r.cmd = nil
}

func (r *replica) cut() {
	for _, w := range r.wires {
		w.cut()
	}
}

func (r *replica) mend() {
	for _, w := range r.wires {
		w.mend()
	}
}

// owns tells whether the replica says that it works for the tenant.
func (r *replica) owns() bool {
	if r.cmd == nil {
		return false
	}
	res, err := client.Get("http://" + r.address + "/metrics")
	if err != nil {
		return false
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return err == nil && strings.Contains(string(raw), fmt.Sprintf("agentadapter_owned{tenant=%q} 1", tenant))
}

// owner waits for the one replica that works for the tenant.
func (f *fleet) owner() *replica {
	f.t.Helper()
	var found *replica
	require.Eventually(f.t, func() bool {
		found = nil
		for _, r := range f.all {
			if r.owns() {
				if found != nil {
					return false
				}
				found = r
			}
		}
		return found != nil
	}, patience, 100*time.Millisecond, "one replica works for the tenant")
	return found
}

// other is a replica that is not this one.
func (f *fleet) other(than *replica) *replica {
	for _, r := range f.all {
		if r != than && r.cmd != nil {
			return r
		}
	}
	f.t.Fatal("no other replica")
	return nil
}

// kustomer asks the stand-in's API.
func (f *fleet) kustomer(method, path string, out any) {
	f.t.Helper()
	req, err := http.NewRequest(method, f.sandbox.Kustomer+path, nil)
	require.NoError(f.t, err)
	req.Header.Set("Authorization", "Bearer "+f.sandbox.KustomerKey)
	f.do(req, out)
}

func (f *fleet) do(req *http.Request, out any) {
	f.t.Helper()
	require.NoError(f.t, try(req, out))
}

// client gives up before a test does.
var client = &http.Client{Timeout: 30 * time.Second}

func try(req *http.Request, out any) error {
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %d %s", req.Method, req.URL, res.StatusCode, raw)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(raw, out)
}

// ccaip tells or asks the platform's stand-in.
func (f *fleet) ccaip(method, path, body string, out any) {
	f.t.Helper()
	req, err := http.NewRequest(method, f.sandbox.CCAIP+path, strings.NewReader(body))
	require.NoError(f.t, err)
	req.Header.Set("Content-Type", "application/json")
	f.do(req, out)
}

// tryCCAIP has something done there that may be refused.
func (f *fleet) tryCCAIP(path string) {
	req, err := http.NewRequest("POST", f.sandbox.CCAIP+path, strings.NewReader("{}"))
	require.NoError(f.t, err)
	req.Header.Set("Content-Type", "application/json")
	_ = try(req, nil) // as said
}

// events has the platform send its events to a replica.
func (f *fleet) events(to *replica) {
	f.t.Helper()
	f.ccaip("PATCH", "/_knobs", fmt.Sprintf(`{"adapter":"http://%s"}`, to.address), nil)
}

// play lets a story begin and answers with its call.
func (f *fleet) play(story, script string) int {
	f.t.Helper()
	call, err := f.tryPlay(story, script)
	require.NoError(f.t, err)
	return call
}

func (f *fleet) tryPlay(story, script string) (int, error) {
	var told struct{ Sessions []struct{ ID int } }
	req, err := http.NewRequest("POST", f.sandbox.CCAIP+"/_stories/"+story, strings.NewReader(script))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if err := try(req, &told); err != nil {
		return 0, err
	}
	if len(told.Sessions) != 1 {
		return 0, fmt.Errorf("%s has %d sessions", story, len(told.Sessions))
	}
	return told.Sessions[0].ID, nil
}

// api asks a replica's /api/v1 as the operator.
func (r *replica) api(method, path, body string, out any) {
	t := r.f.t
	t.Helper()
	token, err := os.ReadFile(filepath.Join(r.f.dir, "admin.token"))
	require.NoError(t, err)
	req, err := http.NewRequest(method, "http://"+r.address+"/api/v1/tenants/"+tenant+path, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	r.f.do(req, out)
}
