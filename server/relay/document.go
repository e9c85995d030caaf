package relay

import (
	"encoding/json"
	"fmt"
	"time"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// documentVersion is the form in which documents are stored today.
const documentVersion = 1

// maxTrail bounds the audit trail of one session.
const maxTrail = 100

// States that a session's record may have beside those of rules.
const (
	buried rules.Doing = "buried"
	parked rules.Doing = "parked"
	// discarded: a person wants nothing more written.
	discarded rules.Doing = "discarded"
)

// document is all that is known and was done for one session: the ledger. It is stored as JSON.
type document struct {
	V       int              `json:"v"`
	Session rules.Session    `json:"session"`
	Settled rules.Settlement `json:"settled,omitzero"`
	// Caller is the customer's name as Kustomer knows it, empty while unknown.
	Caller string `json:"caller,omitempty"`
	// Done and Buried are marks of writes, by key; see rules.Record.
	Done   map[string]string `json:"done,omitempty"`
	Buried map[string]string `json:"buried,omitempty"`
	// Carried are the files brought so far, by the plan's key; Wanted since when those are tried for
	// that are not there, by our clock, in milliseconds since 1970.
	Carried map[string]rules.Carried `json:"carried,omitempty"`
	Wanted  map[string]int64         `json:"wanted,omitempty"`
	// Anew counts how often Kustomer had lost files before they were referred to.
	Anew int `json:"anew,omitempty"`
	// State and Reason are as an admin lists them, Rule the number behind the reason.
	State  rules.Doing `json:"state"`
	Reason string      `json:"reason,omitempty"`
	Rule   string      `json:"rule,omitempty"`
	// StateAt is when it came into State, by our clock, in milliseconds since 1970.
	StateAt int64 `json:"stateAt,omitempty"`
	// Discarded: somebody wants nothing more written for it.
	Discarded *discard `json:"discarded,omitempty"`
	// Choice is what the session's agent is asked, nil for nothing (C4).
	Choice *rules.Choice `json:"choice,omitempty"`
	// Tried: a customer was about to be made once.
	Tried bool `json:"tried,omitempty"`
	// Lost says why the conversation is no longer there to be written into (V9).
	Lost string `json:"lost,omitempty"`
	// LostAt is when Kustomer said so, or that it is there again, by its clock, in milliseconds since 1970.
	LostAt int64 `json:"lostAt,omitempty"`
	// Without are the custom attributes that Kustomer refused, by kind of record.
	Without map[string][]string `json:"without,omitempty"`
	// Help says why a write was given up last, HelpSaid by what that is translated.
	Help     string        `json:"help,omitempty"`
	HelpSaid protocol.Said `json:"helpSaid,omitempty"`
	// Due is how many writes the plan held when it was made last.
	Due int `json:"due,omitempty"`
	// Rang is who has the number, as found while it rang; see match.
	Rang *caller `json:"rang,omitempty"`
	// Users are the agents' ids in Kustomer, by the platform's id.
	Users map[string]string `json:"users,omitempty"`
	// Popped are those whose page was brought to the record.
	Popped map[string]bool `json:"popped,omitempty"`
	// Trail is what was written, by which rule and from which facts.
	Trail []trace `json:"trail,omitempty"`
	// Changed is when the last fact came, EndSeen when the end did, FailingSince when writing began
	// to fail: by our clock, in milliseconds since 1970.
	Changed      int64 `json:"changed"`
	EndSeen      int64 `json:"endSeen,omitempty"`
	FailingSince int64 `json:"failingSince,omitempty"`
	// Finished: over at the platform, and all of it written or given up.
	Finished bool `json:"finished,omitempty"`
}

// discard is who wanted nothing more written, and when by our clock, in milliseconds since 1970.
type discard struct {
	By string `json:"by"`
	At int64  `json:"at"`
}

func (d *discard) reason() string { return "discarded by " + d.By }

// trace is one line of the audit trail.
type trace struct {
	At      int64    `json:"at"`
	Key     string   `json:"key"`
	Rule    string   `json:"rule"`
	Reason  string   `json:"reason"`
	Verb    string   `json:"verb"`
	Target  string   `json:"target"`
	ID      string   `json:"id,omitempty"`
	Facts   []string `json:"facts,omitempty"`
	Outcome string   `json:"outcome"`
	// Request is what was sent, of a write that was given up.
	Request string `json:"request,omitempty"`
}

// maxRequest bounds what is kept of a refused request, in bytes.
const maxRequest = 16 << 10

func newDocument(session string) document {
	return document{V: documentVersion, Session: rules.Session{Name: session}, State: rules.Waiting}
}

func readDocument(body []byte) (document, error) {
	var d document
	if err := json.Unmarshal(body, &d); err != nil {
		return d, fmt.Errorf("relay: a document of the ledger cannot be read: %w", err)
	}
	if d.V > documentVersion {
		return d, fmt.Errorf("relay: a document of the ledger has version %d, newer than this server's %d", d.V, documentVersion)
	}
	return d, nil
}

// fold joins a fact that the log took at a moment of our clock.
func (d *document) fold(f rules.Fact, at time.Time) {
	d.Session = rules.Fold(d.Session, f)
	d.Changed = max(d.Changed, at.UnixMilli())
	if d.EndSeen == 0 && d.Session.Ended() {
		d.EndSeen = at.UnixMilli()
	}
	d.Finished = false
}

// settle keeps a settlement, and the customer's name where it was read along with it.
func (d *document) settle(s rules.Settlement, names map[string]string) {
	if s.Customer != d.Settled.Customer {
		d.Caller = names[s.Customer]
	}
	d.Settled = s
}

// noted adds a line to the trail; the oldest lines go first.
func (d *document) noted(w rules.Write, id, outcome string, at time.Time) {
	d.Trail = append(d.Trail, trace{
		At: at.UnixMilli(), Key: w.Key, Rule: w.Rule, Reason: w.Reason, Verb: w.Verb, Target: w.Target,
		ID: id, Facts: w.Facts, Outcome: outcome,
	})
	if len(d.Trail) > maxTrail {
		d.Trail = append([]trace(nil), d.Trail[len(d.Trail)-maxTrail:]...)
	}
}

// lost: an end was told long ago, and the platform's object never confirmed it.
func (d *document) lost(now time.Time) bool {
	return d.EndSeen != 0 && now.Sub(time.UnixMilli(d.EndSeen)) > giveUpAfter
}

// exists tells whether the settled conversation stands in the CRM.
func (d *document) exists() bool {
	_, made := d.Done["conversation"]
	return d.Settled.Conversation != "" && (made || !d.Settled.Make)
}

// making tells whether the settled conversation is still to be made.
func (d *document) making() bool {
	_, given := d.Buried["conversation"]
	return d.Settled.Conversation != "" && !d.exists() && !given
}
