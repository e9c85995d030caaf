package relay

import (
	"strings"

	"agentadapter/protocol"
	"agentadapter/rules"
)

// What is said of a session that needs help, as "code: English".
const (
	refusedSentence = "reason.refused: Kustomer refused the {what}: {words}"
	noRoleSentence  = "reason.no-role: the key lacks a role: {words}"
	// nobodySentence is rule C7's.
	nobodySentence = "reason.unlinked: no customer matches and creating customers is off"
)

// targets are the things that may be refused, by their names in the rules.
var targets = map[string]string{
	rules.OnCustomer:     "reason.customer: customer",
	rules.OnConversation: "reason.conversation: conversation",
	rules.OnMessage:      "reason.message: message",
	rules.OnNote:         "reason.note: note",
}

// refusedWhy says that Kustomer refused a write, in its own words.
func refusedWhy(w rules.Write, err error) (string, protocol.Said) {
	text, said := protocol.Say(refusedSentence, "what", w.Target, "words", err.Error())
	if _, what := protocol.Say(targets[w.Target]); targets[w.Target] != "" {
		said = said.With("what", what)
	}
	return text, said
}

// noRole says that the key may not do a thing, in Kustomer's words.
func noRole(words string) string {
	text, _ := protocol.Say(noRoleSentence, "words", words)
	return text
}

// reasonSaid is by what the session's reason is translated, nil where it cannot be.
func (d *document) reasonSaid() protocol.Said {
	switch d.State {
	case rules.Unlinked:
		if text, said := protocol.Say(nobodySentence); d.Reason == text {
			return said
		}
	case buried:
		if d.Reason == d.Help {
			return d.HelpSaid
		}
	case parked:
		if words, ok := strings.CutPrefix(d.Reason, noRole("")); ok {
			_, said := protocol.Say(noRoleSentence, "words", words)
			return said
		}
	}
	return nil
}
