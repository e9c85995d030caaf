package nats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

const (
	// clusterReplicas is how many copies a cluster keeps of everything: with three, one server may go.
	clusterReplicas = 3
	// pingEvery finds a line that is cut without a word: two pings without an answer.
	pingEvery = 2 * time.Second
	// again is the wait before a cluster is tried anew; peersWithin is how long it may take to have
	// enough servers up for all copies.
	again       = 250 * time.Millisecond
	peersWithin = 15 * time.Second
	// leaderWithin is how long a cluster may take to choose a leader.
	leaderWithin = 30 * time.Second
	// payloadWanted is the least max_payload of an external server that holds every document.
	payloadWanted = maxPayload
)

func (e *Engine) connect() error {
	opts := []nats.Option{
		nats.Name("agentadapter"), nats.MaxReconnects(-1), nats.NoCallbacksAfterClientClose(),
		// What cannot be sent fails at once: kept back, an old write could arrive after a newer one.
		nats.ReconnectBufSize(-1),
		nats.ReconnectWait(again), nats.ReconnectJitter(again, again),
		nats.PingInterval(pingEvery), nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			e.cfg.Logger.Warn("the engine's line is cut; connecting again", "err", err)
		}),
		nats.ReconnectHandler(func(c *nats.Conn) {
			e.cfg.Logger.Info("the engine's line is there again", "server", c.ConnectedUrlRedacted())
		}),
	}
	if e.srv != nil {
		opts = append(opts, nats.InProcessServer(e.srv))
	}
	if e.cfg.Creds != "" {
		opts = append(opts, nats.UserCredentials(e.cfg.Creds))
	}
	conn, err := nats.Connect(e.cfg.URL, opts...)
	if err != nil {
		return fmt.Errorf("%w: %w", engine.ErrUnavailable, err)
	}
	e.conn = conn
	if conn.MaxPayload() < payloadWanted {
		e.cfg.Logger.Warn("the NATS server takes smaller messages than some sessions may need; set max_payload: 8MB there",
			"max_payload", conn.MaxPayload())
	}
	return nil
}

// awaitJetStream waits until JetStream answers. A cluster that is just starting is silent until it has
// a leader; a server without JetStream says so at once.
func awaitJetStream(ctx context.Context, js jetstream.JetStream) error {
	ctx, cancel := context.WithTimeout(ctx, leaderWithin)
	defer cancel()
	for {
		one, stop := context.WithTimeout(ctx, pingEvery)
		_, err := js.AccountInfo(one)
		stop()
		if err == nil || errors.Is(err, jetstream.ErrJetStreamNotEnabled) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(again):
		}
	}
}

// stream makes a stream, or brings the one that is there up to date, with all copies. A cluster that
// has not enough servers for them yet is waited for; then one copy has to do.
func (e *Engine) stream(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	cfg.Replicas = e.replicas
	began := time.Now()
	for {
		stream, err := e.js.CreateOrUpdateStream(ctx, cfg)
		if err == nil || e.replicas == 1 || ctx.Err() != nil {
			return stream, err
		}
		if tooFew(err) && time.Since(began) > peersWithin {
			return e.withFew(ctx, cfg)
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(again):
		}
	}
}

// withFew is what a cluster of fewer than three servers gets. A stream that has its copies keeps them.
func (e *Engine) withFew(ctx context.Context, cfg jetstream.StreamConfig) (jetstream.Stream, error) {
	if is, err := e.js.Stream(ctx, cfg.Name); err == nil {
		return is, nil
	}
	e.cfg.Logger.Warn("the NATS cluster has fewer than three servers: one copy is kept of everything, and losing its server stops the adapter",
		"stream", cfg.Name)
	cfg.Replicas = 1
	return e.js.CreateOrUpdateStream(ctx, cfg)
}

// tooFew tells whether a cluster lacks servers for the copies that were asked for.
func tooFew(err error) bool {
	api, ok := errors.AsType[jetstream.JetStreamError](err)
	return ok && api.APIError() != nil && api.APIError().ErrorCode == codeNoPeers
}

// codeNoPeers is JetStream's "no suitable peers for placement".
const codeNoPeers = 10005

// wrongSequence tells whether somebody else wrote in between; replicated streams have a code of
// their own for it.
func wrongSequence(err error) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}
