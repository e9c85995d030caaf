package world

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Told is the sandbox's one line: where both stand-ins are and how to speak to them. The names are
// the contract's.
type Told struct {
	Kustomer            string `json:"kustomer"`
	KustomerOrg         string `json:"kustomerOrg"`
	KustomerKey         string `json:"kustomerKey"`
	KustomerWeakKey     string `json:"kustomerWeakKey"`
	KustomerExpiredKey  string `json:"kustomerExpiredKey"`
	KustomerOtherPodKey string `json:"kustomerOtherPodKey"`
	CardScript          string `json:"cardScript"`
	BindSecret          string `json:"bindSecret"`
	CCAIP               string `json:"ccaip"`
	CCAIPSubdomain      string `json:"ccaipSubdomain"`
	CCAIPToken          string `json:"ccaipToken"`
	EventsUser          string `json:"eventsUser"`
	EventsPassword      string `json:"eventsPassword"`
}

// World is both neighbours and the server between them.
type World struct {
	Told     Told
	Server   *Server
	CRM      *CRM       // what Kustomer holds
	Kustomer *Neighbour // knobs of the stand-ins
	CCAIP    *Neighbour

	dir   string // logs and data of this world
	front string // where pages find the server, if not at its own address
}

// address is where pages find the server.
func (w *World) address() string {
	if w.front != "" {
		return w.front
	}
	return w.Server.URL
}

// Start starts the sandbox and the server, joins them and waits until both serve.
func Start(t testing.TB) *World {
	t.Helper()
	w := StartSandbox(t)
	w.Server.Start(t)
	return w
}

// StartSandbox starts the sandbox alone; Server is ready to be started.
func StartSandbox(t testing.TB) *World {
	t.Helper()
	refuseStale(t)
	w := &World{dir: t.TempDir()}
	log := filepath.Join(w.dir, "sandbox.log")
	sandbox := startProcess(t, log, nil, binary("sandbox"), "--loopback-http", "--bucket", w.Bucket())
	t.Cleanup(func() {
		sandbox.Kill()
		showIfFailed(t, log)
	})
	line, err := sandbox.firstLine()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(line), &w.Told), "the sandbox's first line: %s", line)
	w.Kustomer = &Neighbour{name: "Kustomer", base: w.Told.Kustomer}
	w.CCAIP = &Neighbour{name: "CCAI Platform", base: w.Told.CCAIP}
	w.CRM = &CRM{t: t, base: w.Told.Kustomer, key: w.Told.KustomerKey}
	w.Server = newServer(w)
	return w
}

// Bucket is the folder that the platform exports files into; the server is told by the environment.
func (w *World) Bucket() string { return filepath.Join(w.dir, "bucket") }

// root is the module's folder, which the tests of a package below it run in.
func root() string {
	dir, err := os.Getwd()
	if err != nil {
		return "."
	}
	for !isFile(filepath.Join(dir, "go.mod")) && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	return dir
}

func binary(name string) string { return filepath.Join(root(), "bin", name) }

func isFile(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
