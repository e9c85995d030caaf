package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Doing is how far the record of a session is, as an admin lists it.
type Doing string

// The states that rules decide; saved becomes buried or parked where a write was given up.
const (
	Waiting  Doing = "waiting"  // nothing to write yet
	Saving   Doing = "saving"   // something is to be asked or written
	Saved    Doing = "saved"    // all that is known is written
	Unlinked Doing = "unlinked" // nobody matches and nobody may be created (C7)
	Skipped  Doing = "skipped"  // nothing to write, by rule or setting
)

// Plan is what to do next. At most one of Ask, Wait, Settle and Writes is filled.
type Plan struct {
	State Doing
	// Reason says in a sentence why, where State is not saving or saved.
	Reason string
	// Rule is the number of the rule behind Reason.
	Rule string
	Ask  []Question
	Wait Wait
	// Choose is what the session's agent is asked while the state is waiting (C4).
	Choose *Choice
	// Settle is to be kept on disk before anything else is done.
	Settle *Settlement
	Writes []Write
	// Missing are agents (platform ids) that Kustomer does not know: told to the admin (V11).
	Missing []string
	// Warn is what the admin should know.
	Warn []Warning
	// Carry are the files still to be brought, and Later what is waited for meanwhile. Neither holds
	// the writes up.
	Carry []Carry
	Later []Wait
	// Again: somebody could not be asked; ask again later, though nothing is left to write now.
	Again bool
}

// Question is something only the CRM (or the directory of agents) can answer. One field is filled.
type Question struct {
	// Customer asks who is found by this look-up.
	Customer Lookup
	// Shared asks who shares this number, found by search and read again by id (C4).
	Shared string
	// Conversations asks for all conversations of the customer with this id.
	Conversations string
	// Agent asks who the platform's agent with this id is in Kustomer.
	Agent string
	// Email asks which Kustomer user has this e-mail.
	Email string
}

// Wait asks for patience: decide again when a fact comes, or once it lasted For (then with
// Record.Over[Name] set).
type Wait struct {
	Name string
	For  time.Duration
	// Since is when it began, by our clock, in milliseconds since 1970; zero: now.
	Since int64
}

// Verbs of a write.
const (
	Create = "create"
	Change = "change"
)

// Targets of a write.
const (
	OnCustomer     = "customer"
	OnConversation = "conversation"
	OnMessage      = "message"
	OnNote         = "note"
)

// Write is one change that the CRM still lacks.
type Write struct {
	// Key names it within the session: "conversation", "message", "note:+1415…", "assign:15".
	Key string `json:"key"`
	// Mark tells different contents of the same key apart.
	Mark   string   `json:"mark"`
	Rule   string   `json:"rule"`
	Reason string   `json:"reason"`
	Facts  []string `json:"facts,omitempty"`
	Verb   string   `json:"verb"`
	Target string   `json:"target"`
	// ID is the derived id of what is made, or the id of what is changed; empty for a new customer.
	ID string `json:"id,omitempty"`
	// Parent is the conversation that a message or note is made in.
	Parent string `json:"parent,omitempty"`
	// Body is the request's, as Kustomer's documentation names the fields.
	Body json.RawMessage `json:"body"`
	// Also are the keys (with marks) that are done with this one, if it was made rather than found.
	Also map[string]string `json:"also,omitempty"`
}

// Outcome is how a write ended well.
type Outcome struct {
	// ID is Kustomer's id of what was written or found.
	ID string
	// Name is the customer's, where it is known.
	Name string
	// Taken: it stood there already, perhaps with other contents (C8, W2).
	Taken bool
	// Ours: it was found by the externalId that we derive, so an earlier attempt may have made it.
	Ours bool
}

// body writes a request and its mark. The values are maps, strings and numbers: they always encode.
func body(v any) (json.RawMessage, string) {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("{}"), ""
	}
	sum := sha256.Sum256(raw)
	return raw, hex.EncodeToString(sum[:8])
}
