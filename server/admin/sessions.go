package admin

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/server/engine"
)

// pageSize is how many sessions one answer lists.
const pageSize = 100

// states are how far a session's record may be.
var states = []string{"waiting", "saving", "saved", "buried", "parked", "unlinked", "discarded", "skipped"}

var (
	sessionShape  = regexp.MustCompile(`^(call|chat)-[A-Za-z0-9_=-]{1,64}$`)
	customerShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
)

// Sessions are what was written for each session, and what a person may do about it. Errors that are
// engine.ErrNotFound: no such session; a *Refused says in words why not.
type Sessions interface {
	// List answers the sessions in that state ("": all), the latest change first; next is empty at
	// the end, and otherwise what the following call gives as after.
	List(ctx context.Context, tenant, state, after string, limit int) (sessions []Listed, next string, err error)
	Show(ctx context.Context, tenant, session string) (Shown, error)
	// Replay tries again what was given up, Discard has nothing more written, Link gives the session
	// its customer; by is who wants it.
	Replay(ctx context.Context, tenant, session string) error
	Discard(ctx context.Context, tenant, session, by string) error
	Link(ctx context.Context, tenant, session, customer, by string) error
	// Erase forgets a person's settled sessions: those with a number in E.164, or with a customer. It
	// answers how many, and which could not be forgotten yet.
	Erase(ctx context.Context, tenant, number, customer string) (erased int, left []Left, err error)
}

// Refused says why something cannot be done to a session now.
type Refused struct{ said *refusal }

// Error says so.
func (e *Refused) Error() string { return e.said.Text }

// Refuse makes one of two sentences, "code: English" each.
func Refuse(code, text, fix string) *Refused {
	return &Refused{no(http.StatusConflict, code, text, fix)}
}

// Listed is a session in a list.
type Listed struct {
	Session string `json:"session"`
	State   string `json:"state"`
	Reason  string `json:"reason"`
	// ReasonSaid is by what Reason is translated, if it has a code.
	ReasonSaid protocol.Said `json:"reasonSaid,omitempty"`
	At         time.Time     `json:"at"`
}

// Shown is a session with its audit trail (W7).
type Shown struct {
	Session string `json:"session"`
	State   string `json:"state"`
	Reason  string `json:"reason"`
	// ReasonSaid is by what Reason is translated, if it has a code.
	ReasonSaid   protocol.Said `json:"reasonSaid,omitempty"`
	Customer     string        `json:"customer"`
	Conversation string        `json:"conversation"`
	Message      string        `json:"message"`
	Writes       []Written     `json:"writes"`
}

// Written is one line of the trail: what was written, by which rule, from which facts, when.
type Written struct {
	At      time.Time `json:"at"`
	Rule    string    `json:"rule"`
	What    string    `json:"what"`
	Target  string    `json:"target"`
	ID      string    `json:"id"`
	Reason  string    `json:"reason"`
	Facts   []string  `json:"facts"`
	Outcome string    `json:"outcome"`
	// Request is the body that was refused, of a write that was given up.
	Request string `json:"request,omitempty"`
}

// listBody is what GET sessions answers; Next goes into ?after= for more.
type listBody struct {
	Sessions []Listed `json:"sessions"`
	Next     string   `json:"next"`
}

func (a *Admin) list(c *call) (any, error) {
	state, after := c.URL.Query().Get("state"), c.URL.Query().Get("after")
	if state != "" && !slices.Contains(states, state) {
		return nil, bad("bad-state", "api.bad-state: No session has the state that was asked for.", "api.bad-state.fix: States are {states}.", "states", strings.Join(states, ", "))
	}
	found, next, err := a.cfg.Sessions.List(c.ctx, c.tenant.ID, state, after, pageSize)
	if err != nil {
		return nil, err
	}
	if found == nil {
		found = []Listed{}
	}
	return listBody{found, next}, nil
}

func (a *Admin) show(c *call) (any, error) {
	name, err := c.session()
	if err != nil {
		return nil, err
	}
	shown, err := a.cfg.Sessions.Show(c.ctx, c.tenant.ID, name)
	if shown.Writes == nil {
		shown.Writes = []Written{}
	}
	return shown, unknownSession(err)
}

// session is the one in the address.
func (c *call) session() (string, error) {
	name := c.PathValue("session")
	if !sessionShape.MatchString(name) {
		return "", noSession
	}
	return name, nil
}

func unknownSession(err error) error {
	if errors.Is(err, engine.ErrNotFound) {
		return noSession
	}
	if no, ok := errors.AsType[*Refused](err); ok {
		return no.said
	}
	return err
}

func (a *Admin) replay(c *call) (any, error) {
	return a.order(c, "replay", func(session string) error {
		return a.cfg.Sessions.Replay(c.ctx, c.tenant.ID, session)
	})
}

func (a *Admin) discard(c *call) (any, error) {
	return a.order(c, "discard", func(session string) error {
		return a.cfg.Sessions.Discard(c.ctx, c.tenant.ID, session, c.who.name)
	})
}

// customerBody is what POST link takes.
type customerBody struct {
	Customer string `json:"customer"`
}

func (a *Admin) link(c *call) (any, error) {
	var in customerBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	if !customerShape.MatchString(in.Customer) {
		return nil, bad("bad-customer", "refusal.bad-customer: customer is no id of a customer.", "refusal.customer.fix: Give the id that stands in the customer's address in Kustomer.")
	}
	c.detail = "customer " + in.Customer
	return a.order(c, "link", func(session string) error {
		return a.cfg.Sessions.Link(c.ctx, c.tenant.ID, session, in.Customer, c.who.name)
	})
}

// order has something done to a session and answers how it stands then.
func (a *Admin) order(c *call, doing string, do func(session string) error) (any, error) {
	name, err := c.session()
	if err != nil {
		return nil, err
	}
	if err := do(name); err != nil {
		return nil, unknownSession(err)
	}
	a.log.InfoContext(c.ctx, "a session was changed by hand", "doing", doing, "tenant", c.tenant.ID, "session", name, "author", c.who.name)
	return a.show(c)
}
