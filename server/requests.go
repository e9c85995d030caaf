package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"agentadapter/server/telemetry"
)

// requestHeader names a request, here and at whoever stands in front of us.
const requestHeader = "X-Request-Id"

// sayable are the names that others may give a request: they go into the log as they are.
var sayable = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

type requestKey struct{}

// requestID is the name of the request that ctx belongs to, "" outside of one.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}

// nameOf is what a request is called: as who stands in front says, or a name of our own.
func nameOf(r *http.Request) string {
	if id := r.Header.Get(requestHeader); sayable.MatchString(id) {
		return id
	}
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails: the runtime stops the program instead
	return hex.EncodeToString(b)
}

// reception meets every request: it is given a name, which its answer and the log's lines carry, and
// the begin of a trace where somebody looks.
func reception(inside http.Handler, traces *telemetry.Tracer, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := nameOf(r)
		w.Header().Set(requestHeader, id)
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
		if unremarkable(r) {
			inside.ServeHTTP(w, r)
			return
		}
		began := time.Now()
		ctx, served := traces.Request(r.Context(), r.Method, id)
		r = r.WithContext(ctx)
		said := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		inside.ServeHTTP(said, r)
		served(r.Pattern, said.status)
		log.DebugContext(ctx, "request", "route", r.Pattern, "status", said.status, "took", time.Since(began))
	})
}

// unremarkable are those that come all the time and of which nobody asks how they went, and sockets,
// which last for hours and need the connection as it is.
func unremarkable(r *http.Request) bool {
	switch r.URL.Path {
	case "/livez", "/readyz", "/metrics", "/socket":
		return true
	}
	return strings.HasPrefix(r.URL.Path, "/static/")
}
