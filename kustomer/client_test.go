package kustomer_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/kustomer"
)

// key looks like a real one and must never be seen anywhere but in the Authorization header.
const key = "eyJhbGciOiJIUzI1NiJ9.topsecret.signature"

// request is what a test's Kustomer was asked.
type request struct {
	method, uri, body string
	header            http.Header
}

// setup returns a client of a Kustomer that answers by handle, below a path, so that an address
// put together wrongly is caught; asked holds the requests.
func setup(t *testing.T, handle http.HandlerFunc) (*kustomer.Client, *[]request) {
	t.Helper()
	asked := new([]request)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		uri, below := strings.CutPrefix(r.RequestURI, "/some/base")
		if !below {
			t.Errorf("asked outside of the base address: %s", r.RequestURI)
		}
		*asked = append(*asked, request{r.Method, uri, string(body), r.Header})
		r.Body = io.NopCloser(bytes.NewReader(body))
		handle(w, r)
	}))
	t.Cleanup(srv.Close)
	return kustomer.New(kustomer.Config{BaseURL: srv.URL + "/some/base/", Key: key}), asked
}

// answer always gives the same answer.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestRequestsCarryTheKeyAndAFlatBody(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, answer(201, conversationJSON))
	_, err := c.Conversations.Create(t.Context(), kustomer.ConversationCreate{Customer: "57e2f5b5c0ffee0000000001"})
	require.NoError(t, err)
	require.Len(t, *asked, 1)
	got := (*asked)[0]
	require.Equal(t, "Bearer "+key, got.header.Get("Authorization"))
	require.Equal(t, "application/json", got.header.Get("Content-Type"))
	require.JSONEq(t, `{"customer":"57e2f5b5c0ffee0000000001"}`, got.body)
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the key left for another host")
	}))
	t.Cleanup(elsewhere.Close)
	c, _ := setup(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
	})
	_, err := c.Users.Current(t.Context())
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
	require.ErrorContains(t, err, "base address")
}

func TestBaseAddressThatIsNone(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"", "acme.api.kustomerapp.com", "ftp://acme", "https://", "://", "https://ho st"} {
		_, err := kustomer.New(kustomer.Config{BaseURL: base, Key: key}).Auth.Current(t.Context())
		require.Equal(t, kustomer.KeyAtFault, kustomer.KindOf(err), base)
		require.ErrorContains(t, err, "correct the tenant's connection")
	}
}

func TestAnswersAreCapped(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, `{"data":"`)
		chunk := bytes.Repeat([]byte("x"), 1<<20)
		for range 9 {
			w.Write(chunk)
		}
	})
	_, err := c.Customers.Get(t.Context(), "1")
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
	require.ErrorContains(t, err, "larger than 8 MiB")
}

func TestSuccessThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"no JSON":       `<html>`,
		"empty":         ``,
		"no data":       `{}`,
		"null":          `{"data":null}`,
		"no id":         `{"data":{"type":"customer","attributes":{"name":"Ana"}}}`,
		"a list":        `{"data":[]}`,
		"another shape": `{"data":{"type":"customer","id":"1","attributes":{"phones":"+1"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := setup(t, answer(200, body))
			_, err := c.Customers.Get(t.Context(), "1")
			require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
		})
	}
}

// TestSecretsStayInside lets everything go wrong and looks for what must not be repeated: the
// key, addresses, telephone numbers and e-mails of requests.
func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	const phone, email = "+14155550123", "ana+vip@example.com"
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	echo := answer(400, `{"errors":[{"code":"bad_request","message":"`+key+` may not use +14155550123"}]}`)
	echoing, _ := setup(t, echo)
	cutting, _ := setup(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for name, c := range map[string]*kustomer.Client{
		"refused":      echoing,
		"cut":          cutting,
		"not there":    kustomer.New(kustomer.Config{BaseURL: closed.URL, Key: key}),
		"not a name":   kustomer.New(kustomer.Config{BaseURL: "http://nobody.invalid", Key: key}),
		"wrong scheme": kustomer.New(kustomer.Config{BaseURL: "gopher://" + key, Key: key}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, byPhone := c.Customers.ByPhone(t.Context(), phone)
			_, byEmail := c.Customers.ByEmail(t.Context(), email)
			_, byUser := c.Users.ByEmail(t.Context(), email)
			_, created := c.Customers.Create(t.Context(), kustomer.CustomerCreate{Phones: []kustomer.Phone{{Phone: phone}}})
			for _, err := range []error{byPhone, byEmail, byUser, created} {
				require.Error(t, err)
				for text := err.Error(); text != ""; text = under(&err) {
					require.NotContains(t, text, key)
					require.NotContains(t, text, "4155550")
					require.NotContains(t, text, "ana")
					require.NotContains(t, text, "/v1/")
					require.NotContains(t, text, "Bearer")
				}
			}
		})
	}
}

// under steps to the error underneath and returns its text.
func under(err *error) string {
	u, ok := (*err).(interface{ Unwrap() error })
	if !ok || u.Unwrap() == nil {
		return ""
	}
	*err = u.Unwrap()
	return (*err).Error()
}

func TestLogTellsTheCallAndNothingElse(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(answer(404, `{"errors":[{"status":404,"source":{"parameter":"phone"},"code":"notfound","title":"Not Found"}]}`))
	t.Cleanup(srv.Close)
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := kustomer.New(kustomer.Config{BaseURL: srv.URL, Key: key, Logger: logger})
	_, err := c.Customers.ByPhone(t.Context(), "+14155550123")
	require.Error(t, err)
	require.Contains(t, log.String(), `op="get customer by phone"`)
	require.Contains(t, log.String(), "status=404")
	require.NotContains(t, log.String(), key)
	require.NotContains(t, log.String(), "4155550123")
}

func TestCallerGivesUp(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	c, _ := setup(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	_, err := c.Users.Current(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, kustomer.Unreachable, kustomer.KindOf(err))
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	c, _ := setup(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := c.Users.Current(ctx)
	require.ErrorContains(t, err, "no answer in time")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
