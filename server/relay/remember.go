package relay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"agentadapter/server/engine"
)

// rememberedVersion is the form in which warnings are stored today.
const rememberedVersion = 1

// recheckEvery is how often it is looked whether agents who were unknown are known now.
const recheckEvery = 10 * time.Minute

// remembered is a tenant's warnings as they are stored.
type remembered struct {
	V        int              `json:"v"`
	Warnings []rememberedLine `json:"warnings"`
	// Mapping is a digest of the mapping that warnings about mapped data are about.
	Mapping string `json:"mapping,omitempty"`
}

type rememberedLine struct {
	Warning
	About string `json:"about"`
	At    int64  `json:"at,omitempty"`
}

// warningsKey is the key under which a tenant's warnings are kept.
func (l *line) warningsKey() string { return l.tenant.ID + ".warnings" }

// loadWarnings reads what the tenant's admin was told before a restart. What a newer server wrote is
// left alone: what is still so is found again.
func (l *line) loadWarnings(ctx context.Context) error {
	v, err := l.cfg.Checkpoints.Get(ctx, l.warningsKey())
	if errors.Is(err, engine.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var kept remembered
	if err := json.Unmarshal(v.Body, &kept); err != nil || kept.V > rememberedVersion {
		l.log.Warn("the warnings of before cannot be read; what is still so is found again", "version", kept.V, "err", err)
		return nil
	}
	l.warnings.restore(kept)
	if len(l.warnings.of(codeKeyRefused)) > 0 {
		l.gate.resume()
	}
	return nil
}

func (w *warnings) restore(kept remembered) {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.by)
	w.mapping, w.changed = kept.Mapping, false
	for _, is := range kept.Warnings {
		w.by[[2]string{is.Code, is.About}] = said{is.Warning, is.At}
	}
}

// unsaved is what to put on disk; nil: nothing changed.
func (w *warnings) unsaved() *remembered {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.changed {
		return nil
	}
	w.changed = false
	kept := &remembered{V: rememberedVersion, Mapping: w.mapping, Warnings: []rememberedLine{}}
	for key, is := range w.by {
		kept.Warnings = append(kept.Warnings, rememberedLine{is.Warning, key[1], is.At})
	}
	return kept
}

// saveWarnings puts the warnings on disk where they changed.
func (l *line) saveWarnings(ctx context.Context) error {
	l.warnings.saving.Lock()
	defer l.warnings.saving.Unlock()
	kept := l.warnings.unsaved()
	if kept == nil {
		return nil
	}
	body, err := json.Marshal(kept)
	if err == nil {
		_, err = l.cfg.Checkpoints.Put(ctx, l.warningsKey(), body)
	}
	if err != nil {
		l.warnings.mu.Lock()
		l.warnings.changed = true
		l.warnings.mu.Unlock()
	}
	return err
}

// recheckAgents takes back that agents are unknown to Kustomer once they are known: every so often, and
// when the settings were changed.
func (l *line) recheckAgents(asked context.Context) {
	round := time.NewTicker(recheckEvery)
	defer round.Stop()
	for {
		select {
		case <-asked.Done():
			return
		case <-round.C:
		case <-l.recheck:
		}
		for _, agent := range l.warnings.of(codeAgentUnknown) {
			ctx, cancel := context.WithTimeout(asked, callWithin)
			if _, err := l.cfg.People.UserOf(ctx, l.tenant.ID, agent); err == nil {
				l.warnings.clear(codeAgentUnknown, agent)
			}
			cancel()
		}
	}
}

// digest names a mapping in a few letters.
func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}
