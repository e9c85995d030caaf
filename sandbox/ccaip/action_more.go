package ccaip

import "strings"

// stepTransfer hands over to a queue or an agent.
func (f *floor) stepTransfer(s *session, with step) error {
	to := target{menu: findMenu(f.menus, with.Queue)}
	switch {
	case with.Number != "":
		number, ok := wellFormed(with.Number)
		if !ok {
			return refusal{422, "That is not a number to dial: begin with + and the country code."}
		}
		to = target{line: number}
	case with.Queue == "":
		to.agent = f.agentByEmail(with.Agent)
	}
	return f.transferTo(s, to, with.Warm)
}

// stepAdd dials an outside line into the call.
func (f *floor) stepAdd(s *session, with step) error {
	number, ok := wellFormed(with.Number)
	switch {
	case !ok:
		return refusal{422, "That is not a number to dial: begin with + and the country code."}
	case s.status != "connected":
		return refusal{409, s.word() + " is not connected."}
	}
	f.addThirdParty(s, number)
	return nil
}

// stepDue brings a scheduled call's time forward to now.
func (f *floor) stepDue(s *session, _ step) error {
	if s.status != scheduled {
		return refusal{409, s.word() + " is not scheduled."}
	}
	f.due(s)
	return nil
}

// stepLeave takes an outside line out again.
func (f *floor) stepLeave(s *session, with step) error {
	for _, p := range s.participants {
		if p.kind == "third_party" && p.phone == with.Number && p.endedAt.IsZero() {
			p.endedAt, p.status, p.state = f.now(), "finished", "disconnected"
			f.touch(s)
			f.event(s, "system")
			return nil
		}
	}
	return refusal{409, "Nobody with that number is on the line."}
}

// stepCallback is "Hang up and call back": a new call that names the earlier
// one as its parent. In wrap-up it is the short call's "Callback".
func (f *floor) stepCallback(s *session, with step) error {
	if s.voicemail != nil {
		return f.callBackVoicemail(s, with)
	}
	a := s.agent
	number, ok := wellFormed(s.endUser.phone)
	switch {
	case s.kind != kindCall || !ok:
		return refusal{409, s.word() + " has no number to call back."}
	case s.inHands(a):
		f.end(s, "nothing", byAgent)
	case a == nil || a.wrap != s:
		return refusal{409, s.word() + " is not in an agent's hands."}
	}
	if a.wrap == s {
		if err := f.finishWrap(s, a, disposition{Code: with.Code, Note: with.Note}); err != nil {
			return err
		}
	}
	f.dial(dialling{by: a, number: number, parentID: s.id, sessionType: "Voice Outbound", lang: s.lang})
	return nil
}

// redact pauses the recording or lets it go on.
func (f *floor) redact(s *session, on bool) error {
	if s.status != "connected" || !s.inHands(s.agent) {
		return refusal{409, s.word() + " is not connected."}
	}
	s.redacting = on
	f.touch(s)
	f.postSession(s.agent, s, map[bool]string{true: "Redaction_Started", false: "Redaction_Ended"}[on], nil)
	return nil
}

// Bounds of a chat: runes in a message, messages in all.
const (
	maxMessage  = 4_000
	maxMessages = 2_000
)

// cut shortens words to n runes.
func cut(words string, n int) string {
	if r := []rune(words); len(r) > n {
		return string(r[:n])
	}
	return words
}

// stepMessage is a line in a chat: the agent's, or the end user's.
func (f *floor) stepMessage(s *session, with step) error {
	words := cut(strings.TrimSpace(with.Text), maxMessage)
	switch {
	case s.kind != kindChat || s.ended():
		return refusal{409, s.word() + " is no open chat."}
	case words == "":
		return refusal{422, "The message is empty."}
	case len(s.messages) >= maxMessages:
		return refusal{422, "The chat is as long as a chat may be."}
	}
	m := chatMessage{at: f.now(), from: or(s.endUser.name, "Customer"), text: words}
	if with.By == "agent" {
		if !s.inHands(s.agent) {
			return refusal{409, s.word() + " is not in an agent's hands."}
		}
		m.by, m.from = s.agent, s.agent.Name
	}
	s.messages = append(s.messages, m)
	f.touch(s)
	if s.agent != nil {
		what := map[bool]string{true: "Outbound_Message", false: "Inbound_Message"}[m.by != nil]
		f.postSession(s.agent, s, what, nil)
	}
	return nil
}

// stepRate is the end user's rating, during the session or long after it.
func (f *floor) stepRate(s *session, with step) error {
	if with.Rating < 1 || with.Rating > 5 {
		return refusal{422, "A rating is from 1 to 5."}
	}
	s.rating, s.comment = with.Rating, with.Text
	f.touch(s)
	f.exportAgain(s)
	return nil
}
