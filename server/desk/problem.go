package desk

import (
	"errors"

	"agentadapter/ccaip"
	"agentadapter/protocol"
)

// Codes of problems that this room tells.
const (
	codeUnreachable = "platform-unreachable"
	codeUnconnected = "platform-unconnected"
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
	unconnected = protocol.Problem{
		Code: codeUnconnected,
		Text: "CCAI Platform is not connected yet: nothing can be called and no status set.",
		Fix:  "Ask an admin to complete “CCAI Platform” on the adapter's settings page.",
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
	doNotCall = protocol.Problem{
		Code: "do-not-call",
		Text: "This number is on the do-not-call list.",
		Fix:  "Call it only if the customer asked for it.",
	}
	quietNow = protocol.Problem{
		Code: "quiet-hours",
		Text: "These are quiet hours where the customer is.",
		Fix:  "Call later, or call anyway if it was agreed.",
	}
	outboundGone = protocol.Problem{
		Code: "outbound-gone",
		Text: "That outbound number is not one of your organization's any more.",
		Fix:  "Choose another one and press Call again; reload Kustomer to see the present ones.",
	}
	languageGone = protocol.Problem{
		Code: "language-gone",
		Text: "That language is not offered any more.",
		Fix:  "Choose another one and press Call again; reload Kustomer to see the present ones.",
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
