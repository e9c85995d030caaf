package crowd

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// spare is how many open files a process needs beside one per page.
const spare = 500

// roomFor fails the test where the machine does not allow so many open files.
func roomFor(t testing.TB, pages int) {
	t.Helper()
	var limit syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit))
	if need := uint64(pages + spare); limit.Max < need {
		t.Fatalf("%d pages need %d open files in each process, the limit is %d: raise it (ulimit -n, LimitNOFILE) or try fewer -pages", pages, need, limit.Max)
	}
}

// build builds a program from the sources as they are.
func build(t testing.TB, pkg string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	out, err := exec.Command("go", "build", "-o", program, pkg).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// server is a process with one core that serves sockets.
type server struct {
	t       testing.TB
	program string
	env     []string
	log     string

	cmd     *exec.Cmd
	address string // host and port
}

func newServer(t testing.TB, program string, env ...string) *server {
	s := &server{t: t, program: program, env: append(env, "GOMAXPROCS=1"), log: filepath.Join(t.TempDir(), "log")}
	t.Cleanup(s.kill)
	return s
}

// start starts it and waits for its line.
func (s *server) start() {
	s.t.Helper()
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	require.NoError(s.t, err)
	defer log.Close()
	s.cmd = exec.Command(s.program)
	s.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, s.env...)
	s.cmd.Stderr = log
	out, err := s.cmd.StdoutPipe()
	require.NoError(s.t, err)
	require.NoError(s.t, s.cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		said, _ := os.ReadFile(s.log)
		require.NoError(s.t, err, "%s", said)
	}
	address := strings.TrimSpace(strings.TrimPrefix(line, "ready http://"))
	if s.address == "" {
		s.address = address // a server that starts again serves where it served
	}
	require.Equal(s.t, s.address, address)
}

// kill is kill -9; it returns once the process is gone. Twice is fine.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait() // it was killed: its status says nothing
	s.cmd = nil
}

// resident is the process's memory in KiB.
func (s *server) resident() float64 {
	s.t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	require.NoError(s.t, err, "only Linux tells how large a process is")
	for line := range bytes.Lines(raw) {
		var kib float64
		if n, _ := fmt.Sscanf(string(line), "VmRSS: %f kB", &kib); n == 1 {
			return kib
		}
	}
	s.t.Fatal("/proc does not tell how large the server is")
	return 0
}

// tick is the unit of processor time in /proc on every Linux that Go runs on.
const tick = time.Second / 100

// busy is the processor time that the server has used.
func (s *server) busy() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	require.NoError(s.t, err)
	// The second field is a name in brackets that may hold anything; the times are 14 and 15.
	_, rest, _ := strings.Cut(string(raw), ") ")
	var user, system int64
	fields := strings.Fields(rest)
	require.Greater(s.t, len(fields), 13)
	_, err = fmt.Sscan(fields[11]+" "+fields[12], &user, &system)
	require.NoError(s.t, err)
	return time.Duration(user+system) * tick
}
