package admin

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// assumed is what the CRM is taken to hold, since nobody asks it.
type assumed struct {
	// Customer is new (nobody matches), known (one does) or shared (two share the number).
	Customer string `json:"customer"`
	// Conversation is none, open (one of the same menu and channel) or done (closed yesterday).
	Conversation string `json:"conversation"`
}

// step is one thing that would be done, in order.
type step struct {
	// Do is ask, wait, settle, write or file.
	Do     string `json:"do"`
	Rule   string `json:"rule"`
	What   string `json:"what"`
	Reason string `json:"reason"`
	// WhatSaid and ReasonSaid are by what both are translated; a rule's reason has none.
	WhatSaid   protocol.Said   `json:"whatSaid,omitempty"`
	ReasonSaid protocol.Said   `json:"reasonSaid,omitempty"`
	Facts      []string        `json:"facts"`
	Body       json.RawMessage `json:"body,omitempty"`
}

// maxSteps bounds a simulation: no session needs a tenth of it.
const maxSteps = 300

// The ids of what is assumed, recognisable as no real ones.
const (
	assumedCustomer     = "0000000000000000000000c1"
	assumedOther        = "0000000000000000000000c2"
	assumedConversation = "0000000000000000000000d1"
	assumedUser         = "0000000000000000000000a1"
)

// play carries out the plans for one session on paper.
type play struct {
	session rules.Session
	set     rules.Settings
	assume  assumed
	record  rules.Record
	body    simulatedBody
}

func newPlay(tenant string, s rules.Session, set rules.Settings, a assumed) *play {
	return &play{session: s, set: set, assume: a, body: simulatedBody{Session: s.Name, Steps: []step{}, Notes: []string{}},
		record: rules.Record{
			Tenant: tenant, Done: map[string]string{}, Buried: map[string]string{}, Customers: map[rules.Lookup]string{},
			Shared: map[string][]rules.Candidate{}, Users: map[string]rules.User{}, Carried: map[string]rules.Carried{}, Over: map[string]bool{},
		}}
}

// run decides until nothing is left to do.
func (p *play) run() simulatedBody {
	for range maxSteps {
		plan := rules.Decide(p.session, p.record, p.set)
		p.body.State, p.body.Reason, p.body.Rule = string(plan.State), plan.Reason, plan.Rule
		if !p.act(plan) {
			break
		}
	}
	p.note()
	return p.body
}

// act takes one step of a plan; false: there is none.
func (p *play) act(plan rules.Plan) bool {
	switch {
	case plan.Choose != nil:
		p.add(step{Do: "ask", Rule: plan.Rule, Reason: plan.Reason}.about("step.ask-agent: ask the agent which customer it is"))
		return false
	case len(plan.Ask) > 0:
		for _, q := range plan.Ask {
			p.answer(q)
		}
	case plan.Wait.Name != "":
		p.add(step{Do: "wait", Rule: plan.Rule, Reason: plan.Reason}.about("step.wait: wait up to {long}", "long", plan.Wait.For.String()))
		p.record.Over[plan.Wait.Name] = true
	case plan.Settle != nil:
		p.settle(*plan.Settle)
	case len(plan.Writes) > 0:
		p.write(plan.Writes[0])
	case len(plan.Carry) > 0:
		p.carry(plan.Carry[0])
	default:
		for _, w := range plan.Later {
			p.add(step{Do: "wait"}.about("step.look-again: look again for up to {long}", "long", w.For.String()).
				because("step.files-may-come: files may still come ({name})", "name", w.Name))
		}
		return false
	}
	return true
}

// about says what the step does, because why: "code: English" and what fills it.
func (s step) about(sentence string, pairs ...string) step {
	s.What, s.WhatSaid = protocol.Say(sentence, pairs...)
	return s
}

func (s step) because(sentence string, pairs ...string) step {
	s.Reason, s.ReasonSaid = protocol.Say(sentence, pairs...)
	return s
}

// What is taken for granted in place of an answer.
const (
	assumedNobody = "step.assumed-nobody: assumed: nobody"
	assumedFound  = "step.assumed-found: assumed: found"
)

func (p *play) add(s step) {
	if s.Facts == nil {
		s.Facts = []string{}
	}
	p.body.Steps = append(p.body.Steps, s)
}

