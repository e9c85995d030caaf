package desk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"agentadapter/ccaip"
	"agentadapter/protocol"
	"agentadapter/rules"
)

// readOptions learns what agents may choose; true: something is new. Without it the rest goes on.
func (d *Desk) readOptions(ctx context.Context, w *watch, t Tenant) bool {
	d.mu.Lock()
	fresh := time.Since(w.optionsAt) < optionsLife
	d.mu.Unlock()
	if fresh {
		return false
	}
	list, err := t.Statuses.UserStatuses(ctx)
	if err != nil {
		d.log.Warn("what agents may choose is not known", "tenant", w.tenant, "err", err)
		return false
	}
	options, colors := sortOut(list)
	d.mu.Lock()
	defer d.mu.Unlock()
	changed := !slices.Equal(options, w.options) || !maps.Equal(colors, w.colors)
	w.options, w.colors, w.optionsAt = options, colors, time.Now()
	return changed
}

// sortOut takes the system statuses out of the list; they keep their colours. Besides by their
// names they are told by their numbers, which the platform keeps below zero.
func sortOut(list []ccaip.UserStatus) (options []protocol.StatusOption, colors map[string]string) {
	colors = map[string]string{}
	for _, s := range list {
		colors[strings.ToLower(s.Name)] = s.Color
		if !rules.SystemStatus(s.Name) && !strings.HasPrefix(s.ID, "-") {
			options = append(options, protocol.StatusOption{Name: s.Name, Color: s.Color})
		}
	}
	return options, colors
}
