package rules

import "strings"

// The rules of status inheritance: a Kustomer status leads to a CCAI Platform status, one way.
//
//	T1   the toggle is off: nothing
//	T2   the agent is free: the mapped platform status at once
//	T3   the agent is busy: kept as the next status
//	T4   latest: of Kustomer's and the agent's own choice the later one wins
//	T5   crm: a pending status from Kustomer beats the agent's own choice, whichever came later
//	T6   the agent is Offline in the platform: ignored
//	T7   the Kustomer status has no mapping: nothing is set, and it is said
//	T8   a system status cannot be mapped (LintStatus)
//	T9   the same status again: nothing
//	T10  the agent's own choice: at once if free, next status if busy
//	T13  log-in: the status that Kustomer's work session tells counts as a change
//	T14  refused: asked once, and again only when the agent has left the system status
//	T15  drift: both sides differ from what was decided, and nothing explains it

// Choices of the setting statusPrioritization.
const (
	PriorityLatest = "latest"
	PriorityCRM    = "crm"
)

// Who wants a status.
const (
	FromKustomer = "kustomer" // a status change there
	FromAgent    = "agent"    // the agent's own choice in the adapter
)

// KustomerStatus is an agent's status in Kustomer.
type KustomerStatus struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
	// Type is available, busy, unavailable or offline; busy is set by Kustomer alone.
	Type string `json:"type,omitempty"`
}

// Known tells whether there is one.
func (k KustomerStatus) Known() bool { return k.ID != "" || k.Name != "" }

// Same tells whether two are one: by id where both have one, otherwise by name, letter case aside.
func (k KustomerStatus) Same(other KustomerStatus) bool {
	if k.ID != "" && other.ID != "" {
		return k.ID == other.ID
	}
	return k.Name != "" && sameStatus(k.Name, other.Name)
}

// Label is how people are told of it: its name, or its id for want of one.
func (k KustomerStatus) Label() string {
	if k.Name != "" {
		return k.Name
	}
	return k.ID
}

// NextStatus is a platform status that waits for the agent to be free.
type NextStatus struct {
	// Status is the platform's name of it.
	Status string `json:"status"`
	// From is FromKustomer or FromAgent.
	From string `json:"from"`
	// Kustomer is the status it follows from, if it does.
	Kustomer KustomerStatus `json:"kustomer,omitzero"`
	// Refused is the system status in which the platform refused it, empty if it was not asked yet.
	Refused string `json:"refused,omitempty"`
}

// AgentStatus is what the status rules know of an agent when something happens.
type AgentStatus struct {
	// Platform status by its name there, empty while unknown.
	Platform string
	// Kustomer is the status heard of last; Taken says that something was made of it: set, kept as
	// the next one, or found to be so already.
	Kustomer KustomerStatus
	Taken    bool
	// Own says that the agent's own choice is later than what Kustomer said.
	Own bool
	// Next is the pending one, if any.
	Next *NextStatus
}

// StatusChange is somebody's wish.
type StatusChange struct {
	// From is FromKustomer or FromAgent.
	From string
	// Kustomer is the new status there.
	Kustomer KustomerStatus
	// Platform is the agent's own choice.
	Platform string
	// Login says that Kustomer's status was read because the agent has just come (T13).
	Login bool
	// Again asks for it though nothing changed (T15, "reconcile").
	Again bool
}

// What to do about a change.
const (
	// Apply: set Status in the platform now.
	Apply = "apply"
	// HoldAsNext: keep Next until the agent is free.
	HoldAsNext = "hold"
	// Ignore: the wish is not followed; Why says so to people.
	Ignore = "ignore"
	// Unmapped: no mapping names that Kustomer status.
	Unmapped = "unmapped"
	// Nothing: nothing to do and nothing to say.
	Nothing = "nothing"
)

// StatusStep is what follows from a change.
type StatusStep struct {
	// Do is one of the words above.
	Do string
	// Status is the platform status it is about, empty if none is.
	Status string
	// Next is what is pending after this step.
	Next *NextStatus
	// Rule is its number, Why a sentence for people without the time, "" for Nothing; Said is the
	// sentence's code, and behind it what fills it: name, value, name, value.
	Rule string
	Why  string
	Said []string
}

// Taken tells whether something was made of the wish.
func (s StatusStep) Taken() bool {
	return s.Do == Apply || s.Do == HoldAsNext || s.Do == Nothing && s.Status != ""
}

// Inherit decides what follows from a change.
func Inherit(s AgentStatus, c StatusChange, set Settings) StatusStep {
	if c.From == FromAgent {
		return ownChoice(s, c.Platform, set)
	}
	return follow(s, c, set)
}

// follow is a change in Kustomer.
func follow(s AgentStatus, c StatusChange, set Settings) StatusStep {
	if !set.StatusInheritance {
		return StatusStep{Do: Nothing, Rule: "T1", Next: s.Next}
	}
	if s.Taken && !c.Again && s.Kustomer.Same(c.Kustomer) {
		return StatusStep{Do: Nothing, Rule: "T9", Next: s.Next}
	}
	target, mapped := MappedStatus(c.Kustomer, set.StatusMapping)
	switch {
	case !mapped:
		return unmapped(StatusStep{Do: Unmapped, Rule: "T7", Next: s.Next}, c.Kustomer)
	case SystemStatus(target):
		return StatusStep{Do: Ignore, Rule: "T8", Next: s.Next}.because(
			"why.maps-to-system: Kustomer status {kustomer} maps to {status}, which CCAI Platform alone can set",
			"kustomer", c.Kustomer.Label(), "status", target)
	case OfflineStatus(s.Platform):
		return StatusStep{Do: Ignore, Rule: "T6", Next: s.Next}.because(
			"why.offline: Kustomer status {kustomer} is not followed because you are Offline in CCAI Platform",
			"kustomer", c.Kustomer.Label())
	}
	next := &NextStatus{Status: target, From: FromKustomer, Kustomer: c.Kustomer}
	switch {
	case BusyStatus(s.Platform):
		return hold(s, next, "T3", set)
	case sameStatus(s.Platform, target):
		return StatusStep{Do: Nothing, Rule: "T9", Status: target}
	}
	return StatusStep{Do: Apply, Rule: ruleOf(c), Status: target}.because(mappedTo, "status", target, "kustomer", c.Kustomer.Label())
}

