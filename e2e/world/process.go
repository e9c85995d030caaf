package world

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	startPatience = 30 * time.Second // for a process to say its line
	stopPatience  = 15 * time.Second // for it to end; the contract's 10 s and a slow machine
)

// Process is a program that a test started. It ends with the test at the latest.
type Process struct {
	name  string
	cmd   *exec.Cmd
	log   *os.File
	lines chan string // of standard output; closed at its end
	ended chan struct{}
	err   error // of Wait; read after ended
}

// startProcess starts a program with nothing of our environment but what every program needs.
// What it logs is kept in a file that is shown if the test fails.
func startProcess(t testing.TB, logFile string, env []string, program string, args ...string) *Process {
	t.Helper()
	log, err := os.OpenFile(logFile, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	p := &Process{name: filepath.Base(program), log: log, lines: make(chan string, 64), ended: make(chan struct{})}
	p.cmd = exec.Command(program, args...)
	p.cmd.Env = append(plainEnv(), env...)
	p.cmd.Stderr = log
	p.cmd.SysProcAttr = dieWithUs()
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start(), "is it built? make build")
	go p.watch(out)
	return p
}

func plainEnv() []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// watch reads standard output to its end, then waits for the process.
func (p *Process) watch(out io.Reader) {
	in := bufio.NewScanner(out)
	for in.Scan() {
		select {
		case p.lines <- in.Text():
		default: // nobody reads so many lines; the contract has one
		}
	}
	close(p.lines)
	p.err = p.cmd.Wait()
	p.log.Close()
	close(p.ended)
}

// firstLine waits for the line by which a process says that it is ready.
func (p *Process) firstLine() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	select {
	case line, ok := <-p.lines:
		if !ok {
			<-p.ended
			return "", fmt.Errorf("%s ended before it was ready (%v): %s", p.name, p.err, p.lastWords())
		}
		return line, nil
	case <-ctx.Done():
		return "", fmt.Errorf("%s did not get ready in %s: %s", p.name, startPatience, p.lastWords())
	}
}

// lastWords is the end of what the process logged.
func (p *Process) lastWords() string {
	raw, _ := os.ReadFile(p.log.Name())
	return string(raw[max(0, len(raw)-2000):])
}

// Kill is kill -9: the process has no chance to do anything. It returns once it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}

// Stop asks the process to end (SIGTERM) and answers with its exit status.
func (p *Process) Stop() (int, error) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.Wait()
}

// Wait waits for the process to end by itself and answers with its exit status.
func (p *Process) Wait() (int, error) {
	wait := time.NewTimer(stopPatience)
	defer wait.Stop()
	select {
	case <-p.ended:
	case <-wait.C:
		p.Kill()
		return -1, fmt.Errorf("%s did not end within %s", p.name, stopPatience)
	}
	var status *exec.ExitError
	if errors.As(p.err, &status) {
		return status.ExitCode(), nil
	}
	return 0, p.err
}

// showIfFailed puts the end of a log file into the log of a test that failed.
func showIfFailed(t testing.TB, path string) {
	if !t.Failed() {
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return
	}
	lines := slices.DeleteFunc(strings.Split(strings.TrimSpace(string(raw)), "\n"), isRoutine)
	t.Logf("the last lines of %s:\n%s", filepath.Base(path), strings.Join(lines[max(0, len(lines)-40):], "\n"))
}

// isRoutine tells the statuses that are read every five seconds from what a test is about.
func isRoutine(line string) bool {
	return strings.Contains(line, `"op":"read agents' statuses","status":200`)
}

// once makes a clean-up harmless to call twice.
func once(f func()) func() {
	var o sync.Once
	return func() { o.Do(f) }
}
