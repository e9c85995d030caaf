package nats

import (
	"context"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

// BucketOptions says what a bucket forgets.
type BucketOptions struct {
	// TTL after which a value goes, counted from its last write; zero: never.
	TTL time.Duration
	// Memory keeps nothing across a restart (revisions begin at 1 again: no fence).
	Memory bool
}

// Bucket holds one value per key and compares revisions.
type Bucket struct {
	js     jetstream.JetStream
	kv     jetstream.KeyValue
	stream jetstream.Stream
	prefix string
}

// Bucket opens the bucket of that name (letters), making it if it is not there.
func (e *Engine) Bucket(ctx context.Context, name string, o BucketOptions) (*Bucket, error) {
	cfg := jetstream.StreamConfig{
		Name:              "KV_" + name,
		Subjects:          []string{"$KV." + name + ".>"},
		Storage:           jetstream.FileStorage,
		MaxAge:            o.TTL,
		MaxMsgsPerSubject: 1,
		MaxMsgSize:        maxPayload,
		Discard:           jetstream.DiscardNew,
		AllowRollup:       true,
		DenyDelete:        true,
		// A reader beside the leader may lag behind it, and who compares revisions needs the newest.
		AllowDirect: e.replicas == 1,
	}
	if o.Memory {
		cfg.Storage = jetstream.MemoryStorage
	}
	stream, err := e.stream(ctx, cfg)
	if err != nil {
		return nil, storeError("open bucket "+name, err)
	}
	kv, err := e.js.KeyValue(ctx, name)
	if err != nil {
		return nil, storeError("open bucket "+name, err)
	}
	return &Bucket{e.js, kv, stream, "$KV." + name + "."}, nil
}

// Get answers the value under a key, or engine.ErrNotFound.
func (b *Bucket) Get(ctx context.Context, key string) (engine.Value, error) {
	entry, err := b.kv.Get(ctx, key)
	if err != nil {
		return engine.Value{}, storeError("get", err)
	}
	return value(entry), nil
}

// Create puts a first value under a key, or answers engine.ErrExists.
func (b *Bucket) Create(ctx context.Context, key string, body []byte) (uint64, error) {
	rev, err := b.kv.Create(ctx, key, body)
	return rev, storeError("create", err)
}

// Update replaces the value whose revision is rev, or answers engine.ErrConflict.
func (b *Bucket) Update(ctx context.Context, key string, body []byte, rev uint64) (uint64, error) {
	rev, err := b.kv.Update(ctx, key, body, rev)
	return rev, storeError("update", err)
}

// Put sets the value, whatever was there.
func (b *Bucket) Put(ctx context.Context, key string, body []byte) (uint64, error) {
	rev, err := b.kv.Put(ctx, key, body)
	return rev, storeError("put", err)
}

// Delete takes the value of revision rev away (0: whatever it is), or answers engine.ErrConflict.
func (b *Bucket) Delete(ctx context.Context, key string, rev uint64) error {
	var opts []jetstream.KVDeleteOpt
	if rev > 0 {
		opts = append(opts, jetstream.LastRevision(rev))
	}
	return storeError("delete", b.kv.Purge(ctx, key, opts...))
}

// Forget takes the value of revision rev away as Delete does, and the mark that Delete leaves under the
// key: buckets of many keys would fill with marks otherwise. A crash in between leaves the mark.
func (b *Bucket) Forget(ctx context.Context, key string, rev uint64) error {
	m := nats.NewMsg(b.prefix + key)
	m.Header.Set("KV-Operation", "PURGE")
	m.Header.Set(jetstream.MsgRollup, jetstream.MsgRollupSubject)
	mark, err := b.js.PublishMsg(ctx, m, jetstream.WithExpectLastSequencePerSubject(rev))
	if wrongSequence(err) {
		return engine.ErrConflict
	}
	if err == nil { // up to the mark: what somebody creates there meanwhile stays
		err = b.stream.Purge(ctx, jetstream.WithPurgeSubject(m.Subject), jetstream.WithPurgeSequence(mark.Sequence+1))
	}
	return storeError("forget", err)
}

// ForgetAll takes the value under a key away, and all whose keys begin with its words, without a mark.
// Whoever watches is told nothing.
func (b *Bucket) ForgetAll(ctx context.Context, prefix string) error {
	for _, subject := range []string{b.prefix + prefix, b.prefix + prefix + ".>"} {
		if err := b.stream.Purge(ctx, jetstream.WithPurgeSubject(subject)); err != nil {
			return storeError("forget", err)
		}
	}
	return nil
}

// Each gives fn the values whose keys begin with the words of prefix (all keys: ""), as they were
// at the call. It stops at fn's first error and answers it.
func (b *Bucket) Each(ctx context.Context, prefix string, fn func(engine.Value) error) error {
	filter := ">"
	if prefix != "" {
		filter = prefix + ".>"
	}
	watch, err := b.kv.Watch(ctx, filter, jetstream.IgnoreDeletes())
	if err != nil {
		return storeError("each", err)
	}
	defer func() { _ = watch.Stop() }()
	for {
		select {
		case entry, open := <-watch.Updates():
			if !open {
				return storeError("each", nats.ErrConnectionClosed)
			}
			if entry == nil { // the mark between what was there and what comes later
				return ctx.Err()
			}
			if err := fn(value(entry)); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func value(e jetstream.KeyValueEntry) engine.Value {
	return engine.Value{Key: e.Key(), Rev: e.Revision(), Body: e.Value()}
}

// Watch gives fn every value, and then every change, in the order of revisions, until the context
// ends (answered as its error) or fn fails (answered as it is). What changed twice while nobody
// looked comes once. A deleted key comes with a nil body.
func (b *Bucket) Watch(ctx context.Context, fn func(engine.Value) error) error {
	cfg := jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverLastPerSubjectPolicy, FilterSubjects: []string{b.prefix + ">"}}
	return follow(ctx, b.stream, cfg, func() {}, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) error {
		v := engine.Value{Key: strings.TrimPrefix(msg.Subject(), b.prefix), Rev: meta.Sequence.Stream, Body: msg.Data()}
		if msg.Headers().Get("KV-Operation") != "" || msg.Headers().Get(jetstream.MarkerReasonHeader) != "" {
			v.Body = nil
		} else if v.Body == nil {
			v.Body = []byte{}
		}
		return fn(v)
	})
}
