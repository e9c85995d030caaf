package protocol

// States of a session, as an agent sees them.
const (
	StateQueued     = "queued"
	StateRinging    = "ringing"
	StateConnecting = "connecting"
	StateConnected  = "connected"
	StateHeld       = "held"
	StateEnded      = "ended"
	StateAbandoned  = "abandoned"
	StateMissed     = "missed"
	StateVoicemail  = "voicemail"
	StateFailed     = "failed"
)

// Words that tell how far a session's record has come.
const (
	Saving    = "saving"
	Saved     = "saved"
	NeedsHelp = "needsHelp"
)

// Session is a call or chat as an agent sees it.
type Session struct {
	// Session names it: "call-418" or "chat-77".
	Session string `json:"session"`
	// Direction is in or out.
	Direction string `json:"direction"`
	State     string `json:"state"`
	// Number is the end user's, in E.164; empty if withheld.
	Number string `json:"number,omitempty"`
	// Name is the customer's, once known.
	Name  string `json:"name,omitempty"`
	Queue string `json:"queue,omitempty"`
	// Support is the number of ours that the caller dialled, in E.164.
	Support string `json:"support,omitempty"`
	// Customer and Conversation are Kustomer's ids, once known.
	Customer     string `json:"customer,omitempty"`
	Conversation string `json:"conversation,omitempty"`
	// Saved is empty (nothing to write yet), Saving, Saved or NeedsHelp; Writes how many writes are
	// still to be done as far as is known now.
	Saved  string `json:"saved,omitempty"`
	Writes int    `json:"writes,omitempty"`
	// Reason says in a sentence why help is needed.
	Reason     string `json:"reason,omitempty"`
	ReasonSaid Said   `json:"reasonSaid,omitempty"`
	// Muted says that the agent cannot be heard.
	Muted bool `json:"muted,omitempty"`
	// By is the agent who answered instead, by name.
	By string `json:"by,omitempty"`
	// Fail is the platform's reason for a failure by its name there ("eu_busy").
	Fail string `json:"fail,omitempty"`
	// Messages counts a chat's.
	Messages int `json:"messages,omitempty"`
	// Transfers are the hand-overs, the oldest first.
	Transfers []Transfer `json:"transfers,omitempty"`
	// Disposition is the code chosen in wrap-up, Note what the agent wrote.
	Disposition string `json:"disposition,omitempty"`
	Note        string `json:"note,omitempty"`
	// Heard is what was done with a voicemail last (read, dismissed, called_back), HeardBy who did it.
	Heard   string `json:"heard,omitempty"`
	HeardBy string `json:"heardBy,omitempty"`
	// Times are in milliseconds since 1970, zero while they have not come. OfferedAt is when it began
	// to ring for the agent.
	StartedAt   int64 `json:"startedAt,omitempty"`
	OfferedAt   int64 `json:"offeredAt,omitempty"`
	ConnectedAt int64 `json:"connectedAt,omitempty"`
	EndedAt     int64 `json:"endedAt,omitempty"`
}

// Transfer is one hand-over of a session.
type Transfer struct {
	// From and To are agents by name, empty where a queue had or got it; the queues are names.
	From      string `json:"from,omitempty"`
	To        string `json:"to,omitempty"`
	FromQueue string `json:"fromQueue,omitempty"`
	ToQueue   string `json:"toQueue,omitempty"`
	// At is in milliseconds since 1970.
	At int64 `json:"at,omitempty"`
}

// Live tells whether the session still goes on.
func (s Session) Live() bool {
	switch s.State {
	case StateRinging, StateConnecting, StateConnected, StateHeld:
		return true
	}
	return false
}

// AskHistory asks for the agent's earlier sessions and the voicemails.
type AskHistory struct{}

// History answers an askHistory.
type History struct {
	// Sessions are the agent's own of the last day, the newest first, at most 50.
	Sessions []Session `json:"sessions,omitempty"`
	// Voicemails are those that callers left for the organization, the newest first, at most 50.
	Voicemails []Session `json:"voicemails,omitempty"`
}

func (Session) downType() string  { return "session" }
func (AskHistory) upType() string { return "history" }
func (History) downType() string  { return "history" }
