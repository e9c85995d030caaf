package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// said is an environment for one command line.
type said map[string]string

func (s said) get(name string) string { return s[name] }

func run(t *testing.T, env said, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // whatever serves stops at once
	status = command(outside{ctx, &o, &e, env.get}, args)
	return status, o.String(), e.String()
}

func flags() Flags {
	return Flags{
		Listen: "127.0.0.1:0", DataDir: "data", FrameAncestors: "https://*.kustomerapp.com", Log: "info", TenantID: "acme",
		KustomerBaseURL: "https://acme.api.kustomerapp.com/", KustomerOrg: "acme", KustomerBindCommand: "a.app.bind",
		KustomerCardScriptURL: "https://cdn.kustomerapp.com/card.js",
		CcaipBaseURL:          "https://acme.uc1.ccaiplatform.com", CcaipSubdomain: "acme", CcaipEventsUser: "events",
		CcaipRate: "10", CcaipStatusPoll: "5s", CcaipReconcile: "1m", CcaipStoragePoll: "1m",
	}
}

var secrets = said{
	"KUSTOMER_API_KEY": "k3y", "KUSTOMER_BIND_SECRET": "b1nd", "CCAIP_API_TOKEN": "t0ken", "CCAIP_EVENTS_PASSWORD": "pa55",
}

func TestAWholeConfig(t *testing.T) {
	t.Parallel()
	cfg, err := readConfig(flags(), secrets.get)
	require.NoError(t, err)
	require.Equal(t, "https://acme.api.kustomerapp.com", cfg.Tenant.Kustomer.BaseURL)
	require.Equal(t, "https://acme.kustomerapp.com", cfg.Tenant.Kustomer.AppURL)
	require.Equal(t, "k3y", cfg.Tenant.Kustomer.Key.Reveal())
	require.Equal(t, 5*time.Second, cfg.Tenant.Platform.StatusPoll)
	require.True(t, cfg.Tenant.Settings.CreateCustomers)
}

func TestWithoutConnectionValuesThereIsNoTenant(t *testing.T) {
	t.Parallel()
	f := flags()
	f.KustomerBaseURL, f.KustomerOrg, f.CcaipBaseURL, f.CcaipSubdomain, f.CcaipEventsUser = "", "", "", "", ""
	cfg, err := readConfig(f, said{}.get)
	require.NoError(t, err)
	require.Nil(t, cfg.Tenant)
}

func TestEveryFaultIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	f := flags()
	f.Listen, f.PublicURL, f.Log, f.TrustedProxies = "nowhere", "ftp://x", "loud", "10.0.0.0/8, ten"
	f.KustomerBaseURL, f.CcaipBaseURL, f.CcaipRate, f.CcaipStatusPoll = "https://acme.api.kustomerapp.com/v1", "acme", "0", "soon"
	f.TenantID, f.FrameAncestors = "Acme Inc", "https://a.example; script-src *"
	_, err := readConfig(f, said{"KUSTOMER_API_KEY": "k3y"}.get)
	for _, want := range []string{
		"ADAPTER_LISTEN (--listen)", "ADAPTER_PUBLIC_URL (--public-url)", "ADAPTER_LOG (--log)", `"ten" is no network`,
		"KUSTOMER_BASE_URL (--kustomer-base-url) ends in /v1", "CCAIP_BASE_URL (--ccaip-base-url)", "CCAIP_RATE (--ccaip-rate)",
		"CCAIP_STATUS_POLL (--ccaip-status-poll)", "TENANT_ID (--tenant-id)", "ADAPTER_FRAME_ANCESTORS",
		"KUSTOMER_BIND_SECRET is missing", "CCAIP_API_TOKEN is missing", "CCAIP_EVENTS_PASSWORD is missing",
	} {
		require.ErrorContains(t, err, want)
	}
	require.NotContains(t, err.Error(), "k3y")
	require.NotContains(t, err.Error(), "KUSTOMER_API_KEY is missing")
}

func TestTheStorageIsCheckedAtTheStart(t *testing.T) {
	t.Parallel()
	f := flags()
	f.CcaipStorageURL, f.CcaipStoragePoll = "s3://exports?endpoint=https://storage.googleapis.com", "2s"
	with := func(more ...string) said {
		env := said{}
		for name, value := range secrets {
			env[name] = value
		}
		for i := 0; i < len(more); i += 2 {
			env[more[i]] = more[i+1]
		}
		return env
	}
	cfg, err := readConfig(f, with("CCAIP_STORAGE_KEY", "k", "CCAIP_STORAGE_SECRET", "hmac5ecret").get)
	require.NoError(t, err)
	require.Equal(t, f.CcaipStorageURL, cfg.Tenant.Platform.StorageURL)
	require.Equal(t, "hmac5ecret", cfg.Tenant.Platform.StorageSecret.Reveal())
	require.Equal(t, 2*time.Second, cfg.Tenant.Platform.StoragePoll)

	_, err = readConfig(f, with("CCAIP_STORAGE_SECRET", "hmac5ecret").get)
	require.ErrorContains(t, err, "CCAIP_STORAGE_URL")
	require.NotContains(t, err.Error(), "hmac5ecret")
	for _, bad := range []string{"ftp://x", "file://folder", "s3://k:hunter2@exports", "s3://"} {
		f.CcaipStorageURL, f.CcaipStoragePoll = bad, "often"
		_, err = readConfig(f, with().get)
		require.ErrorContains(t, err, "CCAIP_STORAGE_URL (--ccaip-storage-url)", bad)
		require.ErrorContains(t, err, "CCAIP_STORAGE_POLL (--ccaip-storage-poll)", bad)
		require.NotContains(t, err.Error(), "hunter2")
	}
	f.CcaipStorageURL, f.CcaipStoragePoll = "", "1m"
	_, err = readConfig(f, with("CCAIP_STORAGE_KEY", "k").get)
	require.ErrorContains(t, err, "CCAIP_STORAGE_URL is missing")
}

