package contract

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"agentadapter/e2e/standin"
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

// findSandbox starts the sandbox. The budgets are lifted, so that the run takes seconds; the checks
// of the budgets set their own.
func findSandbox() (stop func(), err error) {
	sandbox, err := standin.Start(nil)
	if err != nil {
		return nil, err
	}
	kustomer = newNeighbour("Kustomer", sandbox.Kustomer, bearer(sandbox.KustomerKey))
	kustomer.keys = map[string]string{"weak": sandbox.KustomerWeakKey, "expired": sandbox.KustomerExpiredKey, "otherPod": sandbox.KustomerOtherPodKey}
	platform = newNeighbour("CCAI Platform", sandbox.CCAIP, basic(sandbox.CCAIPSubdomain, sandbox.CCAIPToken))
	for _, n := range []*neighbour{kustomer, platform} {
		if _, err := n.try(http.MethodPatch, "/_knobs", map[string]any{"rateLimit": map[string]any{"limit": 1_000_000}}); err != nil {
			return nil, errors.Join(err, sandbox.Stop())
		}
	}
	return func() {
		if err := sandbox.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "contract:", err)
		}
	}, nil
}
