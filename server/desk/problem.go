package desk

import (
	"errors"
	"strings"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// Codes of problems that this room tells.
const (
	codeUnreachable = "platform-unreachable"
	codeKey         = "key-refused"
	codeCall        = "call-refused"
	codeStatus      = "status-refused"
)

var (
	keyRefused = protocol.Problem{
		Code: codeKey,
		Text: "CCAI Platform refuses the adapter's key.",
		Fix:  "Ask an admin to check the API token and its rights.",
	}
	unreachable = protocol.Problem{
		Code: codeUnreachable,
		Text: "CCAI Platform does not answer.",
		Fix:  "Use the softphone meanwhile; the adapter tries again by itself.",
	}
	busy = protocol.Problem{
		Code: "platform-busy",
		Text: "CCAI Platform takes no more requests just now.",
		Fix:  "Wait a few seconds and try again.",
	}
	notServed = protocol.Problem{
		Code: "unknown-tenant",
		Text: "The adapter serves nobody under this name any more.",
		Fix:  "Ask an admin to check the adapter's settings.",
	}
	sharedAgent = protocol.Problem{
		Code: "agent-shared",
		Text: "Somebody else who is signed in has the same agent in CCAI Platform.",
		Fix:  "Ask an admin to give each of you an own one: one e-mail, one user, one agent.",
	}
	cannotTell = protocol.Problem{
		Code: "store-unavailable",
		Text: "The adapter's server cannot do that just now.",
		Fix:  "Wait a moment and try again; if it goes on, tell an admin.",
	}
)

// problemOf is what an error has to say to people.
func problemOf(err error) protocol.Problem {
	if p, ok := errors.AsType[interface {
		error
		Problem() protocol.Problem
	}](err); ok {
		return p.Problem()
	}
	return cannotTell
}

// refusal words a platform's refusal: its own words first, then what to do about them.
func refusal(code string, err error, otherwise protocol.Problem) protocol.Problem {
	e, ok := errors.AsType[*ccaip.Error](err)
	if !ok {
		return otherwise
	}
	switch e.Kind {
	case ccaip.KeyAtFault, ccaip.RoleMissing:
		return keyRefused
	case ccaip.Limited:
		return busy
	case ccaip.Unreachable:
		return otherwise
	}
	text := e.Detail
	if text == "" {
		text = "CCAI Platform refused and did not say why."
	}
	return protocol.Problem{Code: code, Text: text, Fix: advice(code, text)}
}

// hints tell what to do about the platform's words. Its texts are not fixed, so that only what
// they are about is looked for; the first that fits counts.
var hints = []struct{ word, fix string }{
	{"do not call", "Do not call this number; ask an admin if that is wrong."},
	{"e-mail", "Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"email", "Ask an admin to give you the same e-mail in CCAI Platform as in Kustomer."},
	{"access", "Ask an admin for the right to make calls."},
	{"permission", "Ask an admin for the right to do this."},
	{"available", "Sign in to the softphone, choose a status that may call, and press Call again."},
	{"number", "Check the number and press Call again."},
}

func advice(code, text string) string {
	if code == codeStatus {
		return "Finish what the platform still waits for, then choose the status again."
	}
	lower := strings.ToLower(text)
	for _, h := range hints {
		if strings.Contains(lower, h.word) {
			return h.fix
		}
	}
	return "Put right what it says and press Call again; if that does not help, tell an admin."
}
