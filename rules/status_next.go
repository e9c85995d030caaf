package rules

import "time"

// Release decides what becomes of a pending status now that the platform status is known anew.
func Release(s AgentStatus, set Settings) StatusStep {
	n := s.Next
	switch {
	case n == nil:
		return StatusStep{Do: Nothing}
	case !s.pendingFrom(n.From, set):
		return StatusStep{Do: Ignore, Rule: "T1", Status: n.Status}.because(
			"why.switched-off: {status} is not your next status any more because status inheritance was switched off", "status", n.Status)
	case !FreeStatus(s.Platform):
		return StatusStep{Do: Nothing, Next: n}
	case sameStatus(s.Platform, n.Status):
		return StatusStep{Do: Nothing, Rule: "T9", Status: n.Status}
	}
	step := StatusStep{Do: Apply, Rule: "T10", Status: n.Status}.because(
		"why.chosen-before: {status} because you chose it as your next status", "status", n.Status)
	if n.From == FromKustomer {
		step = StatusStep{Do: Apply, Rule: "T3", Status: n.Status}.because(mappedTo, "status", n.Status, "kustomer", n.Kustomer.Label())
	}
	if n.Refused != "" {
		step.Rule = "T14"
	}
	return step
}

// Refused decides what becomes of a step that the platform refused with some words. current is the
// status that its answer shows: the agent may have become busy since we looked.
func Refused(step StatusStep, c StatusChange, current, words string) StatusStep {
	next := &NextStatus{Status: step.Status, From: c.From, Kustomer: c.Kustomer}
	switch {
	case BusyStatus(current):
		return hold(AgentStatus{Platform: current}, next, holdRule(c.From), Settings{})
	case among(current, stuckStatuses):
		next.Refused = current
		return StatusStep{Do: HoldAsNext, Rule: "T14", Status: step.Status, Next: next}.because(
			"why.refused-once: {status} was refused: {words} It is tried once more when you have left {stuck}",
			"status", step.Status, "words", sentence(words), "stuck", current)
	}
	return StatusStep{Do: Ignore, Rule: "T14", Status: step.Status}.because(
		"why.refused: {status} was refused: {words}", "status", step.Status, "words", sentence(words))
}

func holdRule(from string) string {
	if from == FromAgent {
		return "T10"
	}
	return "T3"
}

// sentence ends the platform's words as sentences end.
func sentence(words string) string {
	if words == "" {
		return "CCAI Platform did not say why."
	}
	switch words[len(words)-1] {
	case '.', '!', '?':
		return words
	}
	return words + "."
}

// Cleared is the step of a person who wants no next status any more.
func Cleared(s AgentStatus) StatusStep {
	if s.Next == nil {
		return StatusStep{Do: Nothing}
	}
	return StatusStep{Do: Ignore, Rule: "T10", Status: s.Next.Status}.because(
		"why.cleared: You cleared the next status {status}", "status", s.Next.Status)
}

// Drift tells which platform status the rules want if the agent has another and nothing explains
// it (T15): no pending status, no later choice of the agent's own. Whoever asks waits 30 s before
// it is shown.
func Drift(s AgentStatus, set Settings) (want string, drifts bool) {
	if !set.StatusInheritance || !s.Taken || s.Own || s.Next != nil || !FreeStatus(s.Platform) {
		return "", false
	}
	want, mapped := MappedStatus(s.Kustomer, set.StatusMapping)
	if !mapped || SystemStatus(want) || sameStatus(want, s.Platform) {
		return "", false
	}
	return want, true
}

// DriftText tells a drift to people: in English, and by code as a StatusStep's Said.
func DriftText(s AgentStatus, want string) (english string, said []string) {
	return say("drift: Kustomer status {kustomer} maps to {want}, but CCAI Platform has {platform}",
		"kustomer", s.Kustomer.Label(), "want", want, "platform", s.Platform)
}

// vanishFloor is how long a window must be gone at least: a reload, or a restart of ours, must never
// change a status.
const vanishFloor = 15 * time.Second

// vanishAfter is how long an entry of the setting vanishedAgent waits.
func vanishAfter(v VanishedAgent) time.Duration {
	return max(time.Duration(v.AfterSeconds)*time.Second, vanishFloor)
}

// Vanished tells which platform status an agent gets whose live window has been gone for so long
// (setting vanishedAgent); false: none. Of several entries that fit, the longest wait counts.
func Vanished(platform string, gone time.Duration, set Settings) (status string, ok bool) {
	var longest time.Duration
	for _, v := range set.VanishedAgent {
		if after := vanishAfter(v); sameStatus(v.Status, platform) && gone >= after && after > longest {
			status, longest = v.Set, after
		}
	}
	if longest == 0 || SystemStatus(platform) || SystemStatus(status) || sameStatus(status, platform) {
		return "", false
	}
	return status, true
}

// VanishWait is the shortest wait that the setting vanishedAgent knows; false: it names none.
func VanishWait(set Settings) (shortest time.Duration, named bool) {
	for _, v := range set.VanishedAgent {
		if after := vanishAfter(v); shortest == 0 || after < shortest {
			shortest = after
		}
	}
	return shortest, shortest > 0
}
