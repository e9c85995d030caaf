package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestRunPrintsOneLineAndStops(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, options{kustomer: "127.0.0.1:0", ccaip: "127.0.0.1:0"}, writer, io.Discard) }()
	text, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var line map[string]string
	if err := json.Unmarshal([]byte(text), &line); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	for _, name := range strings.Fields("kustomer kustomerOrg kustomerKey kustomerWeakKey kustomerExpiredKey kustomerOtherPodKey " +
		"cardScript bindSecret ccaip ccaipSubdomain ccaipToken eventsUser eventsPassword") {
		if line[name] == "" {
			t.Errorf("%s is missing", name)
		}
	}
	for _, address := range []string{line["kustomer"] + "/", line["cardScript"], line["kustomer"] + "/_knobs", line["ccaip"] + "/_knobs"} {
		answer, err := http.Get(address)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v %v", address, answer, err)
		}
		_ = answer.Body.Close()
	}
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not stop")
	}
}

func TestBadFlagsAreRefused(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--nope"}, {"extra"}, {"--history", "many"}} {
		var said strings.Builder
		if _, err := parse(args, &said); err == nil || said.Len() == 0 {
			t.Errorf("%v: %v, said %q", args, err, said.String())
		}
	}
}