// answer answers a question as was assumed.
func (p *play) answer(q rules.Question) {
	s := step{Do: "ask"}
	switch {
	case q.Customer.By != "":
		s = s.about("step.look-up: look a customer up by {by} {value}", "by", q.Customer.By, "value", q.Customer.Value).because(assumedNobody)
		p.record.Customers[q.Customer] = ""
		if p.assume.Customer == "known" {
			p.record.Customers[q.Customer], s = assumedCustomer, s.because(assumedFound)
		}
	case q.Shared != "":
		s = s.about("step.shared: search who shares {number}", "number", q.Shared).because(assumedNobody)
		p.record.Shared[q.Shared] = []rules.Candidate{}
		if p.assume.Customer == "shared" {
			now := time.Now()
			p.record.Shared[q.Shared] = []rules.Candidate{{ID: assumedCustomer, Created: now.Add(-time.Hour)}, {ID: assumedOther, Created: now}}
			s = s.because("step.assumed-two: assumed: two customers")
		}
	case q.Conversations != "":
		p.record.Listed, p.record.Conversations = true, p.conversations()
		s = s.about("step.list: list the customer's conversations").because("step.assumed-number: assumed: {n}", "n", strconv.Itoa(len(p.record.Conversations)))
	case q.Agent != "":
		s = s.about("step.user-of: find the Kustomer user of agent {agent}", "agent", p.session.AgentCalled(q.Agent)).because(assumedFound)
		user := rules.User{ID: assumedUser, Name: p.session.AgentCalled(q.Agent)}
		if len(p.set.PilotAgents) > 0 {
			user.Email, s = p.set.PilotAgents[0], s.because("step.assumed-pilot: assumed: found, and of the pilot")
		}
		p.record.Users[rules.AgentKey(q.Agent)] = user
	default:
		s = s.about("step.user: find the Kustomer user {email}", "email", q.Email).because(assumedFound)
		p.record.Users[q.Email] = rules.User{ID: assumedUser, Name: q.Email}
	}
	p.add(s)
}

// conversations are those of the customer, as assumed.
func (p *play) conversations() []rules.Conversation {
	now := time.Now()
	c := rules.Conversation{ID: assumedConversation, Status: "open", CreatedAt: now.Add(-time.Hour),
		Channel: p.session.Channel(), Menu: p.session.Menu()}
	switch p.assume.Conversation {
	case "open":
		return []rules.Conversation{c}
	case "done":
		c.Status, c.DoneAt = "done", now.Add(-24*time.Hour)
		return []rules.Conversation{c}
	}
	return nil
}

func (p *play) settle(s rules.Settlement) {
	before := p.record.Settled
	p.record.Settled = s
	switch {
	case s.Conversation != before.Conversation && s.Make:
		p.add(step{Do: "settle", Rule: s.Rule, Reason: s.Why}.about("step.new-conversation: a new conversation"))
	case s.Conversation != before.Conversation:
		p.add(step{Do: "settle", Rule: s.Rule, Reason: s.Why}.about("step.same-conversation: the conversation that is there"))
	case s.Customer != before.Customer:
		p.add(step{Do: "settle", Rule: s.CustomerRule}.about("step.customer: the customer that was found"))
	}
}

// write takes a write as done.
func (p *play) write(w rules.Write) {
	p.add(step{Do: "write", Rule: w.Rule, Reason: w.Reason, Facts: w.Facts, Body: w.Body}.about("step.write: {verb} {target}", "verb", w.Verb, "target", w.Target))
	for key, mark := range w.Also {
		p.record.Done[key] = mark
	}
	if w.Key == "customer" {
		p.record.Settled.Customer, p.record.Settled.CustomerRule, p.record.Settled.CustomerMade = assumedCustomer, w.Rule, true
		return
	}
	if w.Key == "conversation" {
		p.record.Settled.Conversation = w.ID
	}
	p.record.Done[w.Key] = w.Mark
}

// carry takes a file as brought.
func (p *play) carry(f rules.Carry) {
	from := make([]string, 0, len(f.From))
	for _, o := range f.From {
		switch {
		case o.Stored != "":
			from = append(from, o.Stored+" in the bucket")
		case o.URL != "":
			from = append(from, "the platform's address of it")
		default:
			from = append(from, "the session's own object")
		}
	}
	what := "step.bring: bring the file {name}"
	if f.Link {
		what = "step.link: link to the file {name}"
	}
	p.add(step{Do: "file", Rule: f.Rule, Reason: strings.TrimSpace(f.Reason + " (from " + strings.Join(from, ", else ") + ")")}.about(what, "name", f.Name))
	p.record.Carried[f.Key] = rules.Carried{Done: true, Of: 1, Parts: []rules.File{{ID: assumedConversation, Name: f.Name}}}
}

// note says what else decides.
func (p *play) note() {
	if p.set.Paused {
		p.notes("step.paused: Writing is paused: all of this is written once it is resumed (W9).")
	}
	p.notes("step.nothing-asked: Nothing was asked of Kustomer and nothing was written: customer, conversations and users are as assumed.")
}

func (p *play) notes(sentence string) {
	text, said := protocol.Say(sentence)
	p.body.Notes, p.body.NotesSaid = append(p.body.Notes, text), append(p.body.NotesSaid, said)
}
