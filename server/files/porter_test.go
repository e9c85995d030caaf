package files_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/rules"
	"agentadapter/server/files"
)

func TestS5ASmallRecordingIsOneAttachment(t *testing.T) {
	t.Parallel()
	for name, tell := range map[string]bool{"told length": true, "laid down on disk first": false} {
		p, c := rig(t, serves(70_000, "audio/mpeg", tell))
		got, err := p.Carry(t.Context(), "call-418", recording(), rules.Carried{}, none)
		require.NoError(t, err, name)
		require.True(t, got.Done)
		require.Equal(t, "call-418.mp3=70000", c.sizes(), name)
		require.Equal(t, sumOf(70_000), c.files[0].sum, name)
		require.Equal(t, []rules.File{{ID: fmt.Sprintf("f%023d", 0), Name: "call-418.mp3", ContentType: "audio/mpeg", ContentLength: 70_000}}, got.Parts, name)
	}
}

func TestS5AbovePartSizeItIsSplitInOrder(t *testing.T) {
	t.Parallel()
	for size, want := range map[int64]string{
		files.PartSize:     "call-418.wav=50000000",
		files.PartSize + 1: "call-418 (part 1 of 2).wav=50000000 call-418 (part 2 of 2).wav=1",
		120_000_000:        "call-418 (part 1 of 3).wav=50000000 call-418 (part 2 of 3).wav=50000000 call-418 (part 3 of 3).wav=20000000",
	} {
		p, c := rig(t, serves(size, "audio/wav", size < 120_000_000))
		var told []int
		got, err := p.Carry(t.Context(), "call-418", recording(), rules.Carried{}, func(c rules.Carried) { told = append(told, len(c.Parts)) })
		require.NoError(t, err)
		require.Equal(t, want, c.sizes())
		require.Len(t, told, got.Of, "each part is told at once")
		require.Len(t, got.Parts, got.Of)
	}
}

func TestS5GoesOnBehindThePartsThatAreThere(t *testing.T) {
	t.Parallel()
	const size = 2*files.PartSize + 7
	for _, tell := range []bool{true, false} {
		p, c := rig(t, serves(size, "audio/wav", tell))
		sofar := rules.Carried{Size: size, Of: 3, Parts: []rules.File{{ID: "one"}}}
		c.breaks = 1
		var kept rules.Carried
		_, err := p.Carry(t.Context(), "call-418", recording(), sofar, func(c rules.Carried) { kept = c })
		require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err), "cut in the middle of a part")
		require.Empty(t, kept.Parts)
		got, err := p.Carry(t.Context(), "call-418", recording(), sofar, none)
		require.NoError(t, err)
		require.Equal(t, "call-418 (part 2 of 3).wav=50000000 call-418 (part 3 of 3).wav=7", c.sizes())
		require.Equal(t, "one", got.Parts[0].ID)
		require.Len(t, got.Parts, 3)
		require.Len(t, sofar.Parts, 1, "the caller's own list stays")
	}
}

func TestS5AnotherLengthMeansAnotherFile(t *testing.T) {
	t.Parallel()
	p, c := rig(t, serves(10, "audio/wav", true))
	got, err := p.Carry(t.Context(), "call-418", recording(), rules.Carried{Size: 9, Of: 1, Parts: []rules.File{{ID: "old"}}}, none)
	require.NoError(t, err)
	require.Equal(t, "call-418.wav=10", c.sizes())
	require.NotEqual(t, "old", got.Parts[0].ID)
}

func TestWhatIsNoFileIsNotBrought(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"a sign-in page": serves(100, "text/html; charset=utf-8", true),
		"an empty file":  serves(0, "audio/wav", true),
		"not there":      http.NotFound,
		"cut short": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "half")
			panic(http.ErrAbortHandler)
		},
	} {
		p, c := rig(t, handler)
		got, err := p.Carry(t.Context(), "call-418", recording(), rules.Carried{}, none)
		require.Error(t, err, name)
		require.False(t, got.Done, name)
		require.Empty(t, c.sizes(), name)
		require.NotContains(t, err.Error(), "t0ken")
	}
}

// growing says that it is shorter than it is.
type growing struct{}

func (growing) Open(_ context.Context, _ string) (ccaip.Download, error) {
	return ccaip.Download{ReadCloser: io.NopCloser(strings.NewReader("12345")), Size: 4}, nil
}

func TestAFileThatGrowsIsReadAgainLater(t *testing.T) {
	t.Parallel()
	_, client := newCRM(t)
	p := files.New(files.Config{Storage: growing{}, CRM: client.Attachments})
	c := rules.Carry{Key: "recording:first", Rule: "S5", Name: "call-418.wav", From: []rules.Origin{{Stored: "call-418.wav"}}}
	told := 0
	_, err := p.Carry(t.Context(), "call-418", c, rules.Carried{}, func(rules.Carried) { told++ })
	require.ErrorContains(t, err, "grew")
	require.Zero(t, told)
}

