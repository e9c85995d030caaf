// Package engine is the door to what must survive: values and errors that rooms pass through it.
// Behind the door stands engine/nats (embedded, or a cluster); only run.go knows that, so another
// store could take its place. Each room declares the two or three methods it needs of these:
//
//	Log     Append(ctx, subject, body) (seq, error)           on disk (fsync) once it answers
//	        AppendAfter(ctx, subject, body, seq) (seq, error) ErrConflict if seq is no longer the subject's newest
//	        Follow(ctx, filter, from, fn) error               entries with Seq > from, in order, until ctx ends
//	        Last(ctx) (seq, error)                            sequence of the newest entry, 0 for none
//	        Purge(ctx, subject, upTo) error                   forgets the subject's entries up to a sequence (0: all)
//	Bucket  Get(ctx, key) (Value, error)                      ErrNotFound
//	        Create(ctx, key, body) (rev, error)               ErrExists
//	        Update(ctx, key, body, rev) (rev, error)          ErrConflict if rev is no longer the newest
//	        Put(ctx, key, body) (rev, error)
//	        Delete(ctx, key, rev) error                       ErrConflict likewise; rev 0: whatever it is
//	        Forget(ctx, key, rev) error                       Delete that leaves no mark: whoever watches is told nothing
//	        ForgetAll(ctx, prefix) error                      Forget of a key and of all below it
//	        Each(ctx, prefix, fn) error                       the values as they were at the call
//	        Watch(ctx, fn) error                              the values, and then every change until ctx ends
//	Line    Serve(subject, fn) (stop, error)                  answers questions, from this process or another
//	        Ask(ctx, subject, body) (body, error)             ErrNobody: certainly not done
//
// A log is append-only: readers keep their own checkpoint and done-marks; nothing is acknowledged
// entry by entry, because such acknowledgements are not on disk when a machine dies. What is purged is
// gone for every reader, also after a reopening; the others' sequences stay as they are. A bucket holds
// one value per key and compares revisions, which only grow; buckets in memory forget everything
// at a restart. Nothing is kept of what goes over the line: an answer comes or it does not.
//
// Subjects and keys are words joined by dots ("acme.call-418"); a word is made of letters, digits,
// '-' and '_' (Word makes one of anything). A filter may end in ".>" (everything below).
package engine

import (
	"errors"
	"strings"
	"time"
)

// Errors of every store. Anything else is a fault of the store itself.
var (
	// ErrNotFound: no value under that key.
	ErrNotFound = errors.New("engine: not found")
	// ErrExists: the key has a value already.
	ErrExists = errors.New("engine: exists already")
	// ErrConflict: somebody else wrote in between.
	ErrConflict = errors.New("engine: changed meanwhile")
	// ErrUnavailable: not on disk, or nobody can tell. Ask again later; the write may have happened.
	ErrUnavailable = errors.New("engine: unavailable")
	// ErrNobody: nobody serves what was asked, so it was certainly not done.
	ErrNobody = errors.New("engine: nobody answers there")
	// ErrNotEmpty: something was recorded there already. ErrArchive: a backup cannot be read.
	ErrNotEmpty = errors.New("engine: not empty")
	ErrArchive  = errors.New("engine: not a whole backup")
	// ErrInUse: another server works in this data folder.
	ErrInUse = errors.New("engine: data folder in use")
)

// Entry is one entry of a log.
type Entry struct {
	// Seq grows by one per entry of the log, whatever its subject.
	Seq     uint64
	Subject string
	// At is when the store took it.
	At   time.Time
	Body []byte
}

// Value is what a bucket holds under a key.
type Value struct {
	Key string
	// Rev is the fence: it only ever grows, over all keys of a bucket.
	Rev uint64
	// Body is nil where a watch tells that the key was deleted.
	Body []byte
}

// Word makes a word that may stand in a subject or key: what is neither letter, digit, '-' nor '_'
// becomes '=' and two hex digits, so that different texts stay different.
func Word(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789abcdef"
		b.Write([]byte{'=', hex[c>>4], hex[c&15]})
	}
	return b.String()
}
