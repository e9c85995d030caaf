package nats

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

// LogOptions says how long a log keeps its entries.
type LogOptions struct {
	// MaxAge after which entries go; zero: never.
	MaxAge time.Duration
}

// Log is an append-only log on disk.
type Log struct {
	js     jetstream.JetStream
	stream jetstream.Stream
	prefix string
}

// Log opens the log of that name (letters), making it if it is not there.
func (e *Engine) Log(ctx context.Context, name string, o LogOptions) (*Log, error) {
	stream, err := e.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name:              "log-" + name,
		Subjects:          []string{"log." + name + ".>"},
		Storage:           jetstream.FileStorage,
		MaxAge:            o.MaxAge,
		Replicas:          max(e.cfg.Replicas, 1),
		Compression:       jetstream.S2Compression,
		MaxMsgSize:        maxPayload,
		AllowDirect:       true,
		MaxMsgsPerSubject: -1,
	})
	if err != nil {
		return nil, storeError("open log "+name, err)
	}
	return &Log{js: e.js, stream: stream, prefix: "log." + name + "."}, nil
}

// Append adds an entry and answers its sequence once it is on disk. After engine.ErrUnavailable it
// may or may not be there: append again, readers bear doubles.
func (l *Log) Append(ctx context.Context, subject string, body []byte) (uint64, error) {
	ack, err := l.js.Publish(ctx, l.prefix+subject, body)
	if err != nil {
		return 0, storeError("append", err)
	}
	return ack.Sequence, nil
}

// Last answers the sequence of the newest entry, 0 for none.
func (l *Log) Last(ctx context.Context) (uint64, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, storeError("last", err)
	}
	return info.State.LastSeq, nil
}

// Follow gives fn every entry under the filter whose sequence is greater than from, in order,
// first those there, then those to come, until the context ends (answered as its error) or fn
// fails (answered as it is).
func (l *Log) Follow(ctx context.Context, filter string, from uint64, fn func(engine.Entry) error) error {
	cfg := jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{l.prefix + filter},
		DeliverPolicy:  jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:    from + 1,
	}
	consumer, err := l.stream.OrderedConsumer(ctx, cfg)
	if err != nil {
		return storeError("follow", err)
	}
	messages, err := consumer.Messages()
	if err != nil {
		return storeError("follow", err)
	}
	defer context.AfterFunc(ctx, messages.Stop)()
	defer messages.Stop()
	for {
		if err := l.next(ctx, messages, fn); err != nil {
			return err
		}
	}
}

func (l *Log) next(ctx context.Context, messages jetstream.MessagesContext, fn func(engine.Entry) error) error {
	msg, err := messages.Next()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, jetstream.ErrMsgIteratorClosed):
		return fmt.Errorf("%w: follow ended", engine.ErrUnavailable)
	case err != nil:
		return storeError("follow", err)
	}
	meta, err := msg.Metadata()
	if err != nil {
		return storeError("follow", err)
	}
	return fn(engine.Entry{
		Seq:     meta.Sequence.Stream,
		Subject: strings.TrimPrefix(msg.Subject(), l.prefix),
		At:      meta.Timestamp,
		Body:    msg.Data(),
	})
}
