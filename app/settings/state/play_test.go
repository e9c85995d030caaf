package state

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// play is a page that things happen to; what it asks for is kept.
type play struct {
	t *testing.T
	State
	effects []Effect
}

// opened is a page that was opened and signed in, its first requests still unanswered.
func opened(t *testing.T) *play {
	t.Helper()
	p := &play{t: t, State: Start("acme")}
	p.send(Opened{}, Bound{Nonce: "n1"})
	p.answer(200, map[string]string{"token": "t1"})
	require.Equal(t, SignedIn, p.Phase)
	return p
}

// ready has read everything that the first tab shows.
func ready(t *testing.T, settings string, managed ...string) *play {
	t.Helper()
	p := opened(t)
	p.answerTo("settings", 200, map[string]any{"version": 3, "settings": json.RawMessage(settings), "managed": managed})
	p.answerTo("choices", 200, map[string]any{
		"kustomerStatuses": []KustomerStatus{{"k1", "Available", "available"}, {"k2", "Lunch", "unavailable"}, {"k3", "Busy", "busy"}, {"k4", "Odd", "odd"}},
		"platformStatuses": []PlatformStatus{{"Available", false}, {"Break", false}, {"In-call", true}},
	})
	p.answerTo("fields", 200, map[string]any{"existing": []string{}, "missing": []string{"message.queueNameStr"}})
	p.effects = nil
	return p
}

func (p *play) send(msgs ...Msg) {
	for _, m := range msgs {
		var more []Effect
		p.State, more = Update(p.State, m)
		p.effects = append(p.effects, more...)
	}
}

// asked are the requests of a kind that were made so far.
func (p *play) asked(what string) []Request {
	var found []Request
	for _, e := range p.effects {
		if r, ok := e.(Request); ok && strings.HasPrefix(r.What, what) {
			found = append(found, r)
		}
	}
	return found
}

// last is the latest request of a kind.
func (p *play) last(what string) Request {
	p.t.Helper()
	all := p.asked(what)
	require.NotEmpty(p.t, all, "%s was not asked for: %v", what, p.effects)
	return all[len(all)-1]
}

// answerTo answers the latest request of a kind, answer the latest of all.
func (p *play) answerTo(what string, status int, body any) {
	p.t.Helper()
	raw, err := json.Marshal(body)
	require.NoError(p.t, err)
	p.send(Answered{Request: p.last(what), Status: status, Body: raw})
}

func (p *play) answer(status int, body any) {
	p.t.Helper()
	p.answerTo("", status, body)
}

func (p *play) did(e Effect) bool {
	for _, one := range p.effects {
		if r, isRequest := one.(Request); !isRequest {
			if one == e {
				return true
			}
		} else if want, ok := e.(Request); ok && r.What == want.What {
			return true
		}
	}
	return false
}

func refusalBody(code, text, fix string) any {
	return map[string]Problem{"error": {Code: code, Text: text, Fix: fix}}
}
