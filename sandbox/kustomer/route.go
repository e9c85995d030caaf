package kustomer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"agentadapter/sandbox/kustomer/schema"
)

// maxBody bounds the JSON bodies that are read.
const maxBody = 5 << 20

// call is one request on its way through a handler.
type call struct {
	http.ResponseWriter
	*http.Request
	who  *principal
	body map[string]any // the checked body, where it is an object
	list []any          // the checked body, where it is a list
	at   time.Time
}

// handler does the work of one route: it returns status and body.
type handler func(c *call) (int, any, error)

// route is one line of the table.
type route struct {
	pattern string // "POST /v1/notes"
	thing   string // what the role is about; empty: any valid key
	action  string // what the role allows with it
	body    *schema.Type
	do      handler
}

// api is the REST API as a handler. A trailing slash is accepted, as the real
// API does.
func (s *Server) api() http.Handler {
	routes := newRouter(s.routes())
	nowhere := route{do: func(*call) (int, any, error) { return 0, nil, notFound("path") }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to, ok := routes.find(r)
		if !ok {
			to = nowhere
		}
		s.serve(w, r, to)
	})
}

// serve takes a request through principal, budget, role and body to its
// handler.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, to route) {
	s.decorate(w)
	status, body, err := s.answer(w, r, to)
	if err != nil {
		s.fail(w, err)
		return
	}
	writeJSON(w, status, body)
}

// answer is serve without the writing.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, to route) (int, any, error) {
	who, err := s.authenticate(r)
	if err != nil {
		return 0, nil, err
	}
	c := &call{ResponseWriter: w, Request: r, who: who, at: s.now().UTC().Truncate(time.Millisecond)}
	if err := s.budget.admit(w, who, c.at); err != nil {
		return 0, nil, err
	}
	if !who.may(to.thing, to.action) {
		return 0, nil, forbidden(to.thing, to.action)
	}
	if err := s.budget.admitUpdate(to, c); err != nil {
		return 0, nil, err
	}
	if to.body != nil {
		if err := c.read(*to.body); err != nil {
			return 0, nil, err
		}
	}
	return to.do(c)
}

// decorate writes the headers of the recordings.
func (s *Server) decorate(w http.ResponseWriter) {
	h := w.Header()
	h.Set("X-Kustomer-Pod", thisPod)
	h.Set("Cache-Control", "no-cache,private")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Timing-Allow-Origin", "*")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("Vary", "Accept-Encoding")
}

// read decodes the body and checks it against the schema.
func (c *call) read(want schema.Type) error {
	if err := c.checkMedia(); err != nil {
		return err
	}
	decoder := json.NewDecoder(http.MaxBytesReader(c.ResponseWriter, c.Body, maxBody))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return unreadable(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return badParam("body", "Invalid JSON: more than one value", "")
	}
	if fault := want.Check(value); fault != nil {
		return refused(fault)
	}
	c.body, _ = value.(map[string]any)
	c.list, _ = value.([]any)
	evenTimes(c.body)
	custom, _ := c.body["custom"].(map[string]any)
	evenTimes(custom)
	return nil
}

// evenTimes writes the moments of an object as the API shows all moments,
// however they were sent.
func evenTimes(body map[string]any) {
	for name, value := range body {
		text, _ := value.(string)
		if !strings.HasSuffix(name, "At") || text == "" {
			continue
		}
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			body[name] = stamp(at)
		}
	}
}

// unreadable words a body that is no JSON, or too much of it.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &apiError{status: http.StatusRequestEntityTooLarge, code: "payload_too_large", title: "Payload Too Large"}
	case errors.Is(err, io.EOF):
		return badParam("body", "Invalid JSON: the body is empty", "")
	}
	return badParam("body", fmt.Sprintf("Invalid JSON: %v", err), "")
}

// checkMedia lets JSON pass under the two names that the documentation uses.
func (c *call) checkMedia() error {
	media, _, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil {
		return badParam("content-type", "Content-Type must be application/json", "")
	}
	switch media {
	case "application/json", "application/vnd.api+json", "text/plain":
		return nil
	case "application/json-patch+json":
		if c.Method == http.MethodPatch {
			return nil
		}
	}
	return badParam("content-type", "Content-Type must be application/json", "")
}

// text is a string of the body; missing or null is empty.
func (c *call) text(name string) string {
	value, _ := c.body[name].(string)
	return value
}

// has tells whether the body names the property.
func (c *call) has(name string) bool {
	_, ok := c.body[name]
	return ok
}

// record finds what a path parameter names, deleted ones aside.
func (s *Server) record(kind, id string) (*record, error) {
	r, ok := s.store.get(kind, id)
	if !ok {
		return nil, notFound("id")
	}
	return r, nil
}
