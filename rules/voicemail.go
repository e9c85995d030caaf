package rules

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// voicemail tells whether the caller left one (V8): the status says so, or the reason does.
func (s Session) voicemail() bool {
	if strings.HasPrefix(s.Get(Status), "voicemail") {
		return true
	}
	switch s.Get(Voicemail) {
	case "", "not_voicemail", "0":
		return false
	}
	// A reason is also kept when the caller hung up instead of speaking.
	return s.Get(Status) != "failed"
}

// Heard is one thing that an agent did with a voicemail: read, dismissed or called back.
type Heard struct {
	// Agent is who, by the platform's id; At when it was, in milliseconds since 1970.
	Agent string `json:"agent,omitempty"`
	At    int64  `json:"at,omitempty"`
	Said  Said   `json:"said"`
}

// foldHeard keeps each thing done with a voicemail on its own: of each the best told.
func (s Session) foldHeard(f Fact) Session {
	what, agent := f.Values[VoicemailState], f.Values[VoicemailAgent]
	if what == "" && f.Values[Status] == "voicemail_read" {
		what, agent = "read", f.Values[AgentID]
	}
	if what == "" || what == "received" {
		return s
	}
	if what == "callback" || what == "called back" {
		what = calledBack
	}
	h := Heard{Agent: agent, Said: f.said(agent)}
	if at, err := time.Parse(time.RFC3339, f.Values[VoicemailAt]); err == nil {
		h.At = at.UnixMilli()
	}
	h.Said.Value += " " + f.Values[VoicemailAt]
	was, told := s.Heard[what]
	if told && !h.beats(was) {
		return s
	}
	s.Heard = copied(s.Heard)
	s.Heard[what] = h
	return s
}

// beats: who tells of the agent knows more, otherwise the better one told.
func (h Heard) beats(was Heard) bool {
	if (h.Agent != "") != (was.Agent != "") {
		return h.Agent != ""
	}
	return better(was.Said, h.Said) != was.Said
}

// calledBack is the word for a voicemail whose caller was called back.
const calledBack = "called_back"

// heardAs says what was done, in words for people.
var heardAs = map[string]string{"read": "read", "dismissed": "dismissed", calledBack: "called back"}

// heardLast is what was done with the voicemail last (S10), nil for nothing.
func (s Session) heardLast() map[string]any {
	var what string
	for _, w := range slices.Sorted(maps.Keys(s.Heard)) {
		if what == "" || s.Heard[w].moment() >= s.Heard[what].moment() {
			what = w
		}
	}
	if what == "" {
		return nil
	}
	h := s.Heard[what]
	m := map[string]any{"status": what, "at": stamp(time.UnixMilli(h.moment()))}
	if h.Agent != "" {
		m["agentId"], m["agent"] = h.Agent, s.AgentCalled(h.Agent)
	}
	return m
}

func (h Heard) moment() int64 {
	if h.At != 0 {
		return h.At
	}
	return h.Said.At
}

// AgentCalled is an agent's name, or what stands for it while nobody told.
func (s Session) AgentCalled(id string) string {
	if name := s.AgentName(id); name != "" {
		return name
	}
	return "agent " + id
}

// addHeard notes who did what with a voicemail, and when (S10).
func (p *Plan) addHeard(s Session, r Record, set Settings) {
	for _, what := range slices.Sorted(maps.Keys(s.Heard)) {
		h := s.Heard[what]
		words, known := heardAs[what]
		if !known {
			words = what
		}
		text := "Voicemail " + words
		if h.Agent != "" {
			text += " by " + s.AgentCalled(h.Agent)
		}
		text += " on " + time.UnixMilli(h.moment()).UTC().Format("2 January 2006, 15:04 UTC")
		p.put(s, r, set, Write{
			Key: "voicemail:" + what, Rule: "S10", Reason: "an agent took care of the voicemail",
			ID: derive(r.Tenant, s.Name, "S10", what, settlement(r)), Facts: []string{"voicemail " + what + " (" + h.Said.cite() + ")"},
		}, text, nil)
	}
}
