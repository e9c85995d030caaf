package ccaip

// step is what a person or a test may do to a session; which fields count
// depends on the action.
type step struct {
	By     string `json:"by,omitempty"`     // hangup: agent, otherwise the end user
	Queue  string `json:"queue,omitempty"`  // queue, transfer: a menu
	Agent  string `json:"agent,omitempty"`  // an agent's e-mail: transfer to whom, finish or read by whom
	Warm   bool   `json:"warm,omitempty"`   // transfer
	Code   string `json:"code,omitempty"`   // finish: disposition
	Note   string `json:"note,omitempty"`   // finish: what the agent writes
	Number string `json:"number,omitempty"` // add, leave: somebody else's number
	Text   string `json:"text,omitempty"`   // message
	Rating int    `json:"rating,omitempty"` // rate: 1 to 5
	Type   string `json:"type,omitempty"`   // smart_action: verification, photo, video or text
	Error  string `json:"error,omitempty"`  // smart_action: why it fails at the end user's
	Reason string `json:"reason,omitempty"` // fail, unreachable: a fail reason
}

// actions lists every step by its name; the steps beyond a plain call stand
// in action_more.go.
var actions = map[string]func(*floor, *session, step) error{
	"answer":      func(f *floor, s *session, _ step) error { return f.accept(s) },
	"decline":     func(f *floor, s *session, _ step) error { return f.decline(s) },
	"pickup":      func(f *floor, s *session, _ step) error { return f.pickUp(s) },
	"hold":        func(f *floor, s *session, _ step) error { return f.hold(s, true) },
	"unhold":      func(f *floor, s *session, _ step) error { return f.hold(s, false) },
	"mute":        func(f *floor, s *session, _ step) error { return f.mute(s, true) },
	"unmute":      func(f *floor, s *session, _ step) error { return f.mute(s, false) },
	"hangup":      (*floor).stepHangUp,
	"finish":      (*floor).stepFinish,
	"unreachable": func(f *floor, s *session, with step) error { return f.unreachable(s, or(with.Reason, "ag_mic_denied")) },
	"queue":       (*floor).stepQueue,

	"due":    (*floor).stepDue,
	"cancel": func(f *floor, s *session, _ step) error { return f.cancelScheduled(s) },

	"transfer": (*floor).stepTransfer,
	"add":      (*floor).stepAdd,
	"leave":    (*floor).stepLeave,
	"callback": (*floor).stepCallback,
	"redact":   func(f *floor, s *session, _ step) error { return f.redact(s, true) },
	"unredact": func(f *floor, s *session, _ step) error { return f.redact(s, false) },
	"message":  (*floor).stepMessage,
	"rate":     (*floor).stepRate,

	"voicemail":    func(f *floor, s *session, _ step) error { return f.leaveVoicemail(s) },
	"read":         func(f *floor, s *session, with step) error { return f.handleVoicemail(s, "read", with) },
	"dismiss":      (*floor).stepDismiss,
	"resume":       func(f *floor, s *session, _ step) error { return f.resume(s) },
	"deflect":      func(f *floor, s *session, _ step) error { return f.deflect(s) },
	"smart_action": (*floor).stepSmartAction,
	"fail":         (*floor).stepFail,
}

// act does one step, or says why it is not possible.
func (f *floor) act(s *session, name string, with step) error {
	do, known := actions[name]
	if !known {
		return refusal{404, "There is no step " + name + "."}
	}
	return do(f, s, with)
}

// stepHangUp lets the end user or the agent end the session.
func (f *floor) stepHangUp(s *session, with step) error {
	if with.By == "agent" {
		return f.hangUpByAgent(s, or(f.agentByEmail(with.Agent), s.agent))
	}
	return f.hangUp(s)
}

// stepFinish ends a wrap-up: the named agent's, or whoever's it is.
func (f *floor) stepFinish(s *session, with step) error {
	var who *agent
	if len(s.wrapping) > 0 {
		who = s.wrapping[0]
	}
	if with.Agent != "" {
		who = f.agentByEmail(with.Agent)
	}
	return f.finishWrap(s, who, disposition{Code: with.Code, Note: with.Note})
}

// stepQueue is the caller's choice in the menu.
func (f *floor) stepQueue(s *session, with step) error {
	if s.status != "selecting" {
		return refusal{409, s.word() + " has left the menu."}
	}
	m := findMenu(f.menus, with.Queue)
	if m == nil {
		return refusal{422, "There is no queue " + with.Queue + "."}
	}
	f.enqueue(s, m)
	return nil
}
