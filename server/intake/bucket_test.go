package intake_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/intake"
)

// yard is an intake over a folder of exported files.
type yard struct {
	t     *testing.T
	dir   string
	log   *facts
	marks *marks
	mu    sync.Mutex
	known map[string]bool
	said  *told // nil: nobody hears
	in    *lone
}

func newYard(t *testing.T) *yard {
	return &yard{t: t, dir: t.TempDir(), log: &facts{}, known: map[string]bool{},
		marks: &marks{by: map[string]string{"acme.files": `{"since":"2026-01-01T00:00:00Z","at":"2026-01-01T00:00:00Z"}`}}}
}

func (y *yard) open() {
	storage, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "file://" + y.dir})
	require.NoError(y.t, err)
	var notices intake.Notices
	if y.said != nil {
		notices = y.said
	}
	y.in = alone(intake.Config{
		Notices: notices,

		Facts: y.log, Marks: y.marks,
		Known: func(_ context.Context, _, session string) bool { return y.knows(session) },
	}, intake.Tenant{ID: "acme", User: "events", Passwords: []string{"s3cret"}, Storage: storage, Poll: 5 * time.Millisecond, Calls: none{}, Chats: none{}})
	require.NoError(y.t, y.in.Start(y.t.Context()))
	y.t.Cleanup(y.in.Stop)
}

func (y *yard) know(session string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.known[session] = true
}

func (y *yard) knows(session string) bool {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.known[session] || session == "call-418"
}

// none knows no session.
type none struct{}

func (none) Get(context.Context, string) (ccaip.Session, error) {
	return ccaip.Session{}, &ccaip.Error{Kind: ccaip.NotFound, Op: "get"}
}

func (none) UpdatedSince(context.Context, time.Time) ([]ccaip.Session, error) { return nil, nil }

// put writes a file that was last changed at a minute of the first hour of 2026.
func (y *yard) put(name, content string, minute int) {
	y.t.Helper()
	path := filepath.Join(y.dir, name)
	require.NoError(y.t, os.WriteFile(path+".part", []byte(content), 0o600))
	at := time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC)
	require.NoError(y.t, os.Chtimes(path+".part", at, at))
	require.NoError(y.t, os.Rename(path+".part", path))
}

// told waits for as many facts.
func (y *yard) told(n int) []rules.Fact {
	y.t.Helper()
	require.Eventually(y.t, func() bool { return len(y.log.all(y.t)) >= n }, time.Minute, 2*time.Millisecond)
	return y.log.all(y.t)
}

func TestBucketTellsWhatIsNew(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.known["call-418"] = true
	y.put("metadata-9.json", `{"id":9,"call_type":"IvrCall","status":"finished","ends_at":"2025-12-31T23:00:00Z"}`, 3)
	y.put("call-418.mp3", "12345", 4)
	y.put("call-9.mp3", "of a session nobody has heard of", 5)
	y.put("metadata-8.json", "half a docu", 6)
	y.put("metadata-418.json", exported, 7)
	y.open()
	all := y.told(2)
	require.Equal(t, "call-418", all[0].Session)
	require.Equal(t, rules.FromFiles, all[0].Source)
	require.Equal(t, []rules.StoredFile{{Name: "call-418.mp3", Size: 5, At: 1767225840000, Kind: rules.RecordingFile, Type: "audio/mpeg"}}, all[0].Files)
	require.Equal(t, rules.FromMetadata, all[1].Source)
	require.Equal(t, "call-418", all[1].Session)

	y.put("call-418-photo-3.jpg", "jpeg", 8)
	require.Equal(t, "call-418-photo-3.jpg", y.told(3)[2].Files[0].Name)
	require.Eventually(t, func() bool {
		mark, err := y.marks.Get(t.Context(), "acme.files")
		return err == nil && strings.Contains(string(mark.Body), "2026-01-01T00:08:00")
	}, time.Minute, 2*time.Millisecond, "how far it has looked is kept")
	y.in.Stop()
	require.Len(t, y.log.all(t), 3, "each was told once; an old session and an unreadable document are passed over")
}

