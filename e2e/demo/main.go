// Command demo builds everything and plays it on this machine: the stand-ins of both neighbours,
// the real server between them, and one address to open. Ctrl-C ends all of it.
//
//	make demo
//
// It prints one address alone. The page that makes callers ring is a link in the softphone, which is
// in the widget.
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil && ctx.Err() == nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// run builds, plays and cleans up.
func run(ctx context.Context) error {
	if _, err := os.Stat("go.mod"); err != nil {
		return fmt.Errorf("run it in the project's folder: make demo")
	}
	if err := build(ctx); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "agentadapter-demo")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return play(ctx, dir)
}

// build says what it is doing: the first time it takes a minute or two.
func build(ctx context.Context) error {
	if err := os.MkdirAll("bin", 0o755); err != nil {
		return err
	}
	for i, step := range []struct {
		about string
		args  []string
	}{
		{"the widget, as WebAssembly", []string{"run", "./web/bundle", "--level", "9"}},
		{"the server", []string{"build", "-o", filepath.Join("bin", "agentadapter"), "./server"}},
		{"the sandbox", []string{"build", "-o", filepath.Join("bin", "sandbox"), "./sandbox"}},
	} {
		fmt.Printf("[%d/3] building %s\n", i+1, step.about)
		cmd := exec.CommandContext(ctx, "go", step.args...)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("building %s: %w", step.about, err)
		}
	}
	return nil
}
