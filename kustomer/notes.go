package kustomer

import (
	"context"
	"net/http"
	"time"
)

// NotesService is the chapter "Notes" of the API.
type NotesService struct{ c *Client }

// Note is a remark inside a conversation that only agents see.
type Note struct {
	ID           string    `json:"-"`
	Conversation string    `json:"-"` // id
	Customer     string    `json:"-"` // id
	ExternalID   string    `json:"externalId"`
	Body         string    `json:"body"`
	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
}

func (n *Note) fill(r resource) bool {
	n.ID, n.Conversation, n.Customer = r.ID, r.one("conversation"), r.one("customer")
	return r.ID != ""
}

// NoteCreate is the body of a creation; what is empty is left out.
type NoteCreate struct {
	ID          string       `json:"id,omitempty"`         // 24 hex digits chosen by us; a second creation is Taken
	ExternalID  string       `json:"externalId,omitempty"` // at most 256 characters
	Body        string       `json:"body"`                 // 1 to 10240 characters
	Attachments []Attachment `json:"attachments,omitempty"`
	CreatedAt   time.Time    `json:"createdAt,omitzero"`  // needs role org.admin
	CreatedBy   string       `json:"createdBy,omitempty"` // needs role org.admin
	ImportedAt  time.Time    `json:"importedAt,omitzero"`
	Lang        string       `json:"lang,omitempty"`
}

// NoteUpdate is the body of a change; what is empty stays as it is.
type NoteUpdate struct {
	Body        string       `json:"body,omitempty"`
	Attachments []Attachment `json:"attachments,omitzero"`
}

// Get reads one note.
func (s NotesService) Get(ctx context.Context, id string) (Note, error) {
	k, err := named("get note", "/v1/notes/", id)
	if err != nil {
		return Note{}, err
	}
	return fetch[Note](ctx, s.c, k)
}

// Create writes a note into a conversation. An id in use is [Taken].
func (s NotesService) Create(ctx context.Context, conversation string, body NoteCreate) (Note, error) {
	k, err := named("create note", "/v1/conversations/", conversation)
	if err != nil {
		return Note{}, err
	}
	body.CreatedAt, body.ImportedAt = instant(body.CreatedAt), instant(body.ImportedAt)
	k.method, k.path, k.body = http.MethodPost, k.path+"/notes", body
	return fetch[Note](ctx, s.c, k)
}

// Update changes a note.
func (s NotesService) Update(ctx context.Context, id string, change NoteUpdate) (Note, error) {
	k, err := named("update note", "/v1/notes/", id)
	if err != nil {
		return Note{}, err
	}
	k.method, k.body = http.MethodPatch, change
	return fetch[Note](ctx, s.c, k)
}
