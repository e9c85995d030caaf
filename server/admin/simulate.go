package admin

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// Past tells what is known of a session that was, and makes facts of what a person pastes; nothing is
// kept. Known answers an error that is engine.ErrNotFound for a session that nobody heard of.
type Past interface {
	Known(ctx context.Context, tenant, session string) (rules.Session, error)
	Read(body []byte, now time.Time) ([]rules.Fact, error)
}

// simulateBody is what POST simulate takes: a past session's name or a pasted event, or a change of
// status; settings that are edited and not saved; and what the CRM is assumed to hold.
type simulateBody struct {
	Session  string                     `json:"session"`
	Event    json.RawMessage            `json:"event"`
	Settings map[string]json.RawMessage `json:"settings"`
	Assume   assumed                    `json:"assume"`
	Status   *statusTrial               `json:"status"`
}

// simulatedBody is what would come of it.
type simulatedBody struct {
	Session string `json:"session,omitempty"`
	// State is how the session would be listed, Reason and Rule why.
	State  string        `json:"state,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Rule   string        `json:"rule,omitempty"`
	Steps  []step        `json:"steps"`
	Status *statusResult `json:"status,omitempty"`
	// Notes are what else decides whether this happens.
	Notes []string `json:"notes"`
	// NotesSaid are by what they are translated, in the same order.
	NotesSaid []protocol.Said `json:"notesSaid,omitempty"`
}

// simulate decides as the rules would, and touches nothing.
func (a *Admin) simulate(c *call) (any, error) {
	var in simulateBody
	if err := c.read(&in); err != nil {
		return nil, err
	}
	set, err := a.edited(c, in.Settings)
	if err != nil {
		return nil, err
	}
	if in.Status != nil {
		result := in.Status.try(set)
		return simulatedBody{Steps: []step{}, Status: &result, Notes: []string{}}, nil
	}
	session, err := a.trial(c, in)
	if err != nil {
		return nil, err
	}
	p := newPlay(c.tenant.ID, session, set, in.Assume)
	if at, ok := a.cfg.Fields.Created(c.ctx, c.tenant.ID); ok {
		p.record.FieldsSince = at
	}
	return p.run(), nil
}

// edited are the settings in force under those that are edited.
func (a *Admin) edited(c *call, changes map[string]json.RawMessage) (rules.Settings, error) {
	_, set, _ := a.cfg.Settings.Read(c.tenant.ID)
	if len(changes) == 0 {
		return set, nil
	}
	named, err := byName(set)
	if err != nil {
		return set, err
	}
	for name, value := range changes {
		named[name] = value
	}
	body, err := json.Marshal(named)
	if err != nil {
		return set, badBody
	}
	set, faults := rules.ParseSettings(body)
	if faults = append(faults, rules.LintStatus(set)...); len(faults) > 0 {
		return set, faultySettings(errors.Join(faults...).Error(), "refusal.bad-settings.fix: Mend the named settings.")
	}
	return set, nil
}

// trial is the session that is tried: a past one, on top of it what was pasted.
func (a *Admin) trial(c *call, in simulateBody) (rules.Session, error) {
	var session rules.Session
	if in.Session != "" {
		if !sessionShape.MatchString(in.Session) {
			return session, noSession
		}
		known, err := a.cfg.Past.Known(c.ctx, c.tenant.ID, in.Session)
		if err != nil {
			return session, unknownSession(err)
		}
		session = known
	}
	if text := strings.TrimSpace(string(in.Event)); text != "" && text != "null" {
		facts, err := a.cfg.Past.Read(in.Event, time.Now())
		if err != nil {
			return session, bad("bad-event", "refusal.bad-event: What was pasted cannot be read: {words}.", "refusal.bad-event.fix: Paste an event, a batch of one session, or a call's or chat's object.", "words", err.Error())
		}
		for _, f := range facts {
			if session.Name != "" && f.Session != session.Name {
				return session, bad("other-session", "refusal.other-session: What was pasted is about {session}, not {name}.",
					"refusal.other-session.fix: Leave the session's name empty, or paste what belongs to it.", "session", f.Session, "name", session.Name)
			}
			session = rules.Fold(session, f)
		}
	}
	if session.Name == "" {
		return session, bad("nothing-to-try", "refusal.nothing-to-try: There is nothing to try.", "refusal.nothing-to-try.fix: Name a past session or paste an event.")
	}
	return session, nil
}

// statusTrial is a change of status to try: Kustomer's new status, while the platform's is as it is and
// another one may be pending.
type statusTrial struct {
	Kustomer struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Type string `json:"type"`
	} `json:"kustomer"`
	Platform string `json:"platform"`
	// Next is what the agent chose as next status, "" for nothing.
	Next string `json:"next"`
}

// statusResult is what would be done: apply, hold, ignore, unmapped or nothing.
type statusResult struct {
	Do     string `json:"do"`
	Status string `json:"status"`
	Rule   string `json:"rule"`
	Why    string `json:"why"`
	// WhySaid is by what Why is translated.
	WhySaid protocol.Said `json:"whySaid,omitempty"`
}

func (t *statusTrial) try(set rules.Settings) statusResult {
	now := rules.AgentStatus{Platform: t.Platform}
	if t.Next != "" {
		now.Next = &rules.NextStatus{Status: t.Next, From: rules.FromAgent}
	}
	k := rules.KustomerStatus{ID: t.Kustomer.ID, Name: t.Kustomer.Name, Type: t.Kustomer.Type}
	step := rules.Inherit(now, rules.StatusChange{From: rules.FromKustomer, Kustomer: k}, set)
	why, said := step.Why, protocol.Said(step.Said)
	switch {
	case why == "" && step.Rule == "T1":
		why, said = protocol.Say("why.off: Status inheritance is off, so nothing follows")
	case why == "":
		why, said = protocol.Say("why.already: The agent has that status already")
	}
	return statusResult{step.Do, step.Status, step.Rule, why, said}
}
