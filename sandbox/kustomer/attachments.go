package kustomer

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// createAttachment announces a file. Its content follows in a second step,
// unless it lies elsewhere and is only pointed at.
func (s *Server) createAttachment(c *call) (int, any, error) {
	if !c.who.may(kindNote, "create") && !c.who.may(kindMessage, "create") {
		return 0, nil, forbidden(kindMessage, "create")
	}
	elsewhere := c.text("externalUrl")
	if err := s.checkExternal(elsewhere); err != nil {
		return 0, nil, err
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	r := s.newAttachment(c, elsewhere)
	s.store.put(r, c.at, c.who)
	body := map[string]any{"data": shownFile(r)}
	if elsewhere == "" {
		form := s.uploadForm(r, c.at)
		s.files.expect(r.id, form)
		body["meta"] = map[string]any{"upload": map[string]any{"url": "http://" + c.Host + uploadPath + r.id, "fields": form}}
	}
	return http.StatusCreated, body, nil
}

// newAttachment is the file as the body tells it.
func (s *Server) newAttachment(c *call, elsewhere string) *record {
	made := stamp(c.at)
	r := &record{ref: ref{kindAttachment, s.ids.next(c.at)}, many: map[string][]ref{}, attrs: map[string]any{
		"name": c.text("name"), "contentType": c.text("contentType"), "contentLength": c.body["contentLength"],
		"uploaded": elsewhere != "", "redacted": false, "createdAt": made, "updatedAt": made, "rev": 1,
	}}
	if elsewhere != "" {
		r.attrs["externalUrl"] = elsewhere
	}
	if mode := c.text("renderMode"); mode != "" {
		r.attrs["renderMode"] = mode
	}
	r.one = map[string]ref{"org": {"org", orgID}, "createdBy": {kindUser, c.who.user}}
	return r
}

// checkExternal refuses addresses that Kustomer would not show: only https,
// no credentials.
func (s *Server) checkExternal(address string) error {
	if address == "" {
		return nil
	}
	at, err := url.Parse(address)
	secure := err == nil && at.Host != "" && (at.Scheme == "https" || s.loopback && isLoopback(at))
	if !secure || at.User != nil {
		return badParam("externalUrl", "Format validation failed (an https address without credentials)", "/properties/externalUrl/format")
	}
	return nil
}

// isLoopback tells whether an http address is one of this machine.
func isLoopback(at *url.URL) bool {
	host := at.Hostname()
	return at.Scheme == "http" && (host == "localhost" || host == "::1" || strings.HasPrefix(host, "127."))
}

// shownFile is the resource with the link to its content.
func shownFile(r *record) map[string]any {
	shown := r.render()
	related := "/_page/files/" + r.id
	if elsewhere := r.text("externalUrl"); elsewhere != "" {
		related = elsewhere
	}
	shown["links"] = map[string]any{"self": r.path(), "related": related}
	return shown
}

// uploadForm are the fields that the second step must send back.
func (s *Server) uploadForm(r *record, at time.Time) map[string]string {
	day, moment := at.UTC().Format("20060102"), at.UTC().Format("20060102T150405Z")
	policy := base64.StdEncoding.EncodeToString([]byte(`{"expiration":"` + stamp(at.Add(time.Hour)) + `","conditions":[]}`))
	return map[string]string{
		"key": "attachments/" + orgID + "/" + r.id + "-" + r.text("name"), "acl": "private", "Content-Type": r.text("contentType"),
		"X-Amz-Meta-Attachment-Id": r.id, "bucket": "prod1-attachments", "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
		"X-Amz-Credential": "SANDBOX/" + day + "/us-east-1/s3/aws4_request", "X-Amz-Date": moment,
		"Policy": policy, "X-Amz-Signature": fixedID(policy + r.id),
	}
}

// getAttachment answers with a file's description.
func (s *Server) getAttachment(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	r, err := s.record(kindAttachment, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, map[string]any{"data": shownFile(r)}, nil
}

// updateAttachment renames or redacts a file.
func (s *Server) updateAttachment(c *call) (int, any, error) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	before, err := s.record(kindAttachment, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	r := before.edit()
	for name, value := range c.body {
		r.attrs[name] = value
	}
	c.touched(r, before)
	s.store.put(r, c.at, c.who)
	return http.StatusOK, map[string]any{"data": shownFile(r)}, nil
}

// attachmentsOfConversation lists the files of its messages.
func (s *Server) attachmentsOfConversation(c *call) (int, any, error) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	conversation, err := s.record(kindConversation, c.PathValue("id"))
	if err != nil {
		return 0, nil, err
	}
	var files []*record
	for _, message := range s.store.of(kindMessage, conversation.id) {
		for _, to := range message.many["attachments"] {
			files = append(files, s.store.pick(kindAttachment, []string{to.id})...)
		}
	}
	return c.listed(files, pageMax)
}

// attach relates the files that the body lists, by id or as objects; the
// list replaces what was there.
func (s *Server) attach(r *record, c *call) error {
	listed, ok := c.body["attachments"].([]any)
	if !ok {
		return nil
	}
	files := make([]ref, 0, len(listed))
	for _, item := range listed {
		id, _ := item.(string)
		if object, ok := item.(map[string]any); ok {
			id, _ = object["_id"].(string)
		}
		if _, there := s.store.get(kindAttachment, id); !there {
			return notFound("attachments")
		}
		files = append(files, ref{kindAttachment, id})
	}
	r.many["attachments"] = files
	return nil
}
