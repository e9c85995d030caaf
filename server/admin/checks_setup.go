package admin

import (
	"fmt"
	"strings"
	"time"

	"agentadapter/rules"
)

// setup looks at everything that is not a connection.
func (l *look) setup() {
	l.foreign()
	l.events()
	l.fieldsThere()
	l.agents()
	_, set, _ := l.cfg.Settings.Read(l.tenant.ID)
	l.mapping(set)
	l.writing(set)
	l.address()
	for _, w := range l.warnings(l.tenant.ID) {
		if w.Code != foreignWriter {
			l.note(checkWarn, w.Code, w.Text, w.Fix)
		}
	}
}

// foreignWriter is the code under which a second writer of the same sessions is told (W10).
const foreignWriter = "foreign-writer"

// foreign: the platform's own Kustomer integration must be off.
func (l *look) foreign() {
	for _, w := range l.warnings(l.tenant.ID) {
		if w.Code == foreignWriter {
			l.note(checkFail, w.Code, w.Text, w.Fix)
			return
		}
	}
	l.ok("no-foreign-writer", "No session was seen that another program records, too.")
}

func (l *look) events() {
	last := l.cfg.LastEvent(l.tenant.ID)
	if w, silent := silence(last, time.Now()); silent {
		l.note(checkFail, w.Code, w.Text, w.Fix)
		return
	}
	l.ok("events", "CCAI Platform sent an event "+time.Since(last).Round(time.Second).String()+" ago.")
}

func (l *look) fieldsThere() {
	_, missing, err := l.Admin.look(l.call)
	_, created := l.cfg.Fields.Created(l.ctx, l.tenant.ID)
	switch {
	case err != nil:
		l.refused("fields", "The custom fields cannot be read.", err)
	case !created:
		l.note(checkWarn, "fields-not-created", "The custom fields for Account and Record were not created here, so sessions carry none.",
			"Press Create under Custom fields for Account and Record.")
	case len(missing) > 0:
		l.note(checkWarn, "fields-missing", "Kustomer lacks custom fields: "+strings.Join(missing, ", ")+".", "Press Create again.")
	default:
		l.ok("fields", "All custom fields exist.")
	}
}

// mapping compares the status mapping with both sides.
func (l *look) mapping(set rules.Settings) {
	if !set.StatusInheritance {
		return
	}
	if len(set.StatusMapping) == 0 {
		l.note(checkFail, "mapping-empty", "Status inheritance is on, but no status is mapped, so nothing follows.", "Map the statuses under Status mapping.")
		return
	}
	statuses, err := l.tenant.Routing.Statuses(l.ctx)
	if err != nil {
		return // the connection's own check tells it
	}
	var without []string
	for _, s := range inUse(statuses) {
		if _, ok := rules.MappedStatus(rules.KustomerStatus{ID: s.ID, Name: s.Name}, set.StatusMapping); !ok {
			without = append(without, s.Name)
		}
	}
	if len(without) > 0 {
		l.note(checkWarn, "status-unmapped", "Kustomer statuses that are mapped to nothing: "+named(without)+".", "Map them, or leave it so if nothing is to follow them.")
		return
	}
	l.ok("mapping", "Every status of Kustomer is mapped.")
}

// writing says when less is written than somebody may expect.
func (l *look) writing(set rules.Settings) {
	if set.Paused {
		l.note(checkWarn, "paused", "Writing to Kustomer is paused: events are kept, nothing is written.", "Switch Pause writing off; all of it is written then.")
	}
	if n := len(set.PilotAgents); n > 0 {
		l.note(checkWarn, "pilot", fmt.Sprintf("Only the sessions of %d pilot agents are written.", n), "Empty the list of pilot agents when the pilot is over.")
	}
}

// address: browsers and Kustomer reach a public server by https alone.
func (l *look) address() {
	public := l.tenant.Public
	switch {
	case strings.HasPrefix(public, "https://"):
		l.ok("address", "The adapter's public address is "+public+".")
	case strings.HasPrefix(public, "http://127.0.0.1") || strings.HasPrefix(public, "http://localhost") || strings.HasPrefix(public, "http://[::1]"):
		l.note(checkWarn, "address-local", "The adapter's public address is "+public+", which only this machine reaches.",
			"Have the operator put a TLS proxy in front and set ADAPTER_PUBLIC_URL to its https address.")
	default:
		l.note(checkFail, "address-plain", "The adapter's public address "+public+" is not https: Kustomer and browsers refuse it.",
			"Have the operator put a TLS proxy in front and set ADAPTER_PUBLIC_URL to its https address.")
	}
}