func ruleOf(c StatusChange) string {
	switch {
	case c.Again:
		return "T15"
	case c.Login:
		return "T13"
	}
	return "T2"
}

// ownChoice is the agent's pick in the adapter; it works without the toggle, too.
func ownChoice(s AgentStatus, status string, set Settings) StatusStep {
	next := &NextStatus{Status: status, From: FromAgent}
	switch {
	case SystemStatus(status):
		return StatusStep{Do: Ignore, Rule: "T8", Next: s.Next, Status: status}.because(
			"why.system: CCAI Platform alone sets the status {status}", "status", status)
	case !FreeStatus(s.Platform) && s.pendingFrom(FromKustomer, set) && set.StatusPrioritization == PriorityCRM:
		return StatusStep{Do: Ignore, Rule: "T5", Next: s.Next, Status: s.Next.Status}.because(
			"why.stays-next: {status} stays your next status because Kustomer status {kustomer} decides it",
			"status", s.Next.Status, "kustomer", s.Next.Kustomer.Label())
	case BusyStatus(s.Platform):
		return hold(s, next, "T10", set)
	case sameStatus(s.Platform, status):
		return StatusStep{Do: Nothing, Rule: "T9", Status: status}
	}
	return StatusStep{Do: Apply, Rule: "T10", Status: status}.because("why.chosen: {status} because you chose it here", "status", status)
}

// pendingFrom tells whether a status of that origin waits. What Kustomer said counts no more once
// the toggle is off.
func (s AgentStatus) pendingFrom(who string, set Settings) bool {
	return s.Next != nil && s.Next.From == who && (who == FromAgent || set.StatusInheritance)
}

// hold keeps a status for later; whom it replaces names the rule that let it.
func hold(s AgentStatus, next *NextStatus, rule string, set Settings) StatusStep {
	if was := s.Next; was != nil && was.From == next.From && sameStatus(was.Status, next.Status) {
		kept := *was
		kept.Kustomer = next.Kustomer
		return StatusStep{Do: Nothing, Rule: "T9", Status: next.Status, Next: &kept}
	}
	if s.Next != nil && s.Next.From != next.From {
		rule = "T4"
		if set.StatusPrioritization == PriorityCRM && next.From == FromKustomer {
			rule = "T5"
		}
	}
	step := StatusStep{Do: HoldAsNext, Rule: rule, Status: next.Status, Next: next}
	if next.From == FromKustomer {
		return step.because("why.mapped-next: {status} next, because Kustomer status {kustomer} maps to it; it is set once you are free",
			"status", next.Status, "kustomer", next.Kustomer.Label())
	}
	return step.because("why.chosen-next: {status} next, because you chose it here; it is set once you are free", "status", next.Status)
}

// MappedStatus finds the platform status for a Kustomer status: by id first, then by name, letter
// case and outer blanks aside. The first that fits counts.
func MappedStatus(k KustomerStatus, mapping []StatusMapping) (string, bool) {
	for _, by := range []string{k.ID, k.Name} {
		for _, m := range mapping {
			if by != "" && sameStatus(by, m.Kustomer) {
				return strings.TrimSpace(m.Platform), true
			}
		}
	}
	return "", false
}

const mappedTo = "why.mapped: {status} because Kustomer status {kustomer} maps to {status}"

func unmapped(step StatusStep, k KustomerStatus) StatusStep {
	if k.Type == "busy" {
		return step.because("why.unmapped-busy: Kustomer status {kustomer}, which Kustomer sets by itself, has no mapping, so nothing was set",
			"kustomer", k.Label())
	}
	return step.because("why.unmapped: Kustomer status {kustomer} has no mapping, so nothing was set", "kustomer", k.Label())
}

// busyStatuses are those in which the agent has work in hand (T3).
var busyStatuses = []string{"In-call", "In-chat", "In-email", "Wrap-up", "Wrap-up Exceeded"}

// stuckStatuses are those out of which the platform itself, or the agent there, has to lead (T14).
var stuckStatuses = []string{"Missed Call", "Missed Chat", "Unresponsive"}

// BusyStatus tells whether a platform status means work in hand.
func BusyStatus(name string) bool { return among(name, busyStatuses) }

// OfflineStatus tells whether a platform status means signed out.
func OfflineStatus(name string) bool { return sameStatus(name, "Offline") }

// SystemStatus tells whether the platform alone sets a status. Idle is a bucket of its reports.
func SystemStatus(name string) bool {
	return BusyStatus(name) || among(name, stuckStatuses) || OfflineStatus(name) || sameStatus(name, "Idle")
}

// FreeStatus tells whether a known platform status may be changed from outside.
func FreeStatus(name string) bool { return name != "" && !SystemStatus(name) }

func among(name string, list []string) bool {
	for _, each := range list {
		if sameStatus(name, each) {
			return true
		}
	}
	return false
}

// sameStatus compares names as people write them.
func sameStatus(a, b string) bool {
	return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}
