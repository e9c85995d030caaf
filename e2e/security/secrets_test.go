package security

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"agentadapter/e2e/world"

	"github.com/stretchr/testify/require"
)

// secrets are all that the server was given or made, by what they are called.
func (s *siege) secrets(t testing.TB) map[string]string {
	t.Helper()
	key, err := os.ReadFile(filepath.Join(s.Server.DataDir, "secret.key"))
	require.NoError(t, err)
	return map[string]string{
		"Kustomer's key": s.Told.KustomerKey, "the bind secret": s.Told.BindSecret, "the platform's token": s.Told.CCAIPToken,
		"the events password": s.Told.EventsPassword, "the webhook token": webhookToken,
		"the operator's token": s.Server.AdminToken(t), "our own key": strings.TrimSpace(string(key)), "Basic credentials": basic(s.Told.CCAIPSubdomain, s.Told.CCAIPToken),
	}
}

// none fails where a text holds a secret. The secret itself is not printed.
func none(t testing.TB, where string, text []byte, secrets map[string]string) {
	t.Helper()
	for name, secret := range secrets {
		require.NotEmpty(t, secret, name)
		for _, written := range []string{secret, url.QueryEscape(secret)} {
			require.False(t, bytes.Contains(text, []byte(written)), "%s is in %s", name, where)
		}
	}
}

// trySecrets looks for them in all that was answered, logged and written, in what browsers download, and
// in what the system shows of the process. Two of them are files, which nobody else may read.
func trySecrets(t *testing.T, s *siege) {
	s.record(t)
	secrets := s.secrets(t)
	s.askDirectly(t, "GET", "/metrics", "")
	none(t, "an answer", s.heard.Bytes(), secrets)
	require.Greater(t, s.heard.Len(), 100_000, "there was something to look at")
	log := s.Server.Log(t)
	require.True(t, strings.Contains(log, `"level":"DEBUG"`))
	none(t, "the log", []byte(log), secrets)
	require.False(t, strings.Contains(log, s.adminWord), "an admin's session is in the log")
	require.False(t, strings.Contains(log, stranger), "a phone number is in the log")
	line, err := os.ReadFile("/proc/" + strconv.Itoa(s.Server.Pid()) + "/cmdline")
	require.NoError(t, err)
	none(t, "the process list", line, secrets)
	s.searchDisk(t, secrets)
	s.searchBundles(t, secrets)
}

// stranger calls in the course of the siege.
const stranger = "+14155550190"

// record has a call recorded, so that all rooms have had something to say.
func (s *siege) record(t *testing.T) {
	t.Helper()
	s.CCAIP.Play(t, "inbound-abandoned", map[string]any{"number": stranger})
	require.Eventually(t, func() bool {
		_, there := s.CRM.Customer(stranger)
		return there
	}, patience, patience/200, "the call is recorded")
}

// searchDisk looks at each file of the data folder.
func (s *siege) searchDisk(t testing.TB, secrets map[string]string) {
	t.Helper()
	kept := map[string]bool{"secret.key": true, "admin.token": true}
	looked := 0
	require.NoError(t, filepath.WalkDir(s.Server.DataDir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // the engine may have thrown it away meanwhile
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		require.Zero(t, info.Mode().Perm()&0o007, "%s: others may read it", path)
		if kept[d.Name()] {
			require.Zero(t, info.Mode().Perm()&0o077, path)
			return nil
		}
		if raw, err := os.ReadFile(path); err == nil {
			looked++
			none(t, path, raw, secrets)
		}
		return nil
	}))
	require.NotZero(t, looked)
}

// unpacked is a file as a browser reads it; the library's decoder is not ours to import here.
const unpacked = `process.stdout.write(require("node:zlib").brotliDecompressSync(require("node:fs").readFileSync(0)))`

// searchBundles looks into what browsers download, also for what a building machine leaves in it.
func (s *siege) searchBundles(t testing.TB, secrets map[string]string) {
	t.Helper()
	here, err := os.Getwd()
	require.NoError(t, err)
	secrets["the building machine's path"] = here[:strings.LastIndex(here, "/e2e/")]
	for _, page := range []string{"/", "/settings", "/notifications"} {
		for _, file := range regexp.MustCompile(`/static/[0-9a-f]{16}/[a-z.]+\.(?:css|js|wasm|svg)`).FindAllString(s.ask(t, "GET", page, "").body, -1) {
			got := s.ask(t, "GET", file, "", "Accept-Encoding", "br")
			raw := []byte(got.body)
			if got.header.Get("Content-Encoding") == "br" {
				unpack := exec.Command("node", "-e", unpacked)
				unpack.Stdin = strings.NewReader(got.body)
				raw, err = unpack.Output()
				require.NoError(t, err, file)
				require.Greater(t, len(raw), len(got.body))
			}
			none(t, file, raw, secrets)
		}
	}
}

// TestNoFaultShowsASecret: what keeps a server from starting is said without what it was given.
func TestNoFaultShowsASecret(t *testing.T) {
	t.Parallel()
	const secret = "zw9-Secret_of-this.story"
	all := map[string]string{"the secret": secret}
	base := []string{"ADAPTER_LISTEN=127.0.0.1:0", "KUSTOMER_API_KEY=" + secret, "CCAIP_API_TOKEN=" + secret, "KUSTOMER_BIND_SECRET=" + secret, "CCAIP_EVENTS_PASSWORD=" + secret,
		"CCAIP_STORAGE_SECRET=" + secret, "KUSTOMER_WEBHOOK_TOKEN=" + secret}
	noTenant := func(env string) []string { // what comes later stands
		return []string{env, "KUSTOMER_API_KEY=", "CCAIP_API_TOKEN=", "KUSTOMER_BIND_SECRET=", "CCAIP_EVENTS_PASSWORD=", "CCAIP_STORAGE_SECRET=", "KUSTOMER_WEBHOOK_TOKEN="}
	}
	for name, c := range map[string]struct{ env, args []string }{
		"half a tenant":             {nil, nil},
		"a password in an address":  {[]string{"KUSTOMER_BASE_URL=https://user:" + secret + "@acme.example"}, nil},
		"one in the public's":       {[]string{"ADAPTER_PUBLIC_URL=https://user:" + secret + "@acme.example"}, nil},
		"one in a broken address":   {[]string{"CCAIP_BASE_URL=https://user:" + secret + "@acme.example:port/%zz"}, nil},
		"one in the storage's":      {[]string{"CCAIP_STORAGE_URL=s3://" + secret + ":" + secret + "@bucket?endpoint=%zz"}, nil},
		"one in the cluster's":      {noTenant("ADAPTER_NATS_URL=nats://user:" + secret + "@127.0.0.1:1"), nil},
		"one in a broken cluster's": {noTenant("ADAPTER_NATS_URL=nats://user:" + secret + "@127.0.0.1:port"), nil},
		"a secret as a flag":        {nil, []string{"--kustomer-api-key=" + secret}},
		"a secret as a word":        {nil, []string{"--kustomer-api-key", secret}},
		"a secret twice":            {[]string{"KUSTOMER_API_KEY_FILE=/nowhere"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := append([]string{"ADAPTER_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}, append(base, c.env...)...)
			ended := world.RunBinary(t, env, append([]string{"serve"}, c.args...)...)
			require.NotZero(t, ended.Status)
			none(t, "standard error: "+strings.ReplaceAll(ended.Stderr, secret, "•••"), []byte(ended.Stdout+ended.Stderr), all)
		})
	}
}
