// Command timed runs go test and remembers how long each test took, so that a slow one is seen
// before it has become ten.
//
//	timed --times FILE [--verbose] -- ARGS   runs go test ARGS: prints the ordinary line of each
//	                                         package, and everything that a failing test printed,
//	                                         and at the end what failed once more in short
//	timed --times FILE --slowest 10          prints the slowest of all runs since FILE was removed
//
// Its exit status is go test's. With --verbose each finished test is a line, as it ends.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
)

func main() {
	times := flag.String("times", "bin/times.jsonl", "where the times of all runs are kept")
	slowest := flag.Int("slowest", 0, "print so many of the slowest tests, and run nothing")
	verbose := flag.Bool("verbose", false, "a line for each test that ends")
	flag.Parse()
	if *slowest > 0 {
		exit(printSlowest(os.Stdout, *times, *slowest))
	}
	exit(run(flag.Args(), *times, *verbose))
}

func exit(err error) {
	var failed *exec.ExitError
	switch {
	case err == nil:
		os.Exit(0)
	case errors.As(err, &failed):
		os.Exit(failed.ExitCode())
	}
	fmt.Fprintln(os.Stderr, "timed:", err)
	os.Exit(1)
}

// run runs go test and waits for it; what it says passes through a reader.
func run(args []string, times string, verbose bool) error {
	out, err := os.OpenFile(times, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	events, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	r := newReader(os.Stdout, out, verbose)
	read := r.read(events)
	status := cmd.Wait()
	printDigest(os.Stdout, r.failed)
	return errors.Join(status, read)
}
