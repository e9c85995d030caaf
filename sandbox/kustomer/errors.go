package kustomer

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/maphash"
	"net/http"
	"strconv"

	"agentadapter/sandbox/kustomer/schema"
)

// apiError is a refusal as the API words it.
type apiError struct {
	status    int
	code      string
	title     string
	parameter string // the property or path parameter at fault
	detail    string // the place of the broken rule in the schema
}

// Error makes it an error; the text is only for logs and tests.
func (e *apiError) Error() string { return e.code + ": " + e.title + " " + e.parameter }

// notFound says that nothing is at the parameter's value.
func notFound(parameter string) error {
	return &apiError{status: http.StatusNotFound, code: "notfound", title: "Not Found", parameter: parameter}
}

// badParam refuses a property.
func badParam(parameter, title, detail string) error {
	return &apiError{http.StatusBadRequest, "badparam", title, parameter, detail}
}

// conflict says that a value is taken.
func conflict(parameter, title string) error {
	return &apiError{status: http.StatusConflict, code: "conflict", title: title, parameter: parameter}
}

// refused turns a schema's fault into the API's error.
func refused(fault *schema.Fault) error {
	return badParam(fault.Parameter, fault.Title, fault.Detail)
}

// newerCodes are the codes of the second error shape, by status.
var newerCodes = map[int]string{
	400: "bad_request", 401: "unauthorized", 402: "payment_required", 403: "forbidden", 404: "not_found",
	405: "not_found", 409: "conflict", 413: "payload_too_large", 429: "rate_limited", 500: "internal_error",
	502: "bad_gateway", 503: "service_unavailable", 504: "gateway_timeout",
}

// fail answers with an error, in the shape that the knob asks for. Too many
// requests always come in the newer shape: no recording of the other exists.
func (s *Server) fail(w http.ResponseWriter, err error) {
	var faults definitionError
	if errors.As(err, &faults) {
		writeJSON(w, http.StatusBadRequest, map[string]any{"errors": faults.shown()})
		return
	}
	var refusal *apiError
	if !errors.As(err, &refusal) {
		s.log.Error("a request failed", "error", err)
		refusal = &apiError{status: http.StatusInternalServerError, code: "internal", title: "Internal Server Error"}
	}
	body := recordedShape(refusal)
	if s.knobs.Get().ErrorShape == "newer" || refusal.status == http.StatusTooManyRequests {
		body = newerShape(refusal)
	}
	writeJSON(w, refusal.status, map[string]any{"errors": []any{body}})
}

// recordedShape is the shape of the real recordings; status is a number.
func recordedShape(e *apiError) map[string]any {
	body := map[string]any{"status": e.status, "code": e.code, "title": e.title}
	if e.parameter != "" {
		body["source"] = map[string]any{"parameter": e.parameter}
	}
	if e.detail != "" {
		body["detail"] = e.detail
	}
	return body
}

// newerShape is the shape that the documentation shows.
func newerShape(e *apiError) map[string]any {
	meta := map[string]any{}
	if e.parameter != "" {
		meta["parameter"] = e.parameter
	}
	return map[string]any{"code": newerCodes[e.status], "message": e.title, "meta": meta}
}

// spoiled answers a fault knob's status in the API's own shape.
func (s *Server) spoiled(w http.ResponseWriter, _ *http.Request, status int) {
	s.decorate(w)
	if status < 400 {
		w.WriteHeader(status)
		return
	}
	if status == http.StatusTooManyRequests {
		s.budget.exhaustedHeaders(w, s.now())
	}
	s.fail(w, &apiError{status: status, code: newerCodes[status], title: http.StatusText(status)})
}

// writeJSON answers with a JSON body; nil leaves it empty.
func writeJSON(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	raw, err := encoded(body)
	if err != nil {
		status = http.StatusInternalServerError // cannot be: attributes came from JSON
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Etag", weakTag(raw))
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a caller that went away needs no answer
}

// encoded is a body as bytes.
func encoded(body any) ([]byte, error) {
	if itself, ok := body.(encoder); ok {
		return itself.encode()
	}
	return json.Marshal(body)
}

// tagSeed makes the tags of one run.
var tagSeed = maphash.MakeSeed()

// weakTag names a body as the recordings do: its length in hex and a sum. Long
// lists are hashed fast first, so that the tag costs less than the list.
func weakTag(raw []byte) string {
	sum := sha1.Sum(binary.LittleEndian.AppendUint64(nil, maphash.Bytes(tagSeed, raw)))
	return `W/"` + strconv.FormatInt(int64(len(raw)), 16) + "-" + base64.RawStdEncoding.EncodeToString(sum[:]) + `"`
}
