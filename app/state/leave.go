package state

import (
	"agentadapter/app/texts"
	"agentadapter/protocol"
)

// Ids of the buttons "Sign out of this window", and "Use this one" or "Sign in again".
const (
	SignOutID = "sign-out"
	UseThisID = "use-this"
)

const notSignedOutText = texts.Text("leave.unsaid: You are not signed out: there is no connection. Try again when it says Live.")

// signOut gives this window's place to the next one in line. What is live here would lose its audio, so
// a second press is wanted then.
func (c *change) signOut() {
	switch {
	case !c.Connection.Open:
		c.problem(protocol.Problem{Code: "sign-out", Text: notSignedOutText.String()})
	case c.Busy() && !c.Desk.Leaving:
		c.Desk.Leaving = true
	default:
		c.ask(protocol.SignOut{})
	}
}

// signedOut forgets what only this agent may see: whoever sits here next may be somebody else.
func (c *change) signedOut() {
	c.Sessions, c.Choices, c.Problems, c.Spoken = nil, nil, nil, ""
	c.Desk = Desk{Tab: TabCalls}
	c.Dial, c.Status = Dial{}, Status{}
	c.do(WriteNumber{}, Focus{ID: UseThisID})
}

// signIn comes back as a page does that has just begun: live if nobody else is.
func (c *change) signIn() {
	c.Lease = Lease{fill: c.Lease.fill}
	c.connect()
}
