package ccaip

// Statuses that the platform itself sets while sessions live.
const (
	statusAvailable      = "Available"
	statusUnavailable    = "Unavailable"
	statusInCall         = "In-call"
	statusInChat         = "In-chat"
	statusInEmail        = "In-email"
	statusWrapUp         = "Wrap-up"
	statusWrapUpExceeded = "Wrap-up Exceeded"
	statusMissedCall     = "Missed Call"
	statusMissedChat     = "Missed Chat"
	statusUnresponsive   = "Unresponsive"
	statusOffline        = "Offline"
)

// status is one entry of the platform's list.
type status struct {
	ID     int     `json:"id"`
	WfmID  *string `json:"wfm_id"`
	Name   string  `json:"name"`
	Color  string  `json:"color"`
	system bool    // set by the platform alone
	busy   bool    // the agent has work in hand: a choice becomes the next status
}

// statuses lists every status, selectable ones first. The vendor numbers its
// system ones below zero, which is how a "phantom -10 status" came to be seen.
var statuses = []status{
	{ID: 1, Name: statusAvailable, Color: "#2e9e5b"},
	{ID: 2, Name: statusUnavailable, Color: "#d64545"},
	{ID: 3, Name: "Break", Color: "#e0a526"},
	{ID: 4, Name: "Meal", Color: "#e0a526"},
	{ID: 5, Name: "Meeting", Color: "#7a6ff0"},
	{ID: 6, Name: "Special Task", Color: "#7a6ff0"},
	{ID: 21, Name: "Answering e-mail", Color: "#3c7dd9"},
	{ID: -1, Name: statusInCall, Color: "#3c7dd9", system: true, busy: true},
	{ID: -2, Name: statusInChat, Color: "#3c7dd9", system: true, busy: true},
	{ID: -3, Name: statusInEmail, Color: "#3c7dd9", system: true, busy: true},
	{ID: -4, Name: statusWrapUp, Color: "#3c7dd9", system: true, busy: true},
	{ID: -5, Name: statusWrapUpExceeded, Color: "#d64545", system: true, busy: true},
	{ID: -6, Name: statusMissedCall, Color: "#d64545", system: true},
	{ID: -7, Name: statusMissedChat, Color: "#d64545", system: true},
	{ID: -8, Name: statusUnresponsive, Color: "#d64545", system: true},
	{ID: -10, Name: statusOffline, Color: "#8a8f98", system: true},
}

// statusNamed finds a status by its exact name.
func statusNamed(name string) (status, bool) {
	for _, s := range statuses {
		if s.Name == name {
			return s, true
		}
	}
	return status{}, false
}

// selectable lists the names an agent may choose.
func selectable() []string {
	var names []string
	for _, s := range statuses {
		if !s.system {
			names = append(names, s.Name)
		}
	}
	return names
}
