package state

import (
	"slices"

	"agentadapter/app/texts"
)

// Board is who is live where, what is stuck, and how much is done. It is read again every few seconds
// while it is shown.
type Board struct {
	Status   Status
	Agents   []Agent
	Sessions []Session
	// Filter is the state of the sessions that are listed, "" for all; More: there are others.
	Filter  string
	More    bool
	Figures Figures
	// Open is the session whose trail is shown.
	Open     Account
	Customer map[string]string // ids typed to link sessions, by session
	Problem  Problem
	Looks    int // how often it was read

	asking []string
}

// Status is how the tenant stands.
type Status struct {
	Paused      bool      `json:"paused"`
	LastEventAt string    `json:"lastEventAt"`
	Warnings    []Problem `json:"warnings"`
}

// Agent is one agent who has a window open.
type Agent struct {
	Agent          string     `json:"agent"`
	Email          string     `json:"email"`
	Holder         *Instance  `json:"holder"`
	Term           int        `json:"term"`
	Waiting        []Instance `json:"waiting"`
	KustomerStatus string     `json:"kustomerStatus"`
	PlatformStatus string     `json:"platformStatus"`
	NextStatus     string     `json:"nextStatus"`
	Why            string     `json:"why"`
	WhySaid        []string   `json:"whySaid"`
	Drift          string     `json:"drift"`
	DriftSaid      []string   `json:"driftSaid"`
}

// Instance is one window.
type Instance struct {
	Instance string `json:"instance"`
	Device   string `json:"device"`
	Browser  string `json:"browser"`
	Since    string `json:"since"`
	OnCall   bool   `json:"onCall"`
	// RoundTrip is in milliseconds, 0 while unknown; Old: the page is of an earlier release.
	RoundTrip int  `json:"roundTripMs"`
	Old       bool `json:"oldPage"`
}

// Session is one line of the list.
type Session struct {
	Session    string   `json:"session"`
	State      string   `json:"state"`
	Reason     string   `json:"reason"`
	ReasonSaid []string `json:"reasonSaid"`
	At         string   `json:"at"`
}

// Account is a session with its trail.
type Account struct {
	Session      string   `json:"session"`
	State        string   `json:"state"`
	Reason       string   `json:"reason"`
	ReasonSaid   []string `json:"reasonSaid"`
	Customer     string   `json:"customer"`
	Conversation string   `json:"conversation"`
	Writes       []Write  `json:"writes"`
}

// Write is one line of a trail.
type Write struct {
	At      string   `json:"at"`
	Rule    string   `json:"rule"`
	What    string   `json:"what"`
	Reason  string   `json:"reason"`
	Facts   []string `json:"facts"`
	Outcome string   `json:"outcome"`
}

// Figures are what is drawn.
type Figures struct {
	Kustomer Neighbour      `json:"kustomer"`
	Platform Neighbour      `json:"platform"`
	States   map[string]int `json:"states"`
}

// Neighbour is one side's last minutes and budget.
type Neighbour struct {
	Minutes []Minute `json:"minutes"`
	Limit   int      `json:"limit"`
	Left    int      `json:"left"`
}

// Minute is what happened in one.
type Minute struct {
	At      string `json:"at"`
	Reads   int    `json:"reads"`
	Writes  int    `json:"writes"`
	Waits   int    `json:"waits"`
	Waiting int    `json:"waiting"`
}

// States are how far a session's record may be, in the order in which they are offered.
var States = []string{"buried", "parked", "unlinked", "saving", "waiting", "saved", "discarded", "skipped"}

// StateName is a session's state as people read it.
func StateName(state string) string {
	switch state {
	case "buried":
		return texts.Say("state.buried: buried")
	case "parked":
		return texts.Say("state.parked: parked")
	case "unlinked":
		return texts.Say("state.unlinked: unlinked")
	case "saving":
		return texts.Say("state.saving: saving")
	case "waiting":
		return texts.Say("state.waiting: waiting")
	case "saved":
		return texts.Say("state.saved: saved")
	case "discarded":
		return texts.Say("state.discarded: discarded")
	case "skipped":
		return texts.Say("state.skipped: skipped")
	}
	return state
}

type (
	// ChoseState lists the sessions of a state, "" for all.
	ChoseState struct{ State string }
	// PressedOpen shows a session's trail, PressedClose hides it.
	PressedOpen struct{ Session string }
	// PressedClose hides the trail.
	PressedClose struct{}
	// PressedOrder does something to a session: replay, discard or link.
	PressedOrder struct{ Session, Order string }
	// TypedCustomer is the id of the customer to link a session to.
	TypedCustomer struct{ Session, Text string }
	// PressedRelease frees an agent's lease.
	PressedRelease struct{ Agent string }
)

func (ChoseState) msg()     {}
func (PressedOpen) msg()    {}
func (PressedClose) msg()   {}
func (PressedOrder) msg()   {}
func (TypedCustomer) msg()  {}
func (PressedRelease) msg() {}

func (c *change) board(m Msg) bool {
	switch m := m.(type) {
	case ChoseState:
		c.Board.Filter = m.State
		c.listSessions()
	case PressedOpen:
		c.ask("account", get, "/sessions/"+m.Session, nil)
	case PressedClose:
		c.Board.Open = Account{}
	case PressedOrder:
		c.order(m)
	case TypedCustomer:
		customers := map[string]string{m.Session: m.Text}
		for session, id := range c.Board.Customer {
			if session != m.Session {
				customers[session] = id
			}
		}
		c.Board.Customer = customers
	case PressedRelease:
		c.ask("release", post, "/agents/"+m.Agent+"/release", nil)
	default:
		return false
	}
	return true
}

// LinkID names the field for the customer that a session is to be linked to.
func LinkID(session string) string { return "link-" + session }

func (c *change) order(m PressedOrder) {
	c.Board.Problem = Problem{}
	var body any
	if m.Order == "link" {
		body = map[string]string{"customer": c.Board.Customer[m.Session]}
	}
	c.ask("order", post, "/sessions/"+m.Session+"/"+m.Order, body)
}

func (c *change) openBoard() {
	c.Board.asking = nil
	c.lookAtBoard()
}

// lookAtBoard reads everything; what is still being asked is not asked again.
func (c *change) lookAtBoard() {
	c.askOnce("status", "/status")
	c.askOnce("agents", "/agents")
	c.askOnce("figures", "/figures")
	if !slices.Contains(c.Board.asking, "sessions") {
		c.listSessions()
	}
}

func (c *change) askOnce(what, path string) {
	if slices.Contains(c.Board.asking, what) {
		return
	}
	c.Board.asking = append(slices.Clone(c.Board.asking), what)
	c.ask(what, get, path, nil)
}

func (c *change) listSessions() {
	path := "/sessions"
	if c.Board.Filter != "" {
		path += "?state=" + c.Board.Filter
	}
	if !slices.Contains(c.Board.asking, "sessions") {
		c.Board.asking = append(slices.Clone(c.Board.asking), "sessions")
	}
	c.ask("sessions "+c.Board.Filter, get, path, nil)
}
