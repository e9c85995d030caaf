package kustomer

import (
	"encoding/xml"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"sync"
)

// The store of files is a second service with manners of its own: a form,
// the file last, no Authorization, 204, errors in XML.
const (
	uploadPath  = "/_upload/"
	maxFile     = 50 << 20
	maxField    = 64 << 10
	maxShelf    = 512 << 20 // of all contents; older ones go
	maxExpected = 10_000
)

// fileShelf keeps uploaded contents in memory, the oldest first out.
type fileShelf struct {
	mu       sync.Mutex
	forms    map[string]map[string]string // fields that an upload must send back
	waiting  []string
	contents map[string][]byte
	order    []string
	size     int
}

// newFileShelf is empty.
func newFileShelf() *fileShelf {
	return &fileShelf{forms: map[string]map[string]string{}, contents: map[string][]byte{}}
}

// expect remembers the form of an upload to come.
func (f *fileShelf) expect(id string, form map[string]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forms[id] = form
	f.waiting = append(f.waiting, id)
	if len(f.waiting) > maxExpected {
		delete(f.forms, f.waiting[0])
		f.waiting = f.waiting[1:]
	}
}

// form is what an upload must send back.
func (f *fileShelf) form(id string) (map[string]string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	form, ok := f.forms[id]
	return form, ok
}

// keep stores a content.
func (f *fileShelf) keep(id string, content []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.size += len(content) - len(f.contents[id])
	if _, again := f.contents[id]; !again {
		f.order = append(f.order, id)
	}
	f.contents[id] = content
	for f.size > maxShelf && len(f.order) > 1 {
		f.forget(f.order[0])
	}
}

// forget drops a content; the caller holds mu.
func (f *fileShelf) forget(id string) {
	f.size -= len(f.contents[id])
	delete(f.contents, id)
	f.order = without(f.order, id)
}

// drop forgets the contents of a record's files.
func (f *fileShelf) drop(of *record) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, to := range of.many["attachments"] {
		if _, there := f.contents[to.id]; there {
			f.forget(to.id)
		}
	}
}

// get is a content.
func (f *fileShelf) get(id string) ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	content, ok := f.contents[id]
	return content, ok
}

// storeError is an error as the store of files words it.
type storeError struct {
	XMLName xml.Name `xml:"Error"`
	Code    string
	Message string
	status  int
}

// Error makes it an error.
func (e *storeError) Error() string { return e.Code + ": " + e.Message }

// upload is the second step: the form and, last, the file.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	err := s.takeUpload(w, r)
	var refusal *storeError
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
		return
	case !errors.As(err, &refusal):
		refusal = &storeError{Code: "MalformedPOSTRequest", Message: err.Error(), status: http.StatusBadRequest}
	}
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(refusal.status)
	_ = xml.NewEncoder(w).Encode(refusal)
}

// takeUpload reads the form and keeps the file.
func (s *Server) takeUpload(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("Authorization") != "" {
		return &storeError{Code: "InvalidArgument", Message: "Only one auth mechanism allowed", status: http.StatusBadRequest}
	}
	id := r.PathValue("id")
	form, ok := s.files.form(id)
	if !ok {
		return &storeError{Code: "NoSuchUpload", Message: "The specified upload does not exist", status: http.StatusNotFound}
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxFile+(1<<20))
	parts, err := r.MultipartReader()
	if err != nil {
		return err
	}
	content, err := readUpload(parts, form)
	if err != nil {
		return err
	}
	s.files.keep(id, content)
	s.uploaded(id)
	return nil
}

// readUpload insists on every field before the file; what comes after the
// file is not read, as with the real store.
func readUpload(parts *multipart.Reader, form map[string]string) ([]byte, error) {
	got := map[string]string{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, &storeError{Code: "InvalidArgument", Message: "POST requires exactly one file upload per request.", status: http.StatusBadRequest}
		}
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			return readFile(part, got, form)
		}
		value, err := io.ReadAll(io.LimitReader(part, maxField))
		if err != nil {
			return nil, err
		}
		got[part.FormName()] = string(value)
	}
}

// readFile checks the fields that came before the file and reads it.
func readFile(part *multipart.Part, got, form map[string]string) ([]byte, error) {
	for name, value := range form {
		if got[name] != value {
			return nil, &storeError{Code: "AccessDenied", Message: "Invalid according to Policy: " + name + " must come before the file, as it was given", status: http.StatusForbidden}
		}
	}
	content, err := io.ReadAll(part)
	var tooLarge *http.MaxBytesError
	if len(content) > maxFile || errors.As(err, &tooLarge) {
		return nil, &storeError{Code: "EntityTooLarge", Message: "Your proposed upload exceeds the maximum allowed size", status: http.StatusBadRequest}
	}
	return content, err
}

// uploaded notes on the attachment that its content has come.
func (s *Server) uploaded(id string) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, ok := s.store.get(kindAttachment, id)
	if !ok {
		return
	}
	r := before.edit()
	r.attrs["uploaded"] = true
	s.store.put(r, s.now(), nil)
}
