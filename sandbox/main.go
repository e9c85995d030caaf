// Command sandbox stands in for both neighbours, on real HTTP: Kustomer with
// its REST API, agents' page and card script, and CCAI Platform with its
// APIs, agent page and a panel that makes callers ring.
//
// Nothing in here is shared with the product: a witness that reads the same
// structs would repeat the same mistakes. It is written from the neighbours'
// documentation and imports the standard library and its own rooms only.
//
//	go run ./sandbox --kustomer 127.0.0.1:0 --ccaip 127.0.0.1:0
//
// prints one line of JSON with addresses and secrets once both answer, and
// stops on SIGTERM or SIGINT. The product's address may be given at the start
// (--adapter) or later, by the knob of that name at each neighbour.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"agentadapter/sandbox/ccaip"
	"agentadapter/sandbox/kustomer"
)

// Secrets that CCAI Platform's stand-in hands out; worth nothing elsewhere.
const (
	ccaipToken     = "sandbox-ccaip-token"
	eventsUser     = "sandbox-events"
	eventsPassword = "sandbox-events-password"
	tenant         = "default"
)

// options are the command line.
type options struct {
	kustomer, ccaip, adapter, bucket string
	loopbackHTTP, verbose            bool
	history                          int
}

// ready is the one line on standard output.
type ready struct {
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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	opts, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2) // the flag package has said why
	}
	if err := run(ctx, opts, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(1)
	}
}

// parse reads the command line.
func parse(args []string, stderr io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.kustomer, "kustomer", "127.0.0.1:0", "`address` of Kustomer's API and page")
	flags.StringVar(&o.ccaip, "ccaip", "127.0.0.1:0", "`address` of CCAI Platform's APIs and pages")
	flags.StringVar(&o.adapter, "adapter", "", "`URL` of the product; the knob adapter changes it later")
	flags.StringVar(&o.bucket, "bucket", "", "`folder` that CCAI Platform exports files into")
	flags.BoolVar(&o.loopbackHTTP, "loopback-http", false, "accept http addresses of this machine where Kustomer wants https")
	flags.IntVar(&o.history, "history", 0, "conversations and sessions to keep; 0: each neighbour's default")
	flags.BoolVar(&o.verbose, "verbose", false, "log everything to standard error")
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unexpected argument %q", flags.Arg(0))
		fmt.Fprintln(stderr, err)
		return o, err
	}
	return o, nil
}

// run serves both neighbours until ctx ends.
func run(ctx context.Context, o options, stdout, stderr io.Writer) error {
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	crm, err := kustomer.New(kustomer.Config{
		Adapter: o.adapter, Tenant: tenant, LoopbackHTTP: o.loopbackHTTP, History: o.history, Logger: log.With("neighbour", "kustomer"),
	})
	if err != nil {
		return err
	}
	defer crm.Close()
	crmDoor, err := net.Listen("tcp", o.kustomer)
	if err != nil {
		return fmt.Errorf("--kustomer: %w", err)
	}
	defer crmDoor.Close()
	platformDoor, err := net.Listen("tcp", o.ccaip)
	if err != nil {
		return fmt.Errorf("--ccaip: %w", err)
	}
	defer platformDoor.Close()
	platform, err := newPlatform(o, crm, "http://"+crmDoor.Addr().String(), "http://"+platformDoor.Addr().String(), log)
	if err != nil {
		return err
	}
	defer platform.Close()
	line := readyLine(crm, "http://"+crmDoor.Addr().String(), "http://"+platformDoor.Addr().String())
	return serve(ctx, stdout, line, door{crmDoor, crm.Handler()}, door{platformDoor, platform.Handler()})
}

// newPlatform makes CCAI Platform's stand-in with the same two agents, known
// by the same e-mails. Its agent page may be framed by the CRM's page and by
// the product, wherever either neighbour's knob says that it is.
func newPlatform(o options, crm *kustomer.Server, crmURL, address string, log *slog.Logger) (*ccaip.Server, error) {
	agents := make([]ccaip.Agent, 0, len(kustomer.Agents))
	for i, agent := range kustomer.Agents {
		agents = append(agents, ccaip.Agent{ID: 15 + i, Name: agent.Name, Email: agent.Email})
	}
	return ccaip.New(ccaip.Config{
		Subdomain: "acme", Token: ccaipToken, EventsUser: eventsUser, EventsPassword: eventsPassword, Bucket: o.bucket,
		Adapter: o.adapter, PublicURL: address, Tenant: tenant, Agents: agents, History: o.history, Logger: log.With("neighbour", "ccaip"),
		FrameAncestors: []string{crmURL}, Neighbours: func() []string { return []string{crm.Adapter(), crm.WidgetURL()} },
	})
}

// readyLine tells where everything is and how to get in.
func readyLine(crm *kustomer.Server, crmURL, platformURL string) ready {
	keys := crm.Keys()
	return ready{
		Kustomer: crmURL, KustomerOrg: crm.Org(), KustomerKey: keys.Normal, KustomerWeakKey: keys.Weak,
		KustomerExpiredKey: keys.Expired, KustomerOtherPodKey: keys.OtherPod, CardScript: crmURL + "/kustomer-card.min.js",
		BindSecret: keys.BindSecret, CCAIP: platformURL, CCAIPSubdomain: "acme", CCAIPToken: ccaipToken,
		EventsUser: eventsUser, EventsPassword: eventsPassword,
	}
}

// door is a listener and who answers behind it.
type door struct {
	at      net.Listener
	handler http.Handler
}

// serve opens the doors, prints the line and closes the doors once ctx ends.
// The listeners already take connections when the line is printed.
func serve(ctx context.Context, stdout io.Writer, line ready, doors ...door) error {
	failed := make(chan error, len(doors))
	servers := make([]*http.Server, 0, len(doors))
	for _, d := range doors {
		server := &http.Server{Handler: d.handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
		servers = append(servers, server)
		go func() { failed <- server.Serve(d.at) }()
	}
	if err := json.NewEncoder(stdout).Encode(line); err != nil {
		return err
	}
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	for _, server := range servers {
		if server.Shutdown(stopping) != nil {
			_ = server.Close() // streams that do not end by themselves
		}
	}
	return err
}
