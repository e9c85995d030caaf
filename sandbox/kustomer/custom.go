package kustomer

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"agentadapter/sandbox/kustomer/schema"
)

// customName is a custom attribute's name: camelCase and a suffix that tells
// its type; attributes that an app adds begin with @ and its identifier.
var customName = regexp.MustCompile(`^@?[a-z][A-Za-z0-9]*(Str|Txt|Num|At|Bool|Url|Id|Tree)$`)

// customTypes are what the suffixes stand for.
var customTypes = map[string]schema.Type{
	"Str": schema.Text(0, 1024), "Txt": schema.Text(0, 1024), "Num": schema.Number(-1e300, 1e300), "At": schema.Time,
	"Bool": schema.Bool, "Url": schema.Matching("uri", `^[a-z][a-z0-9+.\-]*:\S+$`), "Id": schema.ID, "Tree": schema.Text(0, 1024),
}

// metadataTypes are the names of those types in the metadata.
var metadataTypes = map[string]string{
	"Str": "string", "Txt": "string", "Num": "number", "At": "date-time", "Bool": "boolean", "Url": "uri", "Id": "object-id", "Tree": "tree",
}

// suffixOf is the type suffix of a custom attribute's name; empty for a name
// that has none.
func suffixOf(name string) string {
	if found := customName.FindStringSubmatch(name); found != nil {
		return found[1]
	}
	return ""
}

// checkCustom checks the custom attributes of a body: suffix, registration,
// type. References must be registered first even where the knob is lenient.
func (s *Server) checkCustom(resource string, body map[string]any) error {
	attributes, _ := body["custom"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		suffix := suffixOf(name)
		_, registered := s.metadata[resource][name]
		if suffix == "" || !registered && (suffix == "Id" || s.knobs.Get().StrictCustom) {
			return refused(schema.Unknown(name, "/properties/custom"))
		}
		if fault := s.customType(resource, name, suffix).Check(attributes[name]); fault != nil {
			return badParam(name, fault.Title, "/properties/custom/properties/"+name+fault.Detail)
		}
	}
	return nil
}

// customType is the type of an attribute; null clears it.
func (s *Server) customType(resource, name, suffix string) schema.Type {
	of := customTypes[suffix]
	known, _ := s.metadata[resource][name].(map[string]any)
	if known["array"] == true || known["multi"] == true {
		return schema.List(of, 100).OrNull()
	}
	return of.OrNull()
}

// mergeCustom joins written attributes to those that stand; null removes.
func mergeCustom(standing any, written any) map[string]any {
	was, _ := standing.(map[string]any)
	merged := maps.Clone(was)
	if merged == nil {
		merged = map[string]any{}
	}
	more, _ := written.(map[string]any)
	for name, value := range more {
		if value == nil {
			delete(merged, name)
		} else {
			merged[name] = value
		}
	}
	return merged
}

// resources are what custom attributes can be registered for.
var resources = []string{kindCustomer, kindConversation, kindMessage, "company", kindNote, kindUser}

// checkResource refuses other names.
func checkResource(name string) error {
	if slices.Contains(resources, name) || strings.HasPrefix(name, "kobject.") {
		return nil
	}
	return notFound("resource")
}

// getMetadata tells which custom attributes a resource has.
func (s *Server) getMetadata(c *call) (int, any, error) {
	resource := c.PathValue("resource")
	if err := checkResource(resource); err != nil {
		return 0, nil, err
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	return http.StatusOK, s.metadataOf(resource), nil
}

// putMetadata registers custom attributes; those that the body does not name
// stay as they are.
func (s *Server) putMetadata(c *call) (int, any, error) {
	resource := c.PathValue("resource")
	if err := checkResource(resource); err != nil {
		return 0, nil, err
	}
	written, _ := c.body["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if suffixOf(name) == "" {
			return 0, nil, refused(schema.Unknown(name, "/properties/properties"))
		}
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	known := maps.Clone(s.metadata[resource])
	if known == nil {
		known = map[string]any{}
	}
	for name, value := range written {
		known[name] = c.registered(name, known[name], value)
	}
	s.metadata[resource] = known
	s.live.tell(event{Type: "metadata", ID: resource})
	return http.StatusOK, s.metadataOf(resource), nil
}

// registered is one attribute's entry after a write: what was written over
// what stood.
func (c *call) registered(name string, standing, written any) map[string]any {
	entry := map[string]any{"displayName": titled(name)}
	was, _ := standing.(map[string]any)
	now, _ := written.(map[string]any)
	maps.Copy(entry, was)
	maps.Copy(entry, now)
	entry["type"] = metadataTypes[suffixOf(name)]
	entry["modifiedAt"], entry["updatedAt"], entry["modifiedBy"] = stamp(c.at), stamp(c.at), c.who.user
	return entry
}

// titled is the display name that the vendor derives: title case, no suffix.
func titled(name string) string {
	var title strings.Builder
	for i, letter := range strings.TrimSuffix(strings.TrimPrefix(name, "@"), suffixOf(name)) {
		switch {
		case i == 0:
			letter = unicode.ToUpper(letter)
		case unicode.IsUpper(letter):
			title.WriteByte(' ')
		}
		title.WriteRune(letter)
	}
	return title.String()
}

// metadataOf is the envelope of a resource's attributes; the caller holds
// the store.
func (s *Server) metadataOf(resource string) map[string]any {
	properties := s.metadata[resource]
	if properties == nil {
		properties = map[string]any{}
	}
	org := ref{"org", orgID}
	return map[string]any{"data": map[string]any{
		"type": "metadata", "id": resource, "attributes": map[string]any{"properties": properties},
		"relationships": map[string]any{"org": map[string]any{"links": map[string]any{"self": org.path()}, "data": org.data()}},
		"links":         map[string]any{"self": fmt.Sprintf("/v1/metadata/%s", resource)},
	}}
}
