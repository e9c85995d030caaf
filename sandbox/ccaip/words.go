package ccaip

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// initiator is how events name an agent who did something.
func (a *agent) initiator() string { return "agent_" + itoa(a.ID) }

// initiatorOf names who ended a session.
func initiatorOf(by string, s *session) string {
	switch {
	case by == byEndUser:
		return "end_user_" + itoa(s.endUser.id)
	case by == byAgent && s.agent != nil:
		return s.agent.initiator()
	}
	return "system"
}

// omitNothing leaves out the fail reason of a session that went well.
func omitNothing(reason string) any {
	if reason == "nothing" {
		return nil
	}
	return reason
}

// word names the session in a sentence: "Call 418".
func (s *session) word() string {
	return strings.ToUpper(s.kind[:1]) + s.kind[1:] + " " + itoa(s.id)
}
