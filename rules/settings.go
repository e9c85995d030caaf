package rules

// Settings are one tenant's choices, by the names that its admin sees.
type Settings struct {
	// CreateCustomers: somebody nobody has becomes a new customer (C7).
	CreateCustomers bool `json:"createCustomers"`
	// ExternalIDPrefix stands in front of every externalId we write.
	ExternalIDPrefix string `json:"externalIdPrefix"`
	// CreateOnAbandoned and CreateOnMenuAbandoned: records for callers who left (V7).
	CreateOnAbandoned     bool `json:"createOnAbandoned"`
	CreateOnMenuAbandoned bool `json:"createOnMenuAbandoned"`
	// RecordWhen is queued, assigned or connected (V10).
	RecordWhen string `json:"recordWhen"`
	// ChatRecordAfter is the number of messages below which a chat is recorded at its end (V10).
	ChatRecordAfter int `json:"chatRecordAfter"`
	// ReopenWithinDays lets V1 reopen a done conversation of the last days (V12).
	ReopenWithinDays int `json:"reopenWithinDays"`
	// OutboundFollowsContext: a call dialled from a conversation belongs to it (V4).
	OutboundFollowsContext bool `json:"outboundFollowsContext"`
	// DefaultAuthor is a Kustomer user's e-mail or id for sessions without agent (V11).
	DefaultAuthor string `json:"defaultAuthor"`
	// PhoneNote: a note with the phone number (S4).
	PhoneNote bool `json:"phoneNote"`
	// Recordings is attach, link or none (S5).
	Recordings string `json:"recordings"`
	// Transcript is file, timeline or both (S11).
	Transcript string `json:"transcript"`
	// CustomData maps keys of the SDKs to fields (S12).
	CustomData []CustomData `json:"customData"`
	// DefaultCountry completes numbers without prefix: two letters.
	DefaultCountry string `json:"defaultCountry"`
	// OutboundNumbers and Languages are the choices of the dial part.
	OutboundNumbers []string `json:"outboundNumbers"`
	Languages       []string `json:"languages"`
	// AgentLinks join agents whose e-mails differ (V11, T12).
	AgentLinks []AgentLink `json:"agentLinks"`
	// Paused keeps events and writes nothing; PilotAgents limits writing to theirs (W9).
	Paused      bool     `json:"paused"`
	PilotAgents []string `json:"pilotAgents"`
	// RetainDays is how long events, ledger and audit are kept after a session's end.
	RetainDays int `json:"retainDays"`
	// QuietHours and DoNotCall warn before a call.
	QuietHours *QuietHours `json:"quietHours"`
	DoNotCall  []string    `json:"doNotCall"`
	// StatusInheritance is the toggle (T1); the others say how (T2–T13).
	StatusInheritance    bool            `json:"statusInheritance"`
	StatusPrioritization string          `json:"statusPrioritization"`
	StatusMapping        []StatusMapping `json:"statusMapping"`
	StatusAtLogin        bool            `json:"statusAtLogin"`
	VanishedAgent        []VanishedAgent `json:"vanishedAgent"`
	// HostEvents are the names of the Kustomer page's events.
	HostEvents HostEvents `json:"hostEvents"`
}

// CustomData says into which field of what a key of the SDKs goes.
type CustomData struct {
	Key string `json:"key"`
	// On is conversation, message or customer.
	On    string `json:"on"`
	Field string `json:"field"`
}

// AgentLink joins a Kustomer user and a platform agent.
type AgentLink struct {
	Kustomer string `json:"kustomer"`
	Platform int64  `json:"platform"`
}

// QuietHours are two times of day, "20:00", in the callee's time.
type QuietHours struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// StatusMapping joins a Kustomer status (id or name) and a platform status (name).
type StatusMapping struct {
	Kustomer string `json:"kustomer"`
	Platform string `json:"platform"`
}

// VanishedAgent: a holder gone so long while in Status gets the platform status Set.
type VanishedAgent struct {
	Status       string `json:"status"`
	AfterSeconds int    `json:"afterSeconds"`
	Set          string `json:"set"`
}

// HostEvents are the names under which the Kustomer page tells of a phone icon and a status change.
type HostEvents struct {
	Dial   string `json:"dial"`
	Status string `json:"status"`
}

// Choices of settings that are one word of a few.
const (
	WhenQueued    = "queued"
	WhenAssigned  = "assigned"
	WhenConnected = "connected"
)

// DefaultSettings are those of a tenant that chose nothing.
func DefaultSettings() Settings {
	return Settings{
		CreateCustomers:        true,
		CreateOnAbandoned:      true,
		RecordWhen:             WhenAssigned,
		OutboundFollowsContext: true,
		PhoneNote:              true,
		Recordings:             "attach",
		Transcript:             "file",
		DefaultCountry:         "US",
		RetainDays:             30,
		StatusPrioritization:   "latest",
		HostEvents:             HostEvents{Dial: "clickToCall", Status: "statusChange"},
	}
}