func TestSecretsComeFromFilesToo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "key")
	require.NoError(t, os.WriteFile(file, []byte("fr0m-file\n"), 0o600))
	env := said{"KUSTOMER_API_KEY_FILE": file, "KUSTOMER_BIND_SECRET": "b1nd", "CCAIP_API_TOKEN": "t0ken", "CCAIP_EVENTS_PASSWORD": "pa55"}
	cfg, err := readConfig(flags(), env.get)
	require.NoError(t, err)
	require.Equal(t, "fr0m-file", cfg.Tenant.Kustomer.Key.Reveal())

	env["KUSTOMER_API_KEY"] = "b0th"
	_, err = readConfig(flags(), env.get)
	require.ErrorContains(t, err, "KUSTOMER_API_KEY and KUSTOMER_API_KEY_FILE are both set")
	require.NotContains(t, err.Error(), "b0th")

	delete(env, "KUSTOMER_API_KEY")
	env["KUSTOMER_API_KEY_FILE"] = file + ".missing"
	_, err = readConfig(flags(), env.get)
	require.ErrorContains(t, err, "KUSTOMER_API_KEY_FILE cannot be read")
}

func TestSettingsFileFaultsStopTheStart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "settings.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"phoneNote":"yes","colour":"red"}`), 0o600))
	f := flags()
	f.TenantSettingsFile = file
	_, err := readConfig(f, secrets.get)
	require.ErrorContains(t, err, "phoneNote")
	require.ErrorContains(t, err, "colour")
}

func TestAddressesMustNotCarryPasswords(t *testing.T) {
	t.Parallel()
	f := flags()
	f.KustomerBaseURL = "https://ana:hunter2@acme.example"
	_, err := readConfig(f, secrets.get)
	require.ErrorContains(t, err, "KUSTOMER_BASE_URL")
	require.NotContains(t, err.Error(), "hunter2")

	f = flags() // those of a cluster may, and then they are not repeated
	for address, ok := range map[string]bool{"nats://ana:hunter2@a:4222, b:4222": true, "nats://ana:hunter2@a:port": false, "nats://": false} {
		f.NatsURL = address
		_, err = readConfig(f, secrets.get)
		require.Equal(t, ok, err == nil, address)
		require.False(t, err != nil && strings.Contains(err.Error(), "hunter2"), address)
	}
}

func TestNoHostWritesIntoAPolicy(t *testing.T) {
	t.Parallel()
	f := flags()
	f.KustomerCardScriptURL = "https://cdn.example;script-src/x.js"
	_, err := readConfig(f, secrets.get)
	require.ErrorContains(t, err, "KUSTOMER_CARD_SCRIPT_URL (--kustomer-card-script-url)")
}

func TestExitStatuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		env    said
		args   []string
		status int
		errs   string
	}{
		"an unknown flag":     {args: []string{"--lisen", "x"}, status: exitValue, errs: "unknown flag --lisen"},
		"an unknown verb":     {args: []string{"dance"}, status: exitValue, errs: "dance"},
		"a bad value":         {args: []string{"--listen", "nowhere"}, status: exitValue, errs: "ADAPTER_LISTEN"},
		"help":                {args: []string{"--help"}, status: exitOK},
		"version":             {args: []string{"version"}, status: exitOK},
		"app-json no host":    {args: []string{"app-json"}, status: exitValue, errs: "--host"},
		"app-json bad tenant": {args: []string{"app-json", "--host", "a.example", "--tenant", "A b"}, status: exitValue, errs: "--tenant"},
	} {
		status, out, errs := run(t, c.env, c.args...)
		require.Equal(t, c.status, status, "%s: %s", name, errs)
		require.Contains(t, errs, c.errs, name)
		if c.status == exitOK {
			require.NotEmpty(t, out, name)
			continue
		}
		require.Empty(t, out, "%s: standard output is for answers", name)
	}
}

func TestVersionTellsTheBuild(t *testing.T) {
	t.Parallel()
	require.True(t, strings.HasPrefix(version(), "agentadapter v"), version())
	require.Contains(t, version(), "protocol 1")
	require.Equal(t, "v1.2.3", release("v1.2.3"))
}
