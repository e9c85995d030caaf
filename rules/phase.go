package rules

import (
	"strings"
	"time"
)

// Phase is how far a session has come, in the words that the message's meta.status uses (S2).
type Phase string

// The phases.
const (
	Queued     Phase = "queued"
	Ringing    Phase = "ringing"
	InProgress Phase = "in-progress"
	Completed  Phase = "completed"
	Abandoned  Phase = "abandoned"
	Failed     Phase = "failed"
	VoiceMail  Phase = "voicemail"
)

// Terminal tells whether the session is over.
func (p Phase) Terminal() bool {
	switch p {
	case Completed, Abandoned, Failed, VoiceMail:
		return true
	}
	return false
}

// Phase tells how far the session has come. An end once told is never taken back by an object that
// was read earlier.
func (s Session) Phase() Phase {
	if s.Ended() {
		return s.outcome()
	}
	switch s.Get(Status) {
	case "connected", "ongoing", "switching", "va_connected", "campaign_connected":
		return InProgress
	}
	ringing := false
	for _, part := range s.Agents {
		if part.Connected != 0 {
			return InProgress
		}
		ringing = ringing || part.Offered != 0 || part.Taken != 0
	}
	switch s.Get(Status) {
	case "assigned", "connecting", "campaign_connecting":
		return Ringing
	}
	if ringing {
		return Ringing
	}
	return Queued
}

// Ended tells whether anybody told the end.
func (s Session) Ended() bool {
	return s.Settled() || s.Gone != 0 || s.Get(EndsAt) != ""
}

// Settled tells whether the platform's own object says that the session is over: nothing but its
// after-effects (rating, recording) is still to come.
func (s Session) Settled() bool {
	return ended(s.Get(Status))
}

// ended: statuses of calls and chats after which a session does not go on.
func ended(status string) bool {
	switch status {
	case "finished", "failed", "recovered", "deflected", "action_only_finished",
		"voicemail", "voicemail_received", "voicemail_read",
		"dismissed", "va_dismissed", "abandoned", "canceled", "cancelled", "timeout":
		return true
	}
	return strings.HasPrefix(status, "timeout")
}

// over: states of an event's item after which a session does not go on.
func over(state string) bool {
	switch strings.ToLower(state) {
	case "disconnected", "ended", "finished":
		return true
	}
	return false
}

func (s Session) outcome() Phase {
	switch {
	case s.voicemail():
		return VoiceMail
	case s.abandoned():
		return Abandoned
	case s.failed():
		return Failed
	}
	return Completed
}

func (s Session) abandoned() bool {
	switch s.failReason() {
	case "eu_abandoned", "eu_in_menu_abandoned":
		return true
	}
	switch s.Get(Status) {
	case "abandoned", "canceled", "cancelled":
		return true
	}
	// From events alone: the caller came in, left, and no agent had taken the call.
	return !ended(s.Get(Status)) && !s.Outbound() && s.AgentNow() == ""
}

// cameToNothing: nobody spoke, since the end user left, or declined what an agent dialled (V7).
func (s Session) cameToNothing() bool {
	return s.Phase() == Abandoned || s.Outbound() && s.failReason() == "eu_rejected" && !s.wasConnected()
}

// inMenu: the caller left before any queue (V7).
func (s Session) inMenu() bool {
	switch s.failReason() {
	case "eu_in_menu_abandoned":
		return true
	case "eu_abandoned":
		return false
	}
	return s.abandoned() && s.Get(QueueIDs) == "" && s.Get(QueueNames) == "" && s.Get(QueuedAt) == ""
}

func (s Session) failed() bool {
	switch s.Get(Status) {
	case "failed":
		return true
	case "":
		return s.Outbound() && !s.wasConnected()
	}
	return !ended(s.Get(Status)) && s.failReason() != "" && s.AgentNow() == ""
}

func (s Session) wasConnected() bool {
	for _, part := range s.Agents {
		if part.Connected != 0 {
			return true
		}
	}
	return s.Get(ConnectedAt) != ""
}

// failReason is the platform's fail_reason by name, "" for none.
func (s Session) failReason() string {
	switch reason := s.Get(FailReason); reason {
	case "nothing", "0":
		return ""
	case "20002":
		return "eu_rejected"
	case "20003":
		return "eu_abandoned"
	case "20004":
		return "eu_in_menu_abandoned"
	default:
		return reason
	}
}

// Outbound tells whether the agent's side began the session.
func (s Session) Outbound() bool {
	if kind := s.Get(Type); kind != "" && s.Told[Type].Source >= s.Told[Direction].Source {
		return strings.Contains(kind, "Outbound") || strings.Contains(kind, "Campaign")
	}
	return s.Get(Direction) == "out"
}

// Internal: agents among themselves; no end user, nothing for the CRM.
func (s Session) Internal() bool { return strings.Contains(s.Get(Type), "Internal") }

// SDK tells whether the end user came from a Mobile, Web or App SDK: these alone give an identifier.
func (s Session) SDK() bool {
	kind := s.Get(Type)
	for _, word := range []string{"(Mobile)", "(Web)", "(App)"} {
		if strings.Contains(kind, word) {
			return true
		}
	}
	return false
}

// Channel is the message's channel: voice, chat, sms or whatsapp.
func (s Session) Channel() string {
	kind := s.Get(Type)
	switch {
	case s.Kind() == "call":
		return "voice"
	case strings.Contains(kind, "WhatsApp"):
		return "whatsapp"
	case strings.Contains(kind, "SMS"):
		return "sms"
	}
	return "chat"
}

// Began is when the session began: what the object says, or the earliest moment told of.
func (s Session) Began() time.Time {
	if t := s.Time(CreatedAt); !t.IsZero() {
		return t
	}
	return moment(s.First)
}

// Answered is when the first agent had the session, zero while none has.
func (s Session) Answered() time.Time {
	if t := s.Time(ConnectedAt); !t.IsZero() {
		return t
	}
	var first int64
	for _, part := range s.Agents {
		first = earliest(first, part.Connected)
	}
	return moment(first)
}

// Over is when the session ended, zero while it goes on.
func (s Session) Over() time.Time {
	if t := s.Time(EndsAt); !t.IsZero() {
		return t
	}
	if s.Gone == 0 && s.Ended() {
		return moment(s.Last)
	}
	return moment(s.Gone)
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
