package signin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	// maxBind is the largest body of a bind call; an honest one is 60 bytes.
	maxBind = 4 << 10
	// orgWait bounds how long a bind call waits for Kustomer to tell the org's id.
	orgWait = 5 * time.Second
)

// userShape is what may be a Kustomer user id: 24 hex digits as documented, and nothing that
// could not stand in a key.
var userShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// refusal is an answer that says no. Its text is for whoever reads Kustomer's log of the command.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

var (
	badBody    = &refusal{http.StatusBadRequest, `the body must be JSON {"nonce":"…"}`}
	badUser    = &refusal{http.StatusBadRequest, "the header x-kustomer-user-id is missing or is no user id"}
	badSecret  = &refusal{http.StatusUnauthorized, "the bind secret is missing or wrong: set the app's setting bindSecret to the tenant's"}
	badOrg     = &refusal{http.StatusUnauthorized, "the org in x-kustomer-org-id is not this tenant's"}
	spentNonce = &refusal{http.StatusGone, "the nonce is unknown, spent or older than 60 s: reload the widget"}
	tooLarge   = &refusal{http.StatusRequestEntityTooLarge, "the body is larger than 4 KiB"}
	notYet     = &refusal{http.StatusServiceUnavailable, "Kustomer cannot be asked for the org's id now: try again in a moment"}
	noStore    = &refusal{http.StatusServiceUnavailable, "the store does not answer: try again in a moment"}
)

// BindHandler answers POST /kustomer/bind: Kustomer's servers say who presses.
func (s *SignIn) BindHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.bind(w, r); err != nil {
			s.refuse(r.Context(), w, "bind", err)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// bind checks in an order that spends nothing before everything is known to be right.
func (s *SignIn) bind(w http.ResponseWriter, r *http.Request) error {
	word, err := readNonce(http.MaxBytesReader(w, r.Body, maxBind))
	if err != nil {
		return err
	}
	n, _, err := s.nonce(r.Context(), word)
	if err != nil {
		return err
	}
	t, ok := s.cfg.Tenant(n.Tenant)
	if !ok {
		return spentNonce
	}
	if !anyMatches(r.Header, t.BindSecrets) {
		return badSecret
	}
	user := strings.TrimSpace(r.Header.Get("x-kustomer-user-id"))
	if !userShape.MatchString(user) {
		return badUser
	}
	if err := s.orgMatches(r.Context(), t, r.Header.Get("x-kustomer-org-id")); err != nil {
		return err
	}
	return s.Bind(r.Context(), word, user)
}

func readNonce(body io.Reader) (string, error) {
	var in struct {
		Nonce string `json:"nonce"`
	}
	err := json.NewDecoder(body).Decode(&in)
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return "", tooLarge
	}
	if err != nil || in.Nonce == "" {
		return "", badBody
	}
	return in.Nonce, nil
}

// anyMatches takes the present secret and one that was replaced a short while ago. All are compared.
func anyMatches(h http.Header, taken []string) bool {
	right := false
	for _, want := range taken {
		right = secretMatches(h, want) || right
	}
	return right
}

// secretMatches takes either door: the secret itself, or a token signed with it. Hashes are
// compared, so that neither the time nor the length tells anything.
func secretMatches(h http.Header, want string) bool {
	if want == "" {
		return false
	}
	if given := h.Get("x-adapter-secret"); given != "" {
		a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
		if subtle.ConstantTimeCompare(a[:], b[:]) == 1 {
			return true
		}
	}
	signed := strings.TrimSpace(strings.TrimPrefix(h.Get("x-kustomer-app-token"), "Bearer "))
	if signed == "" {
		return false
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}))
	_, err := parser.Parse(signed, func(*jwt.Token) (any, error) { return []byte(want), nil })
	return err == nil
}

func (s *SignIn) orgMatches(ctx context.Context, t Tenant, given string) error {
	ctx, cancel := context.WithTimeout(ctx, orgWait)
	defer cancel()
	want, err := s.orgID(ctx, t)
	if err != nil {
		s.log.WarnContext(ctx, "sign-in waits: the org's id cannot be learned", "tenant", t.ID, "err", err)
		return notYet
	}
	if subtle.ConstantTimeCompare([]byte(strings.TrimSpace(given)), []byte(want)) != 1 {
		return badOrg
	}
	return nil
}

// refuse is the one place that turns an error of this room into an HTTP answer.
func (s *SignIn) refuse(ctx context.Context, w http.ResponseWriter, doing string, err error) {
	said, ok := errors.AsType[*refusal](err)
	switch {
	case ok:
	case errors.Is(err, ErrUnknown):
		said = spentNonce
	default:
		s.log.ErrorContext(ctx, "sign-in failed", "doing", doing, "err", err)
		said = noStore
	}
	if said.status == http.StatusServiceUnavailable || said.status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", "2")
	}
	if ok || said == spentNonce {
		s.log.InfoContext(ctx, "sign-in refused", "doing", doing, "status", said.status, "why", said.text)
	}
	writeJSON(w, said.status, map[string]string{"error": said.text})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the peer went away: nobody is left to tell
}
