package ccaip

import (
	"fmt"
	"time"
)

// leaveVoicemail is a caller who would rather leave a message than wait.
func (f *floor) leaveVoicemail(s *session) error {
	if s.kind != kindCall || s.status != "queued" {
		return refusal{409, s.word() + " is not waiting in a queue."}
	}
	s.status, s.voicemailReason = "voicemail", "over_capacity"
	s.voicemail = &voicemail{Status: "received"}
	if w := s.lastWait(); w != nil {
		w.endedAt = f.now()
	}
	f.touch(s)
	f.event(s, "end_user_"+itoa(s.endUser.id))
	return nil
}

// handleVoicemail is an agent reading or dismissing a message, or calling its
// caller back. The session's status knows one of the three alone: read.
func (f *floor) handleVoicemail(s *session, what string, with step) error {
	if s.voicemail == nil || !s.ended() {
		return refusal{409, s.word() + " is no voicemail to be read."}
	}
	a := or(f.agentByEmail(with.Agent), f.agents[0])
	if what == "read" {
		s.status = "voicemail_read"
	}
	s.voicemail = &voicemail{Status: what, AgentID: a.ID, At: at(f.now())}
	f.touch(s)
	f.event(s, a.initiator())
	f.exportAgain(s)
	return nil
}

// callBackVoicemail dials the caller of a message.
func (f *floor) callBackVoicemail(s *session, with step) error {
	number, ok := wellFormed(s.endUser.phone)
	a := or(f.agentByEmail(with.Agent), f.agents[0])
	switch {
	case !ok:
		return refusal{409, s.word() + " has no number to call back."}
	case a.busy():
		return refusal{409, a.Name + " can not dial now: " + a.status + "."}
	}
	if err := f.handleVoicemail(s, "called_back", with); err != nil {
		return err
	}
	f.dial(dialling{by: a, number: number, parentID: s.id, sessionType: "Voice Outbound", lang: s.lang})
	return nil
}

// stepDismiss puts a voicemail or a silent chat aside.
func (f *floor) stepDismiss(s *session, with step) error {
	if s.kind == kindCall {
		return f.handleVoicemail(s, "dismissed", with)
	}
	a := s.agent
	if s.status != "ongoing" || !s.inHands(a) {
		return refusal{409, s.word() + " is not in an agent's hands."}
	}
	s.status = "dismissed"
	f.part(s, a)
	f.touch(s)
	f.event(s, a.initiator())
	return nil
}

// resume is an end user who writes again in a dismissed chat: it goes back to
// its agent if they are free, otherwise to anybody.
func (f *floor) resume(s *session) error {
	if s.status != "dismissed" {
		return refusal{409, s.word() + " is not dismissed."}
	}
	if s.agent.online() {
		s.wanted = s.agent
	}
	s.passed = map[int]bool{}
	s.agent = nil
	f.enqueue(s, s.menu)
	return nil
}

// deflect sends a waiting caller elsewhere, as overfull queues do.
func (f *floor) deflect(s *session) error {
	if s.status != "queued" && s.status != "selecting" {
		return refusal{409, s.word() + " is not waiting."}
	}
	s.deflection = "over_capacity_deflection"
	f.end(s, "nothing", bySystem)
	return nil
}

// failReasons are the reasons a session may be made to fail with.
var failReasons = map[string]int{
	"unknown": 10001, "expired": 11001, "transfer_expired": 11002, "eu_canceled": 20001, "eu_rejected": 20002,
	"eu_abandoned": 20003, "eu_in_menu_abandoned": 20004, "eu_busy": 21001, "eu_wrong_number": 21002,
	"eu_no_answer": 21003, "eu_noti_failed": 22001, "ag_canceled": 30001, "ag_ignored": 30002,
	"ag_mic_no_device": 31001, "ag_mic_denied": 31002, "voip_twilio_error": 41001, "voip_tokbox_error": 42001,
	"voip_invalid_token": 43001, "voip_conn_general": 44001, "voip_conn_timeout": 44002, "voip_conn_signal": 44003,
	"voip_nexmo_error": 45001, "stuck_due_to_api_error": 50001, "group_deleted_no_substitute": 50002,
	"menu_deleted": 50003, "direct_pstn_call_to_fallback_number": 60001, "force_ended": 0,
	"eu_repeated_voicemail": 20005, "eu_repeated_callback": 20006,
	// of chats
	"no_response": 2, "after_hours": 4, "expired_menu_selection": 31, "end_user_opt_out": 41,
}

// stepFail makes the session fail.
func (f *floor) stepFail(s *session, with step) error {
	if _, known := failReasons[with.Reason]; !known {
		return refusal{422, fmt.Sprintf("%q is no fail reason.", with.Reason)}
	}
	if s.ended() {
		return refusal{409, s.word() + " is over."}
	}
	f.end(s, with.Reason, bySystem)
	return nil
}

// actionTime is how long an end user takes over a SmartAction.
const actionTime = 200 * time.Millisecond

// stepSmartAction asks something of the end user's phone; with an error it
// fails there, otherwise it is done after a moment.
func (f *floor) stepSmartAction(s *session, with step) error {
	kind := or(with.Type, "photo")
	switch {
	case s.status != "connected" && s.status != "ongoing":
		return refusal{409, s.word() + " is not connected."}
	case kind != "verification" && kind != "photo" && kind != "video" && kind != "text":
		return refusal{422, fmt.Sprintf("%q is no SmartAction: verification, photo, video, text.", kind)}
	}
	act := &smartAction{ID: f.newID(), Type: kind, Status: "requested", RequestedAt: at(f.now())}
	s.smartActions = append(s.smartActions, act)
	f.touch(s)
	f.after(actionTime, func() {
		f.completeAction(s, act, with)
		f.touch(s)
		f.exportAgain(s)
	})
	return nil
}

// completeAction is the end user having done it, or not.
func (f *floor) completeAction(s *session, act *smartAction, with step) {
	act.CompletedAt = at(f.now())
	if with.Error != "" {
		act.Status, act.Error = "failed", with.Error
		return
	}
	act.Status = "completed"
	n := len(s.smartActions)
	switch act.Type {
	case "photo":
		act.Files = []string{fmt.Sprintf("%s-%d-photo-%d.jpg", s.kind, s.id, n)}
	case "video":
		act.Files = []string{fmt.Sprintf("%s-%d-video-%d.mp4", s.kind, s.id, n)}
	case "text":
		act.Value = or(with.Text, "A-17")
	}
}
