// Package standin starts the sandbox as a process of its own, built from the sources as they are.
//
// The browser's tests start what `make build` left in bin/ and refuse it when it is stale, since
// they prove what ships. The contract checks and the benchmarks want no such ceremony: `go test` is
// all that whoever runs them should have to know. So the sandbox is built into a temporary folder,
// which the build cache makes a matter of a second, and is gone afterwards.
package standin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	startPatience = 30 * time.Second // for the line by which the sandbox says that it is ready
	stopPatience  = 10 * time.Second // from the signal to the end
)

// Line is what the sandbox says once both stand-ins answer: where they are and how to get in.
type Line struct {
	Kustomer            string
	KustomerOrg         string
	KustomerKey         string
	KustomerWeakKey     string
	KustomerExpiredKey  string
	KustomerOtherPodKey string
	CCAIP               string
	CCAIPSubdomain      string
	CCAIPToken          string
	CardScript          string
	BindSecret          string
	EventsUser          string
	EventsPassword      string
}

// Sandbox is a running one. Stop it.
type Sandbox struct {
	Line
	PID int

	folder string
	cmd    *exec.Cmd
}

// Start builds and starts the sandbox; env is added to our own environment, args are its flags
// beside --bucket. Errors say what did not work; nothing is left running then.
func Start(env []string, args ...string) (*Sandbox, error) {
	folder, err := os.MkdirTemp("", "standin")
	if err != nil {
		return nil, err
	}
	s := &Sandbox{folder: folder}
	program := filepath.Join(folder, "sandbox")
	if out, err := exec.Command("go", "build", "-o", program, "agentadapter/sandbox").CombinedOutput(); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot build the sandbox: %w\n%s", err, out), os.RemoveAll(folder))
	}
	s.cmd = exec.Command(program, append([]string{"--bucket", filepath.Join(folder, "bucket")}, args...)...)
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	s.PID = s.cmd.Process.Pid
	if err := s.listen(out); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// listen waits for the line.
func (s *Sandbox) listen(out io.Reader) error {
	said := make(chan error, 1)
	go func() {
		raw, err := bufio.NewReader(out).ReadBytes('\n')
		if err == nil {
			err = json.Unmarshal(raw, &s.Line)
		}
		said <- err
	}()
	ctx, cancel := context.WithTimeout(context.Background(), startPatience)
	defer cancel()
	select {
	case err := <-said:
		if err != nil {
			return fmt.Errorf("the sandbox did not say where it is: %w", err)
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the sandbox did not get ready within %s", startPatience)
	}
}

// Stop ends the sandbox, by force if asking does not help, and removes its files.
func (s *Sandbox) Stop() error {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
	force := time.AfterFunc(stopPatience, func() { _ = s.cmd.Process.Kill() })
	defer force.Stop()
	err := s.cmd.Wait()
	return errors.Join(err, os.RemoveAll(s.folder))
}
