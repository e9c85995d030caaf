package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

const (
	startPatience = 30 * time.Second
	stopPatience  = 12 * time.Second // the server's own 10 s, and a little
)

const invitation = `
Open %s

Choose an agent and a customer, click a phone icon, press Call.
To have somebody ring: the widget's Softphone, then its link "Sandbox panel".
Ctrl-C ends all of it.
`

// told is the sandbox's one line, as far as the demo needs it by name; the rest goes to env.
type told struct {
	Kustomer       string `json:"kustomer"`
	KustomerOrg    string `json:"kustomerOrg"`
	KustomerKey    string `json:"kustomerKey"`
	CardScript     string `json:"cardScript"`
	BindSecret     string `json:"bindSecret"`
	CCAIP          string `json:"ccaip"`
	CCAIPSubdomain string `json:"ccaipSubdomain"`
	CCAIPToken     string `json:"ccaipToken"`
	EventsUser     string `json:"eventsUser"`
	EventsPassword string `json:"eventsPassword"`
}

// env is what the server is told of its neighbours.
func (t told) env(data string) []string {
	return []string{
		"ADAPTER_LISTEN=127.0.0.1:0", "ADAPTER_DATA_DIR=" + data, "ADAPTER_LOG=warn",
		"KUSTOMER_BASE_URL=" + t.Kustomer, "KUSTOMER_APP_URL=" + t.Kustomer, "KUSTOMER_ORG=" + t.KustomerOrg,
		"KUSTOMER_API_KEY=" + t.KustomerKey, "KUSTOMER_CARD_SCRIPT_URL=" + t.CardScript,
		"KUSTOMER_BIND_SECRET=" + t.BindSecret,
		"CCAIP_BASE_URL=" + t.CCAIP, "CCAIP_SUBDOMAIN=" + t.CCAIPSubdomain, "CCAIP_API_TOKEN=" + t.CCAIPToken,
		"CCAIP_EVENTS_USER=" + t.EventsUser, "CCAIP_EVENTS_PASSWORD=" + t.EventsPassword,
	}
}

// play starts both processes, joins them, prints the address and waits for the end.
func play(ctx context.Context, dir string) error {
	sandbox, err := start(ctx, nil, filepath.Join("bin", "sandbox"), "--loopback-http", "--bucket", filepath.Join(dir, "bucket"))
	if err != nil {
		return err
	}
	defer sandbox.stop()
	var t told
	if err := json.Unmarshal([]byte(sandbox.line), &t); err != nil {
		return fmt.Errorf("the sandbox said %q: %w", sandbox.line, err)
	}
	server, err := start(ctx, t.env(filepath.Join(dir, "data")), filepath.Join("bin", "agentadapter"), "serve")
	if err != nil {
		return err
	}
	defer server.stop()
	address, ok := strings.CutPrefix(server.line, "ready ")
	if !ok {
		return fmt.Errorf("the server said %q", server.line)
	}
	for _, neighbour := range []string{t.Kustomer, t.CCAIP} {
		if err := join(ctx, neighbour, address); err != nil {
			return err
		}
	}
	fmt.Printf(invitation, t.Kustomer)
	return wait(ctx, sandbox, server)
}

// wait ends with Ctrl-C, or with a process that ended by itself.
func wait(ctx context.Context, sandbox, server *process) error {
	select {
	case <-ctx.Done():
		fmt.Println("\nstopping")
		return nil
	case <-sandbox.ended:
		return errors.New("the sandbox ended by itself")
	case <-server.ended:
		return errors.New("the server ended by itself")
	}
}

// join tells a stand-in where the adapter is: server and sandbox need each other's address.
func join(ctx context.Context, neighbour, adapter string) error {
	body, err := json.Marshal(map[string]string{"adapter": adapter})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPatch, neighbour+"/_knobs", bytes.NewReader(body))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		return fmt.Errorf("the knob of %s: %s %s", neighbour, res.Status, text)
	}
	return nil
}

// process is one of the two programs, ready.
type process struct {
	cmd   *exec.Cmd
	line  string // the one that it said when it was ready
	ended chan struct{}
}

// start starts a program and waits for its line.
func start(ctx context.Context, env []string, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = os.Stderr
	// Ctrl-C reaches the whole group at once; the programs end when we say so, in order.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	lines := make(chan string, 1)
	go p.read(out, lines)
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	select {
	case p.line = <-lines:
	case <-p.ended:
		return nil, fmt.Errorf("%s did not start; it says why above", program)
	case <-ctx.Done():
		p.stop()
		return nil, fmt.Errorf("%s: %w", program, ctx.Err())
	}
	return p, nil
}

func (p *process) read(out io.Reader, lines chan<- string) {
	for in := bufio.NewScanner(out); in.Scan(); {
		select {
		case lines <- in.Text():
		default:
		}
	}
	_ = p.cmd.Wait()
	close(p.ended)
}

// stop asks the program to end, and makes it end if it does not. It may be called twice.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	patience := time.NewTimer(stopPatience)
	defer patience.Stop()
	select {
	case <-p.ended:
	case <-patience.C:
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}
