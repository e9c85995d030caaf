package contract

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The neighbours under test; nil where none was named.
var (
	kustomer *neighbour
	platform *neighbour
)

// readOnly forbids every write.
var readOnly = os.Getenv("CONTRACT_READ_ONLY") != ""

func TestMain(m *testing.M) {
	stop, err := find()
	if err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(1)
	}
	status := m.Run()
	stop()
	os.Exit(status)
}

// find makes the neighbours that the environment names, or those of a sandbox that it starts.
func find() (stop func(), err error) {
	crm, phones := os.Getenv("CONTRACT_KUSTOMER_URL"), os.Getenv("CONTRACT_CCAIP_URL")
	if crm == "" && phones == "" {
		return findSandbox()
	}
	if crm != "" {
		kustomer = newNeighbour("Kustomer", crm, bearer(secret("CONTRACT_KUSTOMER_KEY")))
		kustomer.keys = map[string]string{}
		for name, variable := range oddKeys {
			kustomer.keys[name] = secret(variable)
		}
	}
	if phones != "" {
		platform = newNeighbour("CCAI Platform", phones, basic(os.Getenv("CONTRACT_CCAIP_SUBDOMAIN"), secret("CONTRACT_CCAIP_TOKEN")))
		platform.every = time.Second / 8
	}
	return func() {}, missing(crm, phones)
}

// oddKeys are keys with something wrong about them, each optional.
var oddKeys = map[string]string{
	"weak": "CONTRACT_KUSTOMER_WEAK_KEY", "expired": "CONTRACT_KUSTOMER_EXPIRED_KEY", "otherPod": "CONTRACT_KUSTOMER_OTHER_POD_KEY",
}

// missing names all values that an address cannot do without.
func missing(crm, phones string) error {
	var faults []error
	need := func(there bool, what string) {
		if !there {
			faults = append(faults, errors.New(what+" is missing"))
		}
	}
	need(crm == "" || secret("CONTRACT_KUSTOMER_KEY") != "", "CONTRACT_KUSTOMER_KEY (or _FILE)")
	need(phones == "" || os.Getenv("CONTRACT_CCAIP_SUBDOMAIN") != "", "CONTRACT_CCAIP_SUBDOMAIN")
	need(phones == "" || secret("CONTRACT_CCAIP_TOKEN") != "", "CONTRACT_CCAIP_TOKEN (or _FILE)")
	return errors.Join(faults...)
}

// secret reads a value from the environment or from the file that NAME_FILE names.
func secret(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	raw, err := os.ReadFile(os.Getenv(name + "_FILE"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(raw))
}

// sandboxLine is what the sandbox says once both stand-ins answer.
type sandboxLine struct {
	Kustomer, KustomerKey, KustomerWeakKey, KustomerExpiredKey, KustomerOtherPodKey string
	CCAIP, CCAIPSubdomain, CCAIPToken                                               string
}

// findSandbox builds and starts the sandbox. The budgets are lifted, so that the run takes seconds;
// the checks of the budgets set their own.
func findSandbox() (stop func(), err error) {
	folder, err := os.MkdirTemp("", "contract")
	if err != nil {
		return nil, err
	}
	program := filepath.Join(folder, "sandbox")
	build := exec.Command("go", "build", "-o", program, "agentadapter/sandbox")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("cannot build the sandbox: %w\n%s", err, out)
	}
	line, end, err := startSandbox(program, filepath.Join(folder, "bucket"))
	if err != nil {
		return nil, err
	}
	kustomer = newNeighbour("Kustomer", line.Kustomer, bearer(line.KustomerKey))
	kustomer.keys = map[string]string{"weak": line.KustomerWeakKey, "expired": line.KustomerExpiredKey, "otherPod": line.KustomerOtherPodKey}
	platform = newNeighbour("CCAI Platform", line.CCAIP, basic(line.CCAIPSubdomain, line.CCAIPToken))
	for _, n := range []*neighbour{kustomer, platform} {
		if _, err := n.try(http.MethodPatch, "/_knobs", map[string]any{"rateLimit": map[string]any{"limit": 1_000_000}}); err != nil {
			return nil, errors.Join(err, end())
		}
	}
	return func() {
		if err := errors.Join(end(), os.RemoveAll(folder)); err != nil {
			fmt.Fprintln(os.Stderr, "contract:", err)
		}
	}, nil
}

// startSandbox runs the program until its line; end stops it and waits.
func startSandbox(program, bucket string) (line sandboxLine, end func() error, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	cmd := exec.CommandContext(ctx, program, "--bucket", bucket)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		cancel()
		return line, nil, err
	}
	if err := cmd.Start(); err != nil {
		cancel()
		return line, nil, err
	}
	end = func() error {
		cancel()
		if err := cmd.Wait(); err != nil && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("the sandbox: %w", err)
		}
		return nil
	}
	said, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(said, &line)
	}
	if err != nil {
		return line, nil, errors.Join(fmt.Errorf("the sandbox did not say where it is: %w", err), end())
	}
	return line, end, nil
}
