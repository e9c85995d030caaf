package ccaip_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"agentadapter/ccaip"
)

// token must never be seen anywhere but in the Authorization header.
const token = "s3cr3t-token"

// request is what a test's platform was asked.
type request struct {
	method, uri, body string
	header            http.Header
}

// setup returns a client of a platform that answers by handle, below a path, so that an address
// put together wrongly is caught; asked returns the requests.
func setup(t *testing.T, handle http.HandlerFunc) (c *ccaip.Client, asked func() []request) {
	t.Helper()
	var mu sync.Mutex
	var seen []request
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
		mu.Lock()
		seen = append(seen, request{r.Method, uri, string(body), r.Header})
		mu.Unlock()
		handle(w, r)
	}))
	t.Cleanup(srv.Close)
	c = ccaip.New(ccaip.Config{BaseURL: srv.URL + "/some/base/", Subdomain: "acme", Token: token, Rate: 1000})
	return c, func() []request {
		mu.Lock()
		defer mu.Unlock()
		return seen
	}
}

// answer always gives the same answer.
func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func TestRequestsAuthenticate(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, ok := r.BasicAuth()
		if !ok || user != "acme" || password != token {
			t.Error("wrong credentials")
		}
		answer(200, `{"id":418}`)(w, r)
	})
	_, err := c.Calls.Get(t.Context(), "418")
	require.NoError(t, err)
	require.Len(t, asked(), 1)
}

func TestErrorsTellWhatToDecide(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status int
		body   string
		want   ccaip.Error
	}{
		"declined":       {400, `{"message":"Agent is not available"}`, ccaip.Error{Kind: ccaip.Refused, Detail: "Agent is not available"}},
		"other shape":    {400, `{"error":"bad call type"}`, ccaip.Error{Kind: ccaip.Refused, Detail: "bad call type"}},
		"list":           {422, `{"errors":["a","b"]}`, ccaip.Error{Kind: ccaip.Refused, Detail: "a; b"}},
		"object":         {400, `{"error":{"message":"inside"}}`, ccaip.Error{Kind: ccaip.Refused, Detail: "inside"}},
		"token repeated": {400, `{"message":"` + token + ` is wrong"}`, ccaip.Error{Kind: ccaip.Refused, Detail: "••• is wrong"}},
		"credentials":    {401, `{"message":"Unauthorized"}`, ccaip.Error{Kind: ccaip.KeyAtFault, Detail: "Unauthorized"}},
		"right":          {403, ``, ccaip.Error{Kind: ccaip.RoleMissing}},
		"missing":        {404, `{"message":"Not Found"}`, ccaip.Error{Kind: ccaip.NotFound, Detail: "Not Found"}},
		"server":         {500, `<html>`, ccaip.Error{Kind: ccaip.Unreachable}},
		"proxy":          {504, ``, ccaip.Error{Kind: ccaip.Unreachable}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, asked := setup(t, answer(each.status, each.body))
			_, err := c.Calls.Get(t.Context(), "418")
			var got *ccaip.Error
			require.ErrorAs(t, err, &got)
			each.want.Op, each.want.Status = "get call", each.status
			require.Equal(t, each.want, *got)
			require.Len(t, asked(), 1, "nothing is repeated in here")
		})
	}
}

func TestLimitedHoldsAllCallsBack(t *testing.T) {
	t.Parallel()
	c, asked := setup(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "60")
		answer(429, `{"message":"Too many requests"}`)(w, r)
	})
	for range 2 {
		_, err := c.Calls.Get(t.Context(), "418")
		var limited *ccaip.Error
		require.ErrorAs(t, err, &limited)
		require.Equal(t, ccaip.Limited, limited.Kind)
		require.WithinDuration(t, time.Now().Add(time.Minute), limited.RetryAt, 5*time.Second)
	}
	require.Len(t, asked(), 1, "the second call knows it would be refused")
}

func TestSecretsStayInside(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	cutting, _ := setup(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for name, c := range map[string]*ccaip.Client{
		"cut":       cutting,
		"not there": ccaip.New(ccaip.Config{BaseURL: closed.URL, Subdomain: "acme", Token: token}),
		"no name":   ccaip.New(ccaip.Config{BaseURL: "http://nobody.invalid", Subdomain: "acme", Token: token}),
		"no base":   ccaip.New(ccaip.Config{BaseURL: "://" + token, Subdomain: "acme", Token: token}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, byEmail := c.Agents.ByEmail(t.Context(), "ana@example.com")
			_, started := c.Calls.Start(t.Context(), ccaip.Dial{AgentEmail: "ana@example.com", EndUserNumber: "+14155550123"})
			for _, err := range []error{byEmail, started} {
				for ; err != nil; err = under(err) {
					require.NotContains(t, err.Error(), token)
					require.NotContains(t, err.Error(), "ana")
					require.NotContains(t, err.Error(), "4155550123")
					require.NotContains(t, err.Error(), "/api/v1/")
				}
			}
		})
	}
}

func under(err error) error {
	u, ok := err.(interface{ Unwrap() error })
	if !ok {
		return nil
	}
	return u.Unwrap()
}

func TestLogTellsTheCallAndNothingElse(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(answer(404, `{}`))
	t.Cleanup(srv.Close)
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	c := ccaip.New(ccaip.Config{BaseURL: srv.URL, Subdomain: "acme", Token: token, Logger: logger})
	_, err := c.Agents.ByEmail(t.Context(), "ana@example.com")
	require.Error(t, err)
	require.Contains(t, log.String(), `op="get agent by e-mail"`)
	require.NotContains(t, log.String(), token)
	require.NotContains(t, log.String(), "ana@")
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the token left for another host")
	}))
	t.Cleanup(elsewhere.Close)
	c, _ := setup(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) })
	_, err := c.Menus.Tree(t.Context())
	require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err))
	require.ErrorContains(t, err, "base address")
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
	_, err := c.Menus.Tree(ctx)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err))
}

func TestSuccessThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `<html>`, `[]`, `{}`, `{"id":null}`, `null`, `7`} {
		c, _ := setup(t, answer(200, body))
		_, err := c.Chats.Get(t.Context(), "77")
		require.Equal(t, ccaip.Unreachable, ccaip.KindOf(err), body)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	require.EqualError(t, &ccaip.Error{Kind: ccaip.Refused, Op: "start call", Status: 400, Detail: "Agent is not available"}, "ccaip: start call: refused (400): Agent is not available")
	require.Empty(t, ccaip.KindOf(io.EOF))
}
