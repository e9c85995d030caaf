package kustomer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Kind says what the caller of a failed call has to decide.
type Kind string

const (
	// NotFound (404, 410): there is no such record (any more). A merge or a deletion looks the
	// same from outside, so look it up anew.
	NotFound Kind = "not found"
	// Taken (409, or a 400 that says so): the id, phone, e-mail or externalId belongs to another
	// record. Look that one up and use it.
	Taken Kind = "taken"
	// Refused (400 and other 4xx): the request itself is at fault, and the same one will be
	// refused again. Field names the attribute if Kustomer named one.
	Refused Kind = "refused"
	// KeyAtFault (401, 402, another pod's key, a base address that is none): nothing works with
	// this connection; stop and tell.
	KeyAtFault Kind = "key at fault"
	// RoleMissing (403): the key may not do this kind of thing; other kinds may go on.
	RoleMissing Kind = "role missing"
	// Limited (429, or no room in the budget before the deadline): ask again at RetryAt. Nothing
	// was written.
	Limited Kind = "limited"
	// Unreachable (5xx, time-out, cut connection, answer that is no JSON): try again, growing and
	// jittered. A write may or may not have taken effect.
	Unreachable Kind = "unreachable"
)

// Error is the only error type of this package.
type Error struct {
	Kind Kind
	// Op is the operation in words: "create conversation".
	Op string
	// Status is the HTTP status, 0 if there was none.
	Status int
	// Code is Kustomer's own short code: "badparam", "notfound", "bad_request"; may be empty.
	Code string
	// Field is the attribute or parameter that Kustomer named; may be empty.
	Field string
	// Custom tells that Field is a custom attribute (the request holds it under "custom").
	Custom bool
	// Detail is Kustomer's own explanation without secrets; may be empty.
	Detail string
	// Faults are all that Kustomer named when it named several; Field and the beginning of Detail
	// are the first.
	Faults []Fault
	// RetryAt is when to ask again; only set with Limited.
	RetryAt time.Time

	cause error
}

// Fault is one of several things wrong with a request.
type Fault struct {
	Field  string // attribute, parameter or path; may be empty
	Detail string // Kustomer's words without secrets
}

// Error tells operation, verdict and explanation in one line.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "kustomer: %s: %s", e.Op, e.Kind)
	switch {
	case e.Status != 0 && e.Code != "":
		fmt.Fprintf(&b, " (%d %s)", e.Status, e.Code)
	case e.Status != 0:
		fmt.Fprintf(&b, " (%d)", e.Status)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, ": %s", e.Field)
	}
	if e.Detail != "" {
		fmt.Fprintf(&b, ": %s", e.Detail)
	}
	if !e.RetryAt.IsZero() {
		fmt.Fprintf(&b, ", again at %s", e.RetryAt.UTC().Format(time.RFC3339))
	}
	return b.String()
}

// Unwrap returns the error underneath, such as context.Canceled; nil for Kustomer's refusals.
func (e *Error) Unwrap() error { return e.cause }

// KindOf returns the kind of an error from this package, "" for any other and for nil.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// refusal reads a status and an error body.
func refusal(op string, a answer, now time.Time) *Error {
	e := readFaults(a.body)
	e.Op, e.Status = op, a.status
	e.Kind = kindOfStatus(a.status, e)
	if e.Kind == Limited {
		e.RetryAt = retryAt(a.header, now)
	}
	if e.Detail == "" && a.status < 400 {
		e.Detail = "answered with a redirect; correct the tenant's base address"
	}
	return e
}

// kindOfStatus is the table from HTTP status to Kind.
func kindOfStatus(status int, e *Error) Kind {
	switch {
	case wrongPod.MatchString(e.Detail):
		return KeyAtFault // the status of this one is not documented, its words are
	case status == http.StatusUnauthorized, status == http.StatusPaymentRequired:
		return KeyAtFault
	case status == http.StatusForbidden:
		return RoleMissing
	case status == http.StatusNotFound, status == http.StatusGone:
		return NotFound
	case status == http.StatusConflict:
		return Taken
	case status == http.StatusTooManyRequests:
		return Limited
	case status >= 500, status < 400, status == http.StatusRequestTimeout:
		return Unreachable
	case taken.MatchString(e.Code + " " + e.Detail):
		return Taken // how a uniqueness clash is answered is not documented; both readings lead here
	}
	return Refused
}

var (
	wrongPod = regexp.MustCompile(`(?i)auth token associated with pod`)
	taken    = regexp.MustCompile(`(?i)\b(duplicate|conflict|already (exists|in use|taken)|must be unique|not unique)\b`)
	numbers  = regexp.MustCompile(`\+\d{4,}`)
)

// maskNumbers leaves the last two digits of telephone numbers.
func maskNumbers(text string) string {
	return numbers.ReplaceAllStringFunc(text, func(n string) string {
		return "+•••" + n[len(n)-2:]
	})
}

// transportError is for requests that got no whole answer. The http package's own error would
// quote the address, and with it telephone numbers and e-mails.
func transportError(op string, err error) *Error {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	e := &Error{Kind: Unreachable, Op: op, cause: err}
	timeout, slow := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		e.Detail = "given up by the caller"
	case errors.Is(err, context.DeadlineExceeded), slow && timeout.Timeout():
		e.Detail = "no answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Detail = "the connection was cut"
	default:
		e.Detail = shortNetwork(err)
	}
	return e
}

// shortNetwork names a network failure without saying more than its cause.
func shortNetwork(err error) string {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Op + ": " + op.Err.Error()
	}
	return "the connection failed"
}

// waitError is for calls that the budget did not let through.
func waitError(op string, err error) *Error {
	if full, ok := errors.AsType[*fullError](err); ok {
		return &Error{Kind: Limited, Op: op, Detail: "the budget of this minute is used up", RetryAt: full.until}
	}
	return transportError(op, err)
}

// unreadable is for answers that say success and cannot be understood.
func unreadable(op, why string) *Error {
	return &Error{Kind: Unreachable, Op: op, Detail: why}
}

// refusedHere is for requests that are wrong before they are sent.
func refusedHere(op, field, why string) *Error {
	return &Error{Kind: Refused, Op: op, Field: field, Detail: why}
}
