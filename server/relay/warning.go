package relay

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"agentadapter/protocol"
)

// Warning is something that an admin should know and can do something about.
type Warning struct {
	// Code is one of contracts' (key-refused, role-missing, foreign-writer, agent-unknown,
	// field-mismatch); Text says what is so, Fix what to do.
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
	// Said and FixSaid are by what both are translated.
	Said    protocol.Said `json:"said,omitempty"`
	FixSaid protocol.Said `json:"fixSaid,omitempty"`
}

// Warn makes a Warning of two sentences, "code: English" each, and what fills them.
func Warn(code, text, fix string, pairs ...string) Warning {
	return warningOf(protocol.Fault(code, text, fix, pairs...))
}

func warningOf(p protocol.Problem) Warning { return Warning{p.Code, p.Text, p.Fix, p.Said, p.FixSaid} }

// Codes of warnings.
const (
	codeKeyRefused    = "key-refused"
	codeRoleMissing   = "role-missing"
	codeForeignWriter = "foreign-writer"
	codeAgentUnknown  = "agent-unknown"
	codeFieldMismatch = "field-mismatch"
)

// maxWarnings bounds those of one tenant.
const maxWarnings = 100

// Warnings are what a tenant's admin should know now.
func (r *Relay) Warnings(tenant string) []Warning {
	l, ok := r.line(tenant)
	if !ok {
		return nil
	}
	return l.warnings.all()
}

// Say has a tenant's admin know what another room found, until it is taken back; of one code one thing.
func (r *Relay) Say(tenant string, p protocol.Problem) {
	if l, ok := r.line(tenant); ok && l.warnings.set("", warningOf(p)) {
		l.log.Warn(p.Text, "code", p.Code)
	}
}

// Unsay takes back what was said under a code.
func (r *Relay) Unsay(tenant, code string) {
	if l, ok := r.line(tenant); ok {
		l.warnings.clear(code, "")
	}
}

// Wake has a tenant's key tried at once, after it or its roles were changed.
func (r *Relay) Wake(tenant string) {
	if l, ok := r.line(tenant); ok {
		l.roles.tryNow()
		l.wakeParked()
		l.gate.probeNow()
		select {
		case l.recheck <- struct{}{}:
		default:
		}
	}
}

// wakeParked has everything that a missing role held up tried again.
func (l *line) wakeParked() {
	l.mu.Lock()
	for _, s := range l.seats {
		s.unpark = true
		for _, e := range s.errands {
			e.again = time.Time{}
		}
	}
	l.mu.Unlock()
	l.wakeAll()
}

// warnings keeps what is to be said, by code and what it is about. It is on disk before whatever will
// not say it a second time (remember.go).
type warnings struct {
	mu      sync.Mutex
	by      map[[2]string]said
	mapping string // the mapping that those about mapped data are about
	changed bool   // since it was put on disk

	saving sync.Mutex // one at a time puts it there
}

// said is a warning, and when what it is about happened by the platform's clock, in milliseconds since
// 1970; 0: no matter.
type said struct {
	Warning
	At int64
}

func newWarnings() *warnings { return &warnings{by: map[[2]string]said{}} }

// set says something; news tells whether it was not said before.
func (w *warnings) set(about string, what Warning) (news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]string{what.Code, about}
	if _, known := w.by[key]; known || len(w.by) >= maxWarnings {
		return false
	}
	w.by[key], w.changed = said{Warning: what}, true
	return true
}

// raise says something that happened at a moment, in place of what was said of an earlier one.
func (w *warnings) raise(about string, what Warning, at time.Time) (news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]string{what.Code, about}
	was, known := w.by[key]
	if known && was.At >= at.UnixMilli() {
		return false
	}
	w.by[key], w.changed = said{what, at.UnixMilli()}, true
	return !known
}

// outlived takes back what was said of something earlier than a moment, and tells whether there was.
func (w *warnings) outlived(code, about string, at time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]string{code, about}
	was, known := w.by[key]
	if !known || was.At >= at.UnixMilli() {
		return false
	}
	w.dropLocked(key)
	return true
}

// clear takes back what was said about something.
func (w *warnings) clear(code, about string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dropLocked([2]string{code, about})
}

func (w *warnings) dropLocked(key [2]string) {
	if _, known := w.by[key]; known {
		delete(w.by, key)
		w.changed = true
	}
}

// of is what the warnings of a code are about.
func (w *warnings) of(code string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var about []string
	for key := range w.by {
		if key[0] == code {
			about = append(about, key[1])
		}
	}
	return about
}

// mapped takes back what was said about mapped data, if that was about another mapping.
func (w *warnings) mapped(mapping string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mapping == mapping {
		return
	}
	w.mapping, w.changed = mapping, true
	for key := range w.by {
		if key[0] == codeFieldMismatch && strings.HasPrefix(key[1], aboutMapping) {
			w.dropLocked(key)
		}
	}
}

func (w *warnings) all() []Warning {
	w.mu.Lock()
	all := make([]Warning, 0, len(w.by))
	for _, is := range w.by {
		all = append(all, is.Warning)
	}
	w.mu.Unlock()
	slices.SortFunc(all, func(a, b Warning) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text)) })
	return all
}
