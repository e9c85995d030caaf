package state

import (
	"slices"

	"agentadapter/protocol"
)

// openedLimit is how many sessions are remembered as brought forward.
const openedLimit = 50

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
	rung := c.rung
	c.rung = nil
	for _, one := range rings {
		c.rung = append(c.rung, one.Session)
		if slices.Contains(rung, one.Session) {
			continue
		}
		c.openFor(one.Session, true)
		c.do(Notify{one.Session})
		c.do(Focus{ID: AnswerID(one.Session), Politely: true})
	}
	for _, session := range rung {
		if !slices.Contains(c.rung, session) {
			c.do(Unnotify{session})
		}
	}
	if rangBefore && len(rings) == 0 {
		c.do(ReturnFocus{})
	}
}

// openFor brings the widget forward for a session: at each ring, unless its record just did, and
// for its record, unless a ring did.
func (c *change) openFor(session string, rings bool) {
	at := slices.IndexFunc(c.opened, func(o opening) bool { return o.session == session })
	if at < 0 {
		c.opened = lastOf(append(c.opened, opening{session, rings}), openedLimit)
		c.do(OpenHost{})
		return
	}
	if rings && c.opened[at].rang {
		c.do(OpenHost{})
	}
	c.opened[at].rang = c.opened[at].rang || rings
}

func lastOf[T any](list []T, n int) []T { return list[max(0, len(list)-n):] }
