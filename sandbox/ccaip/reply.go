package ccaip

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
)

// refusal is an error for the caller: an HTTP status and a sentence.
type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

// maxBody is the longest request body.
const maxBody = 1 << 20

// answer is what a handler found: a status and a body.
type answer struct {
	status int
	body   any
}

// handler answers, or tells why not.
type handler func(w http.ResponseWriter, r *http.Request) (answer, error)

// errAnswered is a handler's word that it has written the answer itself.
var errAnswered = errors.New("ccaip: already answered")

// serve turns a handler's answer into HTTP; errors become {"message": …}.
func serve(log *slog.Logger, h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := h(w, r)
		if errors.Is(err, errAnswered) {
			return
		}
		if err != nil {
			fail(log, w, r, err)
			return
		}
		writeJSON(w, got.status, got.body)
	})
}

// fail answers with what went wrong.
func fail(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	var refused refusal
	if !errors.As(err, &refused) {
		log.Error("request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		refused = refusal{500, "Something went wrong."}
	}
	writeJSON(w, refused.status, map[string]string{"message": refused.message})
}

// writeJSON answers with a status and a JSON body; nil is no body.
func writeJSON(w http.ResponseWriter, code int, body any) {
	if body == nil {
		w.WriteHeader(code)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body) // the caller went away: nothing to do
}

// decode reads a JSON object strictly into v: unknown names and what follows
// the object are refused. An empty body leaves v as it is where that is
// allowed.
func decode(w http.ResponseWriter, r *http.Request, v any, mayBeEmpty bool) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, io.EOF) && mayBeEmpty:
		return nil
	case errors.As(err, &tooLarge):
		return refusal{413, "The body is longer than 1 MiB."}
	case errors.Is(err, io.EOF):
		return refusal{400, "The body is empty, a JSON object is expected."}
	case err != nil:
		return refusal{400, "The body is not as expected: " + strings.TrimPrefix(err.Error(), "json: ") + "."}
	}
	if d.More() {
		return refusal{400, "The body goes on after its JSON object."}
	}
	return nil
}
