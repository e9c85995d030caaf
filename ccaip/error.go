package ccaip

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Kind says what the caller of a failed call has to decide.
type Kind string

const (
	// NotFound (404): there is no such record.
	NotFound Kind = "not found"
	// Refused (400 and other 4xx): the platform does not do it; Detail holds its own words, fit
	// for an agent's eyes.
	Refused Kind = "refused"
	// KeyAtFault (401, a base address that is none): nothing works with this connection; stop and
	// tell.
	KeyAtFault Kind = "key at fault"
	// RoleMissing (403): the credentials may not do this kind of thing.
	RoleMissing Kind = "role missing"
	// Limited (429, or no turn before the deadline): ask again at RetryAt. Nothing was done.
	Limited Kind = "limited"
	// Unreachable (5xx, time-out, cut connection, answer that is no JSON): try again, growing and
	// jittered. What was asked for may or may not have been done.
	Unreachable Kind = "unreachable"
)

// Error is the only error type of calls.
type Error struct {
	Kind Kind
	// Op is the operation in words: "start call".
	Op string
	// Status is the HTTP status, 0 if there was none.
	Status int
	// Detail is the platform's own message; may be empty.
	Detail string
	// RetryAt is when to ask again; only set with Limited.
	RetryAt time.Time

	cause error
}

// Error tells operation, verdict and explanation in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "ccaip: %s: %s", e.Op, e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (%d)", e.Status)
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, ": %s", e.Detail)
	}
	if !e.RetryAt.IsZero() {
		fmt.Fprintf(&b, ", again at %s", e.RetryAt.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Unwrap returns the error underneath, such as context.Canceled; nil for the platform's refusals.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of an error from this package, "" for any other and for nil.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// readRefusal reads a status and an error body: {"message":"…"} or {"error":"…"}.
func readRefusal(op string, a answer, now time.Time) *Error {
	e := &Error{Kind: kindOfStatus(a.status), Op: op, Status: a.status, Detail: readMessage(a.body)}
	if e.Kind == Limited {
		e.RetryAt = retryAt(a.header, now)
	}
	if e.Detail == "" && a.status < 400 {
		e.Detail = "answered with a redirect; correct the tenant's base address"
	}
	return e
}

// kindOfStatus is the table from HTTP status to Kind.
func kindOfStatus(status int) Kind {
	switch {
	case status == http.StatusUnauthorized:
		return KeyAtFault
	case status == http.StatusForbidden:
		return RoleMissing
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusTooManyRequests:
		return Limited
	case status >= 500, status < 400, status == http.StatusRequestTimeout:
		return Unreachable
	}
	return Refused
}

// readMessage finds the platform's words in an error body, "" where there are none.
func readMessage(body []byte) string {
	f, err := readFields(body)
	if err != nil {
		return ""
	}
	var several []string
	for _, key := range []string{"message", "error", "errors"} {
		if said := f.text(key); said != "" {
			return shorten(said, 1000)
		}
		if json.Unmarshal(f.raw(key), &several) == nil && len(several) > 0 {
			return shorten(strings.Join(several, "; "), 1000)
		}
		if inner := f.object(key).text("message"); inner != "" {
			return shorten(inner, 1000)
		}
	}
	return ""
}

// shorten cuts at a whole character.
func shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

// retryAt is when a 429 may be tried again. The documentation names no header for it: Retry-After
// is read where there is one, otherwise the next second begins a new count.
func retryAt(h http.Header, now time.Time) time.Time {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 1 {
		seconds = 1
	}
	return now.Add(time.Duration(min(seconds, 300)) * time.Second)
}

// transportError is for requests that got no whole answer. The http package's own error would
// quote the address, and with it e-mails.
func transportError(op string, err error) *Error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	e := &Error{Kind: Unreachable, Op: op, cause: err}
	timeout, slow := errors.AsType[net.Error](err)
	network, broken := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, context.Canceled):
		e.Detail = "given up by the caller"
	case errors.Is(err, context.DeadlineExceeded), slow && timeout.Timeout():
		e.Detail = "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Detail = "the connection was cut"
	case broken:
		e.Detail = network.Op + ": " + network.Err.Error()
	default:
		e.Detail = "the connection failed"
	}
	return e
}

// unreadable is for answers that say success and cannot be understood.
func unreadable(op, why string) *Error {
	return &Error{Kind: Unreachable, Op: op, Detail: why}
}

// refusedHere is for requests that are wrong before they are sent.
func refusedHere(op, why string) *Error {
	return &Error{Kind: Refused, Op: op, Detail: why}
}
