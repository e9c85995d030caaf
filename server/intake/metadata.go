package intake

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"agentadapter/ccaip"
)

// Metadata answers POST /ccaip/{tenant}/metadata: one session metadata document, as the platform
// exports it, brought by a bridge. The credentials are those of the events.
func (in *Intake) Metadata(w http.ResponseWriter, r *http.Request) {
	t, known := in.known(w, r)
	if !known || !in.admit(w, r, t) {
		return
	}
	body, whole := readBody(w, r, "The document is over 1 MiB: post the metadata of one session alone.")
	if !whole {
		return
	}
	s, err := ccaip.ParseMetadata(body)
	if err != nil {
		say(w, http.StatusBadRequest, "This is no session metadata: "+err.Error())
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepWithin)
	defer cancel()
	now := time.Now()
	if err := in.keep(ctx, t.ID, metadataFact(s, now, now)); err != nil {
		in.log.ErrorContext(r.Context(), "metadata is not on disk; the bridge is asked to send it again", "tenant", t.ID, "err", err)
		w.Header().Set("Retry-After", retryAfter)
		say(w, http.StatusServiceUnavailable, "The document could not be kept; send it again.")
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(stored{Stored: 1}) // it is on disk; who hung up sends it again
}
