package inherit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
	"agentadapter/server/engine"
)

// record is what must outlast this process. Times are in milliseconds since 1970.
type record struct {
	// Kustomer is the status that counts, Taken and Own as in rules.AgentStatus.
	Kustomer rules.KustomerStatus `json:"kustomer,omitzero"`
	Taken    bool                 `json:"taken,omitempty"`
	Own      bool                 `json:"own,omitempty"`
	// Shown is the Kustomer status as last heard, whatever was made of it.
	Shown rules.KustomerStatus `json:"shown,omitzero"`
	// Shift is the id of the status that the work session told last; empty before a first look.
	Shift string `json:"shift,omitempty"`
	// Next is the pending status since NextAt.
	Next   *rules.NextStatus `json:"next,omitempty"`
	NextAt int64             `json:"nextAt,omitempty"`
	// Why is the last decision's reason, by rule Rule at WhyAt. It explains the platform status
	// WhyFor; empty: it stands whatever the platform status is.
	Why    string        `json:"why,omitempty"`
	Said   protocol.Said `json:"said,omitempty"`
	Rule   string        `json:"rule,omitempty"`
	WhyAt  int64         `json:"whyAt,omitempty"`
	WhyFor string        `json:"whyFor,omitempty"`
	// Here says that there was a live window; Gone is when it went for good, as far as is known.
	Here bool  `json:"here,omitempty"`
	Gone int64 `json:"gone,omitempty"`
}

func (a *agent) key() string { return a.tenant + "." + engine.Word(a.id) }

// load reads the record once. Who calls has the agent's turn.
func (i *Inherit) load(ctx context.Context, a *agent) error {
	a.mu.Lock()
	loaded := a.loaded
	a.mu.Unlock()
	if loaded {
		return nil
	}
	v, err := i.cfg.Bucket.Get(ctx, a.key())
	if err != nil && !errors.Is(err, engine.ErrNotFound) {
		return fmt.Errorf("inherit: read the status of %s: %w", a.key(), err)
	}
	var rec record
	if err == nil {
		if err := json.Unmarshal(v.Body, &rec); err != nil {
			i.log.Error("an agent's kept status cannot be read and is begun anew", "tenant", a.tenant, "agent", a.id, "err", err)
			rec = record{}
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rec, a.loaded = rec, true
	return nil
}

// change changes the record in memory and, if keep says so, in the engine. Who calls has the
// agent's turn. A store that does not take it is told to the operator; what is in memory goes on,
// and the next change writes all of it.
func (i *Inherit) change(ctx context.Context, a *agent, keep bool, f func(r *record)) {
	a.mu.Lock()
	before := a.rec
	f(&a.rec)
	rec := a.rec
	a.mu.Unlock()
	if !keep || reflect.DeepEqual(before, rec) {
		return
	}
	body, err := json.Marshal(rec)
	if err == nil {
		_, err = i.cfg.Bucket.Put(ctx, a.key(), body)
	}
	if err != nil {
		i.log.Error("an agent's status is not kept over a restart", "tenant", a.tenant, "agent", a.id, "err", err)
	}
}

// remember makes places for those who were here when the last run ended: they may stay away.
func (i *Inherit) remember(ctx context.Context, of string) error {
	now := time.Now()
	err := i.cfg.Bucket.Each(ctx, of, func(v engine.Value) error {
		var rec record
		tenant, word, ok := strings.Cut(v.Key, ".")
		if json.Unmarshal(v.Body, &rec) != nil || !ok || !rec.Here {
			return nil // the record is read again, and told about, when the agent comes
		}
		gone := now
		if rec.Gone != 0 {
			gone = time.UnixMilli(rec.Gone)
		}
		if now.Sub(gone) < forgetAfter && engine.Word(word) == word {
			a := i.find(tenant, word)
			a.mu.Lock()
			a.goneAt = gone
			a.mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("inherit: read who was here: %w", err)
	}
	return nil
}
