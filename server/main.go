// Command agentadapter is the server of the agent adapter: it serves the widget that agents see in
// Kustomer's sidebar, speaks with it over a socket, hears CCAI Platform's session events and keeps
// Kustomer's records true.
//
// This file is the door: words in, exit status out. run.go is the parts list; config.go reads what
// the environment says; routes.go and widget.go are what HTTP meets first. Everything else lives
// in the rooms below.
//
// Standard output carries answers alone (the line `ready http://host:port`, a verb's result); the
// log goes to standard error. Exit status: 0 stopped by a signal, 1 cannot run, 2 a missing or bad
// value.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Exit statuses, as contracts with operators' scripts.
const (
	exitOK     = 0
	exitCannot = 1
	exitValue  = 2
)

// verbs is the command line.
type verbs struct {
	Serve    serveVerb     `cmd:"" default:"withargs" help:"Serve the adapter (the default)."`
	AppJSON  appJSONVerb   `cmd:"" name:"app-json" help:"Print kustomer-app.json with your host and tenant in it."`
	App      appVerbs      `cmd:"" help:"The app in Kustomer, by a running server."`
	Tenants  tenantsVerbs  `cmd:"" help:"Whom a running server serves: add, change, rotate, remove."`
	Sessions sessionsVerbs `cmd:"" help:"What was written for sessions, and what to do about it, at a running server."`
	Fields   fieldsVerbs   `cmd:"" help:"The custom fields for account and record, at a running server."`
	Backup   backupVerb    `cmd:"" help:"Save everything that a running server keeps, as one archive."`
	Restore  restoreVerb   `cmd:"" help:"Load an archive into an empty running server."`
	Version  versionVerb   `cmd:"" help:"Print the version."`
}

// outside is what a verb may use of the world around it.
type outside struct {
	ctx    context.Context
	out    io.Writer
	err    io.Writer
	getenv func(string) string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	beThrifty(os.Getenv)
	os.Exit(command(outside{ctx, os.Stdout, os.Stderr, os.Getenv}, os.Args[1:]))
}

// command runs one command line and answers its exit status.
func command(o outside, args []string) int {
	var v verbs
	status := -1
	parser, err := kong.New(&v, kong.Name("agentadapter"), kong.Writers(o.out, o.err),
		kong.Description("The agent adapter for Kustomer and CCAI Platform. Secrets come from the environment or from files named by NAME_FILE."),
		kong.Exit(func(code int) { status = code }))
	if err != nil {
		return failed(o.err, err)
	}
	parsed, err := parser.Parse(args)
	switch {
	case status >= 0: // --help said all there is to say
		return status
	case err != nil:
		fmt.Fprintf(o.err, "agentadapter: %v\nSee agentadapter --help.\n", err)
		return exitValue
	}
	return failed(o.err, parsed.Run(o))
}

// failed prints why a verb could not do its work, and answers the exit status.
func failed(w io.Writer, err error) int {
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(w, "agentadapter: %v\n", err)
	if isBadValue(err) {
		return exitValue
	}
	return exitCannot
}
