package ccaip

import (
	"encoding/json"
	"time"
)

// Session is a call or a chat as the platform holds it: the union of the two objects of the
// Manager API and of the exported metadata. Zero means: not told.
type Session struct {
	Kind     SessionKind
	ID       string
	ParentID string // of a call that this one calls back

	Lang        string
	CallType    string // older name of the session type: "IvrCall", "Voice Inbound (IVR)"
	ChatType    string
	SessionType string // session_type_v2 as sent: "Voice Inbound (IVR)"
	Status      string // a word of the platform: queued, assigned, connected, finished, …
	SubStatus   string

	CreatedAt   time.Time
	QueuedAt    time.Time
	AssignedAt  time.Time
	ConnectedAt time.Time
	EndsAt      time.Time // ends_at of calls, finished_at of chats
	ScheduledAt time.Time
	UpdatedAt   time.Time

	QueueDuration int // seconds: waited
	Duration      int // seconds: call_duration or chat_duration
	HoldDuration  int // seconds

	Rating      int    // 1 to 5, 0: none
	Comment     string // beside the rating
	HasFeedback bool

	Menu           Menu     // that the end user chose
	MenuPathIDs    []string // from the top: "3", "7"
	MenuPathNames  []string // the same as words: "Support", "Billing"
	Agent          SessionAgent
	EndUser        EndUser
	SupportNumber  string // the number that was called
	OutboundNumber string // outbound: the number that was shown

	FailReason     string // a word of the platform: "eu_abandoned"; "nothing" if none
	FailDetails    string
	FinishReason   string
	DisconnectedBy string
	Deflection     string // "no_deflection" if none
	AnswerType     string // manual or auto

	RecordingURL        string
	RecordingPermission string // not_asked, granted, denied
	Transcript          string
	VoicemailReason     string // "not_voicemail" if none
	Voicemail           Voicemail
	OutTicketID         string // the CRM record that another integration wrote
	OutTicketURL        string
	Verified            bool

	MessageCount int // of a chat
	Photos       []Media
	Videos       []Media
	Participants []Participant
	Transfers    []Transfer
	SmartActions []SmartAction
	CustomData   []CustomDatum // in the order of the SDK

	Raw json.RawMessage // as sent
}

// SessionAgent is the agent of a session as its object names them.
type SessionAgent struct {
	ID    string
	Name  string
	Email string
}

// EndUser is the person outside.
type EndUser struct {
	ID           string
	Identifier   string // from the SDK; of an IVR call, the number
	Name         string
	Email        string
	Phone        string
	OutContactID string
}

// Media is a photo or a video that the end user shared.
type Media struct {
	ID   string
	Type string
	URL  string
}

// Participant is one party of a session.
type Participant struct {
	ID          string
	Type        string // end_user, agent, virtual_agent, third_party, campaign_contact
	Status      string
	UserID      string // agent's id
	EndUserID   string
	ConnectedAt time.Time
	EndedAt     time.Time
	FailReason  string
}

// Transfer is one hand-over inside a session.
type Transfer struct {
	ID          string
	Status      string // transferring, transferred, failed
	FailReason  string
	CreatedAt   time.Time
	ConnectedAt time.Time
	FromMenu    Menu
	ToMenu      Menu
	FromAgent   SessionAgent
	ToAgent     SessionAgent
}

// Voicemail is what became of a voicemail.
type Voicemail struct {
	Status  string // received, read, dismissed
	AgentID string
	At      time.Time
}
