package nats

import (
	"archive/tar"
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"agentadapter/server/engine"
)

// window is how many entries are on their way to the disk at once.
const window = 256

// Restore reads a backup into an empty engine. engine.ErrNotEmpty and engine.ErrArchive say why not;
// an archive that was cut is noticed at its end only, so empty the engine again after a failure.
func (e *Engine) Restore(ctx context.Context, r io.Reader) error {
	if err := e.Empty(ctx); err != nil {
		return err
	}
	have, err := e.stores(ctx)
	if err != nil {
		return err
	}
	in := &unpacking{e: e, have: have, tar: tar.NewReader(r), streams: map[string]*refill{}}
	if err := in.begin(); err != nil {
		return err
	}
	for {
		head, err := in.tar.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: it ends early", engine.ErrArchive)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", engine.ErrArchive, err)
		}
		if head.Name == endName {
			return in.end(ctx)
		}
		if err := in.chunk(ctx, path.Dir(head.Name)); err != nil {
			return fmt.Errorf("engine: restore %s: %w", head.Name, err)
		}
	}
}

// unpacking is an archive that is being read.
type unpacking struct {
	e       *Engine
	have    []string
	tar     *tar.Reader
	streams map[string]*refill
	lines   int
}

// begin reads the manifest and looks whether this server knows all that is to come.
func (u *unpacking) begin() error {
	head, err := u.tar.Next()
	if err != nil || head.Name != manifestName {
		return fmt.Errorf("%w: it does not begin with %s", engine.ErrArchive, manifestName)
	}
	var m manifest
	if err := json.NewDecoder(u.tar).Decode(&m); err != nil {
		return fmt.Errorf("%w: %w", engine.ErrArchive, err)
	}
	if m.V > backupVersion {
		return fmt.Errorf("%w: it is of version %d, this server reads %d", engine.ErrArchive, m.V, backupVersion)
	}
	for _, name := range m.Stores {
		if !slices.Contains(u.have, name) {
			return fmt.Errorf("%w: it holds %q, which this server does not keep; is it of a newer one?", engine.ErrArchive, name)
		}
	}
	return nil
}

func (u *unpacking) chunk(ctx context.Context, store string) error {
	if !slices.Contains(u.have, store) {
		return fmt.Errorf("%w: unknown store %q", engine.ErrArchive, store)
	}
	to, err := u.into(ctx, store)
	if err != nil {
		return err
	}
	lines := bufio.NewReader(u.tar)
	for {
		raw, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(raw) == 0 {
			return to.settle()
		}
		if err != nil {
			return fmt.Errorf("%w: %w", engine.ErrArchive, err)
		}
		var l line
		if err := json.Unmarshal(raw, &l); err != nil || l.Key == "" {
			return fmt.Errorf("%w: a line cannot be read: %w", engine.ErrArchive, err)
		}
		u.lines++
		if err := to.add(ctx, l); err != nil {
			return err
		}
	}
}

func (u *unpacking) into(ctx context.Context, store string) (*refill, error) {
	if to, ok := u.streams[store]; ok {
		return to, nil
	}
	stream, err := u.e.js.Stream(ctx, store)
	if err != nil {
		return nil, storeError("open", err)
	}
	to := &refill{js: u.e.js, stream: stream, prefix: prefixOf(store), log: strings.HasPrefix(store, "log-"), last: stream.CachedInfo().State.LastSeq}
	u.streams[store] = to
	return to, nil
}

// end compares what was read with what was written.
func (u *unpacking) end(context.Context) error {
	var said ending
	if err := json.NewDecoder(u.tar).Decode(&said); err != nil || said.Lines != u.lines {
		return fmt.Errorf("%w: it tells of %d lines and holds %d", engine.ErrArchive, said.Lines, u.lines)
	}
	return nil
}

// refill fills one stream.
type refill struct {
	js     jetstream.JetStream
	stream jetstream.Stream
	prefix string
	log    bool
	last   uint64 // sequence of the newest entry of a log
	sent   []sending
}

// sending is an entry on its way.
type sending struct {
	ack jetstream.PubAckFuture
	seq uint64 // that it must get; 0: any
}

func (r *refill) add(ctx context.Context, l line) error {
	msg := nats.NewMsg(r.prefix + l.Key)
	msg.Data = l.Body
	if r.log {
		if err := r.skipTo(ctx, l.Seq); err != nil {
			return err
		}
		msg.Header.Set(atHeader, strconv.FormatInt(l.At, 10))
		r.last = l.Seq
	}
	ack, err := r.js.PublishMsgAsync(msg)
	if err != nil {
		return storeError("restore", err)
	}
	r.sent = append(r.sent, sending{ack, l.Seq})
	if len(r.sent) < window {
		return nil
	}
	return r.settle()
}

// settle waits until all is on disk, each entry under its own sequence.
func (r *refill) settle() error {
	for _, s := range r.sent {
		select {
		case ack := <-s.ack.Ok():
			if s.seq != 0 && ack.Sequence != s.seq {
				return fmt.Errorf("%w: somebody else wrote meanwhile", engine.ErrNotEmpty)
			}
		case err := <-s.ack.Err():
			return storeError("restore", err)
		}
	}
	r.sent = r.sent[:0]
	return nil
}

// skipTo has the next entry get a sequence: what lay before it was forgotten at the old place.
func (r *refill) skipTo(ctx context.Context, seq uint64) error {
	if seq <= r.last {
		return fmt.Errorf("%w: entry %d comes after %d", engine.ErrArchive, seq, r.last)
	}
	if seq == r.last+1 {
		return nil
	}
	if err := r.settle(); err != nil {
		return err
	}
	if r.last == 0 {
		return storeError("restore", r.stream.Purge(ctx, jetstream.WithPurgeSequence(seq)))
	}
	for n := r.last + 1; n < seq; n++ {
		ack, err := r.js.Publish(ctx, r.prefix+"gap", nil)
		if err == nil {
			err = r.stream.DeleteMsg(ctx, ack.Sequence)
		}
		if err != nil {
			return storeError("restore", err)
		}
	}
	return nil
}
