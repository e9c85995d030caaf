package kustomer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"agentadapter/sandbox/kustomer/appdef"
)

// command is a request that Kustomer's servers make for an app.
type command struct {
	name    string
	url     string
	method  string
	headers map[string]string
	// secret are the headers that settings of type secret fill in: whoever
	// runs the command sees a placeholder instead.
	secret map[string]bool
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
func (s *Server) command(full string) (command, bool) {
	app, rest, _ := strings.Cut(full, ".")
	app = plainApp(app)
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if definition, ok := s.apps.installed[app]; ok {
		return s.definedCommand(definition, app+"."+rest)
	}
	if app+"."+rest != appName+".app.bind" {
		return command{}, false
	}
	return command{
		name: full, url: s.knobs.Get().Adapter + "/kustomer/bind", method: http.MethodPost,
		headers: map[string]string{"x-adapter-secret": s.keys.BindSecret}, secret: map[string]bool{"x-adapter-secret": true},
	}, true
}

// definedCommand reads a command from an installed definition. The bind
// secret is the sandbox's own until an admin sets another.
func (s *Server) definedCommand(definition appdef.Definition, name string) (command, bool) {
	commands, _ := definition["commands"].([]any)
	for _, item := range commands {
		of, _ := item.(map[string]any)
		if of["name"] != name {
			continue
		}
		variables, _ := of["appSettings"].(map[string]any)
		app := definition.Text("app")
		found := command{
			name: name, url: s.filled(app, fmt.Sprint(of["url"]), variables), method: strings.ToUpper(fmt.Sprint(of["httpMethod"])),
			headers: map[string]string{}, secret: map[string]bool{},
		}
		headers, _ := of["defaultHeaders"].(map[string]any)
		for header, template := range headers {
			found.headers[header] = s.filled(app, fmt.Sprint(template), variables)
			found.secret[header] = strings.Contains(fmt.Sprint(template), "{{")
		}
		if value, named := found.headers["x-adapter-secret"]; named && value == "" {
			found.headers["x-adapter-secret"] = s.keys.BindSecret
		}
		return found, true
	}
	return command{}, false
}

// runCommand runs a command as whoever asks, and tells what came back.
func (s *Server) runCommand(c *call) (int, any, error) {
	to, ok := s.command(c.PathValue("name"))
	if !ok {
		return 0, nil, notFound("name")
	}
	result := map[string]any{
		"commandId": fixedID("command " + to.name), "name": to.name, "args": c.body["args"], "url": to.url,
		"requestBody": c.body["body"], "requestHeaders": shownHeaders(to, c), "responseBody": nil, "statusCode": nil, "requestError": nil,
	}
	status, answer, err := s.send(c.Context(), to, c)
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
	for name, value := range to.headers {
		if to.secret[name] {
			value = secretShown
		}
		shown[name] = value
	}
	return shown
}

// send makes the request. The headers that say who asks are Kustomer's own;
// what the caller of the command wrote cannot replace them.
func (s *Server) send(ctx context.Context, to command, c *call) (int, any, error) {
	if !strings.HasPrefix(to.url, "http") {
		return 0, nil, errors.New("the address of the command is not known: " + to.url + "; set the knob adapter")
	}
	ctx, cancel := context.WithTimeout(ctx, commandWait)
	defer cancel()
	body, err := json.Marshal(c.body["body"])
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, to.method, to.url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	written, _ := c.body["headers"].(map[string]any)
	for name, value := range written {
		request.Header.Set(name, fmt.Sprint(value))
	}
	for name, value := range to.headers {
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
