package ccaip_test

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

const (
	s3Key    = "AKIAEXAMPLE"
	s3Secret = "wJalrXUtnFEMI/K7MDENG"
)

// fakeS3 is a store with one bucket, as the vendor's documentation of two operations describes it:
// ListObjectsV2, three names a page, and GetObject.
type fakeS3 struct {
	files map[string]string // by key
	asked []string          // queries of listings and paths of files, in order
}

const pageOfThree = 3

func (s *fakeS3) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential="+s3Key+"/") {
		refuseS3(w, http.StatusForbidden, "AccessDenied", "Access Denied for "+s3Key)
		return
	}
	key, ofBucket := strings.CutPrefix(r.URL.Path, "/exports/")
	switch {
	case !ofBucket:
		refuseS3(w, http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	case key == "" && q.Get("list-type") == "2":
		s.asked = append(s.asked, q.Get("prefix"))
		s.list(w, q.Get("prefix"), q.Get("delimiter"), q.Get("continuation-token"))
	default:
		s.asked = append(s.asked, key)
		body, ok := s.files[key]
		if !ok {
			refuseS3(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
			return
		}
		w.Header().Set("Last-Modified", noon.Format(http.TimeFormat))
		w.Header().Set("ETag", `"0"`)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		io.WriteString(w, body)
	}
}

func (s *fakeS3) list(w http.ResponseWriter, prefix, delimiter, after string) {
	type content struct {
		Key          string
		LastModified string
		Size         int
	}
	type folder struct{ Prefix string }
	var page struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		IsTruncated           bool
		NextContinuationToken string
		Contents              []content
		CommonPrefixes        []folder
	}
	var keys []string
	for key := range s.files {
		if rest, ok := strings.CutPrefix(key, prefix); ok && key > after {
			if at := strings.Index(rest, delimiter); delimiter != "" && at >= 0 {
				page.CommonPrefixes = []folder{{prefix + rest[:at+1]}}
				continue
			}
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for i, key := range keys {
		if i == pageOfThree {
			page.IsTruncated, page.NextContinuationToken = true, keys[i-1]
			break
		}
		at := noon.Add(time.Duration(len(s.files[key])) * time.Minute)
		page.Contents = append(page.Contents, content{key, at.Format("2006-01-02T15:04:05.000Z"), len(s.files[key])})
	}
	w.Header().Set("Content-Type", "application/xml")
	xml.NewEncoder(w).Encode(page)
}

func refuseS3(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>%s</Message></Error>`, code, message)
}

// storeAt opens a storage at a server of the test's.
func storeAt(t *testing.T, handler http.Handler, bucket, key, secret string) *ccaip.Storage {
	t.Helper()
	srv := httptest.NewServer(handler)
	t.Cleanup(srv.Close)
	s, err := ccaip.OpenStorage(ccaip.StorageConfig{URL: "s3://" + bucket + "?endpoint=" + srv.URL, Key: key, Secret: secret})
	require.NoError(t, err)
	return s
}

// s3Files are five of ours, the length of each tells its age, and three of somebody else's.
func s3Files() map[string]string {
	return map[string]string{
		"call-1.wav": "12345", "call-2.mp3": "1", "chat-3.txt": "123", "metadata-4.json": "1234", "call-1-photo-2.jpg": "12",
		"readme.md": "1", "archive/call-9.wav": "1", "call-10.wav": "123456",
	}
}

func TestBucketIsListedOldestFirst(t *testing.T) {
	t.Parallel()
	store := &fakeS3{files: s3Files()}
	s := storeAt(t, store, "exports", s3Key, s3Secret)
	files, err := s.List(t.Context(), noon.Add(2*time.Minute))
	require.NoError(t, err)
	require.Equal(t, []string{"call-1-photo-2.jpg", "chat-3.txt", "metadata-4.json", "call-1.wav", "call-10.wav"}, names(files))
	require.EqualValues(t, 5, files[3].Size)
	require.True(t, noon.Add(5*time.Minute).Equal(files[3].At))
	require.Greater(t, len(store.asked), 1, "there was more than one page")
}

func TestBucketsFolder(t *testing.T) {
	t.Parallel()
	store := &fakeS3{files: s3Files()}
	s := storeAt(t, store, "exports/archive", s3Key, s3Secret)
	files, err := s.List(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Equal(t, []string{"call-9.wav"}, names(files))
	raw, err := s.Read(t.Context(), "call-9.wav", 10)
	require.NoError(t, err)
	require.Equal(t, "1", string(raw))
	_, err = s.Open(t.Context(), "call-1.wav")
	require.Equal(t, ccaip.NotFound, ccaip.KindOf(err))
}

func TestFilesOfOneSessionInABucket(t *testing.T) {
	t.Parallel()
	store := &fakeS3{files: s3Files()}
	s := storeAt(t, store, "exports", s3Key, s3Secret)
	files, err := s.Of(t.Context(), ccaip.KindCall, "1")
	require.NoError(t, err)
	require.Equal(t, []string{"call-1-photo-2.jpg", "call-1.wav"}, names(files))
	require.Equal(t, []string{"call-1.", "call-1-", "metadata-1."}, store.asked, "nobody else's files are gone through")
}

func TestLargeFileIsStreamed(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("recording ", 1<<20) // more than a listing may be
	s := storeAt(t, &fakeS3{files: map[string]string{"call-418.wav": long}}, "exports", s3Key, s3Secret)
	d, err := s.Open(t.Context(), "call-418.wav")
	require.NoError(t, err)
	require.EqualValues(t, len(long), d.Size)
	require.Equal(t, "audio/wav", d.ContentType)
	raw, err := io.ReadAll(d)
	require.NoError(t, err)
	require.NoError(t, d.Close())
	require.Len(t, raw, len(long))
}

func TestStoreSaysNo(t *testing.T) {
	t.Parallel()
	says := func(status int, code string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			refuseS3(w, status, code, "because of "+s3Key+" and "+s3Secret)
		})
	}
	for name, each := range map[string]struct {
		handler http.Handler
		kind    ccaip.Kind
	}{
		"another key":      {says(403, "InvalidAccessKeyId"), ccaip.KeyAtFault},
		"another secret":   {says(403, "SignatureDoesNotMatch"), ccaip.KeyAtFault},
		"not allowed":      {says(403, "AccessDenied"), ccaip.KeyAtFault},
		"no such bucket":   {says(404, "NoSuchBucket"), ccaip.KeyAtFault},
		"too fast":         {says(503, "SlowDown"), ccaip.Limited},
		"down":             {says(500, "InternalError"), ccaip.Unreachable},
		"a proxy is there": {answer(502, "<html>Bad Gateway"), ccaip.Unreachable},
		"no XML":           {answer(200, "hello"), ccaip.Unreachable},
		"cut":              {http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), ccaip.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := storeAt(t, each.handler, "exports", s3Key, s3Secret)
			_, err := s.List(t.Context(), time.Time{})
			require.Equal(t, each.kind, ccaip.KindOf(err), "%v", err)
			for text := err.Error(); text != ""; text = beneath(&err) {
				require.NotContains(t, text, s3Key)
				require.NotContains(t, text, s3Secret)
			}
		})
	}
}

// beneath steps to the error underneath and returns its text.
func beneath(err *error) string {
	u, ok := (*err).(interface{ Unwrap() error })
	if !ok || u.Unwrap() == nil {
		return ""
	}
	*err = u.Unwrap()
	return (*err).Error()
}

func TestEndlessListingIsCapped(t *testing.T) {
	t.Parallel()
	s := storeAt(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `<ListBucketResult><Contents><Key>`)
		for chunk := strings.Repeat("x", 1<<16); ; {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}), "exports", s3Key, s3Secret)
	_, err := s.List(t.Context(), time.Time{})
	require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err))
}

func TestStoreThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := storeAt(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), "exports", s3Key, s3Secret)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, listed := s.List(ctx, time.Time{})
	_, opened := s.Open(ctx, "call-1.wav")
	for _, err := range []error{listed, opened} {
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err))
	}
}

func TestOpenStoreNeedsNoCredentials(t *testing.T) {
	t.Parallel()
	var sent []string
	s := storeAt(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.Header.Get("Authorization"))
		io.WriteString(w, `<ListBucketResult></ListBucketResult>`)
	}), "exports", "", "")
	files, err := s.List(t.Context(), time.Time{})
	require.NoError(t, err)
	require.Empty(t, files)
	require.Equal(t, []string{""}, sent)
}
