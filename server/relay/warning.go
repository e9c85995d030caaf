package relay

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Warning is something that an admin should know and can do something about.
type Warning struct {
	// Code is one of contracts' (key-refused, role-missing, foreign-writer, agent-unknown,
	// field-mismatch); Text says what is so, Fix what to do.
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

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
	l, ok := r.lines[tenant]
	if !ok {
		return nil
	}
	return l.warnings.all()
}

// Wake has a tenant's key tried at once, after it or its roles were changed.
func (r *Relay) Wake(tenant string) {
	if l, ok := r.lines[tenant]; ok {
		l.roles.tryNow()
		l.wakeParked()
		l.gate.probeNow()
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

// warnings keeps what is to be said, by code and what it is about.
type warnings struct {
	mu sync.Mutex
	by map[[2]string]Warning
}

func newWarnings() *warnings { return &warnings{by: map[[2]string]Warning{}} }

// set says something; news tells whether it was not said before.
func (w *warnings) set(about string, said Warning) (news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]string{said.Code, about}
	if _, known := w.by[key]; known || len(w.by) >= maxWarnings {
		return false
	}
	w.by[key] = said
	return true
}

// clear takes back what was said about something.
func (w *warnings) clear(code, about string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.by, [2]string{code, about})
}

// clearAll takes back what was said about all things that begin alike.
func (w *warnings) clearAll(code, prefix string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for key := range w.by {
		if key[0] == code && strings.HasPrefix(key[1], prefix) {
			delete(w.by, key)
		}
	}
}

func (w *warnings) all() []Warning {
	w.mu.Lock()
	all := make([]Warning, 0, len(w.by))
	for _, said := range w.by {
		all = append(all, said)
	}
	w.mu.Unlock()
	slices.SortFunc(all, func(a, b Warning) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Text, b.Text)) })
	return all
}