func TestBucketIsReachedFromTheFirstLook(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	clear(y.marks.by)
	y.known["call-418"] = true
	y.put("call-418.mp3", "12345", 4)
	y.put("metadata-418.json", exported, 7)
	y.open()
	path := filepath.Join(y.dir, "call-418-2.mp3")
	require.NoError(t, os.WriteFile(path, []byte("new"), 0o600))
	later := time.Now().Add(time.Hour)
	require.NoError(t, os.Chtimes(path, later, later))
	require.Equal(t, "call-418-2.mp3", y.told(1)[0].Files[0].Name, "what lay there before the tenant was connected is not ours")
}

func TestASessionsOwnFilesAreLookedForAtItsEnd(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.marks.by["acme.files"] = `{"since":"2026-01-01T00:00:00Z","at":"2026-01-01T00:30:00Z"}` // the listing is past it
	y.put("call-418.mp3", "12345", 4)
	y.open()
	h := yardFront(y)
	require.Equal(t, 200, post(h, "/ccaip/acme/events/calls", "s3cret", `{"events":[{"event_id":"a","timestamp":1767225700000,"item":{"call_id":418,"state":"connected"}}]}`).Code)
	require.Len(t, y.told(1), 1)
	require.Equal(t, 200, post(h, "/ccaip/acme/events/calls", "s3cret", `{"events":[{"event_id":"b","timestamp":1767225800000,"item":{"call_id":418,"state":"disconnected"}}]}`).Code)
	require.Equal(t, "call-418.mp3", y.told(3)[2].Files[0].Name)
}

func yardFront(y *yard) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/ccaip/{tenant}/events/{kind}", y.in)
	return mux
}

func TestAFileThatWasThereBeforeItsSessionWasHeardOf(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.put("call-500.mp3", "12345", 4)
	y.open()
	require.Eventually(t, func() bool { // the listing has passed it over
		v, err := y.marks.Get(t.Context(), "acme.files")
		return err == nil && strings.Contains(string(v.Body), "2026-01-01T00:04:00")
	}, time.Minute, 2*time.Millisecond)
	y.know("call-500")
	require.Equal(t, 200, post(yardFront(y), "/ccaip/acme/events/calls", "s3cret", `{"events":[{"event_id":"b","timestamp":1767225800000,"item":{"call_id":500,"state":"disconnected"}}]}`).Code)
	var files []string // by the look at its end, or by a listing in between
	for _, fact := range y.told(2) {
		for _, file := range fact.Files {
			files = append(files, file.Name)
		}
	}
	require.Equal(t, []string{"call-500.mp3"}, files)
}

// told keeps what an admin is told, by code.
type told struct {
	mu sync.Mutex
	by map[string]protocol.Problem
}

func (n *told) Say(_ string, p protocol.Problem) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.by[p.Code] = p
}

func (n *told) Unsay(_, code string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.by, code)
}

func (n *told) of(code string) (protocol.Problem, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	p, ok := n.by[code]
	return p, ok
}

func TestW6AnUnreadableStorageIsSaidUntilItIsReadable(t *testing.T) {
	t.Parallel()
	y := newYard(t)
	y.said = &told{by: map[string]protocol.Problem{}}
	y.open()
	is := func() bool { _, ok := y.said.of("storage-unreadable"); return ok }
	away := y.dir + ".away"
	require.NoError(t, os.Rename(y.dir, away))
	require.Eventually(t, is, time.Minute, 5*time.Millisecond)
	said, _ := y.said.of("storage-unreadable")
	require.Contains(t, said.Text, "is it mounted?")
	require.Contains(t, said.Fix, "CCAIP_STORAGE_URL")
	require.NoError(t, os.Rename(away, y.dir))
	require.Eventually(t, func() bool { return !is() }, time.Minute, 5*time.Millisecond)
}
