package state

import "agentadapter/protocol"

// Clock is the server's clock as well as this page knows it, in milliseconds since 1970: what it tells
// is measured by it, and a computer's own may be wrong. Zero before the first Ticked.
func (s State) Clock() int64 {
	if s.Now == 0 {
		return 0
	}
	return s.Now - s.Skew
}

// setSkew compares both clocks; Ticked was sent just before the welcome.
func (c *change) setSkew(server int64) {
	if server > 0 && c.Now > 0 {
		c.Skew = c.Now - server
	}
}

// Counting tells whether anything in view counts seconds.
func (s State) Counting() bool {
	if s.WrappingUp() {
		return true
	}
	for _, one := range s.Sessions {
		if one.Live() {
			return true
		}
	}
	return false
}

// WrappingUp tells whether the agent writes a session up: the platform's own statuses say so.
func (s State) WrappingUp() bool {
	return s.Status.Platform == "Wrap-up" || s.Status.Platform == "Wrap-up Exceeded"
}

// WrapUp is the session that is being written up, empty for none: the own one that ended last.
func (s State) WrapUp() string {
	if !s.WrappingUp() {
		return ""
	}
	var last protocol.Session
	for _, one := range s.Sessions {
		if one.State == protocol.StateEnded && (last.Session == "" || one.EndedAt > last.EndedAt) {
			last = one
		}
	}
	return last.Session
}

// CountsFrom is since when a session's seconds are counted: the connection, or what came before it;
// zero while that is not known.
func CountsFrom(one protocol.Session) int64 {
	switch {
	case !one.Live():
		return 0
	case ringing(one) && one.OfferedAt > 0:
		return one.OfferedAt
	case one.ConnectedAt > 0 && one.State != protocol.StateRinging:
		return one.ConnectedAt
	}
	return one.StartedAt
}
