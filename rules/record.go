package rules

import "time"

// Record is what is known of the CRM side of one session: what was settled and written (the ledger),
// and the answers to the questions asked so far.
type Record struct {
	Tenant string
	// Settled is kept for ever, apart from a new settlement with the next number.
	Settled Settlement
	// Done and Buried hold, by Write.Key, the Write.Mark of what was written or given up.
	Done   map[string]string
	Buried map[string]string

	// Customers are answered look-ups: the customer's id, "" for nobody.
	Customers map[Lookup]string
	// Shared are the customers who share a number, by the number, as far as asked (C4).
	Shared map[string][]Candidate
	// Conversations are those of the settled customer, once Listed.
	Listed        bool
	Conversations []Conversation
	// Users are answered by AgentKey or by e-mail.
	Users map[string]User
	// Carried are the files brought so far, by Carry.Key.
	Carried map[string]Carried
	// Over names the waits that have lasted long enough.
	Over map[string]bool
	// FieldsSince is when the admin created the account and record fields, zero for never (S3).
	FieldsSince time.Time
	// Tried: the session was about to make its customer once, and nobody knows how that ended.
	Tried bool
	// NoOwner: the org knows no owner of customers (C6).
	NoOwner bool
	// Dial is where an outbound call was dialled from, Earlier what the ledger knows of the call that
	// it calls back; nil: none, or unknown (V4, V5).
	Dial    Dial
	Earlier *Earlier
	// NoFields: the key may not register the conversation's fields, so that writes go without (S1).
	NoFields bool
}

// Settlement says where a session belongs. It is kept before the first write.
type Settlement struct {
	// N counts the settlements of the session: 0, one more each time the conversation was lost.
	N int `json:"n,omitempty"`
	// Customer is Kustomer's id, "" while not settled; CustomerRule says by which rule, Made that
	// this session made it.
	Customer     string `json:"customer,omitempty"`
	CustomerRule string `json:"customerRule,omitempty"`
	CustomerMade bool   `json:"customerMade,omitempty"`
	// Linked is who chose the customer by hand, "" for nobody.
	Linked string `json:"linked,omitempty"`
	// Conversation is Kustomer's id, "" while not settled; Make says that it is ours to make.
	Conversation string `json:"conversation,omitempty"`
	Make         bool   `json:"make,omitempty"`
	// Reopen: the conversation is done and is to be opened again (V12).
	Reopen bool   `json:"reopen,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Why    string `json:"why,omitempty"`
}

// Conversation is one of the customer's, with what V1 compares.
type Conversation struct {
	ID         string
	ExternalID string
	Status     string
	CreatedAt  time.Time
	// DoneAt is when it was set to done, zero if it is not done.
	DoneAt time.Time
	// Channel and Menu are the standard data S1 on it, empty if it was not made by us.
	Channel string
	Menu    Menu
}

// User is a Kustomer user as far as it was found.
type User struct {
	// ID is empty for an agent that Kustomer does not know.
	ID   string
	Name string
	// Email is the one that Kustomer knows; empty where nobody asks for it (W9).
	Email string
	// Unreachable: nobody could tell yet; the session goes on without and asks again.
	Unreachable bool
}

// Lookup is one way to find a customer.
type Lookup struct {
	// By is externalId, phone or email.
	By    string
	Value string
}

// Candidate is a customer who may be meant, as an agent tells them apart (C4).
type Candidate struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
	// Created is when the customer was made. LastTitle names the last open conversation, "" for none;
	// LastAt is when something happened there.
	Created   time.Time `json:"created"`
	LastTitle string    `json:"lastTitle,omitempty"`
	LastAt    time.Time `json:"lastAt,omitzero"`
}

// Ways to look a customer up.
const (
	ByExternalID = "externalId"
	ByPhone      = "phone"
	ByEmail      = "email"
)

// AgentKey is the key of a platform agent's answer in Record.Users.
func AgentKey(platform string) string { return "agent:" + platform }

// written tells whether the write of that key has been done, in whatever form.
func (r Record) written(key string) bool { _, ok := r.Done[key]; return ok }

// given tells whether the write of that key was given up.
func (r Record) given(key string) bool { _, ok := r.Buried[key]; return ok }
