package state

import "agentadapter/protocol"

// State is everything an agent can see, and the little that decides what happens next.
type State struct {
	// Build is the hash of the running bundle; Stale says that the server serves another.
	Build string
	Stale bool
	// Agent is who sits here, once welcomed.
	Agent protocol.Agent
	// Records is the origin that links to Kustomer's records begin with.
	Records string

	Connection Connection
	Lease      Lease
	Dial       Dial
	Dialing    Dialing
	Desk       Desk
	Sound      Sound
	Test       Test
	Status     Status
	// Sessions are the live and recent calls and chats, newest first.
	Sessions []protocol.Session
	// Choices are what the agent is asked.
	Choices []Choice
	// Problems are the faults that wait to be read, oldest first.
	Problems  []protocol.Problem
	Softphone Softphone
	Keys      Keyboard
	// Spoken is what was said aloud last, politely: hold, mute, status.
	Spoken string
	// Now is the time of the last Ticked in milliseconds since 1970, zero before the first.
	Now int64
	// Skew is how far ahead of the server's clock this computer's is, in milliseconds.
	Skew int64

	// toning says that the ring tone plays.
	toning bool
	// rung are the sessions whose ring is announced, as long as they ring.
	rung []string
	// opened are the sessions that the widget came forward for: once a ring, and not again for the
	// record of that ring.
	opened []opening
	// popped are the pops that were done: a reconnect may tell them again.
	popped []string
	// refs numbers the questions asked of the server, asked those about a number.
	refs, asked int
}

// opening is one time that the widget came forward: for a ring, or for a record before its ring.
type opening struct {
	session string
	rang    bool
}

// Ways a connection can be.
const (
	Connecting = "connecting"
	Live       = "live"
	Offline    = "offline"
)

// Connection is how the socket is.
type Connection struct {
	// State is Connecting, Live or Offline.
	State string
	// Open is true from a welcome to the socket's end.
	Open bool
	// Quiet says that it stays closed until a person does something; Code says why.
	Quiet bool
	Code  protocol.CloseCode
	// Reason is what the server or the sign-in said about it, as a sentence.
	Reason string
	// Reload says that this page is to be loaded again as soon as no call is live.
	Reload bool
}

// Lease is who is live, and the agent's wish to be it.
type Lease struct {
	protocol.Lease
	// Known is false until the server said it.
	Known bool
	// Asking shows the question whether to take over during a call.
	Asking bool
	// Taking says that the wish is under way; it outlives a reconnect.
	Taking bool
	// Note tells where a clicked number went.
	Note string
	// fill is a clicked number that waits for a connection to be sent to the live window.
	fill *protocol.Fill
}

// Dial is the number field and what became of the last Call.
type Dial struct {
	Number string
	// Customer and Conversation are where the number was clicked, if it was.
	Customer     string
	Conversation string
	// Back is the session that is called back, if one is.
	Back string
	// Ref of the dial that waits for its answer, empty if none does.
	Ref string
	// Asked is the question about the number that waits for its answer, Told the newest answer.
	Asked string
	Told  *protocol.Number
	// Warned is what the agent is asked to think of before the call.
	Warned *protocol.Problem
	// Placed says that the last one went out and nothing was typed since.
	Placed bool
	// Outcome says what became of the last one; Refused makes it a fault.
	Outcome string
	Refused bool
}

// Status is the status box.
type Status struct {
	protocol.Status
	// Open shows the list; Active is the option the arrow keys are on.
	Open   bool
	Active int
	// Ref and Wanted belong to the choice that waits for its answer.
	Ref    string
	Wanted string
	// unsaid is a change in Kustomer that waits for somebody to tell.
	unsaid *HostStatus
	// Note is what the platform answered if it refused.
	Note string
}

// Softphone is the platform's own frame.
type Softphone struct {
	// URL of its page, empty while this window must not load it.
	URL string
	// Shown says that it stands in front.
	Shown bool
	// Alive says that it has posted something since it was loaded: it works, and rings itself.
	Alive bool
	// chat is the one that it shows, as far as it said so.
	chat string
	// words are what it said of sessions.
	words map[string]Word
	// Asked is the ring that the agent has answered or declined here, to be finished there.
	Asked string
}

// Start is the state of a page that has just begun.
func Start(build string) State {
	return State{Build: build, Connection: Connection{State: Connecting}, Desk: Desk{Tab: TabCalls}, Sound: Sound{Volume: usualVolume}}
}

// Working tells whether this window is the live one and can reach the server.
func (s State) Working() bool { return s.Lease.Live && s.Connection.State == Live }

// Waiting tells whether another window is the live one.
func (s State) Waiting() bool {
	return s.Lease.Known && !s.Lease.Live || s.Connection.Code == protocol.CloseTakenOver
}

// SignedOut tells whether the agent has signed this window out.
func (s State) SignedOut() bool {
	return s.Connection.Quiet && s.Connection.Code == protocol.CloseSignedOut
}

// OnCall tells whether a call of the agent goes on in this window's softphone.
func (s State) OnCall() bool {
	if !s.Lease.Live {
		return false
	}
	for _, one := range s.Sessions {
		if ownCall(one) {
			return true
		}
	}
	return false
}

// Busy tells whether anything is live that a reload would disturb.
func (s State) Busy() bool {
	for _, one := range s.Sessions {
		if s.Lease.Live && one.Live() {
			return true
		}
	}
	return false
}

// copied gives a state whose lists can be changed without changing the one it came from.
func (s State) copied() State {
	s.Sessions = append([]protocol.Session(nil), s.Sessions...)
	s.Problems = append([]protocol.Problem(nil), s.Problems...)
	s.Choices = append([]Choice(nil), s.Choices...)
	s.rung = append([]string(nil), s.rung...)
	s.opened = append([]opening(nil), s.opened...)
	s.popped = append([]string(nil), s.popped...)
	return s
}
