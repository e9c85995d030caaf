package state

import "agentadapter/protocol"

// shortCall is how long a connected call may have lasted, in milliseconds, to be called too short: the
// platform's own limit for its Callback screen.
const shortCall = 10_000

// CanCallBack tells whether a session is over and left a number to call.
func CanCallBack(one protocol.Session) bool {
	return one.Number != "" && !one.Live() && one.State != protocol.StateQueued
}

// Brief tells whether a call was connected and ended within ten seconds.
func Brief(one protocol.Session) bool {
	return !Chat(one.Session) && !one.Live() && one.ConnectedAt > 0 && one.EndedAt > 0 &&
		one.EndedAt-one.ConnectedAt < shortCall
}

// callBack dials an earlier session's number. The field shows it, so that a refusal keeps the number
// and Call tries the same call back again.
func (c *change) callBack(session string) {
	if c.Dial.Ref != "" {
		return
	}
	one, ok := c.find(session)
	if !ok {
		one, ok = findIn(c.Listed(), session)
	}
	if !ok || !CanCallBack(one) {
		return
	}
	c.fillField(one.Number, one.Customer, "")
	c.Dial.Back = session
	c.pressedCall()
}

// find is the session of that name as it was told last.
func (s State) find(session string) (protocol.Session, bool) { return findIn(s.Sessions, session) }

func findIn(list []protocol.Session, session string) (protocol.Session, bool) {
	for _, one := range list {
		if one.Session == session {
			return one, true
		}
	}
	return protocol.Session{}, false
}
