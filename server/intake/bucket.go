package intake

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

const (
	// maxDocument bounds a metadata file.
	maxDocument = 4 << 20
	// settling is how long a file must have been left alone: a folder shows files that are still
	// being written.
	settling = 2 * time.Second
	// maxTold bounds what is remembered of files already told.
	maxTold = 20_000
)

// Storage is where the platform exports files into; *ccaip.Storage is one.
type Storage interface {
	List(ctx context.Context, since time.Time) ([]ccaip.StoredFile, error)
	Of(ctx context.Context, kind ccaip.SessionKind, id string) ([]ccaip.StoredFile, error)
	Read(ctx context.Context, name string, limit int64) ([]byte, error)
}

// bucket watches one tenant's storage. It lists what is new, and looks for a session's own files when
// that session has ended and a few times later. What it finds becomes facts; the files themselves are
// read by whoever needs them.
type bucket struct {
	in     *Intake
	tenant Tenant
	log    *slog.Logger

	mu    sync.Mutex
	told  map[string]ccaip.StoredFile // by name, so that a file is told once
	looks map[string]*look            // sessions whose own files are looked for
	soon  chan struct{}               // told when looks changed
}

// reach is how far the storage was listed, by its own clock. Nothing before Since, when the tenant's
// storage was first seen, is ours to record.
type reach struct {
	Since time.Time `json:"since"`
	At    time.Time `json:"at"`
}

func newBucket(in *Intake, t Tenant) *bucket {
	return &bucket{
		in: in, tenant: t, log: in.log.With("tenant", t.ID), told: map[string]ccaip.StoredFile{},
		looks: map[string]*look{}, soon: make(chan struct{}, 1),
	}
}

// watch lists what is new at every round, at once and then after each pause.
func (b *bucket) watch(ctx context.Context) {
	round := time.NewTicker(b.tenant.Poll)
	defer round.Stop()
	for {
		err := b.round(ctx)
		if ctx.Err() == nil {
			b.noteTrouble(err)
			if err != nil {
				b.log.Warn("the platform's storage is listed again at the next round", "err", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-round.C:
		}
	}
}

// round tells what was written since the last one. A file that could not be told holds the reach
// back, so that the next round finds it again.
func (b *bucket) round(ctx context.Context) error {
	at, err := b.reached(ctx)
	if err != nil {
		return err
	}
	files, err := b.tenant.Storage.List(ctx, at.At)
	if err != nil {
		return err
	}
	before := at.At
	for _, file := range files {
		if file.At.Before(at.Since) {
			continue
		}
		if unsettled(file, time.Now()) {
			break // sorted by time: all that follow are newer
		}
		if err = b.tell(ctx, file, at.Since); err != nil {
			break
		}
		at.At = file.At
	}
	if !at.At.Equal(before) {
		err = errors.Join(err, b.reach(ctx, at))
	}
	return err
}

func unsettled(file ccaip.StoredFile, now time.Time) bool {
	age := now.Sub(file.At)
	return age >= 0 && age < settling
}

func (b *bucket) key() string { return b.tenant.ID + ".files" }

// reached reads how far the storage was listed; the first time, from now on.
func (b *bucket) reached(ctx context.Context) (reach, error) {
	var at reach
	now := time.Now().UTC()
	if b.in.cfg.Marks == nil {
		return reach{}, nil // nobody remembers: all of it, each time
	}
	v, err := b.in.cfg.Marks.Get(ctx, b.key())
	switch {
	case errors.Is(err, engine.ErrNotFound):
		at = reach{Since: now, At: now}
		return at, b.reach(ctx, at)
	case err != nil:
		return reach{}, err
	}
	if json.Unmarshal(v.Body, &at) != nil {
		at = reach{Since: now, At: now} // unreadable: as if it were the first
	}
	return at, nil
}

func (b *bucket) reach(ctx context.Context, at reach) error {
	if b.in.cfg.Marks == nil {
		return nil
	}
	body, err := json.Marshal(at)
	if err != nil {
		return err
	}
	_, err = b.in.cfg.Marks.Put(ctx, b.key(), body)
	return err
}

// tell makes a fact of a file, unless it was told already.
func (b *bucket) tell(ctx context.Context, file ccaip.StoredFile, since time.Time) error {
	b.mu.Lock()
	was, told := b.told[file.Name]
	b.mu.Unlock()
	if told && was.At.Equal(file.At) && was.Size == file.Size {
		return nil
	}
	tell := b.tellFile
	if file.Kind == ccaip.FileMetadata {
		tell = b.tellDocument
	}
	if told, err := tell(ctx, file, since); err != nil || !told {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.told) >= maxTold {
		clear(b.told) // costs one doubled fact each
	}
	b.told[file.Name] = file
	return nil
}

// tellFile passes over files of sessions nobody has heard of: once such a session is heard of, its
// files are looked for at its end.
func (b *bucket) tellFile(ctx context.Context, file ccaip.StoredFile, _ time.Time) (told bool, err error) {
	session := name(file.Session, file.ID)
	if b.in.cfg.Known != nil && !b.in.cfg.Known(ctx, b.tenant.ID, session) {
		return false, nil
	}
	return true, b.in.keep(ctx, b.tenant.ID, filesFact(session, []ccaip.StoredFile{file}, time.Now()))
}

// tellDocument keeps what a metadata file tells. One that cannot be read is named and passed over, and
// so is a session that was over before the tenant was connected.
func (b *bucket) tellDocument(ctx context.Context, file ccaip.StoredFile, since time.Time) (told bool, err error) {
	raw, err := b.tenant.Storage.Read(ctx, file.Name, maxDocument)
	switch ccaip.KindOf(err) {
	case ccaip.NotFound:
		return false, nil // gone again
	case ccaip.Refused:
		b.log.Warn("a metadata file is passed over", "file", file.Name, "err", err)
		return true, nil
	}
	if err != nil {
		return false, err
	}
	s, err := ccaip.ParseMetadata(raw)
	if err != nil {
		b.log.Warn("a metadata file is passed over: it cannot be read", "file", file.Name, "err", err)
		return true, nil
	}
	if !s.EndsAt.IsZero() && s.EndsAt.Before(since) && !b.heardOf(ctx, name(s.Kind, s.ID)) {
		return false, nil
	}
	return true, b.in.keep(ctx, b.tenant.ID, metadataFact(s, file.At, time.Now()))
}

func (b *bucket) heardOf(ctx context.Context, session string) bool {
	return b.in.cfg.Known != nil && b.in.cfg.Known(ctx, b.tenant.ID, session)
}

// tellsEnd: the fact says that its session is over.
func tellsEnd(f rules.Fact) bool { return rules.Fold(rules.Session{}, f).Ended() }
