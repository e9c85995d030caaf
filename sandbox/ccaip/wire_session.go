package ccaip

import (
	"strings"
	"time"
)

// wireSession is a call or chat as the APIs show it: the fields that both
// have. What has not happened is null.
type wireSession struct {
	ID            int     `json:"id"`
	ParentID      *int    `json:"parent_id"`
	Lang          string  `json:"lang"`
	SessionType   string  `json:"session_type_v2"`
	Status        string  `json:"status"`
	SubStatus     *string `json:"sub_status"`
	CreatedAt     *stamp  `json:"created_at"`
	QueuedAt      *stamp  `json:"queued_at"`
	AssignedAt    *stamp  `json:"assigned_at"`
	ConnectedAt   *stamp  `json:"connected_at"`
	EndsAt        *stamp  `json:"ends_at"`
	ScheduledAt   *stamp  `json:"scheduled_at"`
	UpdatedAt     *stamp  `json:"updated_at"`
	WaitDuration  int     `json:"wait_duration"` // the old name of queue_duration
	QueueDuration int     `json:"queue_duration"`
	HoldDuration  int     `json:"hold_duration"`
	Rating        *int    `json:"rating"`
	HasFeedback   bool    `json:"has_feedback"`
	OutTicketID   *string `json:"out_ticket_id"`
	OutTicketURL  *string `json:"out_ticket_url"`
	Verified      bool    `json:"verified"`
	Deflection    string  `json:"deflection"`
	Disconnected  string  `json:"disconnected_by"`
	FinishReason  *string `json:"finish_reason"`
	FailDetails   *string `json:"fail_details"`
	FailReason    string  `json:"fail_reason"`
	SupportNumber *string `json:"support_number"`
	OutboundNum   *string `json:"outbound_number"`
	OfferType     *string `json:"offer_type"`
	AnswerType    *string `json:"answer_type"`

	SelectedMenu *wireMenu      `json:"selected_menu"`
	MenuPath     *wirePath      `json:"menu_path"`
	AgentInfo    *wireAgentInfo `json:"agent_info"`
	EndUser      *wireEndUser   `json:"end_user"`

	Photos           []wirePhoto     `json:"photos"`
	Videos           []wireVideo     `json:"videos"`
	OfferEvents      []wireOffer     `json:"offer_events"`
	Transfers        []wireTransfer  `json:"transfers"`
	DeflectionDetail []struct{}      `json:"deflection_details"`
	Participants     []wireParty     `json:"participants"`
	HandleDurations  []wireHandle    `json:"handle_durations"`
	QueueDurations   []wireQueueStay `json:"queue_durations"`
}

// wireCall adds what only calls have.
type wireCall struct {
	wireSession
	CallType            string  `json:"call_type"` // the same as session_type_v2, under its older name
	CallDuration        int     `json:"call_duration"`
	VoipProvider        string  `json:"voip_provider"`
	RecordingURL        *string `json:"recording_url"`
	RecordingPermission string  `json:"recording_permission"`
	VoicemailReason     string  `json:"voicemail_reason"`
	AdapterFailCode     *string `json:"adapter_fail_code"`
	AdapterFailMessage  *string `json:"adapter_fail_message"`
}

// wireChat adds what only chats have.
type wireChat struct {
	wireSession
	ChatType        string        `json:"chat_type"`
	ChatDuration    int           `json:"chat_duration"`
	FinishedAt      *stamp        `json:"finished_at"`
	MessageCount    int           `json:"message_count"`
	FirstMsgSentAt  *stamp        `json:"first_msg_sent_at"`
	LastMsgSentAt   *stamp        `json:"last_msg_sent_at"`
	AverageResponse int           `json:"average_response_time"`
	LongestResponse int           `json:"longest_response_time"`
	Transcript      []wireMessage `json:"transcript"`
}

type wireMessage struct {
	At   *stamp `json:"timestamp"`
	From string `json:"from"` // end_user or agent
	Name string `json:"name"`
	Text string `json:"text"`
}

type wireAgentInfo struct {
	ID          int     `json:"id"`
	Name        string  `json:"name"`
	FirstName   string  `json:"first_name"`
	LastName    string  `json:"last_name"`
	AgentNumber string  `json:"agent_number"`
	AvatarURL   *string `json:"avatar_url"`
}

type wireEndUser struct {
	ID           int     `json:"id"`
	Identifier   string  `json:"identifier"`
	OutContactID *string `json:"out_contact_id"`
	Name         string  `json:"name,omitempty"`
	Email        string  `json:"email,omitempty"`
	Phone        string  `json:"phone,omitempty"`
}

type wirePhoto struct {
	ID        int    `json:"id"`
	PhotoType string `json:"photo_type"`
	URL       string `json:"url"`
}

