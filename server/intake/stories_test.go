package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
	"agentadapter/e2e/story"
	"agentadapter/rules"
	sandbox "agentadapter/sandbox/ccaip"
	"agentadapter/server/intake"
)

var record = flag.String("record", "", "stories whose facts are written anew: a pattern such as ivr-*")

const (
	storyFolder = "../../rules/testdata/stories"
	publicURL   = "https://acme.uc1.ccaiplatform.com"
	quiet       = 4 * time.Second // without a fact: nothing more is told
)

// TestRecord plays stories on the sandbox and writes what intake tells of them into their files. What
// the CRM must hold is never written by a machine.
func TestRecord(t *testing.T) {
	t.Parallel()
	all, err := story.Load(storyFolder)
	require.NoError(t, err)
	for _, s := range all {
		if fits, err := filepath.Match(*record, s.Name); err != nil || !fits || len(s.Play) == 0 {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(storyFolder, s.Name+".txtar")
			raw, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, []byte(withFacts(string(raw), newRecorder(t).play(s))), 0o644))
		})
	}
}

// recorder is the sandbox's platform, and intake beside it.
type recorder struct {
	t        *testing.T
	platform *httptest.Server
	facts    *facts
	seen     int
	shift    time.Duration
}

func newRecorder(t *testing.T) *recorder {
	r := &recorder{t: t, facts: &facts{kept: make(chan struct{}, 1000)}}
	mux := http.NewServeMux()
	events := httptest.NewServer(mux)
	bucket := t.TempDir()
	stand, err := sandbox.New(sandbox.Config{Bucket: bucket, Adapter: events.URL, MetadataAfter: 100 * time.Millisecond,
		PublicURL: publicURL})
	require.NoError(t, err)
	r.platform = httptest.NewServer(stand.Handler())
	client := ccaip.New(ccaip.Config{BaseURL: r.platform.URL, Subdomain: "acme", Token: "token"})
	storage, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "file://" + bucket})
	require.NoError(t, err)
	in := alone(intake.Config{Facts: r.facts}, intake.Tenant{
		ID: "default", User: "events", Passwords: []string{"events"}, Calls: client.Calls, Chats: client.Chats, Storage: storage, Poll: time.Second,
	})
	mux.Handle("/ccaip/{tenant}/events/{kind}", in)
	require.NoError(t, in.Start(context.Background()))
	t.Cleanup(func() {
		stand.Close()
		in.Stop()
		r.platform.Close()
		events.Close()
	})
	return r
}

// play plays scene after scene and answers with what was told, a line a fact.
func (r *recorder) play(s story.Story) string {
	var told strings.Builder
	for _, scene := range s.Play {
		if scene.Settle {
			fmt.Fprintln(&told, "settle")
			continue
		}
		if q := scene.Request; q != nil {
			fmt.Fprintln(&told, strings.TrimSpace(q.Method+" "+q.Path+" "+q.Body))
			continue
		}
		var script map[string]any
		require.NoError(r.t, json.Unmarshal([]byte(scene.Script), &script))
		script["whole"] = true
		body, err := json.Marshal(script)
		require.NoError(r.t, err)
		path := "/_stories/" + scene.Story
		if strings.HasPrefix(scene.Story, "/") {
			kind, id, _ := strings.Cut(scene.Sessions[0], "-")
			path = "/_panel/" + kind + "s/" + id + scene.Story
			delete(script, "whole")
			body, err = json.Marshal(script)
			require.NoError(r.t, err)
		}
		res, err := http.Post(r.platform.URL+path, "application/json", bytes.NewReader(body))
		require.NoError(r.t, err)
		require.Equal(r.t, http.StatusOK, res.StatusCode, s.Name)
		require.NoError(r.t, res.Body.Close())
		told.WriteString(r.rest())
	}
	return told.String()
}

// rest waits until nothing more is told and answers with what was told since the last time.
func (r *recorder) rest() string {
	for waiting := true; waiting; {
		select {
		case <-r.facts.kept:
		case <-time.After(quiet):
			waiting = false
		}
	}
	var told strings.Builder
	for _, f := range r.facts.all(r.t)[r.seen:] {
		r.seen++
		raw, err := json.Marshal(f)
		require.NoError(r.t, err)
		if r.shift == 0 && f.Source == rules.FromEvent {
			r.shift = time.UnixMilli(1767225600000).Sub(time.UnixMilli(f.At))
		}
		told.WriteString(r.rebased(strings.ReplaceAll(string(raw), r.platform.URL, publicURL)) + "\n")
	}
	return told.String()
}

var (
	moment = regexp.MustCompile(`\b1[6-9]\d{11}\b`)
	date   = regexp.MustCompile(`\b20\d\d-\d\d-\d\dT[0-9:.]+Z`)
)

// rebased has the story begin with the year 2026, so that it reads the same whenever it was recorded.
func (r *recorder) rebased(line string) string {
	line = moment.ReplaceAllStringFunc(line, func(ms string) string {
		n, _ := strconv.ParseInt(ms, 10, 64)
		return strconv.FormatInt(n+r.shift.Milliseconds(), 10)
	})
	return date.ReplaceAllStringFunc(line, func(text string) string {
		at, err := time.Parse(time.RFC3339, text)
		require.NoError(r.t, err)
		return at.Add(r.shift).UTC().Format("2006-01-02T15:04:05.000Z")
	})
}

// withFacts puts the facts into a story's file, before what is expected.
func withFacts(raw, told string) string {
	before, rest, _ := strings.Cut(raw, "-- facts --\n")
	_, expect, _ := strings.Cut(rest, "-- expect --\n")
	return before + "-- facts --\n" + told + "-- expect --\n" + expect
}
