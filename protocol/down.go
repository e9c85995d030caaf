package protocol

import "encoding/json"

// Agent is the person, as both sides know them.
type Agent struct {
	// ID is Kustomer's user id.
	ID    string `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	// Platform is the agent's id in CCAI Platform, zero if none has that e-mail.
	Platform int64 `json:"platform,omitempty"`
}

// Welcome answers hello: who you are, whether you are live, and everything there is to show.
type Welcome struct {
	Agent Agent `json:"agent"`
	Lease Lease `json:"lease"`
	// Session is the token for a reconnect of this page; it replaces the earlier one.
	Session string `json:"session"`
	// Resume is the one-use word that a reload of this page may say to keep its lease.
	Resume string `json:"resume,omitempty"`
	// Softphone is the address of the platform's agent page, loaded by a live instance alone.
	Softphone string `json:"softphone,omitempty"`
	// Records is the origin that links to Kustomer's records begin with.
	Records string `json:"records,omitempty"`
	// Build is the hash of the bundle that the server serves now.
	Build    string    `json:"build,omitempty"`
	Status   Status    `json:"status"`
	Sessions []Session `json:"sessions,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
	// Choices are what the agent is still asked.
	Choices []Choose `json:"choices,omitempty"`
	Dialing Dialing  `json:"dialing,omitzero"`
	// Now is the server's clock, in milliseconds since 1970: a page's own may be wrong.
	Now int64 `json:"now,omitempty"`
	// N is the number of the last frame that this welcome already holds.
	N uint64 `json:"n,omitempty"`
}

// Lease says whether this instance is the live one, and if not, who is.
type Lease struct {
	Live bool `json:"live"`
	// Term numbers the grant; it only ever grows.
	Term uint64 `json:"term"`
	// Holder is the live instance, told to waiting ones.
	Holder *Holder `json:"holder,omitempty"`
}

// Holder describes the live instance to a person.
type Holder struct {
	Instance string `json:"instance"`
	Device   string `json:"device,omitempty"`
	Browser  string `json:"browser,omitempty"`
	// Since is in milliseconds since 1970.
	Since  int64 `json:"since"`
	OnCall bool  `json:"onCall,omitempty"`
	// Away says that its socket has ended and it is being waited for.
	Away bool `json:"away,omitempty"`
}

// Ping wants a Pong.
type Ping struct{}

// Results of a dial.
const (
	// DialPlaced: the platform is calling.
	DialPlaced = "placed"
	// DialAct: the softphone asks the agent something first.
	DialAct = "act"
	// DialWarned: not called yet; the Problem says what to think of first. The same dial with Anyway
	// calls.
	DialWarned = "warned"
	// DialRefused: not called; the Problem says why, in the platform's words where it has some.
	DialRefused = "refused"
)

