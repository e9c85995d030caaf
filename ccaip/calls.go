package ccaip

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// CallsService is the chapter "Calls" of both APIs.
type CallsService struct{ c *Client }

// Dial is an outbound call that an agent asks for.
type Dial struct {
	AgentEmail     string `json:"agent_email"`
	EndUserNumber  string `json:"end_user_number"`           // E.164
	OutboundNumber string `json:"outbound_number,omitempty"` // which of the org's numbers to show
	Lang           string `json:"lang,omitempty"`
}

// Started is the platform's answer to a dial.
type Started struct {
	// Call is the call; its ID is empty where the answer does not tell it yet.
	Call Session
	// AgentMustAct tells that the call waits for the agent to choose or confirm in the softphone.
	AgentMustAct bool
}

// Start asks for an outbound call. When the platform declines (agent not available, number
// malformed, …) its words stand in the error's Detail.
func (s CallsService) Start(ctx context.Context, d Dial) (Started, error) {
	k := call{op: "start call", method: http.MethodPost, path: "/apps/api/v1/calls"}
	k.body = struct {
		CallType string `json:"call_type"`
		Dial
	}{"Voice Outbound (API)", d}
	a, err := s.c.do(ctx, k)
	if err != nil {
		return Started{}, err
	}
	started := Started{AgentMustAct: a.status != http.StatusCreated}
	// The call was placed, whatever else the answer holds; without an id it is found by its
	// agent and number when its events come.
	if call, err := readSession(KindCall, a.body); err == nil {
		started.Call = call
	}
	return started, nil
}

// Invite adds an outside party to a call by dialling them.
type Invite struct {
	AgentEmail     string `json:"agent_email"`
	OutboundNumber string `json:"outbound_number,omitempty"`
	PhoneNumber    string `json:"phone_number"` // E.164
}

// Add dials a third party into a running call.
func (s CallsService) Add(ctx context.Context, id string, who Invite) (Participant, error) {
	k, err := one("add to call", "/apps/api/v1/calls/add/", id)
	if err != nil {
		return Participant{}, err
	}
	k.method, k.path, k.body = http.MethodPut, k.path+"/dial", who
	a, err := s.c.do(ctx, k)
	if err != nil {
		return Participant{}, err
	}
	f, err := readFields(a.body)
	if err != nil {
		return Participant{}, unreadable(k.op, err.Error())
	}
	return readParticipant(f), nil
}

// Get reads one call.
func (s CallsService) Get(ctx context.Context, id string) (Session, error) {
	return s.c.session(ctx, KindCall, "get call", "/manager/api/v1/calls/", id)
}

// UpdatedSince reads the calls that changed from a moment on. Keep the stretch short: large pulls
// time out at the platform.
func (s CallsService) UpdatedSince(ctx context.Context, from time.Time) ([]Session, error) {
	return s.c.sessions(ctx, KindCall, "list calls", "/manager/api/v1/calls", from)
}

// session reads one call or chat.
func (c *Client) session(ctx context.Context, kind SessionKind, op, path, id string) (Session, error) {
	k, err := one(op, path, id)
	if err != nil {
		return Session{}, err
	}
	a, err := c.do(ctx, k)
	if err != nil {
		return Session{}, err
	}
	s, err := readSession(kind, a.body)
	if err != nil {
		return Session{}, unreadable(op, err.Error())
	}
	return s, nil
}

// sessions reads the calls or chats that changed from a moment on.
func (c *Client) sessions(ctx context.Context, kind SessionKind, op, path string, from time.Time) ([]Session, error) {
	k := get(op, path)
	k.query = url.Values{"updated_at[from]": {from.UTC().Format(time.RFC3339)}}
	var found []Session
	err := c.pages(ctx, k, func(raw json.RawMessage) error {
		s, err := readSession(kind, raw)
		if err == nil {
			found = append(found, s)
		}
		return err
	})
	return found, err
}
