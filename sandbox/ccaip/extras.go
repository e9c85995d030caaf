package ccaip

import "time"

// smartAction is something the agent asked of the end user's phone.
type smartAction struct {
	ID          int      `json:"id"`
	Type        string   `json:"type"`   // verification, photo, video, text
	Status      string   `json:"status"` // requested, completed, failed
	Error       string   `json:"error,omitempty"`
	Value       string   `json:"value,omitempty"`
	Files       []string `json:"files,omitempty"`
	RequestedAt *stamp   `json:"requested_at"`
	CompletedAt *stamp   `json:"completed_at"`
}

// voicemail is what became of a message left.
type voicemail struct {
	Status  string `json:"status"` // received, read, dismissed, called_back
	AgentID int    `json:"agent_id,omitempty"`
	At      *stamp `json:"at,omitempty"`
}

// chatMessage is one line of a chat.
type chatMessage struct {
	at   time.Time
	from string // name shown in the transcript
	by   *agent // nil: the end user
	text string
}

// feedback is the end user's rating.
type feedback struct {
	Rating  int    `json:"rating"`
	Comment string `json:"comment,omitempty"`
}
