package relay

import (
	"context"
	"encoding/json"
	"time"

	"agentadapter/kustomer"
	"agentadapter/rules"
)

// Registrar registers the fields that custom data are mapped to (S12).
type Registrar interface {
	Register(ctx context.Context, mapping []rules.CustomData) error
}

const (
	// lookAtMapping is how often the settings are looked at for a changed mapping.
	lookAtMapping = 5 * time.Second
	// registerAgain is when a registration that the key may not do is tried again.
	registerAgain = time.Hour
	// aboutMapping begins what warnings about mapped data are about.
	aboutMapping = "mapping"
)

// mapping is how far the mapped fields are registered.
type mapping struct {
	busy    chan struct{} // held while registering
	text    string        // the mapping that was registered, or refused
	refused time.Time     // when the key was found without the right; zero: it has it
}

// registered makes sure that the mapped fields exist. A key that may not do that is told to the admin,
// and the records are written all the same.
func (l *line) registered(ctx context.Context, set rules.Settings) error {
	if l.tenant.Fields == nil {
		return nil
	}
	raw, err := json.Marshal(set.CustomData)
	if err != nil {
		return err
	}
	select {
	case l.mapping.busy <- struct{}{}:
		defer func() { <-l.mapping.busy }()
	case <-ctx.Done():
		return ctx.Err()
	}
	m := &l.mapping
	same := m.text == string(raw)
	if same && (m.refused.IsZero() || time.Since(m.refused) < registerAgain) {
		return nil
	}
	l.warnings.mapped(digest(raw))
	if len(set.CustomData) > 0 {
		err = l.tenant.Fields.Register(ctx, set.CustomData)
	}
	return l.registeredBy(string(raw), err)
}

// registeredBy keeps what came of a registration.
func (l *line) registeredBy(text string, err error) error {
	m := &l.mapping
	switch kustomer.KindOf(err) {
	case kustomer.Refused:
		m.text, m.refused = text, time.Now()
		l.log.Warn("the fields of the custom data mapping cannot all be registered", "err", err)
		l.warnings.set(aboutMapping, Warn(codeFieldMismatch, "warning.no-field: Not all fields that custom data are mapped to exist: {words}",
			"warning.no-field.fix: Make the field in Kustomer by hand, or map its key to another one. Records are written without it.", "words", err.Error()))
		return nil
	case kustomer.RoleMissing:
		m.text, m.refused = text, time.Now()
		l.log.Warn("the fields of the custom data mapping cannot be registered", "err", err)
		l.warnings.set(aboutMapping, Warn(codeRoleMissing, "warning.no-fields: The fields that custom data are mapped to cannot be registered: {words}",
			"warning.no-fields.fix: Give the key the role org.permission.metadata.update, or make the fields in Kustomer by hand.", "words", err.Error()))
		return nil
	}
	if err == nil {
		m.text, m.refused = text, time.Time{}
		l.warnings.clear(codeRoleMissing, aboutMapping)
		l.warnings.clear(codeFieldMismatch, aboutMapping)
	}
	return err
}

// watchMapping registers the mapped fields when the settings are read, and when they change.
func (l *line) watchMapping(asked context.Context) {
	for tries := 1; ; tries++ {
		wait := lookAtMapping
		if l.gate.open() && !l.tenant.Settings().Paused {
			ctx, cancel := context.WithTimeout(asked, callWithin)
			if err := l.registered(ctx, l.tenant.Settings()); err != nil {
				wait = growing(lookAtMapping, longestPause, tries)
			} else {
				tries = 1
			}
			cancel()
		}
		if !pause(asked, wait) {
			return
		}
	}
}

// warnOf hands a plan's warnings to the admin.
func (l *line) warnOf(plan rules.Plan) {
	for _, w := range plan.Warn {
		if l.warnings.set(aboutMapping+w.Text, Warning{Code: w.Code, Text: w.Text, Fix: w.Fix, Said: w.Said, FixSaid: w.FixSaid}) {
			l.log.Warn(w.Text, "code", w.Code)
		}
	}
}
