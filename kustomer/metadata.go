package kustomer

import (
	"context"
	"net/http"
)

// MetadataService is the chapter "Custom attribute metadata" of the API.
type MetadataService struct{ c *Client }

// Resources whose custom attributes can be registered.
const (
	OnConversation = "conversation"
	OnCustomer     = "customer"
	OnMessage      = "message"
)

// Metadata tells which custom attributes a resource has.
type Metadata struct {
	ID         string              `json:"-"`
	Properties map[string]Property `json:"properties"` // by name with suffix: "queueNameStr"
}

func (m *Metadata) fill(r resource) bool {
	m.ID = r.ID
	return r.ID != ""
}

// Property is one custom attribute. Its type follows from the name's suffix.
type Property struct {
	DisplayName string `json:"displayName,omitempty"`
	Type        string `json:"type,omitempty"` // read only
}

// Get reads which custom attributes exist on a resource ([OnConversation], …).
func (s MetadataService) Get(ctx context.Context, resource string) (Metadata, error) {
	k, err := named("get fields", "/v1/metadata/", resource)
	if err != nil {
		return Metadata{}, err
	}
	return fetch[Metadata](ctx, s.c, k)
}

// Register makes custom attributes, by name with suffix and the name that people see. Kustomer
// merges by name, so existing ones stay and repeating changes nothing.
func (s MetadataService) Register(ctx context.Context, resource string, displayNames map[string]string) (Metadata, error) {
	k, err := named("register fields", "/v1/metadata/", resource)
	if err != nil {
		return Metadata{}, err
	}
	properties := make(map[string]Property, len(displayNames))
	for name, shown := range displayNames {
		properties[name] = Property{DisplayName: shown}
	}
	k.method, k.body = http.MethodPut, map[string]any{"properties": properties}
	return fetch[Metadata](ctx, s.c, k)
}
