package security

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// memory is how many bytes the server holds in memory.
func (s *siege) memory(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile("/proc/" + strconv.Itoa(s.Server.Pid()) + "/status")
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		if of, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.Fields(of)[0])
			require.NoError(t, err)
			return kib << 10
		}
	}
	require.FailNow(t, "the system does not tell")
	return 0
}

// figure is one of /metrics.
func (s *siege) figure(t testing.TB, name string) float64 {
	t.Helper()
	for line := range strings.Lines(s.askDirectly(t, "GET", "/metrics", "").body) {
		if of, ok := strings.CutPrefix(line, name+" "); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(of), 64)
			require.NoError(t, err)
			return v
		}
	}
	require.FailNow(t, "there is no figure "+name)
	return 0
}
