package admin

import (
	"strconv"
	"strings"
	"time"

	"agentadapter/protocol"
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
			l.noted(checkWarn, w)
		}
	}
}

// foreignWriter is the code under which a second writer of the same sessions is told (W10).
const foreignWriter = "foreign-writer"

// foreign: the platform's own Kustomer integration must be off.
func (l *look) foreign() {
	for _, w := range l.warnings(l.tenant.ID) {
		if w.Code == foreignWriter {
			l.noted(checkFail, w)
			return
		}
	}
	l.ok("no-foreign-writer", "check.no-foreign: No session was seen that another program records, too.")
}

func (l *look) events() {
	last := l.cfg.LastEvent(l.tenant.ID)
	if w, silent := silence(last, time.Now()); silent {
		l.noted(checkFail, protocol.Problem{Code: w.Code, Text: w.Text, Fix: w.Fix, Said: w.Said, FixSaid: w.FixSaid})
		return
	}
	l.ok("events", "check.events: CCAI Platform sent an event {long} ago.", "long", time.Since(last).Round(time.Second).String())
}

func (l *look) fieldsThere() {
	_, missing, err := l.Admin.look(l.call)
	_, created := l.cfg.Fields.Created(l.ctx, l.tenant.ID)
	switch {
	case err != nil:
		l.refused("fields", "check.fields-unread: The custom fields cannot be read. {words}", err)
	case !created:
		l.note(checkWarn, "fields-not-created", "check.fields-not-created: The custom fields for Account and Record were not created here, so sessions carry none.",
			"check.fields-not-created.fix: Press Create under Custom fields for Account and Record.")
	case len(missing) > 0:
		l.note(checkWarn, "fields-missing", "check.fields-missing: Kustomer lacks custom fields: {names}.", "check.fields-missing.fix: Press Create again.", "names", strings.Join(missing, ", "))
	default:
		l.ok("fields", "check.fields: All custom fields exist.")
	}
}

// mapping compares the status mapping with both sides.
func (l *look) mapping(set rules.Settings) {
	if !set.StatusInheritance {
		return
	}
	if len(set.StatusMapping) == 0 {
		l.note(checkFail, "mapping-empty", "check.mapping-empty: Status inheritance is on, but no status is mapped, so nothing follows.", "check.mapping-empty.fix: Map the statuses under Status mapping.")
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
		l.note(checkWarn, "status-unmapped", "check.unmapped: Kustomer statuses that are mapped to nothing: {names}.", "check.unmapped.fix: Map them, or leave it so if nothing is to follow them.",
			"names", named(without))
		return
	}
	l.ok("mapping", "check.mapping: Every status of Kustomer is mapped.")
}

// writing says when less is written than somebody may expect.
func (l *look) writing(set rules.Settings) {
	if set.Paused {
		l.note(checkWarn, "paused", "check.paused: Writing to Kustomer is paused: events are kept, nothing is written.", "check.paused.fix: Switch Pause writing off; all of it is written then.")
	}
	if n := len(set.PilotAgents); n > 0 {
		l.note(checkWarn, "pilot", "check.pilot: Only the sessions of {n} pilot agents are written.", "check.pilot.fix: Empty the list of pilot agents when the pilot is over.",
			"n", strconv.Itoa(n))
	}
}

const addressFix = "check.address.fix: Have the operator put a TLS proxy in front and set ADAPTER_PUBLIC_URL to its https address."

// address: browsers and Kustomer reach a public server by https alone.
func (l *look) address() {
	public := l.tenant.Public
	switch {
	case strings.HasPrefix(public, "https://"):
		l.ok("address", "check.address: The adapter's public address is {address}.", "address", public)
	case strings.HasPrefix(public, "http://127.0.0.1") || strings.HasPrefix(public, "http://localhost") || strings.HasPrefix(public, "http://[::1]"):
		l.note(checkWarn, "address-local", "check.address-local: The adapter's public address is {address}, which only this machine reaches.",
			addressFix, "address", public)
	default:
		l.note(checkFail, "address-plain", "check.address-plain: The adapter's public address {address} is not https: Kustomer and browsers refuse it.",
			addressFix, "address", public)
	}
}
