package ccaip

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// listTimeout bounds one look at the whole storage.
	listTimeout = 2 * time.Minute
	// maxFiles bounds what one look returns: the oldest of what was asked for.
	maxFiles = 10_000
)

// StorageConfig says where the platform exports files into.
type StorageConfig struct {
	// URL is "file:///folder" (also a mounted bucket or an SFTP server's folder), or
	// "s3://bucket/folder?endpoint=https://host&region=name" for any S3-compatible store. Folder
	// and region may be left out; without endpoint it is Amazon's own. It holds no credentials.
	URL string
	// Key and Secret are the S3 credentials; both empty: a store that asks for none. For Google
	// Cloud Storage they are an HMAC key, and the endpoint is https://storage.googleapis.com.
	Key, Secret string
	// Transport carries the requests to an S3 store; nil: one of our own.
	Transport http.RoundTripper
}

// Storage is the place that the platform exports files into. Only files with names that the
// platform gives are seen; anything else there is somebody else's. It is safe for concurrent use.
// Errors are of type [*Error]; [KeyAtFault] says that the address or the credentials are wrong.
type Storage struct {
	store store
}

// store is one kind of place. Errors are of type *Error.
type store interface {
	// list hands over each file whose name begins with prefix, in any order, until each says no.
	list(ctx context.Context, prefix string, each func(StoredFile) bool) error
	// open opens a file of a name that was checked.
	open(ctx context.Context, name string) (Download, error)
}

// StoredFile is one exported file.
type StoredFile struct {
	FileName
	Name string
	Size int64 // bytes
	// At is when the file was last written, on the storage's clock.
	At time.Time
}

// OpenStorage prepares a storage without touching it. An address that cannot be right is
// [KeyAtFault].
func OpenStorage(cfg StorageConfig) (*Storage, error) {
	at, err := url.Parse(cfg.URL)
	if err != nil {
		return nil, wrongStorage("it is no address") // the parser's own words would quote it
	}
	if at.User != nil {
		return nil, wrongStorage("credentials do not belong into it")
	}
	var s store
	switch at.Scheme {
	case "file":
		s, err = newFolder(at)
	case "s3":
		s, err = newS3(at, cfg)
	default:
		err = wrongStorage("it must begin with file:/// or s3://")
	}
	if err != nil {
		return nil, err
	}
	return &Storage{store: s}, nil
}

// wrongStorage is for an address that nothing can be done with.
func wrongStorage(why string) *Error {
	return &Error{Kind: KeyAtFault, Op: "open storage", Detail: "the storage's address is wrong: " + why}
}

// List tells which files were written at a moment or later, the oldest first, at most 10,000 of
// them: go on from the last one's At. A file that is written again comes again. Take the moment
// from an earlier At rather than from a clock, since the storage has its own.
func (s *Storage) List(ctx context.Context, since time.Time) ([]StoredFile, error) {
	ctx, cancel := withDeadline(ctx, listTimeout)
	defer cancel()
	var found []StoredFile
	err := s.store.list(ctx, "", func(f StoredFile) bool {
		if !f.At.Before(since) {
			found = append(found, f)
		}
		if len(found) >= 2*maxFiles {
			found = oldest(found)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	return oldest(found), nil
}

// oldest sorts and keeps what may be returned.
func oldest(files []StoredFile) []StoredFile {
	slices.SortFunc(files, func(a, b StoredFile) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.Name, b.Name)
	})
	return files[:min(len(files), maxFiles)]
}

// Of tells which files of one session there are, metadata included. Calls and chats have ids of
// their own: metadata of the other kind's session with the same id is among them, and its content
// tells.
func (s *Storage) Of(ctx context.Context, kind SessionKind, id string) ([]StoredFile, error) {
	const op = "find a session's files"
	if _, ok := ParseFileName("metadata-" + id + ".json"); !ok {
		return nil, refusedHere(op, "the session's id is not one that file names hold")
	}
	ctx, cancel := withDeadline(ctx, listTimeout)
	defer cancel()
	var found []StoredFile
	for _, prefix := range []string{string(kind) + "-" + id + ".", string(kind) + "-" + id + "-", "metadata-" + id + "."} {
		err := s.store.list(ctx, prefix, func(f StoredFile) bool {
			if f.Of(kind, id) {
				found = append(found, f)
			}
			return len(found) < maxFiles
		})
		if err != nil {
			return nil, err
		}
	}
	return oldest(found), nil
}

// Open opens a file by its name; one that is not there (any more) is [NotFound]. Close it. Reading
// ends with an error when ctx does.
func (s *Storage) Open(ctx context.Context, name string) (Download, error) {
	const op = "open file"
	parsed, ok := ParseFileName(name)
	if !ok {
		return Download{}, refusedHere(op, "not a name that the platform gives to files")
	}
	ctx, cancel := withDeadline(ctx, downloadTimeout)
	d, err := s.store.open(ctx, name)
	if err != nil {
		cancel()
		return Download{}, err
	}
	d.ReadCloser, d.ContentType = whole{d.ReadCloser, cancel}, parsed.ContentType
	return d, nil
}

// Read reads a file that may have limit bytes at most; a larger one is [Refused].
func (s *Storage) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	const op = "read file"
	d, err := s.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	raw, err := io.ReadAll(io.LimitReader(d, limit+1))
	if err != nil {
		return nil, transportError(op, err)
	}
	if int64(len(raw)) > limit {
		return nil, refusedHere(op, "the file is larger than is taken")
	}
	return raw, nil
}
