package admin

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"agentadapter/ccaip"
	"agentadapter/kustomer"
	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// refusal is an answer that says no.
type refusal struct {
	status int
	Code   string `json:"code"`
	Text   string `json:"text"`
	Fix    string `json:"fix"`
	// Said and FixSaid are by what both are translated.
	Said    protocol.Said `json:"said,omitempty"`
	FixSaid protocol.Said `json:"fixSaid,omitempty"`
}

// no makes a refusal of two sentences, "code: English" each, and what fills them.
func no(status int, code, text, fix string, pairs ...string) *refusal {
	p := protocol.Fault(code, text, fix, pairs...)
	return &refusal{status: status, Code: p.Code, Text: p.Text, Fix: p.Fix, Said: p.Said, FixSaid: p.FixSaid}
}

// advise gives a refusal another code and another advice.
func (r *refusal) advise(code, fix string) {
	r.Code = code
	r.Fix, r.FixSaid = protocol.Say(fix)
}

func (r *refusal) Error() string { return r.Text }

var (
	noBearer  = no(http.StatusUnauthorized, "unauthorized", "refusal.unauthorized: Nobody is signed in.", "refusal.unauthorized.fix: Send Authorization: Bearer with the operator's token or an admin session's.")
	otherOne  = no(http.StatusForbidden, "other-tenant", "refusal.other-tenant: This session belongs to another tenant.", "refusal.other-tenant.fix: Sign in from that tenant's Kustomer.")
	notAdmin  = no(http.StatusForbidden, "not-admin", "refusal.not-admin: This Kustomer user is no admin.", "refusal.not-admin.fix: Somebody with the role org.admin must do this, or give the role.")
	badNonce  = no(http.StatusUnauthorized, "nonce-unknown", "refusal.nonce-unknown: The nonce is unknown, not bound, spent or older than 60 s.", "refusal.nonce-unknown.fix: Reload the page.")
	noTenant  = no(http.StatusNotFound, "tenant-unknown", "refusal.tenant-unknown: Nobody is served under this tenant.", "refusal.tenant-unknown.fix: Check the tenant's name.")
	noSession = no(http.StatusNotFound, "session-unknown", "refusal.session-unknown: No such session is known.", "refusal.session-unknown.fix: Sessions are named like call-418 or chat-77; list them first.")
	noAgent   = no(http.StatusNotFound, "agent-unknown", "refusal.agent-unknown: Nobody speaks for this agent.", "refusal.agent-unknown.fix: List who is live first.")
	noAddress = no(http.StatusNotFound, "address-unknown", "api.address-unknown: Nothing answers at this address.", "api.api.fix: See /api/v1/openapi.json.")
	noMethod  = no(http.StatusMethodNotAllowed, "method-unknown", "api.method-unknown: This address does not take that method.", "api.api.fix: See /api/v1/openapi.json.")
	tooMany   = no(http.StatusTooManyRequests, "too-many", "refusal.too-many: Too many requests come from this address.", "refusal.again.fix: Try again in a moment.")
	tooLarge  = no(http.StatusRequestEntityTooLarge, "too-large", "api.too-large: The body is larger than 256 KiB.", "api.too-large.fix: Send less.")
	badBody   = no(http.StatusBadRequest, "bad-body", "api.bad-body: The body is not the JSON that this address takes.", "api.api.fix: See /api/v1/openapi.json.")
	noStore   = no(http.StatusServiceUnavailable, "store-unavailable", "refusal.store-unavailable: The store does not answer.", "refusal.again.fix: Try again in a moment.")
	faulty    = no(http.StatusInternalServerError, "fault", "refusal.fault: The server could not do this.", "refusal.fault.fix: The operator finds the reason in the server's log.")
)

func bad(code, text, fix string, pairs ...string) *refusal {
	return no(http.StatusBadRequest, code, text, fix, pairs...)
}

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
	r := no(http.StatusBadGateway, "kustomer-refused", "refusal.kustomer: Kustomer refused: {words}",
		"refusal.kustomer.fix: Try again; if it goes on, look at what Kustomer says.", "words", e.Error())
	switch e.Kind {
	case kustomer.KeyAtFault:
		r.advise("key-refused", "refusal.key.fix: Give the tenant a key that works.")
	case kustomer.RoleMissing:
		r.advise("role-missing", "refusal.role.fix: Give the key's user the roles org.admin and org.user.")
	case kustomer.Limited:
		r.status = http.StatusServiceUnavailable
		r.advise("kustomer-busy", "refusal.minute.fix: Try again in a minute.")
	case kustomer.Unreachable:
		r.advise("kustomer-unreachable", "refusal.again.fix: Try again in a moment.")
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
