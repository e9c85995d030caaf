//go:build !js

package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// serve serves the program until it is killed: bare FILE.wasm.br RAWSIZE.
func serve() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("bare wants the compressed file and its raw size, not %q", args)
	}
	wasm, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/web/app.wasm", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Content-Encoding", "br")
		w.Header().Set("Content-Length", strconv.Itoa(len(wasm)))
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		_, _ = w.Write(wasm) // a browser that went away is not told
	})
	const icon = "/web/icon.svg" // the library's own is on a public host
	mux.HandleFunc(icon, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("/", &app.Handler{Name: "bare", Version: "1", WasmContentLength: args[1],
		Icon: app.Icon{Default: icon, SVG: icon, Large: icon, Maskable: icon}})
	fmt.Printf("ready http://%s\n", listener.Addr())
	return http.Serve(listener, mux)
}
