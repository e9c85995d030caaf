package kustomer

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// told is the news of an answer at this moment.
func told(limit, rest int, resetIn time.Duration) windowNews {
	now := time.Now()
	h := http.Header{}
	h.Set("X-Ratelimit-Limit", strconv.Itoa(limit))
	h.Set("X-Ratelimit-Remaining", strconv.Itoa(rest))
	h.Set("X-Ratelimit-Reset", strconv.FormatInt(now.Add(resetIn).Unix(), 10))
	h.Set("Date", now.UTC().Format(http.TimeFormat))
	return readWindow(200, h, now)
}

// use takes n places at once and gives them back.
func use(t *testing.T, b *Budget, n int) {
	t.Helper()
	for range n {
		done, err := b.take(t.Context(), live)
		require.NoError(t, err)
		done()
	}
}

func TestBudgetWaitsForTheNextWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		began := time.Now()
		use(t, b, 300)
		require.Equal(t, began, time.Now(), "300 go at once")
		use(t, b, 1)
		require.Equal(t, window+grace, time.Since(began), "the next one waits")
		require.Equal(t, 299, b.Usage().Left)
	})
}

func TestBudgetLearnsItsSize(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		use(t, b, 1)
		b.learn(told(1000, 999, 40*time.Second))
		require.Equal(t, Usage{Limit: 1000, Left: 999, Ends: time.Now().Add(41 * time.Second)}, b.Usage())
		began := time.Now()
		use(t, b, 1000)
		require.Equal(t, 41*time.Second, time.Since(began))
	})
}

func TestBudgetSeesWhatOthersUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		b.learn(told(1000, 900, 30*time.Second))
		b.learn(told(1000, 20, 30*time.Second))
		require.Equal(t, 20, b.Usage().Left)
		b.learn(told(1000, 700, 30*time.Second))
		require.Equal(t, 20, b.Usage().Left, "an older answer that was overtaken")
		b.learn(told(1000, 1000, 10*time.Second))
		require.Equal(t, 20, b.Usage().Left, "one of an older window")
		b.learn(told(1000, 999, 70*time.Second))
		require.Equal(t, 999, b.Usage().Left, "a new window")
	})
}

func TestBudgetCountsWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		for range 5 {
			_, err := b.take(t.Context(), live)
			require.NoError(t, err)
		}
		b.learn(told(300, 299, time.Minute))
		require.Equal(t, 294, b.Usage().Left, "five more are on their way")
	})
}

func TestBudgetDoesNotOutlastTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		use(t, b, 300)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		began := time.Now()
		_, err := b.take(ctx, live)
		var full *fullError
		require.ErrorAs(t, err, &full)
		require.Equal(t, began, time.Now(), "it fails at once")
		require.Equal(t, began.Add(window+grace), full.until)
		limited := waitError("get user", err)
		require.Equal(t, Limited, limited.Kind)
		require.Equal(t, full.until, limited.RetryAt)
	})
}

func TestBudgetWaiterGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		use(t, b, 300)
		ctx, cancel := context.WithCancel(t.Context())
		failed := make(chan error)
		go func() {
			_, err := b.take(ctx, live)
			failed <- err
		}()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-failed, context.Canceled)
	})
}

func TestBudgetWakesWhenMoreIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := NewBudget()
		use(t, b, 300)
		began := time.Now()
		got := make(chan error)
		go func() {
			_, err := b.take(t.Context(), live)
			got <- err
		}()
		synctest.Wait()
		b.learn(told(1000, 650, 30*time.Second))
		require.NoError(t, <-got)
		require.Equal(t, began, time.Now())
	})
}

func TestReadWindow(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Set(pairs[i], pairs[i+1])
		}
		return h
	}
	unix := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	cases := map[string]struct {
		status int
		h      http.Header
		want   windowNews
	}{
		"nothing":         {200, header(), windowNews{rest: -1}},
		"older text":      {200, header("x-ratelimit-limit", "500", "x-ratelimit-remaining", "499"), windowNews{limit: 500, rest: 499, hasRest: true}},
		"nonsense":        {200, header("x-ratelimit-limit", "-5", "x-ratelimit-remaining", "many", "x-ratelimit-reset", "-1"), windowNews{rest: -1}},
		"429 alone":       {429, header(), windowNews{hasRest: true}},
		"limit of a kind": {429, header("x-ratelimit-remaining", "700"), windowNews{rest: 700, hasRest: true}},
		"far reset":       {200, header("x-ratelimit-reset", unix(time.Hour)), windowNews{rest: -1, reset: int(now.Add(time.Hour).Unix()), ends: now.Add(farthest)}},
		"reset over":      {200, header("x-ratelimit-reset", unix(-time.Second)), windowNews{rest: -1, reset: int(now.Add(-time.Second).Unix())}},
		"their clock": {200, header("x-ratelimit-reset", unix(time.Hour+20*time.Second), "Date", now.Add(time.Hour).Format(http.TimeFormat)),
			windowNews{rest: -1, reset: int(now.Add(time.Hour + 20*time.Second).Unix()), ends: now.Add(20 * time.Second)}},
	}
	for name, each := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, each.want, readWindow(each.status, each.h, now))
		})
	}
	require.Equal(t, now.Add(7*time.Second), retryAt(header("Retry-After", "7"), now))
	require.Equal(t, now.Add(time.Second), retryAt(header("x-ratelimit-reset", unix(0)), now))
	require.Equal(t, now.Add(window), retryAt(header(), now))
}

// TestCallsShareTheBudget goes through a client: what one answer tells holds for all.
func TestCallsShareTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		transport := roundTripper(func(*http.Request) (*http.Response, error) {
			asked++
			h := http.Header{}
			h.Set("X-Ratelimit-Limit", "1000")
			h.Set("X-Ratelimit-Remaining", "0")
			h.Set("X-Ratelimit-Reset", strconv.FormatInt(time.Now().Add(45*time.Second).Unix(), 10))
			return &http.Response{StatusCode: 429, Header: h, Body: http.NoBody}, nil
		})
		c := New(Config{BaseURL: "https://acme.api.kustomerapp.com", Key: "k", HTTP: &http.Client{Transport: transport}})
		_, err := c.Users.Current(t.Context())
		require.Equal(t, Limited, KindOf(err))
		_, err = c.BackFill().Users.Current(t.Context())
		require.Equal(t, Limited, KindOf(err), "there is no point in asking before the reset")
		require.Equal(t, 1, asked)
		var limited *Error
		require.True(t, errors.As(err, &limited))
		require.Equal(t, 46*time.Second, time.Until(limited.RetryAt))
	})
}

// TestSearchesHaveTheirOwnBudget: their 429 does not stop other calls.
func TestSearchesHaveTheirOwnBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := roundTripper(func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 429, Header: http.Header{}, Body: http.NoBody}, nil
		})
		c := New(Config{BaseURL: "https://acme.api.kustomerapp.com", Key: "k", HTTP: &http.Client{Transport: transport}})
		_, err := c.Customers.BySharedPhone(t.Context(), "+14155550123")
		require.Equal(t, Limited, KindOf(err))
		require.Equal(t, 299, c.Budget().Usage().Left)
		require.LessOrEqual(t, c.searches.Usage().Left, 0)
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