func TestTheFirstPlaceThatHasItIsUsed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "call-418.wav"), []byte("from the bucket"), 0o600))
	storage, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "file://" + dir})
	require.NoError(t, err)
	c, client := newCRM(t)
	p := platform(t, http.NotFound)
	porter := files.New(files.Config{Recordings: p.Calls, Storage: storage, CRM: client.Attachments})
	plan := rules.Carry{Rule: "S5", Name: "call-418.wav", From: []rules.Origin{{URL: "/rec/418"}, {Stored: "call-418.wav"}}}
	_, err = porter.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, "call-418.wav=15", c.sizes())
	plan.From = []rules.Origin{{URL: "/rec/418"}, {Stored: "call-418-2.wav"}}
	_, err = porter.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.Equal(t, ccaip.NotFound, ccaip.KindOf(err))
	porter = files.New(files.Config{Recordings: p.Calls, CRM: client.Attachments})
	plan.From = []rules.Origin{{Stored: "call-418.wav"}}
	_, err = porter.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.ErrorContains(t, err, "no storage")
}

func TestS5Links(t *testing.T) {
	t.Parallel()
	plan := recording()
	plan.Link = true
	p, c := rig(t, serves(5000, "audio/mpeg", false))
	_, err := p.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.EqualValues(t, 5000, c.links[0]["contentLength"], "counted where it is not told")
	p, c = rig(t, serves(70, "audio/mpeg", true))
	got, err := p.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Len(t, got.Parts, 1)
	require.Equal(t, "/rec/418", c.links[0]["externalUrl"])
	require.Equal(t, "call-418.mp3", c.links[0]["name"])
	require.EqualValues(t, 70, c.links[0]["contentLength"])
	require.Empty(t, c.sizes(), "the file stays where it is")

	p, c = rig(t, serves(70, "audio/mpeg", true))
	c.refuse = 400
	got, err = p.Carry(t.Context(), "call-418", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.True(t, got.Done, "an older org knows no links; the message's meta has it")
	require.Empty(t, got.Parts)
}

func TestS11TranscriptFromTheObject(t *testing.T) {
	t.Parallel()
	answer := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"id":77,"chat_type":"Messaging (Web)","status":"finished","transcript":`+text+`}`)
		}
	}
	plan := rules.Carry{Key: "transcript:4", Rule: "S11", Name: "chat-77.txt", Type: "text/plain", From: []rules.Origin{{Object: true}}}
	p, c := rig(t, answer(`[{"name":"Eve","text":"Grüße"}]`))
	got, err := p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, "chat-77.txt=13", c.sizes())
	require.Empty(t, got.Head)

	plan.Head, plan.HeadAlone = 10, true
	p, c = rig(t, answer(`"Eve: Hi"`))
	got, err = p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, rules.Carried{Head: "Eve: Hi", Done: true}, got)
	require.Empty(t, c.sizes(), "it fits into the note")

	p, c = rig(t, answer(`"Eve: äöü äöü äöü"`))
	got, err = p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, "Eve: äöü ä", got.Head)
	require.True(t, got.Cut)
	require.Equal(t, "chat-77.txt=25", c.sizes(), "W8: the whole is a file")

	p, _ = rig(t, answer(`[]`))
	_, err = p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.ErrorContains(t, err, "not there yet")

	plan.From = []rules.Origin{{Text: ""}}
	got, err = p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, rules.Carried{Done: true}, got, "nobody wrote anything")
	plan.From, plan.Head = []rules.Origin{{Text: "\xef\xbb\xbfa\x00b\xffc"}}, 100
	got, err = p.Carry(t.Context(), "chat-77", plan, rules.Carried{}, none)
	require.NoError(t, err)
	require.Equal(t, "ab�c", got.Head)
}

func TestTheSpoolKeepsItsQuota(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "spool")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "left over"), []byte("x"), 0o600))
	spool, err := files.NewSpool(dir, 3<<20)
	require.NoError(t, err)
	c, client := newCRM(t)
	for _, row := range []struct {
		size int64
		full bool
	}{{5 << 20, true}, {2 << 20, false}, {2<<20 + 5, false}} {
		p := platform(t, serves(row.size, "audio/wav", false))
		porter := files.New(files.Config{Recordings: p.Calls, CRM: client.Attachments, Spool: spool})
		_, err := porter.Carry(t.Context(), "call-418", recording(), rules.Carried{}, none)
		if row.full {
			require.ErrorIs(t, err, files.ErrSpoolFull)
		} else {
			require.NoError(t, err)
		}
	}
	require.Equal(t, "call-418.wav=2097152 call-418.wav=2097157", c.sizes())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left, "nothing stays behind, also of an earlier life")
	p := platform(t, serves(5<<20, "audio/wav", false))
	_, err = files.New(files.Config{Recordings: p.Calls, CRM: client.Attachments}).Carry(t.Context(), "call-418", recording(), rules.Carried{}, none)
	require.ErrorIs(t, err, files.ErrSpoolFull, "without a spool")
}
