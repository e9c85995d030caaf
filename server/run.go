package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"

	"agentadapter/server/engine"
	"agentadapter/server/engine/nats"
	"agentadapter/server/telemetry"
	"agentadapter/server/tenants"
	"agentadapter/web"
)

// stopWithin is how long a stop may take, all in all; orchestrators kill after that.
const stopWithin = 9 * time.Second

// serve runs the server until its context ends. It reads as a parts list: what is made, in which
// order it starts, and (backwards) in which order it stops.
func serve(o outside, cfg Config) error {
	tracer, err := telemetry.Open(o.ctx, cfg.Traces, newLogger(o.err, cfg.LogLevel, nil))
	if err != nil {
		return err
	}
	defer farewell(tracer)
	cfg.Tracer = tracer
	log := newLogger(o.err, cfg.LogLevel, tracer)
	if _, err := web.Bundle(); err != nil {
		return err
	}
	listener, err := listen(o.ctx, cfg.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	if cfg.PublicURL == "" {
		cfg.PublicURL = "http://" + listener.Addr().String()
	}
	store, err := openStore(o.ctx, cfg, log)
	if err != nil {
		return err
	}
	defer store.Close()

	if cfg.Secrets, err = ownSecrets(cfg); err != nil {
		return err
	}
	parts, err := assemble(o.ctx, cfg, store, log)
	if err != nil {
		return err
	}
	defer parts.stop()
	if err := parts.start(o.ctx); err != nil {
		return err
	}
	return parts.answer(o, listener)
}

// answer serves requests until the context ends, then tells pages to come back and waits for what
// is at hand.
func (p *parts) answer(o outside, listener net.Listener) error {
	srv := &http.Server{
		Handler:           reception(routes(p.doors), p.cfg.Tracer, p.log.With("room", "requests")),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	p.doors.ready.Store(true)
	p.log.Info("ready", "address", listener.Addr().String(), "public", p.cfg.PublicURL, "version", version())
	if _, err := fmt.Fprintf(o.out, "ready http://%s\n", listener.Addr()); err != nil {
		return err
	}
	select {
	case err := <-served:
		return fmt.Errorf("the listener failed: %w", err)
	case <-o.ctx.Done():
	}
	p.doors.ready.Store(false)
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin/3)
	defer cancel()
	p.hub.Stop(ctx)
	if err := srv.Shutdown(ctx); err != nil {
		p.log.Warn("requests were cut at the stop", "err", err)
		return srv.Close()
	}
	return nil
}

// farewell sends the last spans.
func farewell(t *telemetry.Tracer) {
	ctx, cancel := context.WithTimeout(context.Background(), stopWithin/9)
	defer cancel()
	t.Close(ctx)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken by another program: stop that one, or choose another address with --listen", address)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s may not be listened on by this user: choose a port above 1023 with --listen", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return l, nil
}

func openStore(ctx context.Context, cfg Config, log *slog.Logger) (*nats.Engine, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	store, err := nats.Open(ctx, nats.Config{Dir: cfg.DataDir, URL: cfg.NatsURL, Creds: cfg.NatsCredsFile, Logger: log})
	switch {
	case errors.Is(err, engine.ErrInUse):
		return nil, fmt.Errorf("the data folder %s is in use by another server: stop that one, or choose another folder with --data-dir", cfg.DataDir)
	case errors.Is(err, engine.ErrUnavailable) && cfg.NatsURL != "":
		return nil, fmt.Errorf("the NATS cluster of ADAPTER_NATS_URL does not answer: check the address, its credentials and that JetStream is on: %w", err)
	case err != nil:
		return nil, fmt.Errorf("the data folder %s cannot be used: %w", cfg.DataDir, err)
	}
	return store, nil
}

// part is what starts and stops with the server. Start returns, Stop blocks; both may be called
// twice.
type part interface {
	Start(ctx context.Context) error
	Stop()
}

// start starts every part in the order it was made; stop stops them backwards.
func (p *parts) start(ctx context.Context) error {
	for _, part := range p.running {
		if err := part.Start(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (p *parts) stop() {
	for i := len(p.running) - 1; i >= 0; i-- {
		p.running[i].Stop()
	}
}

// readiness starts as not ready.
func readiness() *atomic.Bool { return new(atomic.Bool) }

// origin of the public address, as browsers send it.
func (c Config) origin() string { return tenants.Origin(c.PublicURL) }
