package ccaip

import "time"

// writeFirst has an agent write to somebody first: a chat by SMS that is theirs
// from the start.
func (f *floor) writeFirst(a *agent, number, sessionType string, wrapUpFor *time.Duration) *session {
	s := f.begin(arrival{kind: kindChat, sessionType: sessionType,
		caller: endUser{identifier: number, phone: number}, wrapUpFor: wrapUpFor})
	s.status, s.direction = "assigned", outgoing
	s.assignedAt, s.answerType = f.now(), "manual"
	s.outboundNumber = f.cfg.OutboundNumbers[0]
	f.join(s, &participant{kind: "agent", agent: a, status: "accepted", state: "accepted"})
	f.join(s, &participant{kind: "end_user", status: "connected", state: "connected", phone: number})
	f.take(s, a)
	f.touch(s)
	f.event(s, a.initiator())
	f.postSession(a, s, "Started", nil)
	f.after(mediaDelay, func() { f.connect(s) })
	return s
}

// mayText says why an agent can not begin a chat, if so.
func (a *agent) mayText() error {
	if a.busy() || !a.online() || len(a.chats) >= maxChats {
		return refusal{409, a.Name + " can not write now: " + a.status + "."}
	}
	return nil
}
