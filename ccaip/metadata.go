package ccaip

import (
	"encoding/json"
	"errors"
	"strings"
)

// errNoID is for a session that nothing could be done with.
var errNoID = errors.New("the session has no id")

// ParseMetadata reads the exported document of a session. A chat is told by its session type
// ("Messaging …") or its chat type.
func ParseMetadata(document []byte) (Session, error) {
	f, err := readFields(document)
	if err != nil {
		return Session{}, err
	}
	kind := KindCall
	if f.text("chat_type") != "" || strings.HasPrefix(f.text("session_type_v2"), "Messaging") {
		kind = KindChat
	}
	return readSession(kind, document)
}

// readSession reads one object of the Manager API, the Apps API or the metadata export.
func readSession(kind SessionKind, raw json.RawMessage) (Session, error) {
	f, err := readFields(raw)
	if err != nil {
		return Session{}, err
	}
	s := Session{Kind: kind, ID: f.id("id", string(kind)+"_id"), Raw: raw}
	if s.ID == "" {
		return Session{}, errNoID
	}
	s.readWhat(f)
	s.readWhen(f)
	s.readWho(f)
	s.readOutcome(f)
	s.readExtras(f)
	return s, nil
}

func (s *Session) readWhat(f fields) {
	s.ParentID = f.id("parent_id")
	s.Lang = f.text("lang", "language")
	s.CallType = f.text("call_type")
	s.ChatType = f.text("chat_type")
	s.SessionType = f.text("session_type_v2", "session_type")
	s.Status = statusWord(f.text("status"))
	s.SubStatus = f.text("sub_status")
	s.Menu = readMenu(f.object("selected_menu"))
	path := f.object("menu_path")
	s.MenuPathIDs = path.path("materialized_path")
	s.MenuPathNames = path.path("name")
}

func (s *Session) readWhen(f fields) {
	s.CreatedAt = f.when("created_at")
	s.QueuedAt = f.when("queued_at")
	s.AssignedAt = f.when("assigned_at")
	s.ConnectedAt = f.when("connected_at")
	s.EndsAt = f.when("ends_at", "finished_at", "ended_at")
	s.ScheduledAt = f.when("scheduled_at")
	s.UpdatedAt = f.when("updated_at")
	s.QueueDuration = f.number("queue_duration", "wait_duration")
	s.Duration = f.number(string(s.Kind)+"_duration", "call_duration", "chat_duration")
	s.HoldDuration = f.number("hold_duration")
}

func (s *Session) readWho(f fields) {
	s.Agent = readSessionAgent(f.object("agent_info", "agent"))
	u := f.object("end_user")
	s.EndUser = EndUser{
		ID:           u.id("id"),
		Identifier:   u.text("identifier"),
		Name:         u.text("name"),
		Email:        u.text("email"),
		Phone:        u.text("phone", "phone_number"),
		OutContactID: u.text("out_contact_id"),
	}
	s.SupportNumber = f.text("support_number")
	s.OutboundNumber = f.text("outbound_number")
	for _, p := range f.objects("participants") {
		s.Participants = append(s.Participants, readParticipant(p))
	}
	for _, t := range f.objects("transfers") {
		s.Transfers = append(s.Transfers, readTransfer(t))
	}
}

func (s *Session) readOutcome(f fields) {
	s.FailReason = failWord(s.Kind, f.text("fail_reason"))
	s.FailDetails = f.text("fail_details")
	s.FinishReason = f.text("finish_reason")
	s.DisconnectedBy = f.text("disconnected_by")
	s.Deflection = f.text("deflection")
	s.AnswerType = f.text("answer_type")
	s.RecordingURL = f.text("recording_url")
	s.RecordingPermission = f.text("recording_permission")
	s.Transcript = readTranscript(f)
	s.VoicemailReason = f.text("voicemail_reason")
	s.OutTicketID = f.text("out_ticket_id")
	s.OutTicketURL = f.text("out_ticket_url")
	s.Verified = f.flag("verified")
	feedback := f.object("feedback")
	s.Rating = f.number("rating")
	if s.Rating == 0 {
		s.Rating = feedback.number("rating")
	}
	s.Comment = feedback.text("comment")
	s.HasFeedback = f.flag("has_feedback") || s.Rating > 0 || s.Comment != ""
}

func (s *Session) readExtras(f fields) {
	s.MessageCount = f.number("message_count")
	s.Photos = readMedia(f.objects("photos"), "photo_type")
	s.Videos = readMedia(f.objects("videos"), "video_type")
	v := f.object("voicemail")
	s.Voicemail = Voicemail{Status: v.text("status"), AgentID: v.id("agent_id"), At: v.when("at")}
	for _, a := range f.objects("smart_actions") {
		s.SmartActions = append(s.SmartActions, readSmartAction(a))
	}
	s.CustomData = readCustomData(f.raw("custom_data"))
}

func readSessionAgent(f fields) SessionAgent {
	name := f.text("name", "full_name")
	if name == "" {
		name = strings.TrimSpace(f.text("first_name") + " " + f.text("last_name"))
	}
	return SessionAgent{ID: f.id("id", "agent_id"), Name: name, Email: f.text("email")}
}

func readParticipant(f fields) Participant {
	return Participant{
		ID:          f.id("id"),
		Type:        f.text("type"),
		Status:      f.text("status", "state"),
		UserID:      f.id("user_id", "agent_id"),
		EndUserID:   f.id("end_user_id"),
		ConnectedAt: f.when("connected_at"),
		EndedAt:     f.when("ended_at"),
		FailReason:  f.text("fail_reason"),
	}
}

func readTransfer(f fields) Transfer {
	return Transfer{
		ID:          f.id("id"),
		Status:      f.text("status"),
		FailReason:  f.text("fail_reason"),
		CreatedAt:   f.when("created_at"),
		ConnectedAt: f.when("connected_at"),
		FromMenu:    readMenu(f.object("from_menu")),
		ToMenu:      readMenu(f.object("to_menu")),
		FromAgent:   readSessionAgent(f.object("from_agent")),
		ToAgent:     readSessionAgent(f.object("to_agent")),
	}
}

func readMedia(list []fields, typeName string) []Media {
	var media []Media
	for _, f := range list {
		media = append(media, Media{ID: f.id("id"), Type: f.text(typeName, "type"), URL: f.text("url")})
	}
	return media
}
