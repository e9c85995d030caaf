package state

import (
	"slices"

	"agentadapter/protocol"
)

// rungLimit is how many rings are remembered as announced.
const rungLimit = 50

// Rings are the calls and chats that ring for the agent in this window, oldest first.
func (s State) Rings() []protocol.Session {
	if !s.Lease.Live {
		return nil
	}
	var rings []protocol.Session
	for _, one := range slices.Backward(s.Sessions) {
		if ringing(one) {
			rings = append(rings, one)
		}
	}
	return rings
}

func ringing(one protocol.Session) bool {
	return one.State == protocol.StateRinging && one.Direction != "out"
}

// AnswerID is the id of a ring's Answer button.
func AnswerID(session string) string { return "answer-" + session }

// announce brings the widget forward for rings that are new, once each, and offers Answer to the
// agent's keyboard; it gives the focus back when the last ring is over.
func (c *change) announce(rangBefore bool) {
	rings := c.Rings()
	for _, one := range rings {
		if slices.Contains(c.rung, one.Session) {
			continue
		}
		c.rung = lastOf(append(c.rung, one.Session), rungLimit)
		c.do(OpenHost{}, Focus{ID: AnswerID(one.Session), Politely: true})
	}
	if rangBefore && len(rings) == 0 {
		c.do(ReturnFocus{})
	}
}

func lastOf(list []string, n int) []string { return list[max(0, len(list)-n):] }
