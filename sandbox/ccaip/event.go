package ccaip

import (
	"crypto/rand"
	"fmt"
	"time"
)

// event is one entry of the vendor's External session events.
type event struct {
	kind    string // which of the two addresses it goes to
	session int    // keeps the order within a session

	ID           string       `json:"event_id"`
	Timestamp    int64        `json:"timestamp"` // epoch, milliseconds
	Initiator    string       `json:"initiator"`
	ConnectedAt  *stamp       `json:"connected_at"`
	EndsAt       *stamp       `json:"ends_at"`
	Item         item         `json:"item"`
	Dispositions *disposition `json:"dispositions,omitempty"`
}

// item is the session as it stands at the event; it grows over the life. It
// holds no more than the vendor's texts show, so that nobody comes to lean on
// what a real platform would not send.
type item struct {
	CallID         int         `json:"call_id,omitempty"`
	ChatID         int         `json:"chat_id,omitempty"`
	State          string      `json:"state"`
	Direction      string      `json:"direction"`
	Language       string      `json:"language"`
	QueuePathIDs   string      `json:"queue_path_ids,omitempty"`
	QueuePathNames string      `json:"queue_path_names,omitempty"`
	Participants   []itemParty `json:"participants"`
}

// itemParty is a participant in an event.
type itemParty struct {
	Type  string `json:"type"` // external, agent
	ID    int    `json:"id,omitempty"`
	Name  string `json:"name,omitempty"`
	State string `json:"state"`
	DN    string `json:"dn,omitempty"`
}

// stamp is a time as the vendor writes it: ISO 8601, UTC, milliseconds.
type stamp time.Time

func (t stamp) MarshalText() ([]byte, error) {
	return time.Time(t).UTC().AppendFormat(nil, "2006-01-02T15:04:05.000Z"), nil
}

// at is nil for a time that has not happened.
func at(t time.Time) *stamp {
	if t.IsZero() {
		return nil
	}
	s := stamp(t)
	return &s
}

// event tells the outside that the session changed.
func (f *floor) event(s *session, initiator string) {
	state := "connected"
	if s.ended() {
		state = "disconnected"
	}
	f.tell(event{
		kind: s.kind, session: s.id,
		ID: uuid(), Timestamp: f.now().UnixMilli(), Initiator: initiator,
		ConnectedAt: at(s.connectedAt), EndsAt: at(s.endsAt),
		Item: s.item(state), Dispositions: s.dispositions,
	})
}

// item is the session for an event.
func (s *session) item(state string) item {
	it := item{State: state, Direction: s.direction, Language: s.lang,
		QueuePathIDs: s.menu.ids(), QueuePathNames: s.menu.names("/")}
	if s.kind == kindChat {
		it.ChatID = s.id
	} else {
		it.CallID = s.id
	}
	for _, p := range s.participants {
		party := itemParty{Type: "external", State: p.state, DN: p.phone}
		if p.agent != nil {
			party = itemParty{Type: "agent", ID: p.agent.ID, Name: p.agent.Name, State: p.state}
		}
		it.Participants = append(it.Participants, party)
	}
	return it
}

// uuid makes a random (version 4) UUID.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: documented
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
