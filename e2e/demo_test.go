package e2e

import (
	"bufio"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestDemo: one command ends in one address, which answers; Ctrl-C ends all that it started.
func TestDemo(t *testing.T) {
	program := filepath.Join(t.TempDir(), "demo")
	out, err := exec.Command("go", "build", "-o", program, "./demo").CombinedOutput()
	require.NoError(t, err, string(out))

	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	demo := exec.CommandContext(ctx, program)
	demo.Dir = ".."
	demo.Stderr = os.Stderr
	pipe, err := demo.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, demo.Start())
	lines := bufio.NewScanner(pipe)
	var address string
	var said []string
	for address == "" && lines.Scan() {
		said = append(said, lines.Text())
		address, _ = strings.CutPrefix(lines.Text(), "Open ")
		if !strings.HasPrefix(address, "http://") {
			address = ""
		}
	}
	require.NotEmpty(t, address, "what the demo said: %q", said)
	require.Equal(t, 1, strings.Count(strings.Join(said, "\n"), "http://"), "one address to open")
	res, err := http.Get(address)
	require.NoError(t, err)
	res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode)

	require.NoError(t, demo.Process.Signal(os.Interrupt))
	for lines.Scan() {
		t.Log(lines.Text())
	}
	require.NoError(t, demo.Wait(), "Ctrl-C is an ordinary end")
	_, err = http.Get(address)
	require.Error(t, err, "nothing is left running")
}
