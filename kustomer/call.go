package kustomer

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// defaultTimeout bounds a call whose context has no deadline.
	defaultTimeout = 30 * time.Second
	// maxAnswer bounds a successful answer: a page of 100 conversations is well below 1 MiB.
	maxAnswer = 8 << 20
	// maxErrorBody bounds what is read of a refusal.
	maxErrorBody = 64 << 10
)

// call is one operation: what it is named in errors, and what goes over the wire.
type call struct {
	op     string // "create conversation"
	method string
	path   string // escaped, begins with "/v1/"
	query  url.Values
	body   any  // nil: none
	search bool // counts against the budget of searches, too
}

// do makes the call and returns the body of a 2xx answer. Every error is an [*Error].
func (c *Client) do(ctx context.Context, k call) ([]byte, error) {
	ctx, cancel := withDeadline(ctx, defaultTimeout)
	defer cancel()
	done, err := c.take(ctx, k)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	answer, err := c.roundTrip(ctx, k)
	c.learn(k, answer, done)
	if err == nil {
		err = c.judge(k.op, answer)
	}
	c.trace(ctx, k.op, answer, err, time.Since(began))
	if err != nil {
		return nil, err
	}
	return answer.body, nil
}

// take waits for the call's place in the budgets.
func (c *Client) take(ctx context.Context, k call) (done func(), err error) {
	if k.search {
		finish, err := c.searches.take(ctx, c.urgency)
		if err != nil {
			return nil, waitError(k.op, err)
		}
		finish()
	}
	done, err = c.budget.take(ctx, c.urgency)
	if err != nil {
		return nil, waitError(k.op, err)
	}
	return done, nil
}

// learn ends the call's stay in the budget and tells it what the answer's headers say. A search
// has a window of its own, and nothing says which of the two its headers describe: only its 429
// is believed, and only for searches.
func (c *Client) learn(k call, a answer, done func()) {
	done()
	switch {
	case a.header == nil:
	case !k.search:
		c.budget.learn(readWindow(a.status, a.header, time.Now()))
	case a.status == http.StatusTooManyRequests:
		c.searches.learn(readWindow(a.status, a.header, time.Now()))
	}
}

// answer is what came back: header nil when nothing did.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// roundTrip sends the request and reads the capped answer.
func (c *Client) roundTrip(ctx context.Context, k call) (answer, error) {
	req, err := c.request(ctx, k)
	if err != nil {
		return answer{}, err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, transportError(k.op, err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode, header: res.Header}
	if res.StatusCode >= 300 {
		a.body, err = io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		if err != nil {
			a.body = nil // the status alone decides what a refusal means
		}
		return a, nil
	}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err != nil {
		return a, transportError(k.op, err)
	}
	if len(a.body) > maxAnswer {
		return a, unreadable(k.op, "the answer is larger than 8 MiB")
	}
	return a, nil
}

// request builds the HTTP request of a call.
func (c *Client) request(ctx context.Context, k call) (*http.Request, error) {
	var body io.Reader
	if k.body != nil {
		raw, err := json.Marshal(k.body)
		if err != nil {
			return nil, refusedHere(k.op, "", "the request cannot be written as JSON: "+err.Error())
		}
		body = bytes.NewReader(raw)
	}
	address := c.base + k.path
	if len(k.query) > 0 {
		address += "?" + k.query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, k.method, address, body)
	if err != nil || !webAddress(req.URL) {
		return nil, &Error{Kind: KeyAtFault, Op: k.op, Detail: "the base address of Kustomer is not a web address; correct the tenant's connection"}
	}
	req.Header.Set("Authorization", "Bearer "+c.key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "agentadapter")
	if body != nil {
		// The official description declares "application/json-patch+json" for one operation
		// (PATCH of a conversation) although its body is a flat object like all others. All
		// examples of the vendor send plain JSON, and it is taken everywhere.
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// judge turns a refusal's status and body into an error.
func (c *Client) judge(op string, a answer) error {
	if a.status < 300 {
		return nil
	}
	err := refusal(op, a, time.Now())
	err.Detail = c.hide(err.Detail)
	for i := range err.Faults {
		err.Faults[i].Detail = c.hide(err.Faults[i].Detail)
	}
	return err
}

// hide takes out of a neighbour's words what must not be repeated.
func (c *Client) hide(text string) string {
	if c.key != "" {
		text = strings.ReplaceAll(text, c.key, "•••")
	}
	return maskNumbers(text)
}

// trace writes one line per call, without address or body.
func (c *Client) trace(ctx context.Context, op string, a answer, err error, took time.Duration) {
	attrs := []slog.Attr{slog.String("op", op), slog.Int("status", a.status), slog.Duration("took", took)}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "kustomer call", attrs...)
}

// webAddress tells whether an address can be called at all.
func webAddress(u *url.URL) bool {
	return (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// withDeadline gives ctx a deadline unless it has one.
func withDeadline(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}

// segment escapes a value for a path such as "/v1/customers/phone=%2B1415…". A plus sign is
// legal there, but some servers read it as a space.
func segment(value string) string {
	return strings.ReplaceAll(url.PathEscape(value), "+", "%2B")
}
