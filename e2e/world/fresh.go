package world

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// made lists each binary with the places it is made of.
var made = map[string][]string{
	"agentadapter": {"go.mod", "agentadapter.go", "kustomer-app.json", "protocol", "rules", "kustomer", "ccaip", "server", "web/embed.go", "web/static"},
	"sandbox":      {"go.mod", "sandbox"},
}

// refuseStale fails the test if what would be started was built from other sources than these: a
// green run of yesterday's binary proves nothing. It looks once a run.
func refuseStale(t testing.TB) {
	t.Helper()
	if text := stale(); text != "" {
		t.Fatal(text)
	}
}

var stale = sync.OnceValue(func() string {
	var faults []string
	for name, places := range made {
		if newer := newerThan(binary(name), places); newer != "" {
			faults = append(faults, newer)
		}
	}
	check := exec.Command("go", "run", "./web/bundle", "--check")
	check.Dir = root()
	if out, err := check.CombinedOutput(); err != nil {
		faults = append(faults, "the bundle: "+strings.TrimSpace(string(out)))
	}
	if len(faults) == 0 {
		return ""
	}
	slices.Sort(faults)
	return "what would be tested is stale, run make build:\n" + strings.Join(faults, "\n")
})

// newerThan names a source that was changed after the binary was built, or "" if there is none.
func newerThan(binary string, places []string) string {
	built, err := os.Stat(binary)
	if err != nil {
		return binary + " is not built"
	}
	for _, place := range places {
		if path := newerIn(filepath.Join(root(), place), built.ModTime()); path != "" {
			return binary + " is older than " + path
		}
	}
	return ""
}

func newerIn(place string, built time.Time) string {
	var newer string
	_ = filepath.WalkDir(place, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || newer != "" {
			return nil // a place that is not there cannot be newer
		}
		if info, err := d.Info(); err == nil && isSource(path) && info.ModTime().After(built) {
			newer = path
		}
		return nil
	})
	return newer
}

// isSource tells what a binary is made of from what lies beside it.
func isSource(path string) bool {
	return !strings.HasSuffix(path, "_test.go") && !strings.Contains(path, string(filepath.Separator)+"testdata"+string(filepath.Separator))
}
