package ccaip

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// SessionKind tells calls and chats apart.
type SessionKind string

// The two kinds of session.
const (
	KindCall SessionKind = "call"
	KindChat SessionKind = "chat"
)

// Event is one External session event: a phase of a session's life. Events come at least once and
// in no order; ID tells doubles, At orders.
type Event struct {
	ID             string // event_id; where the platform sent none, a hash of the event
	At             time.Time
	Kind           SessionKind
	Session        string // id of the call or chat: "418"
	State          string // connected, disconnected, …
	Direction      string // incoming, outgoing
	Lang           string
	QueuePathIDs   []string // menus from the top: "3", "7"
	QueuePathNames []string // the same as words: "Support", "Billing"
	Participants   []EventParticipant
	ConnectedAt    time.Time // zero: not told
	EndsAt         time.Time // zero: not over
	Initiator      string    // "agent_15", "virtual_agent_15", "end_user_5"
	Disposition    Disposition
	Raw            json.RawMessage // as sent
}

// EventParticipant is one party of a session as an event shows it.
type EventParticipant struct {
	Type   string // external, agent, virtual_agent
	ID     string // of the agent
	Name   string
	State  string // ringing, accepted, connected, hold, mute, disconnected, dispositionSubmitted
	Number string // of the external party
}

// Disposition is what the agent noted in wrap-up.
type Disposition struct {
	Code string
	Note string
}

// Refusal says why one event of a batch was not understood.
type Refusal struct {
	Index int    `json:"index"` // in the batch, from 0
	Why   string `json:"why"`
}

// ParseEvents reads the body {"count":n,"events":[…]} that the platform posts. An error means that
// the envelope is wrong and nothing was read. Otherwise each event is either returned or named in
// the refusals: one bad event does not hold the others up.
func ParseEvents(body []byte) ([]Event, []Refusal, error) {
	var envelope struct {
		Events *[]json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal(body, &envelope); err != nil {
		return nil, nil, fmt.Errorf("the body is not {\"count\":n,\"events\":[…]}: %w", shortJSON(err))
	}
	if envelope.Events == nil {
		return nil, nil, errors.New(`the body has no list "events"`)
	}
	var events []Event
	var refused []Refusal
	for i, raw := range *envelope.Events {
		e, err := parseEvent(raw)
		if err != nil {
			refused = append(refused, Refusal{Index: i, Why: err.Error()})
			continue
		}
		events = append(events, e)
	}
	return events, refused, nil
}

// shortJSON keeps Go's type names out of answers to the platform.
func shortJSON(err error) error {
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%q is a %s", mismatch.Field, mismatch.Value)
	}
	return err
}

// parseEvent reads one event. What must be there is the session's id; what else is missing is read
// from the Manager API later.
func parseEvent(raw json.RawMessage) (Event, error) {
	f, err := readFields(raw)
	if err != nil {
		return Event{}, errors.New("the event is not a JSON object")
	}
	item := f.object("item")
	if item.empty() {
		return Event{}, errors.New(`the event has no object "item"`)
	}
	e := Event{
		ID:             f.id("event_id"),
		State:          item.text("state"),
		Direction:      item.text("direction"),
		Lang:           item.text("language", "lang"),
		QueuePathIDs:   item.path("queue_path_ids"),
		QueuePathNames: item.path("queue_path_names"),
		Participants:   readEventParticipants(item),
		Initiator:      f.text("initiator"),
		Disposition:    readDisposition(f, item),
		Raw:            raw,
	}
	if e.Initiator == "" {
		e.Initiator = item.text("initiator")
	}
	if e.Kind, e.Session, err = whichSession(item); err != nil {
		return Event{}, err
	}
	if err := readEventTimes(&e, f, item); err != nil {
		return Event{}, err
	}
	if e.ID == "" {
		sum := sha256.Sum256(raw)
		e.ID = "sha256-" + hex.EncodeToString(sum[:16])
	}
	return e, nil
}

// whichSession finds the session that an event is about.
func whichSession(item fields) (SessionKind, string, error) {
	if id := item.id("call_id"); id != "" {
		return KindCall, id, nil
	}
	if id := item.id("chat_id"); id != "" {
		return KindChat, id, nil
	}
	return "", "", errors.New(`"item" has neither "call_id" nor "chat_id"`)
}

// readEventTimes reads the times, which decide order and must not be guessed at.
func readEventTimes(e *Event, f, item fields) (err error) {
	if e.At, err = f.time("timestamp"); err != nil {
		return errors.New(`"timestamp" is not a time in milliseconds`)
	}
	if e.ConnectedAt, err = eitherTime("connected_at", f, item); err != nil {
		return err
	}
	e.EndsAt, err = eitherTime("ends_at", f, item)
	return err
}

// eitherTime reads a time beside the item or, where other exports put it, inside.
func eitherTime(name string, f, item fields) (time.Time, error) {
	t, err := f.time(name)
	if err == nil && t.IsZero() {
		t, err = item.time(name)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is not a time in ISO 8601", name)
	}
	return t, nil
}

func readEventParticipants(item fields) []EventParticipant {
	var parties []EventParticipant
	for _, p := range item.objects("participants") {
		parties = append(parties, EventParticipant{
			Type:   p.text("type"),
			ID:     p.id("id", "agent_id", "user_id", "participant_id"),
			Name:   p.text("name", "agent_name"),
			State:  p.text("state", "status"),
			Number: p.text("dn", "number", "phone_number"),
		})
	}
	return parties
}

// readDisposition reads an object, the first of a list, or the code alone.
func readDisposition(f, item fields) Disposition {
	for _, at := range []fields{f, item} {
		d := at.object("dispositions", "disposition")
		if list := at.objects("dispositions"); len(list) > 0 {
			d = list[0]
		}
		if !d.empty() {
			return Disposition{Code: d.text("code", "name"), Note: d.text("note", "notes")}
		}
		if code := at.text("dispositions", "disposition"); code != "" {
			return Disposition{Code: code}
		}
	}
	return Disposition{}
}
