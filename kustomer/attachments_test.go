package kustomer_test

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

// place is the announcement's answer, pointing at a store.
func place(store string) string {
	return fmt.Sprintf(`{"data":{"id":"57e2f5b5c0ffee0000000009","type":"attachment","attributes":{"name":"call-418.mp3","contentType":"audio/mpeg","contentLength":9,"uploaded":false,"redacted":false},
		"relationships":{"org":{}},"links":{"self":"/v1/attachments/57e2f5b5c0ffee0000000009"}},
		"meta":{"upload":{"url":%q,"fields":{"key":"attachments/aa/09-call-418.mp3","acl":"private","Content-Type":"audio/mpeg","X-Amz-Meta-Attachment-Id":"09","bucket":"b","Policy":"p","X-Amz-Signature":"s"}}}}`, store)
}

func recording() kustomer.File {
	return kustomer.File{Name: "call-418.mp3", ContentType: "audio/mpeg", Size: 9, Body: strings.NewReader("recording and more")}
}

func TestUploadGoesInTwoSteps(t *testing.T) {
	t.Parallel()
	var names []string
	var file string
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		require.Empty(t, r.Header.Get("Authorization"), "the key is none of the store's business")
		require.Positive(t, r.ContentLength, "the store refuses bodies of unknown length")
		_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		require.NoError(t, err)
		form := multipart.NewReader(r.Body, params["boundary"])
		for {
			part, err := form.NextPart()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			body, err := io.ReadAll(part)
			require.NoError(t, err)
			names = append(names, part.FormName())
			file = string(body)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(store.Close)
	c, asked := setup(t, answer(201, place(store.URL+"/bucket")))
	got, err := c.Attachments.Upload(t.Context(), recording())
	require.NoError(t, err)
	require.Equal(t, kustomer.Attachment{ID: "57e2f5b5c0ffee0000000009", Name: "call-418.mp3", ContentType: "audio/mpeg", ContentLength: 9}, got)
	require.JSONEq(t, `{"name":"call-418.mp3","contentType":"audio/mpeg","contentLength":9}`, (*asked)[0].body)
	require.Len(t, names, 8)
	require.Equal(t, "file", names[7], "the file comes last")
	require.Equal(t, "recording", file, "exactly as long as announced")
}

func TestUploadFails(t *testing.T) {
	t.Parallel()
	for name, each := range map[string]struct {
		status int
		body   string
		kind   kustomer.Kind
	}{
		"policy outlived": {403, `<Error><Code>AccessDenied</Code></Error>`, kustomer.Unreachable},
		"too large":       {400, `<Error><Code>EntityTooLarge</Code></Error>`, kustomer.Refused},
		"413":             {413, ``, kustomer.Refused},
		"store down":      {503, ``, kustomer.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := httptest.NewServer(answer(each.status, each.body))
			t.Cleanup(store.Close)
			c, _ := setup(t, answer(201, place(store.URL)))
			_, err := c.Attachments.Upload(t.Context(), recording())
			require.Equal(t, each.kind, kustomer.KindOf(err))
			require.NotContains(t, err.Error(), store.URL)
		})
	}
}

func TestUploadToNowhere(t *testing.T) {
	t.Parallel()
	for _, store := range []string{"", "ftp://x", "%"} {
		c, _ := setup(t, answer(201, place(store)))
		_, err := c.Attachments.Upload(t.Context(), recording())
		require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err), store)
	}
}

func TestFileShorterThanAnnounced(t *testing.T) {
	t.Parallel()
	store := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body) }))
	t.Cleanup(store.Close)
	c, _ := setup(t, answer(201, place(store.URL)))
	f := recording()
	f.Size = 1000
	_, err := c.Attachments.Upload(t.Context(), f)
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
}

func TestLinkLeavesTheFileWhereItIs(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(201, `{"data":{"id":"9","type":"attachment","attributes":{"uploaded":true}}}`))
	got, err := c.Attachments.Link(t.Context(), recording(), "https://acme.uc1.ccaiplatform.com/recordings/418")
	require.NoError(t, err)
	require.Equal(t, "9", got.ID)
	require.JSONEq(t, `{"name":"call-418.mp3","contentType":"audio/mpeg","contentLength":9,"externalUrl":"https://acme.uc1.ccaiplatform.com/recordings/418"}`, (*asked)[0].body)
}
