package tenants

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"sync"
	"time"

	"agentadapter/rules"
	"agentadapter/server/engine"
)

// choiceVersion is the form in which settings are stored today.
const choiceVersion = 1

// Log keeps every version of every tenant's settings, under the tenant's id.
type Log interface {
	// AppendAfter answers engine.ErrConflict if the subject's newest entry is not that of sequence last.
	AppendAfter(ctx context.Context, subject string, body []byte, last uint64) (uint64, error)
	Follow(ctx context.Context, filter string, from uint64, fn func(engine.Entry) error) error
	Last(ctx context.Context) (uint64, error)
}

// Choice is one version of a tenant's settings.
type Choice struct {
	V int `json:"v"`
	// Version counts from 1; 0: nobody has chosen anything.
	Version int `json:"version"`
	// At is in milliseconds since 1970.
	At int64 `json:"at"`
	// Author is an admin's e-mail or id, or "operator".
	Author string `json:"author"`
	// Settings are the chosen ones by name; the others are as they come.
	Settings map[string]json.RawMessage `json:"settings"`
}

// StaleError says that somebody else saved meanwhile.
type StaleError struct{ Sent, Now int }

// Error tells both versions.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the settings are at version %d by now, not %d", e.Now, e.Sent)
}

// FaultsError lists what is wrong with settings that were sent, each fault with its name.
type FaultsError []error

// Error tells all faults.
func (e FaultsError) Error() string { return errors.Join(e...).Error() }

// choices are the settings that admins chose, over those that the environment manages.
type choices struct {
	log Log

	mu   sync.RWMutex // guards all below; held over a save, so that versions follow one another
	past map[string][]Choice
	seq  map[string]uint64 // of each tenant's newest version in the log
	read uint64            // of the newest entry that was read
}

// Remember reads the settings that were saved; from then on the book answers and saves them there.
func (b *Book) Remember(ctx context.Context, log Log) error {
	last, err := log.Last(ctx)
	if err != nil {
		return fmt.Errorf("tenants: settings cannot be read: %w", err)
	}
	b.chosen.mu.Lock()
	b.chosen.log, b.chosen.past, b.chosen.seq = log, map[string][]Choice{}, map[string]uint64{}
	b.chosen.mu.Unlock()
	whole := errors.New("all read")
	if last > 0 {
		err = log.Follow(ctx, ">", 0, func(e engine.Entry) error {
			if err := b.chosen.take(e); err != nil {
				return err
			}
			if e.Seq >= last {
				return whole
			}
			return nil
		})
	}
	if err != nil && !errors.Is(err, whole) {
		return err
	}
	return nil
}

// Settings answers a tenant's settings as they are now, and the number of their version.
func (b *Book) Settings(tenant string) (version int, set rules.Settings, ok bool) {
	t, ok := b.Known(tenant)
	if !ok {
		return 0, rules.Settings{}, false
	}
	b.chosen.mu.RLock()
	defer b.chosen.mu.RUnlock()
	c := b.chosen.newest(tenant)
	return c.Version, t.with(c.Settings), true
}

// History answers every version of a tenant's settings, the oldest first.
func (b *Book) History(tenant string) []Choice {
	b.chosen.mu.RLock()
	defer b.chosen.mu.RUnlock()
	return append([]Choice(nil), b.chosen.past[tenant]...)
}

// Save keeps what an admin chose, on top of the version that was seen; names left out stay as they
// are. It answers a *StaleError or a FaultsError where the admin has to look again.
func (b *Book) Save(ctx context.Context, tenant string, seen int, set map[string]json.RawMessage, author string) (int, error) {
	t, ok := b.Known(tenant)
	if !ok || t.Leaving {
		return 0, engine.ErrNotFound
	}
	b.chosen.mu.Lock()
	defer b.chosen.mu.Unlock()
	if b.chosen.log == nil {
		return 0, fmt.Errorf("tenants: settings are not kept: %w", engine.ErrUnavailable)
	}
	now := b.chosen.newest(tenant)
	if now.Version != seen {
		return 0, &StaleError{Sent: seen, Now: now.Version}
	}
	if faults := t.check(set); len(faults) > 0 {
		return 0, FaultsError(faults)
	}
	next := Choice{V: choiceVersion, Version: seen + 1, At: time.Now().UnixMilli(), Author: author, Settings: maps.Clone(now.Settings)}
	if next.Settings == nil {
		next.Settings = map[string]json.RawMessage{}
	}
	for name, value := range set {
		if _, managed := t.Managed[name]; !managed {
			next.Settings[name] = value
		}
	}
	if faults := rules.LintStatus(t.with(next.Settings)); len(faults) > 0 {
		return 0, FaultsError(faults)
	}
	body, err := json.Marshal(next)
	if err != nil {
		return 0, err
	}
	seq, err := b.chosen.log.AppendAfter(ctx, tenant, body, b.chosen.seq[tenant])
	if errors.Is(err, engine.ErrConflict) { // at another server, and this one has not heard of it yet
		return 0, &StaleError{Sent: seen, Now: seen + 1}
	}
	if err != nil {
		return 0, fmt.Errorf("tenants: settings are not kept: %w", err)
	}
	b.chosen.addLocked(tenant, next, seq)
	return next.Version, nil
}

// newest is the version in force; mu is held.
func (c *choices) newest(tenant string) Choice {
	past := c.past[tenant]
	if len(past) == 0 {
		return Choice{}
	}
	return past[len(past)-1]
}

// check names what is wrong with settings that were sent: unknown names, bad values, and managed
// names that would change.
func (t Tenant) check(set map[string]json.RawMessage) []error {
	body, err := json.Marshal(set)
	if err != nil {
		return []error{err}
	}
	sent, faults := rules.ParseSettings(body)
	if len(faults) > 0 {
		return faults
	}
	for name := range t.Managed {
		if _, named := set[name]; named && !same(value(sent, name), value(t.Settings, name)) {
			faults = append(faults, &rules.SettingError{Name: name, Why: "it is managed by the operator (TENANT_SETTINGS_FILE) and cannot be changed here"})
		}
	}
	return faults
}

// with is the tenant's settings with what was chosen, under what is managed. What this server does
// not know (a newer one chose it) is passed over.
func (t Tenant) with(chosen map[string]json.RawMessage) rules.Settings {
	all := maps.Clone(chosen)
	if all == nil {
		all = map[string]json.RawMessage{}
	}
	maps.Copy(all, t.Managed)
	if len(all) == 0 {
		return t.Settings
	}
	body, err := json.Marshal(all)
	if err != nil {
		return t.Settings
	}
	set, _ := rules.ParseSettings(body)
	return set
}

// value is one setting by its name, as JSON.
func value(set rules.Settings, name string) json.RawMessage {
	body, err := json.Marshal(set)
	if err != nil {
		return nil
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(body, &all) != nil {
		return nil
	}
	return all[name]
}

// same compares two settings; an empty list is as good as none.
func same(a, b json.RawMessage) bool {
	empty := func(v json.RawMessage) bool { return string(v) == "null" || string(v) == "[]" }
	if bytes.Equal(a, b) || empty(a) && empty(b) {
		return true
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
