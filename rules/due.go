package rules

import (
	"strconv"
	"time"
)

// Waits that Decide may ask for.
const (
	// WaitObject: only the object tells what kind of session it is, and so whose identifier counts (C1)
	// and which channel it has; of an outbound call it tells parent_id, too.
	WaitObject = "object"
	// WaitNumber: an empty number may still come with the object (C5).
	WaitNumber = "number"
	// WaitOutcome: a session that ended without an agent may be a voicemail; only the object tells.
	WaitOutcome = "outcome"
	// WaitEarlier: a call back belongs with the call that it calls back, whose record comes first (V5).
	WaitEarlier = "earlier"
)

const (
	forObject = 10 * time.Second
	// forKind is what one read of a stale session may take (W6: at most once in two seconds). Beyond
	// it what the events tell is enough: a caller is not left without a record because a read fails.
	forKind    = 3 * time.Second
	forNumber  = 5 * time.Second
	forOutcome = 10 * time.Second
	forEarlier = time.Minute
)

// due tells whether the record is to be made now (V10), and if not, why.
func due(s Session, r Record, set Settings) (p Plan, stop bool) {
	switch {
	case s.Kind() != "call" && s.Kind() != "chat":
		return Plan{State: Skipped, Rule: "S2", Reason: "neither a call nor a chat"}, true
	case s.Internal():
		return Plan{State: Skipped, Rule: "S2", Reason: "a call among agents"}, true
	case s.Outbound() && !s.Known() && !r.Over[WaitObject]:
		return wait("V3", WaitObject, forObject, "waiting for the call's object"), true
	case s.Get(Type) == "" && !r.Over[WaitObject]:
		return wait("C1", WaitObject, forKind, "waiting to be told what kind of session it is"), true
	}
	if s.Ended() {
		return dueAtEnd(s, r, set)
	}
	if s.Outbound() && s.Kind() == "call" && !set.CreateOnAbandoned && !s.wasConnected() {
		return Plan{State: Waiting, Rule: "V7", Reason: "nobody has picked up yet, and records for calls that come to nothing are off"}, true
	}
	if reason := early(s, set); reason != "" {
		return Plan{State: Waiting, Rule: "V10", Reason: reason}, true
	}
	return Plan{}, false
}

// dueAtEnd: a session that has ended is recorded whatever it reached, unless it was left in the menu
// or nobody can tell yet how it ended.
func dueAtEnd(s Session, r Record, set Settings) (Plan, bool) {
	if s.AgentNow() == "" && !s.Settled() && !s.Outbound() && !r.Over[WaitOutcome] {
		return wait("V8", WaitOutcome, forOutcome, "ended without an agent; waiting for how"), true
	}
	if s.Outbound() && !s.wasConnected() && !s.Settled() && !set.CreateOnAbandoned && !r.Over[WaitOutcome] {
		return wait("V7", WaitOutcome, forOutcome, "ended before anybody spoke; waiting for how"), true
	}
	if s.inMenu() && unwanted(s, set) {
		return Plan{State: Skipped, Rule: "V7", Reason: "left in the menu, before any queue"}, true
	}
	return Plan{}, false
}

// notForAbandoned: nothing is made for a caller who left (V7).
var notForAbandoned = Plan{State: Skipped, Rule: "V7", Reason: "abandoned, and records for abandoned sessions are off"}

// unwanted: the caller left, or declined what an agent dialled, and settings say that nothing new is
// made for that (V7).
func unwanted(s Session, set Settings) bool {
	if !s.cameToNothing() {
		return false
	}
	if s.inMenu() {
		return !set.CreateOnMenuAbandoned
	}
	return !set.CreateOnAbandoned
}

// early says what a session that goes on must still reach, "" if it has.
func early(s Session, set Settings) string {
	if n, told := s.Int(Messages); s.Kind() == "chat" && set.ChatRecordAfter > 0 {
		if !told || n < int64(set.ChatRecordAfter) {
			return "fewer than " + strconv.Itoa(set.ChatRecordAfter) + " messages"
		}
	}
	switch set.RecordWhen {
	case WhenQueued:
		if s.Get(QueueIDs) == "" && s.Get(QueueNames) == "" && s.Get(QueuedAt) == "" && s.Get(Status) != "queued" && !s.assigned() {
			return "not queued yet"
		}
	case WhenConnected:
		if s.Phase() != InProgress || !s.wasConnected() && !s.answered() {
			return "no agent connected yet"
		}
	default:
		if !s.assigned() {
			return "no agent has it yet"
		}
	}
	return ""
}

// assigned: a Mobile or Web session was given to an agent, an IVR call was taken by one, an outbound
// call was placed.
func (s Session) assigned() bool {
	if s.Outbound() || s.AgentNow() != "" {
		return true
	}
	return s.SDK() && s.Get(Status) == "assigned"
}

func wait(rule, name string, long time.Duration, reason string) Plan {
	return Plan{State: Waiting, Rule: rule, Reason: reason, Wait: Wait{Name: name, For: long}}
}
