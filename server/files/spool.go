package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// SpoolQuota is how much of the disk files of unknown length may take, in bytes.
const SpoolQuota = 4 << 30

// spoolStep is how much is asked of the quota at a time, in bytes.
const spoolStep = 1 << 20

// ErrSpoolFull: no room on disk for another file of unknown length; try again later.
var ErrSpoolFull = errors.New("files: the quota for files of unknown length is used up")

// Spool is a folder for files whose length is not known. It is safe for concurrent use.
type Spool struct {
	dir   string
	quota int64

	mu   sync.Mutex
	used int64
}

// NewSpool makes an empty spool: what an earlier life of the server left there is removed.
func NewSpool(dir string, quota int64) (*Spool, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("files: the spool %s cannot be emptied: %w", dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("files: the spool %s cannot be made: %w", dir, err)
	}
	return &Spool{dir: filepath.Clean(dir), quota: quota}, nil
}

// take reserves room, or says that there is none.
func (s *Spool) take(n int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used+n > s.quota {
		return false
	}
	s.used += n
	return true
}

func (s *Spool) give(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= n
}

// laid is a file in the spool; closing removes it.
type laid struct {
	*os.File
	spool *Spool
	took  int64
}

// Close removes the file and gives its room back.
func (l *laid) Close() error {
	err := errors.Join(l.File.Close(), os.Remove(l.Name()))
	l.spool.give(l.took)
	l.took = 0
	return err
}

// lay copies a stream to disk.
func (s *Spool) lay(ctx context.Context, r io.Reader) (*laid, int64, error) {
	file, err := os.CreateTemp(s.dir, "file-")
	if err != nil {
		return nil, 0, fmt.Errorf("files: no room on disk: %w", err)
	}
	l := &laid{File: file, spool: s}
	size, err := l.fill(ctx, r)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, l.Close())
	}
	return l, size, nil
}

func (l *laid) fill(ctx context.Context, r io.Reader) (size int64, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return size, err
		}
		if !l.spool.take(spoolStep) {
			return size, ErrSpoolFull
		}
		l.took += spoolStep
		n, err := io.CopyN(l.File, r, spoolStep)
		size += n
		if errors.Is(err, io.EOF) {
			return size, nil
		}
		if err != nil {
			return size, fmt.Errorf("files: a file could not be laid down: %w", err)
		}
	}
}

// spooled lays a source down on disk and closes it.
func (p *Porter) spooled(ctx context.Context, src *source) (*source, error) {
	if p.cfg.Spool == nil {
		return src, ErrSpoolFull
	}
	l, size, err := p.cfg.Spool.lay(ctx, src)
	if err != nil {
		return src, err
	}
	_ = src.Close() // it was only read
	return &source{Reader: l.File, Closer: l, size: size, told: src.told}, nil
}