// Dialed answers a dial.
type Dialed struct {
	Result string `json:"result"`
	// Session names the call ("call-418") once the platform gave it.
	Session string   `json:"session,omitempty"`
	Number  string   `json:"number,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// StatusSet answers setStatus, clearNext and reconcile.
type StatusSet struct {
	// Status now in force (or pending, if Next).
	Status  string   `json:"status"`
	Next    bool     `json:"next,omitempty"`
	Problem *Problem `json:"problem,omitempty"`
}

// Status is both statuses as they now are.
type Status struct {
	// Platform status by its name there, system ones too; empty while unknown.
	Platform string `json:"platform,omitempty"`
	Color    string `json:"color,omitempty"`
	// Since is in milliseconds since 1970, zero while unknown.
	Since int64 `json:"since,omitempty"`
	// Options are the platform's selectable statuses.
	Options []StatusOption `json:"options,omitempty"`
	// Busy says that the agent has work in hand: a choice becomes the next status.
	Busy bool `json:"busy,omitempty"`
	// Next is the pending platform status.
	Next string `json:"next,omitempty"`
	// Kustomer status by its name there; KustomerType is available, busy, unavailable or offline.
	Kustomer     string `json:"kustomer,omitempty"`
	KustomerType string `json:"kustomerType,omitempty"`
	// Why the platform status is what it is, or what became of the last change, as a sentence
	// without its end; WhyAt is when that was decided, in milliseconds since 1970.
	Why     string `json:"why,omitempty"`
	WhySaid Said   `json:"whySaid,omitempty"`
	WhyAt   int64  `json:"whyAt,omitempty"`
	// Drift tells, as a sentence without its end, that both sides differ and nothing explains it; a
	// reconcile puts it right.
	Drift     string `json:"drift,omitempty"`
	DriftSaid Said   `json:"driftSaid,omitempty"`
}

// StatusOption is one selectable platform status.
type StatusOption struct {
	Name  string `json:"name"`
	Color string `json:"color,omitempty"`
}

// Pop brings a record before the agent.
type Pop struct {
	Session      string `json:"session"`
	Customer     string `json:"customer"`
	Conversation string `json:"conversation"`
}

// Choose asks which of several customers a session belongs to, since they share its number. One
// without matches takes the question back.
type Choose struct {
	Session string `json:"session"`
	// Number is the shared one, in E.164.
	Number  string  `json:"number,omitempty"`
	Matches []Match `json:"matches,omitempty"`
	// Proposed is the id of the customer who seems likeliest; Why says why, to stand behind the name.
	Proposed string `json:"proposed,omitempty"`
	Why      string `json:"why,omitempty"`
	WhySaid  Said   `json:"whySaid,omitempty"`
}

// Match is one customer who may be meant.
type Match struct {
	// Customer is Kustomer's id.
	Customer string `json:"customer"`
	Name     string `json:"name,omitempty"`
	// Last names the last open conversation, "" for none; LastAt is when it moved, in milliseconds
	// since 1970.
	Last   string `json:"last,omitempty"`
	LastAt int64  `json:"lastAt,omitempty"`
}

// Filled answers a waiting page's fill.
type Filled struct {
	// Sent says that the live window has the number.
	Sent bool `json:"sent"`
}

// Problem is a fault told to a person.
type Problem struct {
	// Code is stable and meant for programs: "agent-unknown", "platform-unreachable".
	Code string `json:"code"`
	// Text says what happened, Fix what to do: in English, or a neighbour's own words. Said and FixSaid
	// tell how to say them in another language; see Fault.
	Text    string `json:"text"`
	Said    Said   `json:"said,omitempty"`
	Fix     string `json:"fix,omitempty"`
	FixSaid Said   `json:"fixSaid,omitempty"`
	// Cleared takes an earlier Problem of this code back.
	Cleared bool `json:"cleared,omitempty"`
}

func (Welcome) downType() string   { return "welcome" }
func (Lease) downType() string     { return "lease" }
func (Ping) downType() string      { return "ping" }
func (Dialed) downType() string    { return "dialed" }
func (StatusSet) downType() string { return "statusSet" }
func (Status) downType() string    { return "status" }
func (Pop) downType() string       { return "pop" }
func (Fill) downType() string      { return "fill" }
func (Filled) downType() string    { return "filled" }
func (Choose) downType() string    { return "choose" }
func (Problem) downType() string   { return "problem" }

var downTypes = map[string]func(json.RawMessage) (Down, error){
	"welcome":   as(func(v Welcome) Down { return v }),
	"lease":     as(func(v Lease) Down { return v }),
	"ping":      as(func(v Ping) Down { return v }),
	"number":    as(func(v Number) Down { return v }),
	"dialed":    as(func(v Dialed) Down { return v }),
	"statusSet": as(func(v StatusSet) Down { return v }),
	"status":    as(func(v Status) Down { return v }),
	"session":   as(func(v Session) Down { return v }),
	"check":     as(func(v Check) Down { return v }),
	"history":   as(func(v History) Down { return v }),
	"pop":       as(func(v Pop) Down { return v }),
	"fill":      as(func(v Fill) Down { return v }),
	"choose":    as(func(v Choose) Down { return v }),
	"filled":    as(func(v Filled) Down { return v }),
	"problem":   as(func(v Problem) Down { return v }),
}