type wireVideo struct {
	ID  int    `json:"id"`
	URL string `json:"url"`
}

type wireOffer struct {
	CastingTime *stamp `json:"casting_time"`
	Group       string `json:"group"`
}

// text is nil for an empty string.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// number is nil for zero.
func number(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// seconds counts from one time to another, or to now while the other has not
// come; 0 where it has not begun.
func seconds(from, to, now time.Time) int {
	if from.IsZero() {
		return 0
	}
	if to.IsZero() {
		to = now
	}
	return int(to.Sub(from).Round(time.Second) / time.Second)
}

// menuType tells the kind of menu a session type's people choose from.
func (s *session) menuType() string {
	switch {
	case strings.Contains(s.sessionType, "Mobile"), strings.Contains(s.sessionType, "App"):
		return "mobile_menu"
	case strings.Contains(s.sessionType, "Web"):
		return "web_menu"
	}
	return "ivr_menu"
}

// wireInfo shows an agent inside a session.
func (a *agent) wireInfo() *wireAgentInfo {
	if a == nil {
		return nil
	}
	return &wireAgentInfo{ID: a.ID, Name: a.Name, FirstName: a.firstName(), LastName: a.lastName(), AgentNumber: a.number()}
}

// wire shows the part that calls and chats share.
func (f *floor) wire(s *session) wireSession {
	now := f.now()
	queued := s.queuedFor(now)
	return wireSession{
		ID: s.id, ParentID: number(s.parentID), Lang: s.lang, SessionType: s.sessionType,
		Status: s.status, SubStatus: text(s.subStatus),
		CreatedAt: at(s.createdAt), QueuedAt: at(s.queuedAt), AssignedAt: at(s.assignedAt),
		ConnectedAt: at(s.connectedAt), EndsAt: at(s.endsAt), ScheduledAt: at(s.scheduledAt), UpdatedAt: at(s.updatedAt),
		WaitDuration: queued, QueueDuration: queued, HoldDuration: int(s.heldFor(now).Round(time.Second) / time.Second),
		Rating: number(s.rating), HasFeedback: s.rating != 0,
		OutTicketID: text(s.ticketID), OutTicketURL: text(s.ticketURL),
		Deflection: s.deflection, Disconnected: s.disconnectedBy, FailReason: s.failReason,
		SupportNumber: text(s.supportNumber), OutboundNum: text(s.outboundNumber),
		OfferType: s.offerType(), AnswerType: text(s.answerType),
		SelectedMenu: s.menu.wire(s.menuType()), MenuPath: wirePathOf(s.menu), AgentInfo: s.agent.wireInfo(),
		EndUser: s.wireEndUser(), Photos: s.wirePhotos(), Videos: s.wireVideos(), OfferEvents: s.wireOffers(),
		Transfers: f.wireTransfers(s), DeflectionDetail: []struct{}{}, Participants: s.wireParties(now),
		HandleDurations: s.wireHandles(now), QueueDurations: s.wireQueues(now),
	}
}

// wireCall shows a call; base is the address the caller reached us by.
func (f *floor) wireCall(s *session, base string) wireCall {
	return wireCall{
		wireSession: f.wire(s), CallType: s.sessionType,
		CallDuration: seconds(s.connectedAt, s.endsAt, f.now()), VoipProvider: "voip_provider_twilio",
		RecordingURL: s.recordingURL(base), RecordingPermission: s.recordingPermission,
		VoicemailReason: s.voicemailReason,
	}
}

// feedback is the end user's rating; nil before they gave one.
func (s *session) feedback() *feedback {
	if s.rating == 0 {
		return nil
	}
	return &feedback{s.rating, s.comment}
}

// wireEndUser shows the person outside; the vendor leaves them out of an
// outbound call that is not being dialled yet.
func (s *session) wireEndUser() *wireEndUser {
	if s.direction == outgoing && s.status == "assigned" && s.ticketID == "" {
		return nil
	}
	u := s.endUser
	return &wireEndUser{ID: u.id, Identifier: u.identifier, Name: u.name, Email: u.email, Phone: u.phone}
}

// offerType tells how the session was cast to agents; null where it was not.
func (s *session) offerType() *string {
	if s.offeredAt.IsZero() {
		return nil
	}
	return text("deltacast")
}

// queuedFor is the seconds spent waiting in queues.
func (s *session) queuedFor(now time.Time) int {
	var sum time.Duration
	for _, w := range s.waits {
		to := w.endedAt
		if to.IsZero() {
			to = now
		}
		sum += to.Sub(w.startedAt)
	}
	return int(sum.Round(time.Second) / time.Second)
}

// heldFor is the time spent on hold.
func (s *session) heldFor(now time.Time) time.Duration {
	if s.heldSince.IsZero() {
		return s.held
	}
	return s.held + now.Sub(s.heldSince)
}
