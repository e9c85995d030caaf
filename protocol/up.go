package protocol

import "encoding/json"

// Hello is the first frame of a socket. Exactly one of Nonce and Session says who it is.
type Hello struct {
	// Nonce was bound by Kustomer's own server to the agent (a page load).
	Nonce string `json:"nonce,omitempty"`
	// Session is the token of the last Welcome (a reconnect of the same page).
	Session string `json:"session,omitempty"`
	// Instance names this open widget; chosen at random by the page, 8 to 64 of [A-Za-z0-9_-].
	Instance string `json:"instance"`
	// Resume is the one-use word of the page that this one replaces by a reload.
	Resume string `json:"resume,omitempty"`
	// Device and Browser tell people which window it is ("Windows", "Chrome 156").
	Device  string `json:"device,omitempty"`
	Browser string `json:"browser,omitempty"`
	// Build is the hash of the running bundle.
	Build string `json:"build,omitempty"`
	// Since is the number of the last frame seen, zero for none. The welcome that follows holds how
	// everything now is, and what was said to the live window alone after that number comes behind it.
	Since uint64 `json:"since,omitempty"`
	// Shown is the number of the last pop or fill that this page has carried out, 1 for none yet.
	// Without it a live page that comes back counts all up to Since as carried out.
	Shown uint64 `json:"shown,omitempty"`
	// OnCall says that a call is live in this page's softphone.
	OnCall bool `json:"onCall,omitempty"`
}

// Pong answers a Ping. A page also says it unasked, as soon as it has carried out a pop or fill; and
// with a reference if it doubts that the line is alive: then a Ping follows.
type Pong struct {
	// OnCall says that a call is live in this page's softphone.
	OnCall bool `json:"onCall,omitempty"`
	// Shown is the number of the pop or fill that was just carried out; zero for none.
	Shown uint64 `json:"shown,omitempty"`
}

// Dial asks the platform to call a number for the agent.
type Dial struct {
	// Number as the agent sees it; the server makes E.164 of it.
	Number string `json:"number"`
	// Customer and Conversation are Kustomer's ids of where the number was clicked, if it was.
	Customer     string `json:"customer,omitempty"`
	Conversation string `json:"conversation,omitempty"`
	// Back is the session that is called back: "call-418".
	Back string `json:"back,omitempty"`
	// Country is that of a number without prefix, two letters; empty means the tenant's.
	Country string `json:"country,omitempty"`
	// Outbound is which of the org's numbers the call shows, Language which it is in; both from
	// Dialing, empty where the softphone asks.
	Outbound string `json:"outbound,omitempty"`
	Language string `json:"language,omitempty"`
	// Anyway says that the agent read the warning and wants the call.
	Anyway bool `json:"anyway,omitempty"`
}

// Choice picks the customer that a session belongs to.
type Choice struct {
	Session  string `json:"session"`
	Customer string `json:"customer"`
}

// SetStatus is the agent's own choice of a platform status.
type SetStatus struct {
	Status string `json:"status"`
}

// KustomerStatus tells that the agent's status in Kustomer changed.
type KustomerStatus struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// Type is available, busy, unavailable or offline.
	Type string `json:"statusType,omitempty"`
}

// ClearNext takes the pending platform status back.
type ClearNext struct{}

// Reconcile asks that the platform status be what Kustomer's maps to, after a drift.
type Reconcile struct{}

// Fill carries a clicked number: up from a waiting page, down to the live one.
type Fill struct {
	Number       string `json:"number"`
	Customer     string `json:"customer,omitempty"`
	Conversation string `json:"conversation,omitempty"`
}

// TakeOver asks that this instance become the live one.
type TakeOver struct {
	// DuringCall says that the agent confirmed to end the other window's audio.
	DuringCall bool `json:"duringCall,omitempty"`
}

// SignOut ends the agent's session token and frees the lease at once.
type SignOut struct{}

func (Hello) upType() string          { return "hello" }
func (Pong) upType() string           { return "pong" }
func (Dial) upType() string           { return "dial" }
func (SetStatus) upType() string      { return "setStatus" }
func (Choice) upType() string         { return "choice" }
func (KustomerStatus) upType() string { return "kustomerStatus" }
func (ClearNext) upType() string      { return "clearNext" }
func (Reconcile) upType() string      { return "reconcile" }
func (Fill) upType() string           { return "fill" }
func (TakeOver) upType() string       { return "takeOver" }
func (SignOut) upType() string        { return "signOut" }

var upTypes = map[string]func(json.RawMessage) (Up, error){
	"hello":          as(func(v Hello) Up { return v }),
	"pong":           as(func(v Pong) Up { return v }),
	"number":         as(func(v AskNumber) Up { return v }),
	"check":          as(func(v AskCheck) Up { return v }),
	"history":        as(func(v AskHistory) Up { return v }),
	"dial":           as(func(v Dial) Up { return v }),
	"choice":         as(func(v Choice) Up { return v }),
	"setStatus":      as(func(v SetStatus) Up { return v }),
	"kustomerStatus": as(func(v KustomerStatus) Up { return v }),
	"clearNext":      as(func(v ClearNext) Up { return v }),
	"reconcile":      as(func(v Reconcile) Up { return v }),
	"fill":           as(func(v Fill) Up { return v }),
	"takeOver":       as(func(v TakeOver) Up { return v }),
	"signOut":        as(func(v SignOut) Up { return v }),
}
