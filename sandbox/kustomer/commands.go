package kustomer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// appName is the app that the sandbox knows as installed.
const appName = "ccaip_agent_adapter"

// command is a request that Kustomer's servers make for an app.
type command struct {
	name   string
	path   string // below the adapter's address
	method string
	// secrets are headers that the app's settings fill in. Whoever runs the
	// command sees a placeholder instead.
	secrets map[string]string
}

// commandWait is how long a command may take.
const commandWait = 10 * time.Second

// newOutgoing is the client that commands and webhooks use. It follows no
// redirects: an answer is what the address itself says.
func newOutgoing() *http.Client {
	return &http.Client{Timeout: commandWait, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// command finds a command by its full name, with or without the org's id
// that Kustomer adds to the names of private apps.
func (s *Server) command(name string) (command, bool) {
	switch name {
	case appName + ".app.bind", appName + "_" + orgID + ".app.bind":
		return command{name, "/kustomer/bind", http.MethodPost, map[string]string{"x-adapter-secret": s.keys.BindSecret}}, true
	}
	return command{}, false
}

// runCommand runs a command as whoever asks, and tells what came back.
func (s *Server) runCommand(c *call) (int, any, error) {
	to, ok := s.command(c.PathValue("name"))
	if !ok {
		return 0, nil, notFound("name")
	}
	adapter := s.knobs.Get().Adapter
	result := map[string]any{
		"commandId": fixedID("command " + to.name), "name": to.name, "args": c.body["args"], "url": adapter + to.path,
		"requestBody": c.body["body"], "requestHeaders": shownHeaders(to, c), "responseBody": nil, "statusCode": nil, "requestError": nil,
	}
	status, answer, err := s.send(c.Context(), to, adapter, c)
	if err != nil {
		result["requestError"] = err.Error()
	} else {
		result["statusCode"], result["responseBody"] = status, answer
	}
	id := s.ids.next(c.at)
	return http.StatusOK, map[string]any{"data": map[string]any{
		"type": "command", "id": id, "attributes": result, "links": map[string]any{"self": "/v1/commands/" + to.name + "/run"},
	}}, nil
}

// shownHeaders are the headers with placeholders for secrets.
func shownHeaders(to command, c *call) map[string]any {
	shown := map[string]any{"content-type": "application/json", "x-kustomer-org-id": orgID, "x-kustomer-user-id": c.who.user}
	for name := range to.secrets {
		shown[name] = "********"
	}
	return shown
}

// send makes the request. The headers that say who asks are Kustomer's own;
// what the caller of the command wrote cannot replace them.
func (s *Server) send(ctx context.Context, to command, adapter string, c *call) (int, any, error) {
	if adapter == "" {
		return 0, nil, errors.New("the adapter's address is not known; set the knob adapter")
	}
	ctx, cancel := context.WithTimeout(ctx, commandWait)
	defer cancel()
	body, err := json.Marshal(c.body["body"])
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, to.method, adapter+to.path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	written, _ := c.body["headers"].(map[string]any)
	for name, value := range written {
		request.Header.Set(name, fmt.Sprint(value))
	}
	for name, value := range to.secrets {
		request.Header.Set(name, value)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("x-kustomer-org-id", orgID)
	request.Header.Set("x-kustomer-user-id", c.who.user)
	answer, err := s.outgoing.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	return answer.StatusCode, decoded(raw), err
}

// decoded is a body as JSON where it is some, else as text.
func decoded(raw []byte) any {
	var value any
	if json.Unmarshal(raw, &value) == nil {
		return value
	}
	return string(raw)
}
