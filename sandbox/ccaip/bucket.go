package ccaip

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
)

// document is a file to be exported.
type document struct {
	name string
	body []byte
}

// maxDocuments is how many files wait to be written.
const maxDocuments = 10_000

// bucket writes exported files into a folder, as the vendor's external
// storage would hold them. Without a folder it takes and forgets.
type bucket struct {
	cfg  Config
	docs chan document
	done sync.WaitGroup
	once sync.Once
	quit chan struct{}
}

// newBucket makes the folder where it is missing.
func newBucket(cfg Config) (*bucket, error) {
	b := &bucket{cfg: cfg, quit: make(chan struct{})}
	if cfg.Bucket == "" {
		return b, nil
	}
	if err := os.MkdirAll(cfg.Bucket, 0o755); err != nil {
		return nil, fmt.Errorf("ccaip: the bucket's folder: %w", err)
	}
	b.docs = make(chan document, maxDocuments)
	b.done.Go(b.write)
	return b, nil
}

// take accepts a file and returns at once; beyond the limit it is lost, and
// said so.
func (b *bucket) take(d document) {
	if b.docs == nil {
		return
	}
	select {
	case b.docs <- d:
	default:
		b.cfg.Logger.Warn("file lost: too many wait for the bucket", "name", d.name)
	}
}

// write puts file after file into the folder, each complete at once.
func (b *bucket) write() {
	for {
		select {
		case d := <-b.docs:
			if err := b.put(d); err != nil {
				b.cfg.Logger.Error("file not written into the bucket", "name", d.name, "error", err)
			}
		case <-b.quit:
			return
		}
	}
}

// put writes one file; who lists the folder never sees half of it.
func (b *bucket) put(d document) error {
	path := filepath.Join(b.cfg.Bucket, d.name)
	part := filepath.Join(b.cfg.Bucket, "."+d.name+".part")
	if err := os.WriteFile(part, d.body, 0o644); err != nil {
		return err
	}
	return os.Rename(part, path)
}

// close stops writing. Callable twice.
func (b *bucket) close() {
	b.once.Do(func() { close(b.quit) })
	b.done.Wait()
}

// exportEnd has an ended session's files made: the recording at once, the
// metadata a while later, as the vendor does.
func (f *floor) exportEnd(s *session) {
	s.recordings = s.recordingNames()
	if f.cfg.Bucket == "" {
		return
	}
	f.after(f.cfg.MetadataAfter, func() { f.exportAll(s) })
}

// exportAgain has a session's files made anew once something was added to it
// after its end.
func (f *floor) exportAgain(s *session) {
	if s.ended() && f.cfg.Bucket != "" {
		f.exportAll(s)
	}
}

// exportAll writes whatever the session has.
func (f *floor) exportAll(s *session) {
	for _, name := range s.files() {
		f.export(document{name, fileBody(s, name)})
	}
	body, err := json.MarshalIndent(f.metadata(s), "", "  ")
	if err != nil {
		f.log.Error("metadata can not be written as JSON", "session", s.word(), "error", err)
		return
	}
	f.export(document{fmt.Sprintf("metadata-%d.json", s.id), body})
}

// metadata is the session metadata document.
func (f *floor) metadata(s *session) any {
	more := moreMetadata{Feedback: s.feedback(), Custom: s.customData, SmartActions: s.smartActions, Voicemail: s.voicemail}
	if s.kind == kindChat {
		return struct {
			wireChat
			moreMetadata
		}{f.wireChat(s), more}
	}
	return struct {
		wireCall
		moreMetadata
	}{f.wireCall(s, f.cfg.PublicURL), more}
}

// moreMetadata is what the document has beyond the call or chat object.
type moreMetadata struct {
	Custom       json.RawMessage `json:"custom_data,omitempty"`
	Feedback     *feedback       `json:"feedback,omitempty"`
	SmartActions []*smartAction  `json:"smart_actions,omitempty"`
	Voicemail    *voicemail      `json:"voicemail,omitempty"`
}

// getFile serves a session's file by its name.
func (s *Server) getFile(w http.ResponseWriter, r *http.Request) (got answer, err error) {
	name := r.PathValue("name")
	var body []byte
	s.floor.read(func() {
		if one := s.floor.ownerOf(name); one != nil {
			body = fileBody(one, name)
		}
	})
	if body == nil {
		return got, refusal{404, "Resource not found."}
	}
	w.Header().Set("Content-Type", contentType(name))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(body) // the caller went away: nothing to do
	return answer{}, errAnswered
}
