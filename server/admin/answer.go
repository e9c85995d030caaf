package admin

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/server/engine"
)

// refusal is an answer that says no.
type refusal struct {
	status int
	Code   string `json:"code"`
	Text   string `json:"text"`
	Fix    string `json:"fix"`
}

func (r *refusal) Error() string { return r.Text }

var (
	noBearer  = &refusal{http.StatusUnauthorized, "unauthorized", "Nobody is signed in.", "Send Authorization: Bearer with the operator's token or an admin session's."}
	otherOne  = &refusal{http.StatusForbidden, "other-tenant", "This session belongs to another tenant.", "Sign in from that tenant's Kustomer."}
	notAdmin  = &refusal{http.StatusForbidden, "not-admin", "This Kustomer user is no admin.", "Somebody with the role org.admin must do this, or give the role."}
	badNonce  = &refusal{http.StatusUnauthorized, "nonce-unknown", "The nonce is unknown, not bound, spent or older than 60 s.", "Reload the page."}
	noTenant  = &refusal{http.StatusNotFound, "tenant-unknown", "Nobody is served under this tenant.", "Check the tenant's name."}
	noSession = &refusal{http.StatusNotFound, "session-unknown", "No such session is known.", "Sessions are named like call-418 or chat-77; list them first."}
	noAgent   = &refusal{http.StatusNotFound, "agent-unknown", "Nobody speaks for this agent.", "List who is live first."}
	noAddress = &refusal{http.StatusNotFound, "address-unknown", "Nothing answers at this address.", "See /api/v1/openapi.json."}
	noMethod  = &refusal{http.StatusMethodNotAllowed, "method-unknown", "This address does not take that method.", "See /api/v1/openapi.json."}
	tooMany   = &refusal{http.StatusTooManyRequests, "too-many", "Too many requests come from this address.", "Try again in a moment."}
	tooLarge  = &refusal{http.StatusRequestEntityTooLarge, "too-large", "The body is larger than 256 KiB.", "Send less."}
	badBody   = &refusal{http.StatusBadRequest, "bad-body", "The body is not the JSON that this address takes.", "See /api/v1/openapi.json."}
	noStore   = &refusal{http.StatusServiceUnavailable, "store-unavailable", "The store does not answer.", "Try again in a moment."}
	faulty    = &refusal{http.StatusInternalServerError, "fault", "The server could not do this.", "The operator finds the reason in the server's log."}
)

func bad(code, text, fix string) *refusal { return &refusal{http.StatusBadRequest, code, text, fix} }

// refused finds what an error means to whoever asked; nil: a fault that is only for the log.
func refused(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	if e, ok := errors.AsType[*kustomer.Error](err); ok {
		return fromKustomer(e)
	}
	if e, ok := errors.AsType[*ccaip.Error](err); ok {
		return fromPlatform(e)
	}
	if errors.Is(err, engine.ErrUnavailable) {
		return noStore
	}
	return nil
}

// fromKustomer tells what Kustomer answered. Its errors never hold the key.
func fromKustomer(e *kustomer.Error) *refusal {
	r := &refusal{http.StatusBadGateway, "kustomer-refused", "Kustomer refused: " + e.Error(), "Try again; if it goes on, look at what Kustomer says."}
	switch e.Kind {
	case kustomer.KeyAtFault:
		r.Code, r.Fix = "key-refused", "Give the tenant a key that works."
	case kustomer.RoleMissing:
		r.Code, r.Fix = "role-missing", "Give the key's user the roles org.admin and org.user."
	case kustomer.Limited:
		r.status, r.Code, r.Fix = http.StatusServiceUnavailable, "kustomer-busy", "Try again in a minute."
	case kustomer.Unreachable:
		r.Code, r.Fix = "kustomer-unreachable", "Try again in a moment."
	}
	return r
}

func write(w http.ResponseWriter, status int, v any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who went away needs no answer
}

// moment is a time as it is answered: RFC 3339, null if it has not come.
func moment(at time.Time) *time.Time {
	if at.IsZero() || at.UnixMilli() == 0 {
		return nil
	}
	at = at.UTC().Truncate(time.Millisecond)
	return &at
}
