package ccaip

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// atOnce is how many entries of a folder are read at a time.
const atOnce = 1000

// folder is a storage on this machine: a folder, a mounted bucket. It is opened anew each time,
// since mounts come and go, and nothing outside of it can be reached, not even by a link in it.
type folder struct{ path string }

func newFolder(at *url.URL) (store, error) {
	switch {
	case at.Host != "" && at.Host != "localhost":
		return nil, wrongStorage("a folder is written file:///like/this, with three slashes")
	case !filepath.IsAbs(at.Path):
		return nil, wrongStorage("the folder must be named from the root")
	case at.RawQuery != "" || at.Fragment != "":
		return nil, wrongStorage("nothing comes after the folder")
	}
	return folder{filepath.Clean(at.Path)}, nil
}

func (d folder) list(ctx context.Context, prefix string, each func(StoredFile) bool) error {
	const op = "list files"
	at, err := os.Open(d.path)
	if err != nil {
		return folderError(op, err)
	}
	defer at.Close()
	for {
		if err := ctx.Err(); err != nil {
			return transportError(op, err)
		}
		entries, err := at.ReadDir(atOnce)
		for _, entry := range entries {
			if f, ok := storedEntry(entry, prefix); ok && !each(f) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return folderError(op, err)
		}
	}
}

// storedEntry reads one entry; what is no plain file, or went away meanwhile, is none.
func storedEntry(entry fs.DirEntry, prefix string) (StoredFile, bool) {
	name, ok := ParseFileName(entry.Name())
	if !ok || !strings.HasPrefix(entry.Name(), prefix) || !entry.Type().IsRegular() {
		return StoredFile{}, false
	}
	info, err := entry.Info()
	if err != nil {
		return StoredFile{}, false
	}
	return StoredFile{FileName: name, Name: entry.Name(), Size: info.Size(), At: info.ModTime()}, true
}

func (d folder) open(ctx context.Context, name string) (Download, error) {
	const op = "open file"
	root, err := os.OpenRoot(d.path)
	if err != nil {
		return Download{}, folderError(op, err)
	}
	defer root.Close()
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && !info.Mode().IsRegular():
		return Download{}, &Error{Kind: NotFound, Op: op, Detail: "the storage has no such file"}
	case err != nil:
		return Download{}, folderError(op, err)
	}
	file, err := root.Open(name)
	if err != nil {
		return Download{}, folderError(op, err)
	}
	return Download{ReadCloser: reading{ctx, file}, Size: info.Size()}, nil
}

// reading is a file that is read for as long as a context lasts.
type reading struct {
	ctx  context.Context
	file *os.File
}

// Read reads unless nobody waits for it any more.
func (r reading) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.file.Read(b)
}

// Close closes the file.
func (r reading) Close() error { return r.file.Close() }

// folderError says what is wrong with the folder: not there and not allowed are for the operator,
// the rest (a mount that hangs or went away) may pass.
func folderError(op string, err error) *Error {
	e := &Error{Kind: Unreachable, Op: op, Detail: "the storage's folder cannot be read", cause: err}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		e.Detail = "the storage's folder is not there; is it mounted?"
	case errors.Is(err, fs.ErrPermission):
		e.Kind, e.Detail = KeyAtFault, "the server may not read the storage's folder"
	}
	return e
}
