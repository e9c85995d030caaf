package kustomer

import (
	"context"
	"net/http"
	"time"
)

// MessagesService is the chapter "Messages" of the API.
type MessagesService struct{ c *Client }

// Message is one entry of a conversation's timeline. Creating one records it and sends nothing.
type Message struct {
	ID           string         `json:"-"`
	Conversation string         `json:"-"` // id
	Customer     string         `json:"-"` // id
	Attachments  []string       `json:"-"` // ids
	ExternalID   string         `json:"externalId"`
	App          string         `json:"app"`     // who recorded it
	Channel      string         `json:"channel"` // voice, chat, sms, whatsapp, …
	Direction    string         `json:"direction"`
	Preview      string         `json:"preview"` // the text that is shown
	Status       string         `json:"status"`  // sent, received, error
	Meta         map[string]any `json:"meta"`
	Custom       map[string]any `json:"custom"`
	SentAt       time.Time      `json:"sentAt"`
	CreatedAt    time.Time      `json:"createdAt"`
	UpdatedAt    time.Time      `json:"updatedAt"`
	Rev          int            `json:"rev"`
}

func (m *Message) fill(r resource) bool {
	m.ID, m.Conversation, m.Customer = r.ID, r.one("conversation"), r.one("customer")
	m.Attachments = r.many("attachments")
	return r.ID != ""
}

// MessageCreate is the body of a creation; what is empty is left out.
type MessageCreate struct {
	ID          string         `json:"id,omitempty"`         // 24 hex digits chosen by us; a second creation is Taken
	ExternalID  string         `json:"externalId,omitempty"` // at most 256 characters
	Channel     string         `json:"channel"`              // required
	App         string         `json:"app"`                  // required, one stable value per integration
	Direction   string         `json:"direction,omitempty"`  // in or out
	Preview     string         `json:"preview,omitempty"`    // at most 10240 characters
	Subject     string         `json:"subject,omitempty"`    // at most 256 characters
	Status      string         `json:"status,omitempty"`
	Auto        bool           `json:"auto,omitempty"` // true: left out of reporting
	SentAt      time.Time      `json:"sentAt,omitzero"`
	Meta        map[string]any `json:"meta,omitempty"`   // at most 100
	Custom      map[string]any `json:"custom,omitempty"` // at most 100
	Attachments []Attachment   `json:"attachments,omitempty"`
	CreatedAt   time.Time      `json:"createdAt,omitzero"`  // needs role org.admin
	CreatedBy   string         `json:"createdBy,omitempty"` // needs role org.admin
	ImportedAt  time.Time      `json:"importedAt,omitzero"` // exempts it from the limit of 120 per minute and customer
	Lang        string         `json:"lang,omitempty"`
}

// MessageUpdate is the body of a change; what is empty stays as it is. Channel, app and direction
// cannot be changed.
type MessageUpdate struct {
	Preview     string         `json:"preview,omitempty"`
	Status      string         `json:"status,omitempty"`
	SentAt      time.Time      `json:"sentAt,omitzero"`
	Meta        map[string]any `json:"meta,omitempty"`   // send the whole object
	Custom      map[string]any `json:"custom,omitempty"` // send the whole object
	Attachments []Attachment   `json:"attachments,omitzero"`
}

// Get reads one message.
func (s MessagesService) Get(ctx context.Context, id string) (Message, error) {
	k, err := named("get message", "/v1/messages/", id)
	if err != nil {
		return Message{}, err
	}
	return fetch[Message](ctx, s.c, k)
}

// ByExternalID finds the message that was created under a name of ours. (The route spells the
// word in lower case, unlike those of customers and conversations.)
func (s MessagesService) ByExternalID(ctx context.Context, externalID string) (Message, error) {
	k, err := named("get message by external id", "/v1/messages/externalid=", externalID)
	if err != nil {
		return Message{}, err
	}
	return fetch[Message](ctx, s.c, k)
}

// ByConversation reads all messages of a conversation, in no promised order.
func (s MessagesService) ByConversation(ctx context.Context, conversation string) ([]Message, error) {
	k, err := named("list messages", "/v1/conversations/", conversation)
	if err != nil {
		return nil, err
	}
	k.path += "/messages"
	k.query = page("100")
	return list[Message](ctx, s.c, k)
}

// Recent reads up to a hundred messages of a customer, whoever recorded them: the first page, in the
// order that Kustomer gives.
func (s MessagesService) Recent(ctx context.Context, customer string) ([]Message, error) {
	k, err := named("list a customer's messages", "/v1/customers/", customer)
	if err != nil {
		return nil, err
	}
	k.path += "/messages"
	k.query = page("100")
	body, err := s.c.do(ctx, k)
	if err != nil {
		return nil, err
	}
	found, _, err := parseMany[Message](body)
	if err != nil {
		return nil, unreadable(k.op, "the answer is not what was asked for: "+err.Error())
	}
	return found, nil
}

// Create records a message in a conversation. An id or externalId in use is [Taken].
func (s MessagesService) Create(ctx context.Context, conversation string, body MessageCreate) (Message, error) {
	k, err := named("create message", "/v1/conversations/", conversation)
	if err != nil {
		return Message{}, err
	}
	body.SentAt, body.CreatedAt, body.ImportedAt = instant(body.SentAt), instant(body.CreatedAt), instant(body.ImportedAt)
	k.method, k.path, k.body = http.MethodPost, k.path+"/messages", body
	return fetch[Message](ctx, s.c, k)
}

// Update changes a message.
func (s MessagesService) Update(ctx context.Context, id string, change MessageUpdate) (Message, error) {
	k, err := named("update message", "/v1/messages/", id)
	if err != nil {
		return Message{}, err
	}
	change.SentAt = instant(change.SentAt)
	k.method, k.body = http.MethodPatch, change
	return fetch[Message](ctx, s.c, k)
}
