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
	// PerSubject is how many entries of one subject are kept; zero: all.
	PerSubject int64
	// Memory keeps nothing across a restart (sequences begin at 1 again).
	Memory bool
	// Many says that many follow words of their own ("acme.>") and most of them hear nothing for hours:
	// they share one consumer.
	Many bool
}

// Log is an append-only log on disk.
type Log struct {
	js     jetstream.JetStream
	stream jetstream.Stream
	prefix string
	many   *shared // nil: each follower has its own consumer
}

// Log opens the log of that name (letters), making it if it is not there.
func (e *Engine) Log(ctx context.Context, name string, o LogOptions) (*Log, error) {
	cfg := jetstream.StreamConfig{
		Name:              "log-" + name,
		Subjects:          []string{"log." + name + ".>"},
		Storage:           jetstream.FileStorage,
		MaxAge:            o.MaxAge,
		Compression:       jetstream.S2Compression,
		MaxMsgSize:        maxPayload,
		AllowDirect:       true,
		MaxMsgsPerSubject: -1,
	}
	if o.Memory {
		cfg.Storage, cfg.Compression = jetstream.MemoryStorage, jetstream.NoCompression
	}
	if o.PerSubject > 0 {
		cfg.MaxMsgsPerSubject = o.PerSubject
	}
	stream, err := e.stream(ctx, cfg)
	if err != nil {
		return nil, storeError("open log "+name, err)
	}
	l := &Log{js: e.js, stream: stream, prefix: "log." + name + "."}
	if o.Many {
		l.many = &shared{log: l, quiet: quietFor, copies: e.replicas, followers: map[string]map[*follower]bool{}}
	}
	return l, nil
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

// AppendAfter adds an entry if the subject's newest one is still that of sequence last (0: there is
// none), or answers engine.ErrConflict.
func (l *Log) AppendAfter(ctx context.Context, subject string, body []byte, last uint64) (uint64, error) {
	ack, err := l.js.Publish(ctx, l.prefix+subject, body, jetstream.WithExpectLastSequencePerSubject(last))
	if wrongSequence(err) {
		return 0, engine.ErrConflict
	}
	if err != nil {
		return 0, storeError("append", err)
	}
	return ack.Sequence, nil
}

// Purge forgets the entries of one subject, or of a filter's, whose sequence is not greater than upTo
// (0: all of them).
// Doing it again does nothing; after engine.ErrUnavailable do it again.
func (l *Log) Purge(ctx context.Context, subject string, upTo uint64) error {
	what := []jetstream.StreamPurgeOpt{jetstream.WithPurgeSubject(l.prefix + subject)}
	if upTo > 0 {
		what = append(what, jetstream.WithPurgeSequence(upTo+1))
	}
	return storeError("purge", l.stream.Purge(ctx, what...))
}

// Last answers the sequence of the newest entry, 0 for none.
func (l *Log) Last(ctx context.Context) (uint64, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, storeError("last", err)
	}
	return info.State.LastSeq, nil
}

// Len answers how many entries are kept.
func (l *Log) Len(ctx context.Context) (uint64, error) {
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, storeError("len", err)
	}
	return info.State.Msgs, nil
}

// Follow gives fn every entry under the filter whose sequence is greater than from, in order,
// first those there, then those to come, until the context ends (answered as its error) or fn
// fails (answered as it is).
func (l *Log) Follow(ctx context.Context, filter string, from uint64, fn func(engine.Entry) error) error {
	if word, one := strings.CutSuffix(filter, ".>"); one && l.many != nil && !strings.ContainsAny(word, ".*>") {
		return l.many.follow(ctx, word, from, fn)
	}
	return l.follow(ctx, filter, from, func() {}, fn)
}

// follow is Follow for who wants to know when it has begun.
func (l *Log) follow(ctx context.Context, filter string, from uint64, begun func(), fn func(engine.Entry) error) error {
	cfg := jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{l.prefix + filter},
		DeliverPolicy:  jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:    from + 1,
	}
	return follow(ctx, l.stream, cfg, begun, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) error {
		return fn(engine.Entry{
			Seq:     meta.Sequence.Stream,
			Subject: strings.TrimPrefix(msg.Subject(), l.prefix),
			At:      takenAt(msg, meta),
			Body:    msg.Data(),
		})
	})
}

// follow gives fn a stream's messages in order, once it has told that it has begun. Over a cut line and a
// new leader it goes on where it was; what it cannot mend ends it with engine.ErrUnavailable.
func follow(ctx context.Context, from jetstream.Stream, cfg jetstream.OrderedConsumerConfig, begun func(), fn func(jetstream.Msg, *jetstream.MsgMetadata) error) error {
	consumer, err := from.OrderedConsumer(ctx, cfg)
	if err != nil {
		return storeError("follow", err)
	}
	defer giveBack(from, consumer)
	messages, err := consumer.Messages()
	if err != nil {
		return storeError("follow", err)
	}
	defer context.AfterFunc(ctx, messages.Stop)()
	defer messages.Stop()
	begun()
	for {
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
		if err := fn(msg, meta); err != nil {
			return err
		}
	}
}

// giveBackWithin bounds the giving back of a consumer; the engine takes an idle one back by itself, but
// five minutes later.
const giveBackWithin = time.Second

// giveBack takes an ordered consumer away from the engine.
func giveBack(from jetstream.Stream, consumer jetstream.Consumer) {
	if info := consumer.CachedInfo(); info != nil {
		ctx, cancel := context.WithTimeout(context.Background(), giveBackWithin)
		defer cancel()
		_ = from.DeleteConsumer(ctx, info.Name)
	}
}
