package state

import (
	"encoding/json"
	"strings"

	"agentadapter/app/texts"
)

// Simulator tries a session or a change of status under the settings as they are edited.
type Simulator struct {
	// Recent are sessions to pick from.
	Recent []string
	// Inputs are what was typed and chosen, by the names below.
	Session, Event, Customer, Conversation string
	Kustomer, Platform, Next               string

	Busy    bool
	Problem Problem
	Result  Simulated
	Status  StatusResult
}

// The names of the simulator's inputs.
const (
	SimSession      = "session"
	SimEvent        = "event"
	SimCustomer     = "customer"
	SimConversation = "conversation"
	SimKustomer     = "kustomer"
	SimPlatform     = "platform"
	SimNext         = "next"
)

// Simulated is what would come of a session.
type Simulated struct {
	Session string   `json:"session"`
	State   string   `json:"state"`
	Reason  string   `json:"reason"`
	Rule    string   `json:"rule"`
	Steps   []Step   `json:"steps"`
	Notes   []string `json:"notes"`
	// NotesSaid are the notes by their codes.
	NotesSaid [][]string `json:"notesSaid"`
}

// Note is a note in the admin's language.
func (s Simulated) Note(i int) string {
	if i < len(s.NotesSaid) {
		return texts.Said(s.NotesSaid[i], s.Notes[i])
	}
	return s.Notes[i]
}

// Step is one thing that would be done: ask, wait, settle, write or file.
type Step struct {
	Do         string          `json:"do"`
	Rule       string          `json:"rule"`
	What       string          `json:"what"`
	WhatSaid   []string        `json:"whatSaid"`
	Reason     string          `json:"reason"`
	ReasonSaid []string        `json:"reasonSaid"`
	Facts      []string        `json:"facts"`
	Body       json.RawMessage `json:"body"`
}

// StatusResult is what would follow from a change of status.
type StatusResult struct {
	Do      string   `json:"do"`
	Status  string   `json:"status"`
	Rule    string   `json:"rule"`
	Why     string   `json:"why"`
	WhySaid []string `json:"whySaid"`
}

type (
	// Tried changes an input of the simulator.
	Tried struct{ Name, Text string }
	// PressedSimulate tries the session, PressedTryStatus the change of status.
	PressedSimulate struct{}
	// PressedTryStatus tries the change of status.
	PressedTryStatus struct{}
)

func (Tried) msg()            {}
func (PressedSimulate) msg()  {}
func (PressedTryStatus) msg() {}

func (c *change) simulator(m Msg) bool {
	switch m := m.(type) {
	case Tried:
		c.Simulator.input(m)
	case PressedSimulate:
		c.simulate()
	case PressedTryStatus:
		c.tryStatus()
	default:
		return false
	}
	return true
}

func (s *Simulator) input(m Tried) {
	for name, at := range map[string]*string{
		SimSession: &s.Session, SimEvent: &s.Event, SimCustomer: &s.Customer, SimConversation: &s.Conversation,
		SimKustomer: &s.Kustomer, SimPlatform: &s.Platform, SimNext: &s.Next,
	} {
		if name == m.Name {
			*at = m.Text
		}
	}
	s.Problem = Problem{}
}

// openSimulator reads which sessions there were.
func (c *change) openSimulator() {
	c.do(Refill{})
	c.ask("recent", get, "/sessions", nil)
}

// simulate asks what would come of the session, under what is edited.
func (c *change) simulate() {
	s := &c.Simulator
	event := strings.TrimSpace(s.Event)
	switch {
	case s.Busy:
		return
	case event != "" && !json.Valid([]byte(event)):
		s.Problem = Problem{Text: texts.Say("try.no-json: The event is no JSON."), Fix: texts.Say("try.no-json.fix: Paste it whole, from {open} to {close}.", "open", "{", "close", "}")}
		return
	case event == "" && s.Session == "":
		s.Problem = Problem{Text: texts.Say("try.nothing: There is nothing to try."), Fix: texts.Say("try.nothing.fix: Pick a past session or paste an event.")}
		return
	}
	body := map[string]any{"session": s.Session, "assume": map[string]string{"customer": s.Customer, "conversation": s.Conversation}}
	if event != "" {
		body["event"] = json.RawMessage(event)
	}
	c.trial("simulate", body)
}

func (c *change) tryStatus() {
	s := &c.Simulator
	if s.Kustomer == "" || s.Platform == "" {
		s.Problem = Problem{Text: texts.Say("try.both: Both statuses are needed."), Fix: texts.Say("try.both.fix: Choose the new Kustomer status and the one in CCAI Platform.")}
		return
	}
	k := c.status(s.Kustomer)
	c.trial("trystatus", map[string]any{"status": map[string]any{
		"kustomer": k, "platform": s.Platform, "next": strings.TrimSpace(s.Next)}})
}

// trial sends what is tried along with what is edited.
func (c *change) trial(what string, body map[string]any) {
	set := map[string]json.RawMessage{}
	for _, name := range c.Draft.Changed() {
		s, _ := Find(name)
		raw, fault := s.Encode(c.Draft.Values[name])
		if fault != "" {
			c.Simulator.Problem = Problem{Text: s.Label + ": " + fault, Fix: texts.Say("try.faulty.fix: Mend it under Settings first.")}
			return
		}
		set[name] = raw
	}
	body["settings"] = set
	c.Simulator.Busy, c.Simulator.Problem = true, Problem{}
	c.ask(what, post, "/simulate", body)
}

func (c *change) simulatorCame(what string, a Answered) bool {
	switch what {
	case "recent":
		got, ok := object[struct{ Sessions []Session }](a.Body)
		if a.Status == statusOK && ok {
			c.Simulator.Recent = nil
			for _, s := range got.Sessions {
				c.Simulator.Recent = append(c.Simulator.Recent, s.Session)
			}
		}
	case "simulate", "trystatus":
		c.Simulator.Busy = false
		got, ok := object[struct {
			Simulated
			Status StatusResult `json:"status"`
		}](a.Body)
		switch {
		case a.Status != statusOK || !ok:
			c.Simulator.Problem = refusal(a)
		case what == "simulate":
			c.Simulator.Result = got.Simulated
		default:
			c.Simulator.Status = got.Status
		}
	default:
		return false
	}
	return true
}

// Texts are the simulator's texts, by the id of their field.
func (s Simulator) Texts() map[string]string {
	return map[string]string{"sim-event": s.Event, "sim-next": s.Next}
}
