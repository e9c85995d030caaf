// Package nats keeps what must survive in NATS JetStream: embedded in this process, or on a
// cluster named by an address. It is the only room that knows the library, and run.go is the only
// one that knows this room; all others see the values and errors of package engine.
//
// Embedded, one server owns a data folder (a file lock; a second one on the same folder would
// start silently and tear it), listens nowhere, and writes through: SyncAlways, since the default
// of syncing every two minutes loses all acknowledged writes of that time at a power cut. It does
// not handle signals: the library would exit the process under our feet.
//
// Deduplication by message id, per-key expiry and consumer acknowledgements are not used: each was
// seen to forget across a restart. Revisions are the fence, readers keep their own checkpoints.
package nats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

// maxPayload is the largest entry in bytes. Bodies from outside are capped at 1 MiB; the rest is
// room for a session's folded document.
const maxPayload = 8 << 20

// Config says where the engine keeps its files, or which cluster does.
type Config struct {
	// Dir is the data folder of the embedded engine; made if missing.
	Dir string
	// URL of an external cluster with JetStream; empty: embedded.
	URL string
	// Creds is the credentials file for URL, may be empty.
	Creds string
	// Logger hears the engine's warnings.
	Logger *slog.Logger
}

// Engine is an open store.
type Engine struct {
	cfg  Config
	lock *flock.Flock   // nil with an external cluster
	srv  *server.Server // nil with an external cluster
	conn *nats.Conn
	js   jetstream.JetStream
	// replicas is how many copies are kept of everything.
	replicas int
}

// Open opens the store and waits until it answers. It fails with engine.ErrInUse when another
// server works in the data folder, and with engine.ErrUnavailable when a cluster does not answer.
func Open(ctx context.Context, cfg Config) (*Engine, error) {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	e := &Engine{cfg: cfg}
	if err := e.open(ctx); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context) error {
	if e.cfg.URL == "" {
		if err := e.embed(ctx); err != nil {
			return err
		}
	}
	if err := e.connect(); err != nil {
		return err
	}
	js, err := jetstream.New(e.conn, jetstream.WithDefaultTimeout(10*time.Second))
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	if err := awaitJetStream(ctx, js); err != nil {
		return fmt.Errorf("%w: JetStream does not answer: %w", engine.ErrUnavailable, err)
	}
	e.js, e.replicas = js, 1
	if e.conn.ConnectedClusterName() != "" {
		e.replicas = clusterReplicas
	}
	return nil
}

// embed starts the server inside this process, once the folder is ours.
func (e *Engine) embed(ctx context.Context) error {
	if err := os.MkdirAll(e.cfg.Dir, 0o700); err != nil {
		return fmt.Errorf("engine: data folder: %w", err)
	}
	e.lock = flock.New(filepath.Join(e.cfg.Dir, "lock"))
	held, err := e.lock.TryLock()
	if err != nil {
		return fmt.Errorf("engine: lock of the data folder: %w", err)
	}
	if !held {
		return fmt.Errorf("%w: %s", engine.ErrInUse, e.cfg.Dir)
	}
	srv, err := server.NewServer(options(e.cfg.Dir))
	if err != nil {
		return fmt.Errorf("engine: %w", err)
	}
	srv.SetLoggerV2(logs{e.cfg.Logger}, false, false, false)
	srv.Start()
	e.srv = srv
	return awaitReady(ctx, srv)
}

func options(dir string) *server.Options {
	return &server.Options{
		ServerName:         "agentadapter",
		DontListen:         true,
		NoSigs:             true,
		JetStream:          true,
		StoreDir:           dir,
		SyncAlways:         true,
		JetStreamMaxMemory: 256 << 20,
		MaxPayload:         maxPayload,
		MaxPending:         64 << 20,
	}
}

func awaitReady(ctx context.Context, srv *server.Server) error {
	wait := 30 * time.Second
	if deadline, ok := ctx.Deadline(); ok {
		wait = min(wait, time.Until(deadline))
	}
	if !srv.ReadyForConnections(wait) {
		return fmt.Errorf("%w: not ready after %s", engine.ErrUnavailable, wait)
	}
	return nil
}

// Close stops the engine; what was answered is on disk. It may be called twice.
func (e *Engine) Close() {
	if e.conn != nil {
		e.conn.Close()
	}
	if e.srv != nil {
		e.srv.Shutdown()
		e.srv.WaitForShutdown()
	}
	if e.lock != nil {
		if err := e.lock.Unlock(); err != nil {
			e.cfg.Logger.Warn("data folder stays locked", "err", err)
		}
	}
}

// storeError turns the library's errors into the door's.
func storeError(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jetstream.ErrKeyNotFound), errors.Is(err, jetstream.ErrKeyDeleted):
		return engine.ErrNotFound
	case errors.Is(err, jetstream.ErrKeyRevisionMismatch):
		return engine.ErrConflict
	case errors.Is(err, jetstream.ErrKeyExists):
		return engine.ErrExists
	case errors.Is(err, context.Canceled):
		return err
	}
	return fmt.Errorf("%w: %s: %w", engine.ErrUnavailable, op, err)
}
