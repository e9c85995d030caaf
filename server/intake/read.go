package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"agentadapter/ccaip"
	"agentadapter/rules"
)

// errUnread says what may be pasted.
var errUnread = errors.New(`this is neither an event ({"item":…}), a batch of them ({"events":[…]}), nor a call's or chat's object or metadata`)

// Read makes facts of what a person pastes: a posted batch, one event of it, or the object or exported
// metadata of a session. Nothing is kept. All must be about one session.
func Read(body []byte, now time.Time) ([]rules.Fact, error) {
	var shape struct {
		Events json.RawMessage `json:"events"`
		Item   json.RawMessage `json:"item"`
	}
	if err := json.Unmarshal(body, &shape); err != nil {
		return nil, fmt.Errorf("this is no JSON object: %w", err)
	}
	switch {
	case shape.Item != nil:
		body = append(append([]byte(`{"events":[`), body...), `]}`...)
	case shape.Events == nil:
		return readDocument(body, now)
	}
	events, refused, err := ccaip.ParseEvents(body)
	switch {
	case err != nil:
		return nil, err
	case len(refused) > 0:
		return nil, fmt.Errorf("event %d: %s", refused[0].Index+1, refused[0].Why)
	}
	var facts []rules.Fact
	for _, e := range events {
		f := eventFact(e, now)
		if len(facts) > 0 && facts[0].Session != f.Session {
			return nil, fmt.Errorf("these events are about %s and %s: paste those of one session", facts[0].Session, f.Session)
		}
		facts = append(facts, f)
	}
	if len(facts) == 0 {
		return nil, errUnread
	}
	return facts, nil
}

func readDocument(body []byte, now time.Time) ([]rules.Fact, error) {
	s, err := ccaip.ParseMetadata(body)
	if err != nil || s.ID == "" {
		return nil, errUnread
	}
	return []rules.Fact{metadataFact(s, now, now)}, nil
}
