package ccaip

import (
	"container/list"
	"encoding/json"
	"time"
)

// What a session is.
const (
	kindCall = "call"
	kindChat = "chat"
)

// Who ended a session, as disconnected_by tells it.
const (
	byNobody  = "disconnected_by_unknown"
	byAgent   = "disconnected_by_agent"
	byEndUser = "disconnected_by_end_user"
	bySystem  = "disconnected_by_system"
)

// Directions as session events tell them.
const (
	incoming = "incoming"
	outgoing = "outgoing"
)

// endUser is the person outside. Their id stays with their identifier.
type endUser struct {
	id         int
	identifier string
	name       string
	email      string
	phone      string
	key        string // in the floor's book of end users
	sessions   int    // that are remembered; with the last one the person goes
}

// participant is one who takes part in a session.
type participant struct {
	id          int
	kind        string // end_user, agent, third_party, virtual_agent
	status      string // waiting, ringing, dialing, accepted, connected, hold, finished, failed
	state       string // the same as session events say it
	agent       *agent
	phone       string
	connectedAt time.Time
	endedAt     time.Time
	held        time.Duration
	failReason  string
	disposed    bool
}

// leg is one agent's handling of a session, for handle_durations.
type leg struct {
	id                  int
	agent               *agent
	menu                *menu
	transfer            bool
	startedAt, endedAt  time.Time
	wrapFrom, wrapUntil time.Time
	held                time.Duration
}

// wait is one stay in a queue, for queue_durations.
type wait struct {
	id                 int
	agent              *agent
	menu               *menu
	transferID         int
	startedAt, endedAt time.Time
}

// disposition is what an agent says about a session in wrap-up.
type disposition struct {
	Code string `json:"code,omitempty"`
	Note string `json:"note,omitempty"`
}

// session is one call or chat. All of it is guarded by the floor's lock; times
// are zero until they happened.
type session struct {
	kind        string
	id          int
	parentID    int
	lang        string
	sessionType string
	status      string
	subStatus   string
	direction   string

	createdAt, queuedAt, assignedAt, connectedAt time.Time
	endsAt, scheduledAt, updatedAt               time.Time
	offeredAt, offerUntil                        time.Time

	menu    *menu
	endUser *endUser
	agent   *agent // who has or had it last; while it rings, who is asked
	wanted  *agent // the only one who may get it; nil anybody
	passed  map[int]bool

	participants []*participant
	legs         []*leg
	waits        []*wait
	transfers    []*transfer

	supportNumber, outboundNumber string
	ticketID, ticketURL           string
	failReason, disconnectedBy    string
	answerType                    string
	recordingPermission           string
	recordings                    []string // file names, in their order
	recorded                      bool     // a connected call leaves a recording
	recordingSize                 int      // bytes; 0 as long as the call was
	segments                      int      // parts the recording comes in
	voicemailReason               string
	voicemail                     *voicemail
	deflection                    string
	muted, redacting              bool
	heldSince                     time.Time
	held                          time.Duration
	dispositions                  *disposition

	rating       int // 0: not rated
	comment      string
	customData   json.RawMessage // as the SDK sent it: the order of keys counts
	smartActions []*smartAction
	messages     []chatMessage

	// how this one is played, where it differs from the house's habits
	ringFor, wrapUpFor *time.Duration

	wrapping  []*agent // who still write it up
	ringTimer func()   // cancels, or nil
	changed   chan struct{}
	place     *list.Element // in its history's order of change
}

// over tells whether nobody has work with the session any more.
func (s *session) over() bool { return s.ended() && len(s.wrapping) == 0 }

// ended tells whether the session itself is done, wrap-up aside.
func (s *session) ended() bool { return !s.endsAt.IsZero() }

// external is the end user's participant; every session has one.
func (s *session) external() *participant {
	for _, p := range s.participants {
		if p.kind == "end_user" {
			return p
		}
	}
	return nil
}

// part is the latest participant of an agent; nil if they never took part.
func (s *session) part(a *agent) *participant {
	for i := len(s.participants) - 1; i >= 0; i-- {
		if p := s.participants[i]; p.agent != nil && p.agent == a {
			return p
		}
	}
	return nil
}

// leg is the latest handling by an agent; nil if they never had the session.
func (s *session) leg(a *agent) *leg {
	for i := len(s.legs) - 1; i >= 0; i-- {
		if s.legs[i].agent == a {
			return s.legs[i]
		}
	}
	return nil
}

// offered tells whether the session rings at its agent.
func (s *session) offered() bool { return s.agent != nil && s.agent.offer == s }

// inHands tells whether the agent has the session now, ringing aside.
func (s *session) inHands(a *agent) bool {
	return a != nil && (a.call == s || a.chats[s.id] == s && s.kind == kindChat)
}

// touch marks the session as changed now and wakes who waits for it.
func (f *floor) touch(s *session) {
	s.updatedAt = f.now()
	f.books(s.kind).recent.MoveToFront(s.place)
	close(s.changed)
	s.changed = make(chan struct{})
}

// join adds a participant.
func (f *floor) join(s *session, p *participant) *participant {
	p.id = f.newID()
	s.participants = append(s.participants, p)
	return p
}

// firstEndUserID is the id of the first person who ever got in touch.
const firstEndUserID = 90

// meet finds or makes the end user of an identifier and notes what is new
// about them. An anonymous caller is somebody else each time.
func (f *floor) meet(u endUser) *endUser {
	known := f.endUsers[u.identifier]
	if known == nil {
		known = &endUser{id: f.nextEndUser, identifier: u.identifier, key: u.identifier}
		f.nextEndUser++
		if u.identifier == "" || u.identifier == anonymous {
			known.key = "anonymous " + itoa(known.id)
		}
		f.endUsers[known.key] = known
	}
	known.sessions++
	known.name = or(u.name, known.name)
	known.email = or(u.email, known.email)
	known.phone = or(u.phone, known.phone)
	return known
}

// forget lets go of the people whose last session is forgotten.
func (f *floor) forget(old []*session) {
	for _, s := range old {
		if s.endUser.sessions--; s.endUser.sessions == 0 {
			delete(f.endUsers, s.endUser.key)
		}
	}
}

// books are the history of a kind of session; nil where there is no such kind.
func (f *floor) books(kind string) *history {
	switch kind {
	case kindCall:
		return &f.calls
	case kindChat:
		return &f.chats
	}
	return nil
}

// anonymous stands where a number is withheld.
const anonymous = "anonymous"
