package ccaip_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// platformWith serves recordings by mux and returns a client of it.
func platformWith(t *testing.T, mux *http.ServeMux) (*ccaip.Client, string) {
	t.Helper()
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return ccaip.New(ccaip.Config{BaseURL: srv.URL, Subdomain: "acme", Token: token, Rate: 1000}), srv.URL
}

// audio answers with a recording and tells whether credentials came along.
func audio(with *bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _, *with = r.BasicAuth()
		w.Header().Set("Content-Type", "audio/mpeg")
		io.WriteString(w, "recording")
	}
}

func TestRecordingIsFetchedFromThePlatform(t *testing.T) {
	t.Parallel()
	var with bool
	mux := http.NewServeMux()
	mux.HandleFunc("/rec/418", audio(&with))
	c, base := platformWith(t, mux)
	got, err := c.Calls.Recording(t.Context(), base+"/rec/418")
	require.NoError(t, err)
	body, err := io.ReadAll(got)
	require.NoError(t, err)
	require.NoError(t, got.Close())
	require.Equal(t, "recording", string(body))
	require.Equal(t, "audio/mpeg", got.ContentType)
	require.EqualValues(t, 9, got.Size)
	require.True(t, with)
}

func TestCredentialsStayWithThePlatform(t *testing.T) {
	t.Parallel()
	var elsewhere, redirected, back bool
	store := httptest.NewServer(audio(&elsewhere))
	t.Cleanup(store.Close)
	mux := http.NewServeMux()
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		_, _, redirected = r.BasicAuth()
		http.Redirect(w, r, store.URL+"/signed", http.StatusFound)
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/rec", http.StatusFound) })
	mux.HandleFunc("/rec", audio(&back))
	c, base := platformWith(t, mux)
	for _, address := range []string{store.URL + "/direct", base + "/away", base + "/inside"} {
		got, err := c.Calls.Recording(t.Context(), address)
		require.NoError(t, err, address)
		require.NoError(t, got.Close())
	}
	require.True(t, redirected, "the platform is asked with them")
	require.False(t, elsewhere, "a store is not")
	require.False(t, back, "nor anything that is led to")
}

func TestRecordingFails(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/nowhere", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	mux.HandleFunc("/down", answer(503, ""))
	c, base := platformWith(t, mux)
	store := httptest.NewServer(answer(401, "signature ran out"))
	t.Cleanup(store.Close)
	gone := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(gone.Close)
	for address, kind := range map[string]ccaip.Kind{
		base + "/missing":  ccaip.NotFound,
		base + "/circle":   ccaip.Unreachable,
		base + "/nowhere":  ccaip.Unreachable,
		base + "/down":     ccaip.Unreachable,
		store.URL + "/418": ccaip.Unreachable,
		gone.URL + "/418":  ccaip.NotFound,
		"ftp://x/418.mp3":  ccaip.Refused,
		"/rec/419":         ccaip.NotFound, // the platform's own
		"":                 ccaip.Refused,
		"http://x.invalid": ccaip.Unreachable,
	} {
		_, err := c.Calls.Recording(t.Context(), address)
		require.Equal(t, kind, ccaip.KindOf(err), address)
	}
}
