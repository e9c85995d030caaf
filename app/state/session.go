package state

import (
	"fmt"
	"slices"
	"strings"

	"agentadapter/protocol"
)

// recentLimit is how many sessions that have ended stay in view; poppedLimit how many pops are
// remembered as done.
const (
	recentLimit = 5
	poppedLimit = 100
)

// Chat tells whether a session is a chat; otherwise it is a call.
func Chat(session string) bool { return strings.HasPrefix(session, "chat-") }

// ownCall tells whether a call goes on in the agent's ear. One that rings for the agent does not
// yet; one the agent has dialed does, from its first ring.
func ownCall(one protocol.Session) bool {
	return !Chat(one.Session) && one.Live() && !ringing(one)
}

// session takes in a call or chat as it now is.
func (c *change) session(s protocol.Session) {
	rang := len(c.Rings()) > 0
	at := slices.IndexFunc(c.Sessions, func(one protocol.Session) bool { return one.Session == s.Session })
	if at >= 0 {
		c.overruled(c.Sessions[at], s)
		c.Sessions[at] = s
	} else {
		c.Sessions = append([]protocol.Session{s}, c.Sessions...)
	}
	c.Sessions = recent(c.Sessions)
	c.historyMoved(s)
	c.dialSeen(s)
	c.announce(rang)
}

// dialSeen takes the "Calling" line away once the call itself is in view.
func (c *change) dialSeen(s protocol.Session) {
	if s.Direction == "out" && s.State != protocol.StateRinging && !c.Dial.Refused && c.Dial.Ref == "" {
		c.Dial.Outcome = ""
	}
}

// recent keeps all that is live, which comes first, all that needs help, and the newest of the
// rest.
func recent(sessions []protocol.Session) []protocol.Session {
	var live, rest []protocol.Session
	ended := 0
	for _, one := range sessions {
		switch {
		case one.Live():
			live = append(live, one)
			continue
		case one.Saved != protocol.NeedsHelp:
			if ended++; ended > recentLimit {
				continue
			}
		}
		rest = append(rest, one)
	}
	return append(live, rest...)
}

// pop brings a record up, once, and only in the live window.
func (c *change) pop(n uint64, p protocol.Pop) {
	key := fmt.Sprintf("%d %s %s", n, p.Session, p.Conversation)
	if n != 0 && slices.Contains(c.popped, key) {
		return
	}
	c.popped = lastOf(append(c.popped, key), poppedLimit)
	if c.Lease.Live {
		c.openFor(p.Session, false)
		c.do(OpenRecord{p.Customer, p.Conversation})
	}
}

// RecordURL is the address of a session's conversation in Kustomer, empty while there is none.
func (s State) RecordURL(one protocol.Session) string {
	if s.Records == "" || one.Customer == "" || one.Conversation == "" {
		return ""
	}
	return s.Records + "/app/customers/" + one.Customer + "/event/" + one.Conversation
}
