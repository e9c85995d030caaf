package ccaip

import (
	"regexp"
	"strings"
	"time"
)

// possibleNumber is what the dialler takes: E.164.
var possibleNumber = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

// wellFormed strips what people write between digits ("+1 859-657-9625", as
// in the vendor's own samples) and tells whether a possible number remains.
func wellFormed(number string) (string, bool) {
	bare := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(number)
	return bare, possibleNumber.MatchString(bare)
}

// dialDelay is the time until the far end is reached, pickUpDelay until it
// answers by itself.
const (
	dialDelay   = 100 * time.Millisecond
	pickUpDelay = 2 * time.Second
)

// Numbers whose far end never picks up.
const (
	wrongNumber = "+14155550486"
	busyNumber  = "+14155550487"
	noAnswer    = "+14155550488"
	declined    = "0489" // ends so
)

// outcomeOf tells what happens at the far end, by the number's last four
// digits, so that every failure can be dialled: 0486 wrong number, 0487 busy,
// 0488 no answer, 0489 declined. "" is somebody who picks up.
func outcomeOf(number string) string {
	switch {
	case strings.HasSuffix(number, "0486"):
		return "eu_wrong_number"
	case strings.HasSuffix(number, "0487"):
		return "eu_busy"
	case strings.HasSuffix(number, "0488"):
		return "eu_no_answer"
	case strings.HasSuffix(number, declined):
		return "eu_rejected"
	}
	return ""
}

// dialling is what an outbound call is made of.
type dialling struct {
	by             *agent
	number         string
	outboundNumber string // "" the house's first
	lang           string
	ticketID       string
	sessionType    string
	parentID       int
	answerAfter    time.Duration
	wrapUpFor      *time.Duration
}

// dial starts an outbound call in the agent's adapter.
func (f *floor) dial(d dialling) *session {
	s := f.begin(arrival{kind: kindCall, sessionType: d.sessionType, lang: d.lang, parentID: d.parentID,
		caller: endUser{identifier: d.number, phone: d.number}, ticketID: d.ticketID, wrapUpFor: d.wrapUpFor})
	s.status, s.direction = "assigned", outgoing
	s.assignedAt, s.answerType = f.now(), "manual"
	s.outboundNumber = or(d.outboundNumber, f.cfg.OutboundNumbers[0])
	f.join(s, &participant{kind: "agent", agent: d.by, status: "waiting", state: "accepted"})
	f.join(s, &participant{kind: "end_user", status: "waiting", state: "connecting", phone: d.number})
	f.take(s, d.by)
	f.touch(s)
	f.event(s, d.by.initiator())
	f.postSession(d.by, s, "Started", nil)
	f.after(dialDelay, func() { f.reach(s, or(d.answerAfter, pickUpDelay)) })
	return s
}

// reach is the far end's phone ringing.
func (f *floor) reach(s *session, answerAfter time.Duration) {
	if s.ended() {
		return
	}
	s.status = "connecting"
	s.external().status = "dialing"
	s.part(s.agent).status = "accepted"
	f.touch(s)
	outcome := outcomeOf(s.endUser.identifier)
	f.after(answerAfter, func() {
		if s.status != "connecting" {
			return // ended or answered meanwhile
		}
		if outcome != "" {
			f.end(s, outcome, byEndUser)
			return
		}
		f.connect(s)
	})
}

// pickUp is the far end answering at once, before its time.
func (f *floor) pickUp(s *session) error {
	if s.direction != outgoing || s.ended() || !s.connectedAt.IsZero() {
		return refusal{409, s.word() + " is not being dialled."}
	}
	f.connect(s)
	return nil
}
