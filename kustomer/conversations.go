package kustomer

import (
	"context"
	"net/http"
	"time"
)

// ConversationsService is the chapter "Conversations" of the API.
type ConversationsService struct{ c *Client }

// States of a conversation.
const (
	StatusOpen    = "open"
	StatusSnoozed = "snoozed"
	StatusDone    = "done"
)

// Conversation is one matter of a customer.
type Conversation struct {
	ID            string         `json:"-"`
	Customer      string         `json:"-"` // id
	ExternalID    string         `json:"externalId"`
	Name          string         `json:"name"`
	Status        string         `json:"status"` // StatusOpen, StatusSnoozed, StatusDone
	Direction     string         `json:"direction"`
	Channels      []string       `json:"channels"`      // of its messages, kept by Kustomer
	AssignedUsers []string       `json:"assignedUsers"` // ids
	AssignedTeams []string       `json:"assignedTeams"` // ids
	Tags          []string       `json:"tags"`          // ids, though names are written
	Custom        map[string]any `json:"custom"`
	MessageCount  int            `json:"messageCount"`
	NoteCount     int            `json:"noteCount"`
	CreatedAt     time.Time      `json:"createdAt"`
	UpdatedAt     time.Time      `json:"updatedAt"`
	LastDone      Moment         `json:"lastDone"`
	MergedTarget  string         `json:"mergedTarget"` // id of the conversation it was merged into
	Deleted       bool           `json:"deleted"`
	Rev           int            `json:"rev"`
}

// Moment says when something happened to a conversation.
type Moment struct {
	CreatedAt time.Time `json:"createdAt"`
}

func (c *Conversation) fill(r resource) bool {
	c.ID, c.Customer = r.ID, r.one("customer")
	return r.ID != ""
}

// DoneAt is when the conversation was last set to done: the zero time if it is not done. Where
// Kustomer does not say, the last change stands in.
func (c *Conversation) DoneAt() time.Time {
	switch {
	case c.Status != StatusDone:
		return time.Time{}
	case !c.LastDone.CreatedAt.IsZero():
		return c.LastDone.CreatedAt
	}
	return c.UpdatedAt
}

// ConversationCreate is the body of a creation; what is empty is left out.
type ConversationCreate struct {
	ID            string         `json:"id,omitempty"`         // 24 hex digits chosen by us; a second creation is Taken
	Customer      string         `json:"customer"`             // id, required
	ExternalID    string         `json:"externalId,omitempty"` // at most 256 characters
	Name          string         `json:"name,omitempty"`       // at most 256 characters
	Status        string         `json:"status,omitempty"`     // open or done
	Direction     string         `json:"direction,omitempty"`  // in or out
	AssignedUsers []string       `json:"assignedUsers,omitempty"`
	Tags          []string       `json:"tags,omitempty"`   // names
	Custom        map[string]any `json:"custom,omitempty"` // at most 100
	DefaultLang   string         `json:"defaultLang,omitempty"`
	ImportedAt    time.Time      `json:"importedAt,omitzero"` // exempts it from the limit of 120 per minute and customer
}

// ConversationUpdate is the body of a change; what is empty stays as it is.
type ConversationUpdate struct {
	Name          string         `json:"name,omitempty"`
	Status        string         `json:"status,omitempty"`
	AssignedUsers []string       `json:"assignedUsers,omitzero"` // replaces the list; empty, not nil: unassign
	AssignedTeams []string       `json:"assignedTeams,omitzero"`
	Custom        map[string]any `json:"custom,omitempty"` // send the whole object
	DefaultLang   string         `json:"defaultLang,omitempty"`
}

// Get reads one conversation.
func (s ConversationsService) Get(ctx context.Context, id string) (Conversation, error) {
	k, err := named("get conversation", "/v1/conversations/", id)
	if err != nil {
		return Conversation{}, err
	}
	return fetch[Conversation](ctx, s.c, k)
}

// ByExternalID finds the conversation that was created under a name of ours.
func (s ConversationsService) ByExternalID(ctx context.Context, externalID string) (Conversation, error) {
	k, err := named("get conversation by external id", "/v1/conversations/externalId=", externalID)
	if err != nil {
		return Conversation{}, err
	}
	return fetch[Conversation](ctx, s.c, k)
}

// ByCustomer reads all conversations of a customer, page after page, in no promised order.
func (s ConversationsService) ByCustomer(ctx context.Context, customer string) ([]Conversation, error) {
	k, err := named("list conversations", "/v1/customers/", customer)
	if err != nil {
		return nil, err
	}
	k.path += "/conversations"
	k.query = page("100")
	return list[Conversation](ctx, s.c, k)
}

// Create makes a conversation. An id or externalId in use is [Taken].
func (s ConversationsService) Create(ctx context.Context, body ConversationCreate) (Conversation, error) {
	body.ImportedAt = instant(body.ImportedAt)
	k := call{op: "create conversation", method: http.MethodPost, path: "/v1/conversations", body: body}
	return fetch[Conversation](ctx, s.c, k)
}

// Update changes a conversation.
func (s ConversationsService) Update(ctx context.Context, id string, change ConversationUpdate) (Conversation, error) {
	k, err := named("update conversation", "/v1/conversations/", id)
	if err != nil {
		return Conversation{}, err
	}
	k.method, k.body = http.MethodPatch, change
	return fetch[Conversation](ctx, s.c, k)
}
