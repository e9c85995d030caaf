package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"agentadapter/server/tenants"
)

const (
	// askWithin bounds one request to a running server.
	askWithin = 60 * time.Second
	// maxAnswer bounds what is read of an answer.
	maxAnswer = 16 << 20
)

// remote are the flags of every verb that speaks to a running server.
type remote struct {
	Server         string `help:"The running server; default: ADAPTER_LISTEN on this machine." env:"ADAPTER_PUBLIC_URL"`
	Tenant         string `help:"The tenant's name." env:"TENANT_ID" default:"default"`
	AdminTokenFile string `help:"The operator's token; default: admin.token in the data folder." env:"ADAPTER_ADMIN_TOKEN_FILE"`
	Listen         string `hidden:"" env:"ADAPTER_LISTEN" default:"127.0.0.1:8080"`
	DataDir        string `help:"The server's data folder, for its token." env:"ADAPTER_DATA_DIR" default:"./data"`
	JSON           bool   `name:"json" help:"Print the server's answer as it is."`
	every          bool   // asks about all tenants
}

// client asks a running server's /api/v1 about one tenant.
type client struct {
	base, token string
}

// client checks the flags; all that is wrong is named at once.
func (r remote) client() (client, error) {
	var faults FaultsError
	base := r.Server
	if base == "" {
		base = "http://" + r.Listen
	}
	if u, err := url.Parse(base); err != nil || u.Host == "" || u.User != nil {
		faults = append(faults, "ADAPTER_PUBLIC_URL (--server) must be an address such as https://adapter.example.com")
	}
	if !tenants.ValidID(r.Tenant) {
		faults = append(faults, fmt.Sprintf("TENANT_ID (--tenant) is %q: it must be lower-case letters, digits and '-', at most 63", r.Tenant))
	}
	file := r.AdminTokenFile
	if file == "" {
		file = filepath.Join(r.DataDir, "admin.token")
	}
	kept, err := readKept(file)
	token, _, _ := strings.Cut(kept, "\n")
	token = strings.TrimSpace(token)
	if err != nil {
		faults = append(faults, fmt.Sprintf("ADAPTER_ADMIN_TOKEN_FILE (--admin-token-file) cannot be used: %v", err))
	}
	if len(faults) > 0 {
		return client{}, faults
	}
	c := client{strings.TrimRight(base, "/") + "/api/v1/tenants", token}
	if !r.every {
		c.base += "/" + r.Tenant
	}
	return c, nil
}

// answerError is what a server said instead of doing it.
type answerError struct {
	status          int
	Code, Text, Fix string
}

// Error tells what happened and what to do.
func (e *answerError) Error() string { return strings.TrimSpace(e.Text + " " + e.Fix) }

// ask makes one request and answers the body.
func (c client) ask(ctx context.Context, method, path string, body any) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	sent, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	// A redirect would carry the token to another place.
	h := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := h.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: is it running there? %w", err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("the server's answer ended early: %w", err)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, refusedBy(answer.StatusCode, got)
	}
	return got, nil
}

func refusedBy(status int, body []byte) error {
	var said struct{ Error answerError }
	if json.Unmarshal(body, &said) != nil || said.Error.Text == "" {
		said.Error.Text = fmt.Sprintf("the server answered %d: is an agent adapter at that address?", status)
	}
	said.Error.status = status
	return &said.Error
}

// report prints an answer: as it is, or as show tells it to a person.
func (r remote) report(o outside, method, path string, body any, show func(w io.Writer, answer []byte) error) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	answer, err := c.ask(o.ctx, method, path, body)
	if err != nil {
		return err
	}
	if r.JSON {
		_, err = o.out.Write(answer)
		return err
	}
	return show(o.out, answer)
}

// told reads an answer into what a person is shown of it.
func told[T any](answer []byte) (T, error) {
	var v T
	if err := json.Unmarshal(answer, &v); err != nil {
		return v, fmt.Errorf("the server's answer cannot be read; is it of another version? %w", err)
	}
	return v, nil
}

// isBadValue tells whether an error is about a value of the command line.
func isBadValue(err error) bool {
	if _, ok := errors.AsType[FaultsError](err); ok {
		return true
	}
	said, ok := errors.AsType[*answerError](err)
	return ok && said.status == http.StatusBadRequest
}
