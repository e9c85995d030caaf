package nats

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

// A backup is a tar archive: "manifest.json", then for each store chunks of lines, then "end.json",
// whose absence tells that the archive was cut. Of a bucket it holds the values, of a log the entries
// with their sequences, which checkpoints refer to.
const (
	backupVersion = 1
	manifestName  = "manifest.json"
	endName       = "end.json"
	// chunkBytes is how large a file of the archive grows before the next begins.
	chunkBytes = 4 << 20
	// atHeader carries when a restored entry was first taken, in milliseconds since 1970.
	atHeader = "At"
)

// passing are stores that are not worth keeping: they forget by themselves within hours, or belong to
// the servers that run now.
var passing = []string{"log-frames", "KV_owner", "KV_nonce", "KV_token", "KV_people"}

// manifest is the archive's first file, the end's count its last.
type manifest struct {
	V      int       `json:"v"`
	Made   time.Time `json:"made"`
	Stores []string  `json:"stores"`
}

type ending struct {
	Lines int `json:"lines"`
}

// line is a value or an entry.
type line struct {
	Key  string `json:"key"`
	Seq  uint64 `json:"seq,omitempty"`
	At   int64  `json:"at,omitempty"`
	Body []byte `json:"body"`
}

// Backup writes everything that is kept. It may run while the engine is in use: checkpoints are read
// before what they are about, so that a restored server reads some facts twice and misses none.
func (e *Engine) Backup(ctx context.Context, w io.Writer) error {
	stores, err := e.stores(ctx)
	if err != nil {
		return err
	}
	a := &archive{tar: tar.NewWriter(w)}
	if err := a.file(manifestName, manifest{backupVersion, time.Now().UTC(), stores}); err != nil {
		return err
	}
	for _, name := range stores {
		if err := e.backupStore(ctx, a, name); err != nil {
			return fmt.Errorf("engine: backup of %s: %w", name, err)
		}
	}
	if err := a.file(endName, ending{a.lines}); err != nil {
		return err
	}
	return a.tar.Close()
}

// stores names what is kept: checkpoints, then the other buckets, then the logs.
func (e *Engine) stores(ctx context.Context) ([]string, error) {
	var all []string
	names := e.js.StreamNames(ctx)
	for name := range names.Name() {
		if !slices.Contains(passing, name) && (strings.HasPrefix(name, "KV_") || strings.HasPrefix(name, "log-")) {
			all = append(all, name)
		}
	}
	if err := names.Err(); err != nil {
		return nil, storeError("list stores", err)
	}
	rank := func(name string) string {
		switch {
		case name == "KV_checkpoint":
			return "0"
		case strings.HasPrefix(name, "KV_"):
			return "1" + name
		}
		return "2" + name
	}
	slices.SortFunc(all, func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
	return all, nil
}

// errAllRead ends a reading.
var errAllRead = errors.New("all read")

func (e *Engine) backupStore(ctx context.Context, a *archive, name string) error {
	stream, err := e.js.Stream(ctx, name)
	if err != nil {
		return storeError("open", err)
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return storeError("look", err)
	}
	last, left := info.State.LastSeq, info.State.Msgs
	if left == 0 {
		return a.flush(name)
	}
	prefix := prefixOf(name)
	cfg := jetstream.OrderedConsumerConfig{FilterSubjects: []string{prefix + ">"}, DeliverPolicy: jetstream.DeliverAllPolicy}
	err = follow(ctx, stream, cfg, func() {}, func(msg jetstream.Msg, meta *jetstream.MsgMetadata) error {
		if meta.Sequence.Stream > last {
			return errAllRead
		}
		gone := msg.Headers().Get("KV-Operation") != ""
		if !gone {
			l := line{Key: strings.TrimPrefix(msg.Subject(), prefix), Body: msg.Data()}
			if strings.HasPrefix(name, "log-") {
				l.Seq, l.At = meta.Sequence.Stream, takenAt(msg, meta).UnixMilli()
			}
			if err := a.line(name, l); err != nil {
				return err
			}
		}
		if meta.Sequence.Stream == last || meta.NumPending == 0 {
			return errAllRead
		}
		return nil
	})
	if !errors.Is(err, errAllRead) {
		return err
	}
	return a.flush(name)
}

func prefixOf(stream string) string {
	if name, ok := strings.CutPrefix(stream, "KV_"); ok {
		return "$KV." + name + "."
	}
	return "log." + strings.TrimPrefix(stream, "log-") + "."
}

// archive writes lines into files of a bearable size.
type archive struct {
	tar   *tar.Writer
	chunk bytes.Buffer
	files int
	lines int
}

func (a *archive) line(store string, l line) error {
	raw, err := json.Marshal(l)
	if err != nil {
		return err
	}
	a.lines++
	a.chunk.Write(append(raw, '\n'))
	if a.chunk.Len() < chunkBytes {
		return nil
	}
	return a.flush(store)
}

func (a *archive) flush(store string) error {
	if a.chunk.Len() == 0 {
		return nil
	}
	a.files++
	err := a.write(fmt.Sprintf("%s/%06d.jsonl", store, a.files), a.chunk.Bytes())
	a.chunk.Reset()
	return err
}

func (a *archive) file(name string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return a.write(name, append(raw, '\n'))
}

func (a *archive) write(name string, body []byte) error {
	head := tar.Header{Name: name, Mode: 0o600, Size: int64(len(body)), ModTime: time.Now(), Typeflag: tar.TypeReg}
	if err := a.tar.WriteHeader(&head); err != nil {
		return err
	}
	_, err := a.tar.Write(body)
	return err
}

// takenAt is when an entry was first taken, also before a move.
func takenAt(msg jetstream.Msg, meta *jetstream.MsgMetadata) time.Time {
	var ms int64
	if _, err := fmt.Sscan(msg.Headers().Get(atHeader), &ms); err == nil {
		return time.UnixMilli(ms)
	}
	return meta.Timestamp
}

// Empty answers engine.ErrNotEmpty, with what is there, unless nothing was recorded yet. What a server
// notes at its start does not count.
func (e *Engine) Empty(ctx context.Context) error {
	for _, name := range []string{"log-facts", "log-settings", "KV_ledger", "KV_lease", "KV_fields"} {
		stream, err := e.js.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue
		}
		if err != nil {
			return storeError("look", err)
		}
		if n := stream.CachedInfo().State.Msgs; n > 0 {
			return fmt.Errorf("%w: %s holds %d", engine.ErrNotEmpty, strings.TrimPrefix(strings.TrimPrefix(name, "KV_"), "log-"), n)
		}
	}
	return nil
}
