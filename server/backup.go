package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"agentadapter/server/engine"
)

// holdWithin is how long all servers may take to end their work before a restore.
const holdWithin = 30 * time.Second

// vault gives out everything that is kept as one archive, and takes it back into an empty server. Both
// are the operator's.
type vault struct {
	store interface {
		Backup(ctx context.Context, w io.Writer) error
		Restore(ctx context.Context, r io.Reader) error
	}
	// hold has all servers end their work; none begins again before resume.
	hold     func(ctx context.Context) (resume func(), err error)
	operator func(authorization string) bool
	log      *slog.Logger
}

// give answers GET /api/v1/backup.
func (v vault) give(w http.ResponseWriter, r *http.Request) {
	if !v.admit(w, r) {
		return
	}
	w.Header().Set("Content-Type", "application/x-tar")
	w.Header().Set("Cache-Control", "no-store")
	began := time.Now()
	if err := v.store.Backup(r.Context(), w); err != nil {
		v.log.ErrorContext(r.Context(), "a backup broke off", "err", err)
		panic(http.ErrAbortHandler) // the only way to tell who reads that it is not whole
	}
	v.log.InfoContext(r.Context(), "a backup was taken", "took", time.Since(began))
}

// take answers POST /api/v1/restore.
func (v vault) take(w http.ResponseWriter, r *http.Request) {
	if !v.admit(w, r) {
		return
	}
	err := v.restore(r)
	switch {
	case err == nil:
		v.log.InfoContext(r.Context(), "a backup was restored")
		answer(w, http.StatusOK, map[string]bool{"restored": true})
	case errors.Is(err, engine.ErrNotEmpty):
		refuse(w, http.StatusConflict, "not-empty", "Nothing was restored: this server has recorded something already ("+err.Error()+").",
			"Restore into a new data folder or an empty NATS cluster, before events are sent there.")
	case errors.Is(err, engine.ErrArchive):
		refuse(w, http.StatusBadRequest, "bad-archive", "The archive cannot be restored: "+err.Error()+".",
			"Take the backup again; begin with an empty data folder or cluster, since part of this one may be there.")
	default:
		v.log.ErrorContext(r.Context(), "a restore failed", "err", err)
		refuse(w, http.StatusServiceUnavailable, "store-unavailable", "The restore failed: "+err.Error()+".",
			"Begin again with an empty data folder or cluster.")
	}
}

// restore reads the archive while nobody works, so that all begin with what it held.
func (v vault) restore(r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), holdWithin)
	defer cancel()
	resume, err := v.hold(ctx)
	if err != nil {
		return err
	}
	defer resume()
	return v.store.Restore(r.Context(), r.Body)
}

// admit lets the operator through, who may take as long as it takes.
func (v vault) admit(w http.ResponseWriter, r *http.Request) bool {
	if !v.operator(r.Header.Get("Authorization")) {
		w.Header().Set("WWW-Authenticate", "Bearer")
		refuse(w, http.StatusUnauthorized, "unauthorized", "This is the operator's.", "Send Authorization: Bearer with the operator's token.")
		return false
	}
	c := http.NewResponseController(w)
	// A server that cannot lift its limits cuts what takes longer, and both ends notice.
	_ = errors.Join(c.SetReadDeadline(time.Time{}), c.SetWriteDeadline(time.Time{}))
	return true
}

func refuse(w http.ResponseWriter, status int, code, text, fix string) {
	answer(w, status, map[string]any{"error": map[string]string{"code": code, "text": text, "fix": fix}})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who went away needs no answer
}
