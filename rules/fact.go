package rules

import (
	"strconv"
	"time"
)

// FactVersion is the form in which facts are stored today.
const FactVersion = 1

// Source tells who told a fact. A higher source is believed over a lower one, whatever the time.
type Source int

// The sources, from the least to the most believed.
const (
	// FromEvent: a pushed session event.
	FromEvent Source = 1
	// FromObject: the call or chat object as the platform answered it.
	FromObject Source = 2
	// FromMetadata: the exported document of an ended session. It is the object at another moment,
	// so of the two the later one is believed.
	FromMetadata Source = 3
	// FromFiles: the platform's bucket, which tells of files alone.
	FromFiles Source = 4
	// FromCRM: what Kustomer tells by itself of a conversation.
	FromCRM Source = 5
)

// rank is how much a source is believed.
func (s Source) rank() int {
	if s == FromMetadata {
		return int(FromObject)
	}
	return int(s)
}

// Name names one thing that is told about a session.
type Name string

// What is told about a session. Times are RFC 3339 texts, durations seconds.
const (
	Direction     Name = "direction" // "in" or "out"
	Type          Name = "type"      // session_type_v2, or call_type where that is missing
	Status        Name = "status"    // the object's status
	State         Name = "state"     // the events' item.state
	FailReason    Name = "failReason"
	Language      Name = "language"
	CreatedAt     Name = "createdAt"
	QueuedAt      Name = "queuedAt"
	AssignedAt    Name = "assignedAt"
	ConnectedAt   Name = "connectedAt"
	EndsAt        Name = "endsAt"
	MenuID        Name = "menuId"   // the selected menu
	MenuPath      Name = "menuPath" // its path, names joined by " / "
	QueueIDs      Name = "queueIds" // queue_path_ids of events, "3/7"
	QueueNames    Name = "queueNames"
	AgentID       Name = "agentId" // the object's agent_info
	EndUserID     Name = "endUserId"
	Identifier    Name = "identifier" // what the SDK gave; an IVR call's is its number
	EndUserName   Name = "endUserName"
	EndUserEmail  Name = "endUserEmail"
	EndUserPhone  Name = "endUserPhone"
	ExternalPhone Name = "externalPhone" // the external participant's dn
	SupportNumber Name = "supportNumber" // dialled by an inbound caller
	OutboundFrom  Name = "outboundNumber"
	ParentID      Name = "parentId"
	CallSeconds   Name = "callSeconds"
	HoldSeconds   Name = "holdSeconds"
	WaitSeconds   Name = "waitSeconds"
	Messages      Name = "messages" // message_count of a chat
	Voicemail     Name = "voicemailReason"
	Deflection    Name = "deflection"
	EndedBy       Name = "disconnectedBy"
	Recording     Name = "recordingUrl"
	MayRecord     Name = "recordingPermission"
	// Transcript is where a chat's is: an address, or OnObject.
	Transcript     Name = "transcript"
	TranscriptText Name = "transcriptText" // the text itself, where it came with the metadata
	Rating         Name = "rating"         // 1 to 5
	Comment        Name = "comment"        // beside the rating
	VoicemailState Name = "voicemailStatus"
	VoicemailAgent Name = "voicemailAgent" // platform id of who read, dismissed or called back
	VoicemailAt    Name = "voicemailAt"
	// Disposition is the code that the agent chose in wrap-up, DispositionNote what they wrote.
	Disposition     Name = "disposition"
	DispositionNote Name = "dispositionNote"
	// DialConversation, DialBack and DialSession tell of an agent's dial: the conversation whose page
	// the number was clicked on, the session that is called back, the call that came of it.
	DialConversation Name = "dialConversation"
	DialBack         Name = "dialBack"
	DialSession      Name = "dialSession"
	// OutTicket is the CRM record that another integration wrote for the session (W10).
	OutTicket Name = "outTicket"
)

// What Kustomer tells of a conversation (V9): why it is no longer there to be written into, and its
// status where that changed. Such a fact is kept under OfConversation and the conversation's id.
const (
	ConversationGone   Name = "conversationGone"
	ConversationStatus Name = "conversationStatus"

	OfConversation = "conversation-"

	// Restored is the status of a conversation that was deleted and is there again.
	Restored = "restored"
)

// OnObject says that a transcript is to be read from the platform's own object.
const OnObject = "object"

// Fact is what one source told about one session at one moment. It is stored as it stands.
type Fact struct {
	V int `json:"v"`
	// Session names it: "call-418" or "chat-77".
	Session string `json:"session"`
	Source  Source `json:"source"`
	// At is when it was so, by the platform's clock, in milliseconds since 1970: the event's
	// timestamp or the object's updated_at.
	At int64 `json:"at"`
	// Read is when we learned it, by our clock; it only breaks ties.
	Read int64 `json:"read,omitempty"`
	// Event is the event's own id, for the audit trail.
	Event string `json:"event,omitempty"`
	// Trace is where its taking in was traced, for who goes on from there; empty: nowhere. It tells
	// nothing about the session.
	Trace string `json:"trace,omitempty"`
	// Values are what was told; an empty one tells nothing.
	Values map[Name]string `json:"values,omitempty"`
	// Agents are the agents taking part, as told.
	Agents []Agent `json:"agents,omitempty"`
	// Custom is the app's own data in its own order; the list is told as a whole.
	Custom []Datum `json:"custom,omitempty"`
	// Actions are the SmartActions told.
	Actions []Action `json:"actions,omitempty"`
	// Files lie in the platform's bucket, Media at addresses of the platform.
	Files []StoredFile `json:"files,omitempty"`
	Media []Media      `json:"media,omitempty"`
	// Transfers are the hand-overs told.
	Transfers []Transfer `json:"transfers,omitempty"`
}

// Agent is one agent's part in a session as one fact tells it.
type Agent struct {
	// ID is the agent's id in the platform.
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// State is the participant's state or status as sent.
	State string `json:"state,omitempty"`
	// Connected and Ended are in milliseconds since 1970, zero if not told.
	Connected int64 `json:"connected,omitempty"`
	Ended     int64 `json:"ended,omitempty"`
}

// Set keeps value under name, unless it is empty.
func (f *Fact) Set(name Name, value string) {
	if value == "" {
		return
	}
	if f.Values == nil {
		f.Values = map[Name]string{}
	}
	f.Values[name] = value
}

// SetTime keeps a time, unless it is zero.
func (f *Fact) SetTime(name Name, t time.Time) {
	if !t.IsZero() {
		f.Set(name, stamp(t))
	}
}

// SetInt keeps a number; zero counts as told.
func (f *Fact) SetInt(name Name, n int64) { f.Set(name, strconv.FormatInt(n, 10)) }

// stamp writes a time the way Kustomer does: milliseconds and Z.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
