package intake

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"agentadapter/ccaip"
)

const (
	// maxBody bounds a posted batch.
	maxBody = 1 << 20
	// keepWithin bounds how long the platform waits for its answer.
	keepWithin = 10 * time.Second
	// justEnded is how long after its end a session's object is still read before those of others:
	// what it tells then is what agents look at.
	justEnded = 2 * time.Minute
	// retryAfter is told with a 503, in seconds.
	retryAfter = "5"
)

// stored answers a batch.
type stored struct {
	Stored  int             `json:"stored"`
	Refused []ccaip.Refusal `json:"refused,omitempty"`
}

// ServeHTTP answers POST /ccaip/{tenant}/events/{kind}, kind being calls or chats; the two path
// values are the router's.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t, known := in.known(w, r)
	kind := r.PathValue("kind")
	switch {
	case !known:
		return
	case kind != "calls" && kind != "chats":
		say(w, http.StatusNotFound, "Events go to …/events/calls or …/events/chats.")
		return
	}
	if in.admit(w, r, t) {
		in.take(w, r, t)
	}
}

// known finds the address's tenant, or answers that there is none.
func (in *Intake) known(w http.ResponseWriter, r *http.Request) (Tenant, bool) {
	t, known := in.cfg.Tenant(r.PathValue("tenant"))
	if !known {
		say(w, http.StatusNotFound, "No such tenant: check the address against the one that the adapter's settings show.")
	}
	return t, known
}

// admit lets through what is posted with the tenant's credentials, or answers why not.
func (in *Intake) admit(w http.ResponseWriter, r *http.Request, t Tenant) bool {
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		say(w, http.StatusMethodNotAllowed, "This address takes what is posted to it.")
	case !allowed(t, r):
		in.log.WarnContext(r.Context(), "wrong credentials were refused", "tenant", t.ID, "path", r.URL.Path)
		w.Header().Set("WWW-Authenticate", `Basic realm="events", charset="UTF-8"`)
		say(w, http.StatusUnauthorized, "User or password is not the one that the adapter's settings show.")
	default:
		return true
	}
	return false
}

// readBody reads a capped body, or answers why it cannot be taken.
func readBody(w http.ResponseWriter, r *http.Request, tooLong string) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, over := errors.AsType[*http.MaxBytesError](err); over {
		say(w, http.StatusRequestEntityTooLarge, tooLong)
		return nil, false
	}
	if err != nil {
		say(w, http.StatusBadRequest, "The body could not be read to its end.")
		return nil, false
	}
	return body, true
}

// take reads a batch, keeps its facts and answers.
func (in *Intake) take(w http.ResponseWriter, r *http.Request, t Tenant) {
	body, whole := readBody(w, r, "The body is over 1 MiB: send fewer events at once.")
	if !whole {
		return
	}
	events, refused, err := ccaip.ParseEvents(body)
	if err != nil {
		say(w, http.StatusBadRequest, err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepWithin)
	defer cancel()
	if err := in.keepAll(ctx, t, events); err != nil {
		in.log.ErrorContext(r.Context(), "events are not on disk; the platform is asked to send them again", "tenant", t.ID, "err", err)
		w.Header().Set("Retry-After", retryAfter)
		say(w, http.StatusServiceUnavailable, "The events could not be kept; send them again.")
		return
	}
	for _, no := range refused {
		in.log.WarnContext(r.Context(), "an event was refused", "tenant", t.ID, "index", no.Index, "why", no.Why)
	}
	w.Header().Set("Content-Type", "application/json")
	// The events are on disk; a platform that hung up sends them again, which changes nothing.
	_ = json.NewEncoder(w).Encode(stored{Stored: len(events), Refused: refused})
}

// keepAll appends the batch's facts in order, and marks the sessions stale that it got on disk.
func (in *Intake) keepAll(ctx context.Context, t Tenant, events []ccaip.Event) error {
	for _, e := range events {
		if err := in.keepEvent(ctx, t, e); err != nil {
			return err
		}
	}
	return nil
}

func (in *Intake) keepEvent(ctx context.Context, t Tenant, e ccaip.Event) (err error) {
	f := eventFact(e, time.Now())
	ctx, end := in.traces.begin(ctx, "event", t.ID, f.Session, nil)
	defer func() { end(err) }()
	if err := in.keep(ctx, t.ID, f); err != nil {
		return err
	}
	in.stale(ctx, t.ID, f.Session, e.EndsAt.IsZero() || time.Since(e.EndsAt) < justEnded)
	return nil
}

// stale marks a session at whoever reads the tenant's objects.
func (in *Intake) stale(ctx context.Context, tenant, session string, live bool) {
	if in.cfg.Stale != nil {
		in.cfg.Stale(ctx, tenant, session, live)
		return
	}
	in.Stale(ctx, tenant, session, live)
}

// allowed compares the credentials; how long it takes tells nothing about them.
func allowed(t Tenant, r *http.Request) bool {
	user, password, given := r.BasicAuth()
	right := 0
	for _, taken := range t.Passwords {
		right |= same(password, taken)
	}
	return same(user, t.User)&right == 1 && given
}

func same(a, b string) int {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:])
}

func say(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") //#nosec G705 -- plain text, and nothing sniffs it for more
}
